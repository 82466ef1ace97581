package overlay

import "math"

// A grid divides the box around edges into cells, and knows the edges that may touch each.
type grid struct {
	west, south int64
	size        int64
	wide, high  int64
	first       []int32 // of the edges of a cell in list; the next cell's first is their end
	list        []int32
}

// lay makes a grid with about two cells for each edge.
func (g *grid) lay(edges []edge) {
	if len(edges) == 0 {
		g.size, g.first = 1, []int32{0}
		return
	}
	lo, hi := edges[0].a, edges[0].a
	for i := range edges {
		for _, p := range [2]spot{edges[i].a, edges[i].b} {
			lo, hi = spot{min(lo.x, p.x), min(lo.y, p.y)}, spot{max(hi.x, p.x), max(hi.y, p.y)}
		}
	}
	width, height := float64(hi.x-lo.x)+1, float64(hi.y-lo.y)+1
	cells := float64(2*len(edges) + 16)
	side := math.Max(math.Sqrt(width*height/cells), math.Max(width, height)/cells)
	g.west, g.south, g.size = lo.x, lo.y, int64(side)+1
	g.wide, g.high = (hi.x-lo.x)/g.size+1, (hi.y-lo.y)/g.size+1
	g.first = make([]int32, g.wide*g.high+1)
	for i := range edges {
		g.cross(edges[i].a, edges[i].b, func(c int32) { g.first[c+1]++ })
	}
	for c := range g.cells() {
		g.first[c+1] += g.first[c]
	}
	g.list = make([]int32, g.first[g.cells()])
	next := append([]int32(nil), g.first...)
	for i := range edges {
		g.cross(edges[i].a, edges[i].b, func(c int32) {
			g.list[next[c]] = int32(i)
			next[c]++
		})
	}
}

func (g *grid) cells() int { return len(g.first) - 1 }

func (g *grid) in(c int32) []int32 { return g.list[g.first[c]:g.first[c+1]] }

// cross calls f with every cell that the way from a to b touches, and perhaps some more. Two ways that meet have a cell in
// common.
func (g *grid) cross(a, b spot, f func(c int32)) {
	if b.y < a.y {
		a, b = b, a
	}
	x0, x1 := (min(a.x, b.x)-g.west)/g.size, (max(a.x, b.x)-g.west)/g.size
	y0, y1 := (a.y-g.south)/g.size, (b.y-g.south)/g.size
	if x0 == x1 || y0 == y1 {
		g.block(x0, x1, y0, y1, f)
		return
	}
	slope := float64(b.x-a.x) / float64(b.y-a.y)
	for y := y0; y <= y1; y++ {
		bottom, top := max(a.y, g.south+y*g.size-1), min(b.y, g.south+(y+1)*g.size+1)
		from := float64(a.x-g.west) + slope*float64(bottom-a.y)
		to := float64(a.x-g.west) + slope*float64(top-a.y)
		if to < from {
			from, to = to, from
		}
		// a step of the grid up and down, and two to each side, because ends draw edges from half a step away
		g.block(max(x0, int64(from-2)/g.size), min(x1, int64(to+2)/g.size), y, y, f)
	}
}

func (g *grid) block(x0, x1, y0, y1 int64, f func(c int32)) {
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			f(int32(y*g.wide + x))
		}
	}
}
