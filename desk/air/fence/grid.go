package fence

import (
	"math"

	"truce.example/geo"
)

// A grid is the land cut into square cells of 2^shift units of 1e-7 degree. It lists, for each cell, the zones that hold
// the whole cell and the edges that touch it. It never changes after it is built.
type grid struct {
	south, west int64 // a corner of the grid, multiples of the cell
	shift       uint
	rows, cols  int64
	whole       []uint32 // slots of the zones that hold a cell whole, cell after cell
	wholeOf     []uint32 // where a cell's begin; one more than there are cells
	edges       []edge   // edges that touch a cell, cell after cell, by slot within it
	edgesOf     []uint32
}

// An edge is a side of a zone's ring.
type edge struct {
	ax, ay, bx, by int32
	slot           uint32
}

const maxCells = 1 << 22

// newGrid builds the grid of the zones in these slots.
func newGrid(zones []*Zone, slots []uint32) *grid {
	g := &grid{}
	if len(slots) == 0 {
		return g
	}
	south, west, north, east := int64(math.MaxInt64), int64(math.MaxInt64), int64(math.MinInt64), int64(math.MinInt64)
	sides, across := 0, int64(0)
	for _, slot := range slots {
		b := boxOf(zones[slot])
		south, west, north, east = min(south, b[0]), min(west, b[1]), max(north, b[2]), max(east, b[3])
		across += (b[2] - b[0] + b[3] - b[1]) / 2
		eachRing(zones[slot], func(r geo.Ring) { sides += len(r) - 1 })
	}
	g.shift = cellShift(south, west, north, east, across/int64(len(slots)), len(slots), sides)
	g.south, g.west = south>>g.shift<<g.shift, west>>g.shift<<g.shift
	g.rows, g.cols = (north-g.south)>>g.shift+1, (east-g.west)>>g.shift+1
	g.fill(zones, slots)
	return g
}

// cellShift chooses cells a good deal smaller than the zones and the lengths of their edges, but not so many that the
// table of cells no longer fits in the processor's cache.
func cellShift(south, west, north, east, across int64, zones, sides int) uint {
	shift := uint(10)
	for shift < 30 {
		cells := ((north-south)>>shift + 2) * ((east-west)>>shift + 2)
		if cells <= maxCells && cells <= int64(64*sides+4096) && (1<<shift)*24 >= across {
			break
		}
		shift++
	}
	return shift
}

// boxOf returns south, west, north, east.
func boxOf(z *Zone) [4]int64 {
	b := [4]int64{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}
	for _, p := range z.Area {
		for _, q := range p.Outer() {
			b = [4]int64{min(b[0], int64(q.Lat)), min(b[1], int64(q.Lon)), max(b[2], int64(q.Lat)), max(b[3], int64(q.Lon))}
		}
	}
	return b
}

func eachRing(z *Zone, f func(geo.Ring)) {
	for _, p := range z.Area {
		f(p.Outer())
		for _, hole := range p.Holes() {
			f(hole)
		}
	}
}

// fill rasters every zone twice: to count, and to write.
func (g *grid) fill(zones []*Zone, slots []uint32) {
	n := g.rows * g.cols
	g.wholeOf, g.edgesOf = make([]uint32, n+1), make([]uint32, n+1)
	var r raster
	for _, slot := range slots {
		r.draw(g, zones[slot])
		for _, c := range r.within {
			g.wholeOf[c]++
		}
		for _, t := range r.touched {
			g.edgesOf[t.cell]++
		}
	}
	g.whole = make([]uint32, sums(g.wholeOf))
	g.edges = make([]edge, sums(g.edgesOf))
	for _, slot := range slots {
		r.draw(g, zones[slot])
		for _, c := range r.within {
			g.whole[g.wholeOf[c]] = slot
			g.wholeOf[c]++
		}
		for _, t := range r.touched {
			t.edge.slot = slot
			g.edges[g.edgesOf[t.cell]] = t.edge
			g.edgesOf[t.cell]++
		}
	}
	back(g.wholeOf)
	back(g.edgesOf)
}

// sums turns counts into beginnings and returns their sum.
func sums(counts []uint32) uint32 {
	total := uint32(0)
	for i, c := range counts {
		counts[i] = total
		total += c
	}
	return total
}

// back moves ends back to beginnings.
func back(ends []uint32) {
	copy(ends[1:], ends[:len(ends)-1])
	ends[0] = 0
}

// A raster is how one zone lies on the cells. Its slices are used again for the next zone.
type raster struct {
	within  []uint32
	touched []touch
	marked  []bool
}

type touch struct {
	cell uint32
	edge edge
}

