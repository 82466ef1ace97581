package geo

import (
	"math/rand/v2"
	"testing"
)

func TestCellsOfABoxHoldItsPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() Box {
		size := int32(1) << r.IntN(31)
		south, west := int32(r.Int64N(1_800_000_000)-900_000_000), int32(r.Int64N(3_600_000_000)-1_800_000_000)
		return Box{south, west, int32(min(int64(south)+int64(size), 900_000_000)), int32(min(int64(west)+int64(size), 1_800_000_000))}
	}
	for range 3000 {
		b := random()
		ranges := b.Cells(16)
		if len(ranges) == 0 || len(ranges) > 16 {
			t.Fatalf("%+v has %d ranges", b, len(ranges))
		}
		last := int64(-2)
		for _, c := range ranges {
			if c.First > c.Last || c.First <= last+1 {
				t.Fatalf("%+v has the ranges %v", b, ranges)
			}
			last = c.Last
		}
		for range 20 {
			p := Point{Lat: b.South + int32(r.Int64N(int64(b.North)-int64(b.South)+1)), Lon: b.West + int32(r.Int64N(int64(b.East)-int64(b.West)+1))}
			if !holds(ranges, p.Cell()) {
				t.Fatalf("%+v lies in %+v, and its cell %d not in %v", p, b, p.Cell(), ranges)
			}
		}
	}
	if a, b := (Point{Lat: -900_000_000, Lon: -1_800_000_000}).Cell(), (Point{Lat: 900_000_000, Lon: 1_800_000_000}).Cell(); a != 0 || b != 1<<32-1 {
		t.Errorf("the corners of the world are the cells %d and %d", a, b)
	}
}

// A box of some kilometres asks for little more than itself.
func TestCellsOfABoxAreFew(t *testing.T) {
	b := Box{325_000_000, 360_000_000, 326_000_000, 361_000_000}
	cells := int64(0)
	for _, c := range b.Cells(16) {
		cells += c.Last - c.First + 1
	}
	if whole := int64(36 * 18); cells > 2*whole {
		t.Errorf("a box of %d cells is asked for as %d", whole, cells)
	}
}

func holds(ranges []CellRange, cell int64) bool {
	for _, r := range ranges {
		if cell >= r.First && cell <= r.Last {
			return true
		}
	}
	return false
}
