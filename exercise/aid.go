package exercise

import (
	"fmt"

	"truce.example/geo"
)

// A Site is something that aid workers notify in the exercise. Positions, names and owners are invented.
type Site struct {
	ID         string // "N-01" to "N-12"
	Kind       string // site or infrastructure
	Function   string
	Name       string
	Point      geo.Point
	FootprintM int64
	Area       string
	LateAck    string // side that acknowledges it six days late, or empty
}

// Sites returns the twelve sites of the scenario.
func Sites() ([]Site, error) {
	lines, err := table("sites.csv")
	if err != nil {
		return nil, err
	}
	var sites []Site
	for _, line := range lines {
		sites = append(sites, Site{
			ID: line.text("id"), Kind: line.text("kind"), Function: line.text("function"), Name: line.text("name"), Point: line.point(),
			FootprintM: line.number("footprint_m"), Area: line.text("area"), LateAck: line.text("late_ack"),
		})
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("site %s: %w", line.text("id"), err)
		}
	}
	return sites, nil
}
