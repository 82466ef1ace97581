package observe

import (
	"math"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/geo"
)

// Distances of the rules on places.
const (
	farFromAreaCm = 50_000_00 // a report from farther away than this needs confirming
	farFromNameCm = 5_000_00  // so does a point farther than this from the listed place of its name
	maxRadiusM    = 2_000_000 // the largest uncertainty that still says anything
)

// Bases of a place: who put the point on the map.
const (
	placeGiven     = "given"
	placeGazetteer = "gazetteer"
	placeBearing   = "bearing"
	placeUnknown   = "unknown"
)

// A book is what the rules look up in the law: codes, names and the area. It is made once for each version of the
// agreement.
type book struct {
	agreement *agreement.Agreement // nil without an agreement
	types     map[string]agreement.EventType
	typeCodes []string
	places    map[string][]geo.Point // by folded name
	zone      *time.Location         // clock of the agreement; nil where there is none
	sides     sideIndex
}

func newBook(a *agreement.Agreement) *book {
	b := &book{agreement: a, types: map[string]agreement.EventType{}, places: map[string][]geo.Point{}, sides: newSideIndex(a)}
	types := agreement.StandardEventTypes()
	if a != nil {
		types = a.EventTypes
		for _, p := range a.Places {
			b.addPlace(p)
		}
		if zone, err := time.LoadLocation(a.EntryIntoForce.TZ); err == nil && a.EntryIntoForce.TZ != "" {
			b.zone = zone
		}
	}
	for _, t := range types {
		b.types[t.Code] = t
		b.typeCodes = append(b.typeCodes, t.Code)
	}
	return b
}

func (b *book) addPlace(p agreement.NamedPlace) {
	for _, name := range append([]string{p.ID, p.Name.En, p.Name.Ar, p.Name.Ru}, p.Aliases...) {
		key := foldName(name)
		if key != "" && !slices.Contains(b.places[key], p.Point) {
			b.places[key] = append(b.places[key], p.Point)
		}
	}
}

// foldName makes spellings of one name alike in case and spacing.
func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func (b *book) isParty(id string) bool {
	if b.agreement == nil {
		return false
	}
	for _, p := range b.agreement.Parties {
		if p.ID == id {
			return true
		}
	}
	return false
}

func (b *book) isGuarantor(id string) bool {
	if b.agreement == nil {
		return false
	}
	for _, g := range b.agreement.Guarantors {
		if g.ID == id {
			return true
		}
	}
	return false
}

// A givenPlace is what a form says of a place.
type givenPlace struct {
	name         string
	point        *geo.Point
	mgrs         string
	precision    int64
	uncertaintyM int64
	confirmFar   bool
	confirmPlace bool
}

// A foundPlace is what the fact says of it.
type foundPlace struct {
	name         string
	point        *geo.Point
	mgrs         string
	basis        string
	uncertaintyM int64
	unlisted     bool // the agreement lists places, and none of this name
}

// place checks a place and completes it: the centre of a square of the grid, the point of a listed name, the radius that
// goes with a precision.
//
// Art. 2
func (x *exam) place(g givenPlace) foundPlace {
	found := foundPlace{name: x.line("place_name", g.name), uncertaintyM: g.uncertaintyM, basis: placeUnknown}
	x.number("place_precision", g.precision, 0, 3)
	x.number("uncertainty_m", g.uncertaintyM, 0, maxRadiusM)
	x.square(&g)
	found.mgrs, found.uncertaintyM = g.mgrs, g.uncertaintyM
	listed := x.book.places[foldName(found.name)]
	found.unlisted = found.name != "" && len(listed) == 0 && len(x.book.places) > 0
	switch {
	case g.point != nil:
		if x.point("place", *g.point, g.confirmFar) && !g.confirmPlace {
			x.agreesWithName(*g.point, listed, found.name)
		}
		found.point, found.basis = g.point, placeGiven
	case len(listed) == 1:
		found.point, found.basis = &listed[0], placeGazetteer
	default:
		return found
	}
	if found.uncertaintyM == 0 {
		found.uncertaintyM = usualRadiusM(found.basis, g.precision)
	}
	return found
}

// square checks the square of the grid in which a place is said to lie. Where no point is given it is the centre, and
// known no better than to the corners.
func (x *exam) square(g *givenPlace) {
	if g.mgrs == "" {
		return
	}
	g.mgrs = x.line("place_mgrs", g.mgrs)
	centre, sizeM, err := geo.ParseMGRS(g.mgrs)
	switch {
	case err != nil:
		x.say("place_mgrs", "%v", err)
	case g.point == nil:
		cornerM := (int64(sizeM)*71 + 99) / 100
		if g.uncertaintyM == 0 {
			g.uncertaintyM = usualRadiusM(placeGiven, g.precision)
		}
		g.point, g.uncertaintyM = &centre, max(g.uncertaintyM, cornerM)
	default:
		if in, err := geo.InGridSquare(g.mgrs, *g.point); err == nil && !in {
			x.say("place_mgrs", "the square %s does not hold the point %s, which lies in %s; mend one of the two, or leave one out",
				g.mgrs, *g.point, g.point.MGRS(gridDigits))
		}
	}
}

// gridDigits are those of a square of ten metres, which is as well as most positions are known.
const gridDigits = 4

// Heights that a person or an instrument can state.
const (
	leastHeightFt = -1_500 // the shore of the Dead Sea, with room
	mostHeightFt  = 100_000
)

