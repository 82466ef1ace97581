package change

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// Km2 is a size in square kilometres with two decimals, as a JSON number.
type Km2 int64

// MarshalJSON writes the number.
func (k Km2) MarshalJSON() ([]byte, error) { return []byte(overlay.SquareKm(int64(k))), nil }

// CSV is the table of the holders. Km² with two decimals; what cannot be told from the uncertainty stands in columns of its
// own and is part of gained and lost.
func (r Result) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"holder", "before_km2", "after_km2", "gained_km2", "lost_km2", "kept_km2", "gained_no_reliable_change_km2", "lost_no_reliable_change_km2"})
	for _, h := range r.Holders {
		row := []string{h.Name}
		for _, size := range []int64{h.Had, h.Has, h.Gained, h.Lost, h.Kept, h.DoubtfulGained, h.DoubtfulLost} {
			row = append(row, overlay.SquareKm(size))
		}
		w.Write(row)
	}
	w.Flush() // a Buffer takes everything
	return b.Bytes()
}

// GeoJSON is every piece that moved, the largest first, and what each holder kept.
func (r Result) GeoJSON() []byte {
	out := []byte(`{"type":"FeatureCollection","features":[`)
	first := true
	add := func(properties any, polygons ...overlay.Polygon) {
		if !first {
			out = append(out, ",\n"...)
		}
		first = false
		out = append(out, `{"type":"Feature","properties":`...)
		said, _ := json.Marshal(properties) // texts and numbers
		out = append(append(out, said...), `,"geometry":{"type":"MultiPolygon","coordinates":[`...)
		for i, p := range polygons {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendPolygon(out, p)
		}
		out = append(out, `]}}`...)
	}
	for _, p := range r.Pieces {
		add(struct {
			Change   string `json:"change"`
			From     string `json:"from"`
			To       string `json:"to"`
			SquareKm Km2    `json:"area_km2"`
			Reliable string `json:"reliability,omitempty"`
		}{"moved", p.From, p.To, Km2(p.SquareCm), r.reliability(p.Doubtful)}, p.Outline)
	}
	for _, k := range r.Kept {
		add(struct {
			Change   string `json:"change"`
			Holder   string `json:"holder"`
			SquareKm Km2    `json:"area_km2"`
		}{"kept", k.Holder, Km2(k.Area.SquareCm())}, k.Area.Polygons()...)
	}
	return append(out, "]}\n"...)
}

func (r Result) reliability(doubtful bool) string {
	switch {
	case r.UncertaintyM == 0:
		return ""
	case doubtful:
		return "no reliable change"
	}
	return "wider than the uncertainty"
}

func appendPolygon(out []byte, p overlay.Polygon) []byte {
	out = append(out, '[')
	for i, r := range p {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '[')
		for k, q := range r {
			if k > 0 {
				out = append(out, ',')
			}
			out = append(append(out, position(q)...), ']')
		}
		out = append(out, ']')
	}
	return append(out, ']')
}

// position is "[lon,lat" of a point, exactly.
func position(p geo.Point) string {
	lat, lon, _ := strings.Cut(p.String(), ", ")
	return "[" + lon + "," + lat
}
