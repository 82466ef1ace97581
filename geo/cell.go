package geo

// Cells number the world along a curve that keeps neighbours together, so that an index of plain numbers finds what lies
// in a box (Z-order; Morton 1966). A cell is 360/65536 of a degree wide and half as high: some 600 by 300 metres at the
// equator.

// cellBits is how often the world is halved each way.
const cellBits = 16

// Cell is the number of the cell in which p lies, from 0 to 2³² - 1.
func (p Point) Cell() int64 {
	return spread(cellOf(int64(p.Lat)+900_000_000, 1_800_000_000))<<1 | spread(cellOf(int64(p.Lon)+1_800_000_000, 3_600_000_000))
}

// cellOf is in which of the 65536 parts of a whole the units lie.
func cellOf(units, whole int64) int64 {
	return max(0, min(units<<cellBits/whole, 1<<cellBits-1))
}

// spread puts a zero between the bits of a number.
func spread(n int64) int64 {
	out := int64(0)
	for i := range cellBits {
		out |= n >> i & 1 << (2 * i)
	}
	return out
}

// A CellRange is all cells from First to Last.
type CellRange struct{ First, Last int64 }

// Cells are ranges of cells that together hold every point of the box, and of what lies around it as little as so many
// ranges can. There are at most most ranges, in order, and most is at least 4.
func (b Box) Cells(most int) []CellRange {
	south, north := cellOf(int64(b.South)+900_000_000, 1_800_000_000), cellOf(int64(b.North)+900_000_000, 1_800_000_000)
	west, east := cellOf(int64(b.West)+1_800_000_000, 3_600_000_000), cellOf(int64(b.East)+1_800_000_000, 3_600_000_000)
	quarters := []quarter{{0, 0, cellBits}}
	for {
		var finer []quarter
		split := false
		for _, q := range quarters {
			size := int64(1) << q.bits
			if q.row >= south && q.row+size-1 <= north && q.column >= west && q.column+size-1 <= east {
				finer = append(finer, q) // wholly inside
				continue
			}
			split = split || q.bits > 0
			for _, part := range q.split() {
				size := int64(1) << part.bits
				if part.row <= north && part.row+size-1 >= south && part.column <= east && part.column+size-1 >= west {
					finer = append(finer, part)
				}
			}
		}
		if !split || len(joined(finer)) > most {
			return joined(quarters)
		}
		quarters = finer
	}
}

// A quarter is a square of 2^bits cells each way.
type quarter struct {
	row, column int64
	bits        int
}

// split gives the four parts in the order of their cells, or the quarter itself when it is one cell.
func (q quarter) split() []quarter {
	if q.bits == 0 {
		return []quarter{q}
	}
	bits, size := q.bits-1, int64(1)<<(q.bits-1)
	return []quarter{{q.row, q.column, bits}, {q.row, q.column + size, bits}, {q.row + size, q.column, bits}, {q.row + size, q.column + size, bits}}
}

// joined are the cells of quarters in order, neighbours as one range.
func joined(quarters []quarter) []CellRange {
	var out []CellRange
	for _, q := range quarters {
		first := spread(q.row)<<1 | spread(q.column)
		last := first + int64(1)<<(2*q.bits) - 1
		if n := len(out); n > 0 && out[n-1].Last+1 == first {
			out[n-1].Last = last
			continue
		}
		out = append(out, CellRange{first, last})
	}
	return out
}
