package geo

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The Military Grid Reference System on WGS 84, between 80°S and 84°N. It is for reading and showing positions;
// nothing is judged by it, and so floating point is allowed here.

const (
	utmScale        = 0.9996
	utmFalseEasting = 500_000
	utmSouthShift   = 10_000_000 // added to northings south of the equator
	gridSquare      = 100_000    // metres
	northingCycle   = 2_000_000  // the letters of rows repeat after so many metres

	bandLetters   = "CDEFGHJKLMNPQRSTUVWX" // 8 degrees each from 80°S, the last one 12
	rowLetters    = "ABCDEFGHJKLMNPQRSTUV"
	mgrsMaxDigits = 5
)

// columnLetters repeat with the zone number modulo 3.
var columnLetters = [3]string{"STUVWXYZ", "ABCDEFGH", "JKLMNPQR"}

// MGRS returns the grid reference of the square that holds the point, with the given number of digits for each of
// easting and northing: 5 for a square of 1 m, 0 for one of 100 km. Digits out of that range are taken as the
// nearest in it. Beyond 84°N and 80°S there is no grid and the result is "".
func (p Point) MGRS(digits int) string {
	if int64(p.Lat) < -80*unitsPerDegree || int64(p.Lat) > 84*unitsPerDegree {
		return ""
	}
	digits = min(max(digits, 0), mgrsMaxDigits)
	lat, lon := p.floatDegrees()
	zone := utmZone(lat, lon)
	easting, northing := toUTM(lat, lon, zone)
	column := columnLetters[zone%3][int(easting)/gridSquare-1]
	reference := fmt.Sprintf("%d%c%c%c", zone, bandOf(lat), column, rowLetter(zone, northing))
	if digits == 0 {
		return reference
	}
	size := squareSize(digits)
	return fmt.Sprintf("%s%0*d%0*d", reference,
		digits, int(easting)%gridSquare/size, digits, int(northing)%gridSquare/size)
}

// squareSize returns the side in metres of a square that is given by so many digits.
func squareSize(digits int) int {
	size := gridSquare
	for range digits {
		size /= 10
	}
	return size
}

func bandOf(lat float64) byte {
	band := int(math.Floor((lat + 80) / 8))
	return bandLetters[min(max(band, 0), len(bandLetters)-1)]
}

func rowLetter(zone int, northing float64) byte {
	return rowLetters[(int(northing)/gridSquare+rowOffset(zone))%len(rowLetters)]
}

// rowOffset shifts the letters of rows in zones of even number, so that neighbours differ.
func rowOffset(zone int) int {
	if zone%2 == 0 {
		return 5
	}
	return 0
}

var errMGRSForm = errors.New("a grid reference is written as zone, band, square and an even number of up to 10 digits, as in 37SBS 27895 13275")

// ParseMGRS reads a grid reference of any precision, spaces allowed. A reference means a square: the point is its
// centre, sizeMetres its side, from 1 to 100,000.
func ParseMGRS(text string) (centre Point, sizeMetres int, err error) {
	ref, err := splitMGRS(text)
	if err != nil {
		return Point{}, 0, fmt.Errorf("grid reference %q: %w", text, err)
	}
	lat, lon, err := ref.degrees()
	if err != nil {
		return Point{}, 0, fmt.Errorf("grid reference %q: %w", text, err)
	}
	centre, err = NewPoint(int64(math.Round(lat*unitsPerDegree)), int64(math.Round(lon*unitsPerDegree)))
	return centre, ref.size, err
}

// gridSlackM is how far outside its square a point may lie and still belong to it: programs round positions and
// references differently, by up to a metre.
const gridSlackM = 1

