package modes

import (
	"math"
	"sort"

	"truce.example/geo"
)

// Compact position reports, DO-260B section 2.2.3.2.3.7 and appendix A. All is done in integers: latitudes and longitudes
// in units of 2^-17 of a zone are exact there, and are rounded once, to 1e-7 degree.

const (
	cprBits = 17
	cprMax  = 1 << cprBits
)

// transitions[n] is the latitude in 1e-7 degree from which on there are fewer than 59-n zones of longitude: A.1.7.2.d.
// Computed once; a place within a unit of 1e-7 of a transition, one centimetre, could be taken for the other side.
var transitions = func() (t [58]int64) {
	for nl := 59; nl >= 2; nl-- {
		a := 1 - math.Cos(math.Pi/30) // NZ is 15
		lat := math.Acos(math.Sqrt(a / (1 - math.Cos(2*math.Pi/float64(nl)))))
		t[59-nl] = int64(math.Round(lat * 180 / math.Pi * 1e7))
	}
	return t
}()

// NL is how many zones of longitude there are at a latitude.
func NL(lat int64) int64 {
	if lat < 0 {
		lat = -lat
	}
	// transitions ascend: nl=59 is the lowest latitude.
	i := sort.Search(len(transitions), func(i int) bool { return lat < transitions[i] })
	return int64(59 - i)
}

// A Pair is an even and an odd report of one aircraft.
type Pair struct{ EvenLat, EvenLon, OddLat, OddLon uint32 }

// Global works out a place in the air from an even and an odd report, which should be at most ten seconds apart (A.1.7.7).
// The place is that of the later one. It is false if the two lie in different zones, or give no place on the earth.
func (p Pair) Global(oddIsLater bool) (geo.Point, bool) {
	// j = floor((59 even - 60 odd) / 2^17 + 1/2)
	j := floor(59*int64(p.EvenLat)-60*int64(p.OddLat)+cprMax/2, cprMax)
	even := latitude(60, mod(j, 60), p.EvenLat)
	odd := latitude(59, mod(j, 59), p.OddLat)
	if !onEarth(even) || !onEarth(odd) {
		return geo.Point{}, false
	}
	nl := NL(even)
	if nl != NL(odd) {
		return geo.Point{}, false
	}
	m := floor(int64(p.EvenLon)*(nl-1)-int64(p.OddLon)*nl+cprMax/2, cprMax)
	lat, lonCPR, zones := even, p.EvenLon, max(nl, 1)
	if oddIsLater {
		lat, lonCPR, zones = odd, p.OddLon, max(nl-1, 1)
	}
	lon := degrees7(360, zones, mod(m, zones), lonCPR)
	if lon >= 180e7 {
		lon -= 360e7
	}
	q, err := geo.NewPoint(lat, lon)
	return q, err == nil
}

// Local works out a place from one report and a place not far away: within 180 NM in the air, 45 NM on the surface
// (A.1.7.5 and A.1.7.6). It is false if what comes out is not that near.
func Local(near geo.Point, odd, surface bool, latCPR, lonCPR uint32) (geo.Point, bool) {
	turn := int64(360e7)
	if surface {
		turn = 90e7
	}
	zones := int64(60)
	if odd {
		zones = 59
	}
	lat, ok := nearest(int64(near.Lat), turn, zones, latCPR)
	if !ok || !onEarth(lat) {
		return geo.Point{}, false
	}
	across := NL(lat)
	if odd {
		across--
	}
	lon, ok := nearest(int64(near.Lon), turn, max(across, 1), lonCPR)
	if !ok {
		return geo.Point{}, false
	}
	if lon >= 180e7 {
		lon -= 360e7
	} else if lon < -180e7 {
		lon += 360e7
	}
	p, err := geo.NewPoint(lat, lon)
	limit := int64(180 * 185_200)
	if surface {
		limit = 45 * 185_200
	}
	return p, err == nil && within(near, p, limit)
}

// within says whether two places are no further apart than this. Most are much nearer, which is seen without measuring: no
// unit of 1e-7 degree is longer than 1.125 cm.
func within(a, b geo.Point, cm int64) bool {
	units := abs(int64(a.Lat)-int64(b.Lat)) + abs(int64(a.Lon)-int64(b.Lon))
	return units*9/8+1 <= cm || geo.DistanceCm(a, b) <= cm
}

// nearest is the coordinate with this fraction of a zone that lies nearest to another, in 1e-7 degree.
func nearest(to, turn, zones int64, cpr uint32) (int64, bool) {
	// In units of 1/(zones * 2^17) of the turn: x = (zone + cpr/2^17) / zones * turn.
	whole := floor(to*zones, turn)
	best, found := int64(0), false
	for zone := whole - 1; zone <= whole+1; zone++ {
		v := scaled(zone*cprMax+int64(cpr), turn, zones)
		if !found || abs(v-to) < abs(best-to) {
			best, found = v, true
		}
	}
	return best, found
}

// latitude of a global decoding, between -90 and 90 degrees if it is one at all.
func latitude(zones, zone int64, cpr uint32) int64 {
	lat := degrees7(360, zones, zone, cpr)
	if lat >= 270e7 {
		lat -= 360e7
	}
	return lat
}

func degrees7(turn, zones, zone int64, cpr uint32) int64 {
	return scaled(zone*cprMax+int64(cpr), turn*10_000_000, zones)
}

// scaled is part * turn / (zones * 2^17), rounded half up. turn is at most 3.6e9 and part at most 2^24: it fits.
func scaled(part, turn, zones int64) int64 { return roundDiv(part*turn, zones*cprMax) }

func roundDiv(a, b int64) int64 { return floor(2*a+b, 2*b) }

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func mod(a, b int64) int64 { return ((a % b) + b) % b }

func onEarth(lat int64) bool { return lat >= -90e7 && lat <= 90e7 }

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
