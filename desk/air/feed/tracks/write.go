package tracks

import (
	"fmt"
	"strconv"
	"strings"

	"truce.example/desk/air/feed"
)

// Heading is the first line of the table that AppendCSV writes the others of.
const Heading = "timestamp,icao24,id,latitude,longitude,altitude,geoaltitude,amsl_m,groundspeed,track,vertical_rate,callsign,onground,squawk,nic,nac_p,sil,uncertainty_m\n"

// AppendCSV writes a report as a line that ParseCSV reads as the same report. What it does not say stays empty.
func AppendCSV(out []byte, r *feed.Report) []byte {
	put := func(says bool, value, scale float64, digits int) {
		out = append(out, ',')
		if says {
			out = strconv.AppendFloat(out, value/scale, 'f', digits, 64)
		}
	}
	out = strconv.AppendInt(out, r.Ms, 10)
	out = append(out, ',')
	if r.ID == "" {
		if r.Other {
			out = append(out, '~')
		}
		out = fmt.Appendf(out, "%06x", r.Address)
	}
	out = text(append(out, ','), r.ID)
	put(r.Says(feed.Place), float64(r.Place.Lat), 1e7, 7)
	put(r.Says(feed.Place), float64(r.Place.Lon), 1e7, 7)
	put(r.Says(feed.Pressure), float64(r.PressureCm), 30.48, 3)
	put(r.Says(feed.Geometric) && !r.AMSL, float64(r.GeometricCm), 30.48, 3)
	put(r.Says(feed.Geometric) && r.AMSL, float64(r.GeometricCm), 100, 2)
	put(r.Says(feed.Speed), float64(r.SpeedCms), 51.4444, 3)
	put(r.Says(feed.Course), float64(r.CourseCdeg), 100, 2)
	put(r.Says(feed.Climb), float64(r.ClimbCms), 0.508, 3)
	out = append(out, ',')
	if r.Says(feed.Call) {
		out = text(out, r.Call)
	}
	out = append(out, ',')
	if r.Says(feed.OnGround) {
		out = strconv.AppendBool(out, r.Ground)
	}
	out = append(out, ',')
	if r.Says(feed.Squawk) {
		out = fmt.Appendf(out, "%04x", r.Squawk)
	}
	for _, v := range []int8{r.NIC, r.NACp, r.SIL} {
		put(r.Says(feed.Integrity) && v >= 0, float64(v), 1, 0)
	}
	put(r.UncertaintyCm > 0, float64(r.UncertaintyCm), 100, 2)
	return append(out, '\n')
}

// text writes a cell, in quotation marks where it needs them. A break of a line becomes a space.
func text(out []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(out, s...)
	}
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"':
			out = append(out, '"', '"')
		case '\r', '\n':
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