// InGridSquare reports whether the square of a grid reference, such as 37SBS 27895 13275, holds the point, give or take
// a metre. It returns the error of [ParseMGRS] for what is no reference.
func InGridSquare(reference string, p Point) (bool, error) {
	ref, err := splitMGRS(reference)
	if err == nil {
		_, _, err = ref.degrees()
	}
	if err != nil {
		return false, fmt.Errorf("grid reference %q: %w", reference, err)
	}
	lat, lon := p.floatDegrees()
	// The rows of letters repeat every 2,000 km. So a point far from the square must be told apart first.
	centre, _, err := ParseMGRS(reference)
	if err != nil {
		return false, err
	}
	if DistanceCm(centre, p) > 2*100*int64(ref.size+gridSlackM) {
		return false, nil
	}
	easting, northing := toUTM(lat, lon, ref.zone)
	if lat < 0 {
		northing -= utmSouthShift
	}
	column := strings.IndexByte(columnLetters[ref.zone%3], ref.column)
	row := (strings.IndexByte(rowLetters, ref.row) - rowOffset(ref.zone) + len(rowLetters)) % len(rowLetters)
	east := easting - float64((column+1)*gridSquare+ref.easting)
	north := math.Mod(northing-float64(row*gridSquare+ref.northing), northingCycle)
	switch {
	case north < -northingCycle/2:
		north += northingCycle
	case north > northingCycle/2:
		north -= northingCycle
	}
	size := float64(ref.size)
	return east >= -gridSlackM && east <= size+gridSlackM && north >= -gridSlackM && north <= size+gridSlackM, nil
}

// gridReference is a reference taken apart; easting and northing are metres within the square of 100 km.
type gridReference struct {
	zone              int
	band, column, row byte
	easting, northing int
	size              int
}

func splitMGRS(text string) (gridReference, error) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	letters := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if letters < 1 || letters > 2 || len(text) < letters+3 {
		return gridReference{}, errMGRSForm
	}
	zone, err := strconv.Atoi(text[:letters])
	if err != nil || zone < 1 || zone > 60 {
		return gridReference{}, fmt.Errorf("there is no zone %s; zones go from 1 to 60", text[:letters])
	}
	ref := gridReference{zone: zone, band: text[letters], column: text[letters+1], row: text[letters+2]}
	digits := text[letters+3:]
	if !onlyDigits(digits) || len(digits)%2 != 0 || len(digits) > 2*mgrsMaxDigits {
		return gridReference{}, errMGRSForm
	}
	precision := len(digits) / 2
	ref.size = squareSize(precision)
	if precision > 0 {
		ref.easting, _ = strconv.Atoi(digits[:precision]) // only digits, at most five
		ref.northing, _ = strconv.Atoi(digits[precision:])
	}
	ref.easting *= ref.size
	ref.northing *= ref.size
	return ref, nil
}

// degrees returns the centre of the square.
func (ref gridReference) degrees() (lat, lon float64, err error) {
	band := strings.IndexByte(bandLetters, ref.band)
	column := strings.IndexByte(columnLetters[ref.zone%3], ref.column)
	row := strings.IndexByte(rowLetters, ref.row)
	if band < 0 {
		return 0, 0, fmt.Errorf("there is no latitude band %c", ref.band)
	}
	if column < 0 || row < 0 {
		return 0, 0, fmt.Errorf("zone %d has no square %c%c", ref.zone, ref.column, ref.row)
	}
	easting := float64((column+1)*gridSquare+ref.easting) + float64(ref.size)/2
	row = (row - rowOffset(ref.zone) + len(rowLetters)) % len(rowLetters)
	inCycle := float64(row*gridSquare+ref.northing) + float64(ref.size)/2

	south, north := float64(8*band-80), float64(8*band-72)
	if ref.band == 'X' {
		north = 84
	}
	// The rows repeat every 2,000 km, a band is under 1,400 km high: at most one cycle falls into it. A square at the
	// edge may stick out of its band by its own size, so its centre may lie beyond by half of that.
	margin := 0.01 + float64(ref.size)/100_000
	for northing := inCycle; northing < utmSouthShift; northing += northingCycle {
		lat, lon = fromUTM(easting, northing, ref.zone, south < 0)
		if lat >= south-margin && lat <= north+margin {
			return lat, lon, nil
		}
	}
	return 0, 0, fmt.Errorf("the square %c%c does not touch band %c of zone %d; check the letters", ref.column, ref.row, ref.band, ref.zone)
}

func (p Point) floatDegrees() (lat, lon float64) {
	return float64(p.Lat) / unitsPerDegree, float64(p.Lon) / unitsPerDegree
}

