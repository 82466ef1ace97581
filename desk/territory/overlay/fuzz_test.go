package overlay

import (
	"testing"

	"truce.example/geo"
)

// FuzzNewArea draws two areas from bytes, on few places so that edges and corners fall on each other, and lays them over
// each other.
func FuzzNewArea(f *testing.F) {
	f.Add([]byte{0, 0, 9, 0, 9, 9, 0, 9}, []byte{3, 3, 12, 3, 12, 12}, byte(0))
	f.Add([]byte{0, 0, 9, 9, 9, 0, 0, 9}, []byte{3, 3, 12, 3, 3, 3, 12, 12, 255, 255, 1, 1, 2, 2, 3, 1}, byte(20))
	f.Fuzz(func(t *testing.T, a, b []byte, zoom byte) {
		if len(a)+len(b) > 120 {
			return
		}
		one, _, err := NewArea(drawnFrom(a, zoom))
		if err != nil {
			return
		}
		other, _, err := NewArea(drawnFrom(b, zoom))
		if err != nil {
			return
		}
		check(t, one)
		check(t, other)
		l, err := Lay(one, other)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []Set{1, 2, 3} {
			check(t, l.Where(func(s Set) bool { return s == want }))
		}
		check(t, l.Where(func(Set) bool { return true }))
	})
}

// drawnFrom reads pairs of bytes as corners; 255, 255 ends a ring, and 254, 254 a polygon.
func drawnFrom(text []byte, zoom byte) [][]geo.Ring {
	out := [][]geo.Ring{{nil}}
	for i := 0; i+1 < len(text); i += 2 {
		last := &out[len(out)-1]
		switch {
		case text[i] == 255 && text[i+1] == 255:
			*last = append(*last, nil)
		case text[i] == 254 && text[i+1] == 254:
			out = append(out, []geo.Ring{nil})
		default:
			unit := int32(1) << (zoom % 22)
			ring := &(*last)[len(*last)-1]
			*ring = append(*ring, geo.Point{Lat: 330_000_000 + int32(text[i])*unit, Lon: 1_700_000_000/2 + int32(text[i+1])*unit})
		}
	}
	return out
}
