package exercise

import (
	"fmt"
	"strings"

	"truce.example/agreement"
	"truce.example/geo"
)

// A Control is one claim of the scenario's ledger of control.
type Control struct {
	ID           string // "K-01"; empty for who held a place when the agreement came into force
	Seen         agreement.Instant
	Place        string
	Point        geo.Point
	RadiusM      int64 // 0: the place has no outline
	UncertaintyM int64
	Holder       string
	With         []string // others, of a contested place
	Status       string
	Source       string
	Level        int64
	Basis        string
	Fact         bool // published; otherwise invented
	Note         string
}

// Controls returns K-01 to K-05.
func Controls() ([]Control, error) {
	lines, err := table("control.csv")
	if err != nil {
		return nil, err
	}
	var out []Control
	for _, line := range lines {
		out = append(out, Control{
			ID: line.text("id"), Seen: line.instant("utc"), Place: line.text("place"), Point: line.point(), RadiusM: line.number("radius_m"),
			UncertaintyM: line.number("uncertainty_m"), Holder: line.text("holder"), With: strings.Fields(line.text("with")), Status: line.text("status"),
			Source: line.text("source"), Level: line.number("level"), Basis: line.text("basis"), Fact: line.text("fact") == "F", Note: line.text("note"),
		})
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("control %s: %w", line.text("id"), err)
		}
	}
	return out, nil
}

// HoldersAtStart returns who held the scenario's places in the area on the first day, and the hill of K-01, which Side B held.
// An enclave is drawn as a kilometre around its place.
func HoldersAtStart() ([]Control, error) {
	lines, err := table("places.csv")
	if err != nil {
		return nil, err
	}
	begin := StatusHistory()[2].At
	var out []Control
	for _, line := range lines {
		c := Control{
			Seen: begin, Place: line.text("name_en"), Point: line.point(), Holder: line.text("holder_at_start"), Status: "controlled_uncontested", Source: "EXERCISE map v1", Level: 1, Basis: "claimed",
		}
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("place %s: %w", c.Place, err)
		}
		switch c.Holder {
		case "split":
			c.Holder, c.With, c.Status = "A", []string{"B"}, "contested"
		case "contested B/X":
			c.Holder, c.With, c.Status, c.RadiusM = "B", []string{"X"}, "contested", 1000
		case "B (enclave)":
			c.Holder, c.RadiusM = "B", 1000
		case "X":
			c.Status = "excluded_group"
		case "A", "B":
		default:
			continue // outside the area
		}
		out = append(out, c)
	}
	hill := Control{Seen: begin, Place: "hill west of Jillin", Point: geo.Point{Lat: 327_570_000, Lon: 359_400_000}, RadiusM: 1000, Holder: "B", Status: "controlled_uncontested", Source: "EXERCISE map v1", Level: 1, Basis: "claimed"}
	return append(out, hill), nil
}
