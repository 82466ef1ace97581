package exercise

import (
	"fmt"
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/geo"
)

// A Flight is a request to fly, with what the scenario says became of it.
type Flight struct {
	ID          string
	Asked       agreement.Instant
	Purpose     string
	Ask         bool   // the sides are asked, although they would only be told
	Side        string // that asks; empty for the mission
	Operator    string
	Aircraft    string
	CallSign    string
	Address     string
	Departure   string
	Destination string
	Route       []geo.Point
	Low, High   *agreement.Height
	From, To    agreement.Instant
	Result      string
}

// Flights returns F-01 to F-12 in order.
func Flights() ([]Flight, error) {
	lines, err := table("flights.csv")
	if err != nil {
		return nil, err
	}
	var flights []Flight
	for _, line := range lines {
		f := Flight{
			ID: line.text("id"), Asked: line.instant("asked"), Purpose: line.text("purpose"), Ask: line.text("ask") == "yes", Side: line.text("side"),
			Operator: line.text("operator"), Aircraft: line.text("aircraft"), CallSign: line.text("call_sign"), Address: line.text("address"),
			Departure: line.text("departure"), Destination: line.text("destination"), Low: line.height("low"), High: line.height("high"),
			From: line.instant("from"), To: line.instant("to"), Result: line.text("result"),
		}
		if route := line.text("route"); route != "" {
			for _, pair := range strings.Split(route, ", ") {
				lat, lon, _ := strings.Cut(pair, " ")
				p, err := geo.ParsePoint(lat + ", " + lon)
				line.keep("route", err)
				f.Route = append(f.Route, p)
			}
		}
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("flight %s: %w", f.ID, err)
		}
		flights = append(flights, f)
	}
	return flights, nil
}

// A Track is the way of one aircraft as a sensor of the exercise gives it, and how the scenario has it come out.
type Track struct {
	ID       string
	Source   string
	Kind     string
	Aircraft string
	Call     string
	Report   string // row of the ledger that speaks of the same
	Result   string // class of its event
	Points   []Waypoint
}

// A Waypoint is where the aircraft was; between two it flies straight.
type Waypoint struct {
	At     agreement.Instant
	Point  geo.Point
	Height *agreement.Height // nil when not known
}

// Tracks returns the tracks of the exercise, in the order of the file.
func Tracks() ([]Track, error) {
	lines, err := table("tracks.csv")
	if err != nil {
		return nil, err
	}
	var tracks []Track
	for _, line := range lines {
		if n := len(tracks); n == 0 || tracks[n-1].ID != line.text("track") {
			tracks = append(tracks, Track{
				ID: line.text("track"), Source: line.text("source"), Kind: line.text("source_kind"), Aircraft: line.text("aircraft"), Call: line.text("call"),
				Report: line.text("report"), Result: line.text("result"),
			})
		}
		t := &tracks[len(tracks)-1]
		w := Waypoint{At: line.instant("utc"), Point: line.point()}
		if line.text("ft") != "" {
			w.Height = &agreement.Height{Ft: line.number("ft"), Datum: line.text("datum")}
		}
		t.Points = append(t.Points, w)
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("track %s: %w", t.ID, err)
		}
	}
	return tracks, nil
}

// height reads "8000 FL"; an empty column is none.
func (r record) height(column string) *agreement.Height {
	ft, datum, ok := strings.Cut(r.columns[column], " ")
	if !ok {
		return nil
	}
	n, err := strconv.ParseInt(ft, 10, 64)
	r.keep(column, err)
	return &agreement.Height{Ft: n, Datum: datum}
}