// utmZone returns the zone of a position, with the exceptions for southern Norway and Svalbard.
func utmZone(lat, lon float64) int {
	switch {
	case lat >= 56 && lat < 64 && lon >= 3 && lon < 12:
		return 32
	case lat >= 72 && lon >= 0 && lon < 9:
		return 31
	case lat >= 72 && lon >= 9 && lon < 21:
		return 33
	case lat >= 72 && lon >= 21 && lon < 33:
		return 35
	case lat >= 72 && lon >= 33 && lon < 42:
		return 37
	}
	return int(math.Floor((lon+180)/6))%60 + 1
}

// WGS 84, and Krüger's series in its third flattening, to the third order: better than a millimetre in a zone.
const (
	flattening = 1 / 298.257223563
	n1         = flattening / (2 - flattening)
	n2         = n1 * n1
	n3         = n2 * n1

	rectifyingRadius = 6_378_137.0 / (1 + n1) * (1 + n2/4 + n2*n2/64)
)

var (
	alpha = [3]float64{n1/2 - 2*n2/3 + 5*n3/16, 13*n2/48 - 3*n3/5, 61 * n3 / 240}
	beta  = [3]float64{n1/2 - 2*n2/3 + 37*n3/96, n2/48 + n3/15, 17 * n3 / 480}
	delta = [3]float64{2*n1 - 2*n2/3 - 2*n3, 7*n2/3 - 8*n3/5, 56 * n3 / 15}
)

func centralMeridian(zone int) float64 { return float64(6*zone - 183) }

func toUTM(lat, lon float64, zone int) (easting, northing float64) {
	phi, lambda := radian(lat), radian(lon-centralMeridian(zone))
	e := 2 * math.Sqrt(n1) / (1 + n1)
	sin := math.Sin(phi)
	t := math.Sinh(math.Atanh(sin) - e*math.Atanh(e*sin))
	xi, eta := math.Atan2(t, math.Cos(lambda)), math.Atanh(math.Sin(lambda)/math.Hypot(1, t))
	x, y := eta, xi
	for i, a := range alpha {
		k := 2 * float64(i+1)
		x += a * math.Cos(k*xi) * math.Sinh(k*eta)
		y += a * math.Sin(k*xi) * math.Cosh(k*eta)
	}
	easting = utmFalseEasting + utmScale*rectifyingRadius*x
	northing = utmScale * rectifyingRadius * y
	if lat < 0 {
		northing += utmSouthShift
	}
	return easting, northing
}

func fromUTM(easting, northing float64, zone int, south bool) (lat, lon float64) {
	if south {
		northing -= utmSouthShift
	}
	xi, eta := northing/(utmScale*rectifyingRadius), (easting-utmFalseEasting)/(utmScale*rectifyingRadius)
	x, y := eta, xi
	for i, b := range beta {
		k := 2 * float64(i+1)
		x -= b * math.Cos(k*xi) * math.Sinh(k*eta)
		y -= b * math.Sin(k*xi) * math.Cosh(k*eta)
	}
	chi := math.Asin(math.Sin(y) / math.Cosh(x))
	phi := chi
	for i, d := range delta {
		phi += d * math.Sin(2*float64(i+1)*chi)
	}
	return degree(phi), math.Remainder(centralMeridian(zone)+degree(math.Atan2(math.Sinh(x), math.Cos(y))), 360)
}

func radian(degrees float64) float64 { return degrees * math.Pi / 180 }
func degree(radians float64) float64 { return radians * 180 / math.Pi }

// Bearing returns the initial bearing from a to b in degrees clockwise from true north, 0 to 360, on a sphere. It
// is for display; nothing is judged by it.
func Bearing(a, b Point) float64 {
	lat1, lon1 := a.floatDegrees()
	lat2, lon2 := b.floatDegrees()
	phi1, phi2, lambda := radian(lat1), radian(lat2), radian(lon2-lon1)
	y := math.Sin(lambda) * math.Cos(phi2)
	x := math.Cos(phi1)*math.Sin(phi2) - math.Sin(phi1)*math.Cos(phi2)*math.Cos(lambda)
	return math.Mod(degree(math.Atan2(y, x))+360, 360)
}
