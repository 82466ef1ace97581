package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// unitsPerDegree is how many of Point's units make one degree.
const unitsPerDegree = 10_000_000

const (
	maxLat = 90 * unitsPerDegree
	maxLon = 180 * unitsPerDegree
)

// A Point is a position on WGS 84 in units of 1e-7 degree: positive latitude is north, positive longitude east.
// The zero Point is 0°N 0°E; whoever needs "no place" says so beside it.
//
// In JSON it is {"lat":32.619,"lon":36.102}, read and written as exact decimal text. In CBOR it is a map of the
// two integers.
type Point struct {
	Lat int32 `cbor:"lat"`
	Lon int32 `cbor:"lon"`
}

// NewPoint returns the point with this latitude and longitude in units of 1e-7 degree, or an error if it does
// not lie on the earth.
func NewPoint(lat, lon int64) (Point, error) {
	if lat < -maxLat || lat > maxLat {
		if lon >= -maxLat && lon <= maxLat && lat >= -maxLon && lat <= maxLon {
			return Point{}, fmt.Errorf("latitude %s is beyond 90 degrees; latitude and longitude look swapped", formatDegrees(lat))
		}
		return Point{}, fmt.Errorf("latitude %s is beyond 90 degrees", formatDegrees(lat))
	}
	if lon < -maxLon || lon > maxLon {
		return Point{}, fmt.Errorf("longitude %s is beyond 180 degrees", formatDegrees(lon))
	}
	return Point{Lat: int32(lat), Lon: int32(lon)}, nil
}

// String returns the point as "32.619, 36.102", which [ParsePoint] reads back exactly.
func (p Point) String() string {
	return formatDegrees(int64(p.Lat)) + ", " + formatDegrees(int64(p.Lon))
}

// Swapped returns the point with latitude and longitude exchanged, and whether that is a place at all. It serves
// the question whether a person wrote them in the wrong order.
func (p Point) Swapped() (Point, bool) {
	q, err := NewPoint(int64(p.Lon), int64(p.Lat))
	return q, err == nil
}

// MarshalJSON writes the point as decimal degrees, exactly.
func (p Point) MarshalJSON() ([]byte, error) {
	return []byte(`{"lat":` + formatDegrees(int64(p.Lat)) + `,"lon":` + formatDegrees(int64(p.Lon)) + `}`), nil
}

// UnmarshalJSON reads decimal degrees from their text, without a binary fraction in between. More than seven
// decimals are rounded half away from zero. Both members are required and no other is allowed.
func (p *Point) UnmarshalJSON(text []byte) error {
	var members struct {
		Lat *degrees `json:"lat"`
		Lon *degrees `json:"lon"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&members); err != nil {
		return fmt.Errorf(`a point is written {"lat":32.619,"lon":36.102}: %w`, err)
	}
	if members.Lat == nil || members.Lon == nil {
		return errors.New(`a point needs both members, as in {"lat":32.619,"lon":36.102}`)
	}
	read, err := NewPoint(int64(*members.Lat), int64(*members.Lon))
	if err != nil {
		return err
	}
	*p = read
	return nil
}

// degrees is a JSON number of degrees, held in units of 1e-7 and not yet checked to be an angle on the earth.
type degrees int64

// UnmarshalJSON reads the number from its text.
func (d *degrees) UnmarshalJSON(text []byte) error {
	units, err := parseDegrees(string(text))
	if err != nil {
		return fmt.Errorf("%s %w", text[:min(len(text), maxDegreeDigits)], err)
	}
	*d = degrees(units)
	return nil
}

var (
	errNotDecimal = errors.New("is not a decimal number of degrees such as 36.102")
	errTooLarge   = errors.New("is larger than any angle on the earth")
)

// maxDegreeDigits bounds what one number of degrees may take to write; more is an attack or a mistake.
const maxDegreeDigits = 40

// parseDegrees reads a decimal number, with an exponent if JSON wrote one, into units of 1e-7 degree. It rounds
// half away from zero at the eighth decimal.
func parseDegrees(text string) (int64, error) {
	if len(text) > maxDegreeDigits {
		return 0, fmt.Errorf("has %d characters; write at most 7 decimals", len(text))
	}
	mantissa, exponentText, hasExponent := cutAny(text, "eE")
	exponent := 0
	if hasExponent {
		parsed, err := parseExponent(exponentText)
		if err != nil {
			return 0, err
		}
		exponent = parsed
	}
	negative := strings.HasPrefix(mantissa, "-")
	if negative || strings.HasPrefix(mantissa, "+") {
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole == "" || !onlyDigits(whole) || !onlyDigits(fraction) || strings.HasSuffix(mantissa, ".") {
		return 0, errNotDecimal
	}
	units, err := shiftDigits(whole+fraction, len(whole)+exponent+7)
	if err != nil {
		return 0, err
	}
	if negative {
		units = -units
	}
	return units, nil
}

// shiftDigits reads the first point digits of digits as an integer, padding with zeros, and rounds by the next.
func shiftDigits(digits string, point int) (int64, error) {
	var value int64
	for i := range point {
		digit := int64(0)
		if i < len(digits) {
			digit = int64(digits[i] - '0')
		}
		value = value*10 + digit
		if value > 1000*unitsPerDegree {
			return 0, errTooLarge
		}
	}
	if point >= 0 && point < len(digits) && digits[point] >= '5' {
		value++
	}
	return value, nil
}

func parseExponent(text string) (int, error) {
	negative := strings.HasPrefix(text, "-")
	digits := strings.TrimLeft(text, "+-")
	if digits == "" || len(digits) > 2 || len(text)-len(digits) > 1 || !onlyDigits(digits) {
		return 0, errNotDecimal
	}
	value := 0
	for _, digit := range digits {
		value = value*10 + int(digit-'0')
	}
	if negative {
		value = -value
	}
	return value, nil
}

func cutAny(text, cutset string) (before, after string, found bool) {
	if i := strings.IndexAny(text, cutset); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, "", false
}

func onlyDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// formatDegrees writes units of 1e-7 degree as the shortest exact decimal.
func formatDegrees(units int64) string {
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	whole, fraction := units/unitsPerDegree, units%unitsPerDegree
	if fraction == 0 {
		return fmt.Sprintf("%s%d", sign, whole)
	}
	return strings.TrimRight(fmt.Sprintf("%s%d.%07d", sign, whole, fraction), "0")
}
