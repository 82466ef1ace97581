package geo

// A Box is all places between two parallels and two meridians, its edges included, in 1e-7 degree WGS 84. It does not
// cross the 180th meridian: who asks across it asks twice.
type Box struct{ South, West, North, East int32 }

// Contains says whether p lies in the box.
func (b Box) Contains(p Point) bool {
	return p.Lat >= b.South && p.Lat <= b.North && p.Lon >= b.West && p.Lon <= b.East
}

// Overlaps says whether the boxes share a place.
func (b Box) Overlaps(c Box) bool {
	return b.South <= c.North && c.South <= b.North && b.West <= c.East && c.West <= b.East
}
