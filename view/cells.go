package view

import (
	"encoding/json"
	"fmt"

	"truce.example/geo"
)

// Values of columns, as desks store them.

// Doc is a fact, or a part of one, as JSON. Facts are plain data; they always marshal.
func Doc(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("view: a value that is no JSON: %v", err))
	}
	return string(b)
}

// Lat is the latitude of a point in 1e-7 degrees, or null when the place is not known.
func Lat(p *geo.Point) any {
	if p == nil {
		return nil
	}
	return p.Lat
}

// Lon is the longitude of a point in 1e-7 degrees, or null.
func Lon(p *geo.Point) any {
	if p == nil {
		return nil
	}
	return p.Lon
}

// Cell is the cell of a point on the curve by which boxes are looked up, or null.
func Cell(p *geo.Point) any {
	if p == nil {
		return nil
	}
	return p.Cell()
}
