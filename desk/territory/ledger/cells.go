package ledger

import (
	"cmp"
	"math"
	"slices"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// Method says how places become areas, in a sentence for reports.
const Method = "a place without an outline is drawn as what lies nearer to it than to any other such place on the sphere, up to the reach of the agreement"

// earthM is the mean radius of the earth in metres.
const earthM = 6_371_008.8

// A spot is a point of the unit sphere. Products are converted one by one, so that no machine may fuse them with a sum: the
// same places have the same cells everywhere.
type spot [3]float64

func (a spot) dot(b spot) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}

func (a spot) minus(b spot) spot { return spot{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

// toward is the point between a and b at the share t, on the sphere.
func (a spot) toward(b spot, t float64) spot {
	for i := range a {
		a[i] += float64(t * (b[i] - a[i]))
	}
	l := math.Sqrt(a.dot(a))
	return spot{a[0] / l, a[1] / l, a[2] / l}
}

func spotOf(p geo.Point) spot {
	const radian = math.Pi / 180 * 1e-7
	lat, lon := float64(p.Lat)*radian, float64(p.Lon)*radian
	return spot{float64(math.Cos(lat) * math.Cos(lon)), float64(math.Cos(lat) * math.Sin(lon)), math.Sin(lat)}
}

func (a spot) point() geo.Point {
	const unit = 180 / math.Pi * 1e7
	return geo.Point{Lat: int32(math.Round(math.Asin(max(-1, min(1, a[2]))) * unit)), Lon: int32(math.Round(math.Atan2(a[1], a[0]) * unit))}
}

// discSides is of how many sides what stands for a circle is made. They lie inside it by less than 0.3 % of its radius.
const discSides = 48

// disc is what lies within so many metres of a place.
func disc(p geo.Point, radiusM int64) []spot {
	lat, lon := float64(p.Lat)*math.Pi/180*1e-7, float64(p.Lon)*math.Pi/180*1e-7
	north := spot{float64(-math.Sin(lat) * math.Cos(lon)), float64(-math.Sin(lat) * math.Sin(lon)), math.Cos(lat)}
	east := spot{-math.Sin(lon), math.Cos(lon), 0}
	far := float64(radiusM) / earthM
	out := make([]spot, discSides)
	for i := range out {
		turn := 2 * math.Pi * float64(i) / discSides
		e, n := float64(math.Sin(far)*math.Cos(turn)), float64(math.Sin(far)*math.Sin(turn))
		for k, middle := range spotOf(p) {
			out[i][k] = float64(math.Cos(far)*middle) + float64(e*east[k]) + float64(n*north[k])
		}
	}
	return out
}

// Disc is the area within so many metres of a place.
func Disc(p geo.Point, radiusM int64) (overlay.Area, error) { return areaOf(disc(p, radiusM)) }

func areaOf(corners []spot) (overlay.Area, error) {
	if len(corners) < 3 {
		return overlay.Area{}, nil
	}
	ring := make(geo.Ring, 0, len(corners)+1)
	for _, c := range corners {
		ring = append(ring, c.point())
	}
	area, _, err := overlay.NewArea([][]geo.Ring{{append(ring, ring[0])}})
	return area, err
}

// Cells are the cells of places, in their order. Of places on the same point the first has the cell, and the others none.
func Cells(places []geo.Point, reachM int64) ([]overlay.Area, error) {
	spots := make([]spot, len(places))
	order := make([]int, len(places)) // by longitude, so that neighbours are found quickly
	for i, p := range places {
		spots[i], order[i] = spotOf(p), i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(places[i].Lat, places[j].Lat), cmp.Compare(places[i].Lon, places[j].Lon), cmp.Compare(i, j))
	})
	chord := 2 * math.Sin(min(float64(reachM)/earthM, math.Pi/2)) // of twice the reach: who is farther has no say
	out := make([]overlay.Area, len(places))
	for at, i := range order {
		cell := disc(places[i], reachM)
		for _, way := range []int{-1, 1} {
			for k := at + way; k >= 0 && k < len(order) && len(cell) > 0; k += way {
				j := order[k]
				if math.Abs(float64(places[j].Lat)-float64(places[i].Lat))*math.Pi/180*1e-7*earthM > 2*float64(reachM) {
					break
				}
				if places[i] == places[j] {
					if j < i {
						cell = nil
					}
					continue
				}
				if d := spots[i].minus(spots[j]); d.dot(d) <= chord*chord {
					cell = nearer(cell, d)
				}
			}
		}
		area, err := areaOf(cell)
		if err != nil {
			continue // it is too small for a corner of its own
		}
		out[i] = area
	}
	return out, nil
}

// nearer keeps the part of a convex cell on the side of the plane through the earth's middle to which a normal points.
func nearer(cell []spot, normal spot) []spot {
	var out []spot
	for i, b := range cell {
		a := cell[(i+len(cell)-1)%len(cell)]
		before, here := a.dot(normal), b.dot(normal)
		if (before < 0) != (here < 0) {
			out = append(out, a.toward(b, before/(before-here)))
		}
		if here >= 0 {
			out = append(out, b)
		}
	}
	return out
}
