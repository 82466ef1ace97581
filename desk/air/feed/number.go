package feed

import (
	"encoding/json"
	"math"
	"strconv"

	"truce.example/geo"
	"truce.example/internal/decimal"
)

// The helpers below turn what JSON and XML write into the units of a Report. Each says whether there was anything: an
// absent number, a null and a text are not zero.

// Units reads a JSON number in units of 10^-digits, exactly unless it has an exponent.
func Units(n json.Number, digits int) (int64, bool) {
	if n == "" {
		return 0, false
	}
	if v, ok := decimal.Parse(string(n), digits); ok {
		return v, true
	}
	f, err := strconv.ParseFloat(string(n), 64)
	if f *= math.Pow10(digits); err != nil || math.IsNaN(f) || math.Abs(f) > 1<<60 {
		return 0, false
	}
	return int64(math.Round(f)), true
}

// At puts a latitude and longitude in degrees into the report. It is false if they are no place on the earth.
func (r *Report) At(lat, lon json.Number) bool {
	la, ok := Units(lat, 7)
	lo, also := Units(lon, 7)
	if !ok || !also {
		return false
	}
	p, err := geo.NewPoint(la, lo)
	if err != nil {
		return false
	}
	r.Has |= Place
	r.Place = p
	return true
}

// Height puts a height in units of so many hundred-thousandths of a centimetre into the field given: 3048000 for feet,
// 10000000 for metres.
func (r *Report) Height(field Field, n json.Number, unit int64) {
	v, ok := Units(n, 3)
	if !ok || v > 1<<31 || v < -1<<31 {
		return
	}
	cm := int32(roundDiv(v*(unit/1000), 100_000))
	r.Has |= field
	if field == Pressure {
		r.PressureCm = cm
	} else {
		r.GeometricCm = cm
	}
}

// Motion puts speed, course and climb into the report: speed in units of perMille mm/s (514.444 for knots is 514444 over
// 1000), course in degrees, climb likewise.
func (r *Report) Motion(speed json.Number, speedUmS int64, course, climb json.Number, climbUmS int64) {
	if v, ok := Units(speed, 3); ok && v >= 0 && v < 1<<31 {
		r.Has |= Speed
		r.SpeedCms = int32(roundDiv(v*speedUmS/1000, 10_000))
	}
	if v, ok := Units(course, 2); ok && v > -72_000 && v < 72_000 {
		r.Has |= Course
		r.CourseCdeg = int32((v%36_000 + 36_000) % 36_000)
	}
	if v, ok := Units(climb, 3); ok && v < 1<<31 && v > -1<<31 {
		r.Has |= Climb
		r.ClimbCms = int32(roundDiv(v*climbUmS/1000, 10_000))
	}
}

// The units of Height and Motion.
const (
	Feet          = 3_048_000
	Metres        = 10_000_000
	Knots         = 514_444 // micrometres a second
	MetresASecond = 1_000_000
	FeetAMinute   = 5_080
)

func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -roundDiv(-a, b)
	}
	return (a + b/2) / b
}