// datums are what a height is measured from: the ground (both words), the sea, the standard pressure.
var datums = []string{"SFC", "AGL", "AMSL", "FL"}

// height checks a height, if one is stated. Without what it is measured from it says nothing.
func (x *exam) height(ft *int64, datum string, uncertaintyFt int64) {
	if ft == nil {
		if datum != "" || uncertaintyFt != 0 {
			x.say("height_ft", "height_ft is missing although its datum or uncertainty is given; give it, or leave all three out")
		}
		return
	}
	x.number("height_ft", *ft, leastHeightFt, mostHeightFt)
	x.number("height_uncertainty_ft", uncertaintyFt, 0, mostHeightFt)
	x.code("height_datum", datum, datums)
}

func usualRadiusM(basis string, precision int64) int64 {
	if precision >= 1 && precision < int64(len(placeRadiusM)) {
		return placeRadiusM[precision]
	}
	if basis == placeGazetteer {
		return namedPlaceRadiusM
	}
	return placeRadiusM[1]
}

// point checks that a point can be meant, and reports whether it can.
func (x *exam) point(field string, p geo.Point, confirmed bool) bool {
	before := len(x.wrong)
	if _, err := geo.NewPoint(int64(p.Lat), int64(p.Lon)); err != nil {
		x.say(field, "%v", err)
	} else if p == (geo.Point{}) {
		x.say(field, "%s is 0, 0, which is what a device writes that knows no position; leave it out or mend it", field)
	} else if !confirmed && x.book.agreement != nil {
		x.nearArea(field, p, x.book.agreement.Area.Geometry)
	}
	return len(x.wrong) == before
}

// nearArea refuses a point far outside the area, and one that would lie in it with latitude and longitude exchanged.
func (x *exam) nearArea(field string, p geo.Point, area geo.MultiPolygon) {
	if len(area) == 0 || area.Contains(p) {
		return
	}
	if swapped, ok := p.Swapped(); ok && area.Contains(swapped) {
		x.say(field, "latitude and longitude look exchanged; did you mean %s? if %s is right, set confirm_far", swapped, p)
		return
	}
	if away := area.EdgeDistanceCm(p); away > farFromAreaCm {
		x.say(field, "%s lies %d km outside the area of the agreement; mend it, or set confirm_far if it is right", p, away/100_000)
	}
}

// agreesWithName checks that a point lies near one of the listed places of its name.
func (x *exam) agreesWithName(p geo.Point, listed []geo.Point, name string) {
	if len(listed) == 0 {
		return
	}
	nearest := int64(math.MaxInt64)
	for _, l := range listed {
		nearest = min(nearest, geo.DistanceCm(p, l))
	}
	if nearest > farFromNameCm {
		x.say("place", "%s lies %d km from the listed place %q (%s); mend the point or the name, or set confirm_place if both are right",
			p, nearest/100_000, shorten(name), listed[0])
	}
}

// coarsened moves a point to the middle of its square in a grid of the given size, so that the exact place cannot be
// told from it. The grid hangs on the equator and the zero meridian, row by row, so that all points of one square give
// one point; however often a place is shared, nothing is added to what is known of it.
func coarsened(p geo.Point, sizeM int64) geo.Point {
	const unitsPerMetre = 90 // 1e-7 degree of latitude is 1.11 cm
	step := sizeM * unitsPerMetre
	row := geo.Point{Lat: snap(p.Lat, step, 90)}
	return geo.Point{Lat: row.Lat, Lon: snap(p.Lon, widened(step, row), 180)}
}

// widened is the step to the east that is as long as a step to the north, at a point on the zero meridian.
func widened(step int64, at geo.Point) int64 {
	const probe = 1_000_000 // units of 1e-7 degree
	north := geo.DistanceCm(geo.Point{Lat: at.Lat - sign(at.Lat)*probe}, geo.Point{Lat: at.Lat})
	east := geo.DistanceCm(at, geo.Point{Lat: at.Lat, Lon: probe})
	return min(step*north/max(east, 1), 180*10_000_000)
}

func snap(units int32, step, maxDegrees int64) int32 {
	cell := int64(units) / step
	if int64(units) < 0 && int64(units)%step != 0 {
		cell--
	}
	limit := maxDegrees * 10_000_000
	return int32(min(max(cell*step+step/2, -limit), limit))
}

// along is the point that lies in the direction of a bearing at a distance, on the plane that touches the earth at the
// observer. Up to 30 km, the farthest that anybody sees a flash, the plane is right to a few metres; the estimate of a
// distance is right to hundreds. Next to a pole there is no such point.
func along(from geo.Point, bearingDeg, distanceM int64) (geo.Point, error) {
	const step = 100_000 // units of 1e-7 degree
	perUnitNorth := float64(geo.DistanceCm(from, geo.Point{Lat: from.Lat - sign(from.Lat)*step, Lon: from.Lon})) / step
	perUnitEast := float64(geo.DistanceCm(from, geo.Point{Lat: from.Lat, Lon: from.Lon - sign(from.Lon)*step})) / step
	angle := float64(bearingDeg) * math.Pi / 180
	north := math.Cos(angle) * float64(distanceM) * 100 / perUnitNorth
	east := math.Sin(angle) * float64(distanceM) * 100 / perUnitEast
	return geo.NewPoint(int64(from.Lat)+int64(math.Round(north)), int64(from.Lon)+int64(math.Round(east)))
}

func sign(v int32) int32 {
	if v < 0 {
		return -1
	}
	return 1
}
