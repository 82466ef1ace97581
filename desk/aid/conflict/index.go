package conflict

import (
	"math"
	"slices"

	"truce.example/geo"
)

// An Index holds plans by their numbers, in a grid of places and days. It belongs to one goroutine.
type Index struct {
	plans map[int64]*Plan
	cells map[cell][]int64
	wide  []int64 // of plans that touch too many cells, in order
}

// A cell is a piece of land on a day, or on every day.
type cell struct{ lat, lon, day int32 }

const (
	cellUnits = 1_000_000 // 0.1 degree, some 11 km
	mostCells = 2_048     // of one plan
	unitsPerM = 91        // of latitude, a little more than there are: a box that is too large finds nothing less
	dayMs     = 24 * 60 * 60 * 1000
	mostDays  = 31
	always    = math.MinInt32 // the day of what goes on for longer
)

// New is an empty index.
func New() *Index { return &Index{plans: map[int64]*Plan{}, cells: map[cell][]int64{}} }

// Len is how many plans there are.
func (x *Index) Len() int { return len(x.plans) }

// Get is the plan with a number, or nil. The caller must not change it.
func (x *Index) Get(id int64) *Plan { return x.plans[id] }

// Add puts a plan in, in place of one with the same number. A plan that is nowhere is not kept.
func (x *Index) Add(p Plan) {
	x.Remove(p.ID)
	if len(p.Legs) == 0 && len(p.Area) == 0 {
		return
	}
	x.plans[p.ID] = &p
	cells, ok := cellsOf(&p)
	if !ok {
		at, _ := slices.BinarySearch(x.wide, p.ID)
		x.wide = slices.Insert(x.wide, at, p.ID)
		return
	}
	for c := range cells {
		x.cells[c] = append(x.cells[c], p.ID)
	}
}

// Remove takes a plan out.
func (x *Index) Remove(id int64) {
	p, ok := x.plans[id]
	if !ok {
		return
	}
	delete(x.plans, id)
	is := func(other int64) bool { return other == id }
	cells, ok := cellsOf(p)
	if !ok {
		x.wide = slices.DeleteFunc(x.wide, is)
		return
	}
	for c := range cells {
		if left := slices.DeleteFunc(x.cells[c], is); len(left) > 0 {
			x.cells[c] = left
		} else {
			delete(x.cells, c)
		}
	}
}

// Meet gives the plans that meet p, but for itself, as [Sort] orders them.
func (x *Index) Meet(p Plan) []Meeting {
	var out []Meeting
	look := func(id int64) {
		if id == p.ID {
			return
		}
		if m, ok := Between(&p, x.plans[id]); ok {
			out = append(out, m)
		}
	}
	cells, ok := cellsOf(&p)
	if !ok {
		for id := range x.plans {
			look(id)
		}
		Sort(out)
		return out
	}
	seen := map[int64]bool{}
	once := func(ids []int64) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				look(id)
			}
		}
	}
	once(x.wide)
	for c := range cells {
		once(x.cells[c])
		if c.day != always {
			once(x.cells[cell{c.lat, c.lon, always}])
			continue
		}
		for _, id := range x.daily(c) {
			once([]int64{id})
		}
	}
	Sort(out)
	return out
}

// daily are the plans of every day in a piece of land. Only a plan that goes on for long asks for it.
func (x *Index) daily(of cell) []int64 {
	var out []int64
	for c, ids := range x.cells {
		if c.lat == of.lat && c.lon == of.lon {
			out = append(out, ids...)
		}
	}
	return out
}

// cellsOf are the cells that a plan may touch; false if there are too many.
func cellsOf(p *Plan) (map[cell]bool, bool) {
	out := map[cell]bool{}
	margin := p.RadiusM + p.DoubtM
	if margin > 1_000_000 {
		return nil, false
	}
	for i := range p.Legs {
		l := &p.Legs[i]
		if !spread(out, box{min(l.A.Lat, l.B.Lat), min(l.A.Lon, l.B.Lon), max(l.A.Lat, l.B.Lat), max(l.A.Lon, l.B.Lon)}, margin, l.Span, p.SlackMs) {
			return nil, false
		}
	}
	for _, polygon := range p.Area {
		if !spread(out, boxOf(polygon.Outer()), margin, p.Over, p.SlackMs) {
			return nil, false
		}
	}
	return out, true
}

type box struct{ south, west, north, east int32 }

func boxOf(points []geo.Point) box {
	b := box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}
	for _, p := range points {
		b = box{min(b.south, p.Lat), min(b.west, p.Lon), max(b.north, p.Lat), max(b.east, p.Lon)}
	}
	return b
}

// spread adds the cells of a box on the days of a span, both widened; false if there are too many.
func spread(out map[cell]bool, b box, marginM int64, s Span, slack int64) bool {
	margin := marginM*unitsPerM + 1
	south, north := int64(b.south)-margin, int64(b.north)+margin
	narrow := math.Cos(math.Abs(float64(max(-south, north))) / 1e7 * math.Pi / 180)
	if narrow < 0.05 {
		return false
	}
	aside := int64(float64(margin)/narrow) + 1
	west, east := int64(b.west)-aside, int64(b.east)+aside
	if west < -1_800_000_000 || east > 1_800_000_000 {
		return false // round the 180th meridian: looked at one by one
	}
	first, last := floor(s.From-slack, dayMs), floor(s.last()+slack, dayMs)
	if last-first >= mostDays {
		first, last = always, always
	}
	rows, columns := floor(north, cellUnits)-floor(south, cellUnits)+1, floor(east, cellUnits)-floor(west, cellUnits)+1
	if rows*columns > mostCells || int64(len(out))+rows*columns*(last-first+1) > mostCells {
		return false
	}
	for lat := floor(south, cellUnits); lat <= floor(north, cellUnits); lat++ {
		for lon := floor(west, cellUnits); lon <= floor(east, cellUnits); lon++ {
			for day := first; day <= last; day++ {
				out[cell{int32(lat), int32(lon), int32(day)}] = true
			}
		}
	}
	return true
}

func floor(n, whole int64) int64 {
	q := n / whole
	if n%whole < 0 {
		q--
	}
	return q
}