// draw finds the cells that the zone's edges touch, and among the rest those that lie within.
func (r *raster) draw(g *grid, z *Zone) {
	r.within, r.touched = r.within[:0], r.touched[:0]
	b := boxOf(z)
	row0, col0, row1, col1 := (b[0]-g.south)>>g.shift, (b[1]-g.west)>>g.shift, (b[2]-g.south)>>g.shift, (b[3]-g.west)>>g.shift
	width := col1 - col0 + 1
	r.marked = append(r.marked[:0], make([]bool, width*(row1-row0+1))...)
	eachRing(z, func(ring geo.Ring) {
		for i := 1; i < len(ring); i++ {
			e := edge{ax: ring[i-1].Lon, ay: ring[i-1].Lat, bx: ring[i].Lon, by: ring[i].Lat}
			g.cellsOf(int64(e.ax), int64(e.ay), int64(e.bx), int64(e.by), func(row, col int64) {
				r.touched = append(r.touched, touch{uint32(row*g.cols + col), e})
				r.marked[(row-row0)*width+col-col0] = true
			})
		}
	})
	for row := row0; row <= row1; row++ {
		known, in := false, false
		for col := col0; col <= col1; col++ {
			if r.marked[(row-row0)*width+col-col0] {
				known = false
				continue
			}
			if !known { // no edge lies between this cell and the next ones
				known, in = true, z.Area.Contains(g.corner(row, col))
			}
			if in {
				r.within = append(r.within, uint32(row*g.cols+col))
			}
		}
	}
}

// corner is the south-western corner of a cell, which belongs to it.
func (g *grid) corner(row, col int64) geo.Point {
	return geo.Point{Lat: int32(g.south + row<<g.shift), Lon: int32(g.west + col<<g.shift)}
}

// cellsOf calls f with every cell that the straight way from a to b touches, and perhaps with a neighbour.
func (g *grid) cellsOf(ax, ay, bx, by int64, f func(row, col int64)) {
	g.cellsNear(ax, ay, bx, by, 0, f)
}

// cellsNear calls f with every cell that has a place so near to the straight way from a to b, each way.
func (g *grid) cellsNear(ax, ay, bx, by, near int64, f func(row, col int64)) {
	if ay > by {
		ax, ay, bx, by = bx, by, ax, ay
	}
	row0, row1 := (ay-near-g.south)>>g.shift, (by+near-g.south)>>g.shift
	left, right := min(ax, bx)-near, max(ax, bx)+near
	row0, row1 = max(row0, 0), min(row1, g.rows-1)
	for row := row0; row <= row1; row++ {
		low, high := left, right
		if row0 != row1 && ay != by { // only the part of the way that lies between the row's parallels
			from, to := g.south+row<<g.shift-near, g.south+(row+1)<<g.shift+near
			x0, x1 := at(ax, ay, bx, by, min(max(from, ay), by)), at(ax, ay, bx, by, max(min(to, by), ay))
			low, high = max(left, min(x0, x1)-1-near), min(right, max(x0, x1)+1+near)
		}
		for col := max((low-g.west)>>g.shift, 0); col <= min((high-g.west)>>g.shift, g.cols-1); col++ {
			f(row, col)
		}
	}
}

// at is the longitude of the way at a latitude, rounded towards a; by is not less than ay.
func at(ax, ay, bx, by, y int64) int64 {
	if by == ay {
		return bx
	}
	return ax + (bx-ax)*(y-ay)/(by-ay)
}

// cell returns the number of the cell in which a place lies, or false outside of the grid.
func (g *grid) cell(p geo.Point) (uint32, bool) {
	row, col := (int64(p.Lat)-g.south)>>g.shift, (int64(p.Lon)-g.west)>>g.shift
	if uint64(row) >= uint64(g.rows) || uint64(col) >= uint64(g.cols) {
		return 0, false
	}
	return uint32(row*g.cols + col), true
}

// over appends the slots of the zones whose area holds p.
func (g *grid) over(zones []*Zone, p geo.Point, out []uint32) []uint32 {
	c, ok := g.cell(p)
	if !ok {
		return out
	}
	out = append(out, g.whole[g.wholeOf[c]:g.wholeOf[c+1]]...)
	last := uint32(math.MaxUint32)
	for _, e := range g.edges[g.edgesOf[c]:g.edgesOf[c+1]] {
		if e.slot == last {
			continue
		}
		if last = e.slot; zones[e.slot] != nil && zones[e.slot].Area.Contains(p) {
			out = append(out, e.slot)
		}
	}
	return out
}

// reach is the length on which a lane can be expected to meet not too many edges: some cells.
func (g *grid) reach() int64 {
	cells := int64(len(g.edgesOf)) + 1
	return min(max(64*cells/(int64(len(g.edges))+1), 1), 8) << g.shift
}

// bytes is what the grid takes in memory.
func (g *grid) bytes() int {
	return 4*(len(g.whole)+len(g.wholeOf)+len(g.edgesOf)) + 20*len(g.edges)
}
