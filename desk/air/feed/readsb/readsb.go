// Package readsb reads the JSON files that readsb, tar1090 and dump1090 serve: aircraft.json, the last state of every
// aircraft in sight, and trace_full, one aircraft's day. Described in readsb's README-json.md; the older names of
// dump1090-mutability are read as well.
package readsb

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"truce.example/desk/air/feed"
)

// aircraft is one row of aircraft.json. Names after the comma are dump1090-mutability's.
type aircraft struct {
	Hex      string          `json:"hex"`
	Flight   string          `json:"flight"`
	Squawk   string          `json:"squawk"`
	Lat      json.Number     `json:"lat"`
	Lon      json.Number     `json:"lon"`
	SeenPos  json.Number     `json:"seen_pos"`
	Seen     json.Number     `json:"seen"`
	AltBaro  json.RawMessage `json:"alt_baro"`
	Altitude json.RawMessage `json:"altitude"`
	AltGeom  json.Number     `json:"alt_geom"`
	GS       json.Number     `json:"gs"`
	Speed    json.Number     `json:"speed"`
	Track    json.Number     `json:"track"`
	BaroRate json.Number     `json:"baro_rate"`
	GeomRate json.Number     `json:"geom_rate"`
	VertRate json.Number     `json:"vert_rate"`
	NIC      *int8           `json:"nic"`
	NACp     *int8           `json:"nac_p"`
	SIL      *int8           `json:"sil"`
	RC       json.Number     `json:"rc"`
	Type     string          `json:"type"`
}

// ParseAircraft reads aircraft.json. A row whose address cannot be read is left out with an error that counts them; the
// other rows are returned beside it. The time of a report is that of its position if it has one.
func ParseAircraft(text []byte) ([]feed.Report, error) {
	var file struct {
		Now      json.Number       `json:"now"`
		Aircraft []json.RawMessage `json:"aircraft"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("is not aircraft.json: %w", err)
	}
	now, ok := feed.Units(file.Now, 3)
	if !ok {
		return nil, errors.New("is not aircraft.json: it has no time in now")
	}
	var out []feed.Report
	bad := 0
	for _, raw := range file.Aircraft {
		var a aircraft
		if json.Unmarshal(raw, &a) != nil {
			bad++
			continue
		}
		r, ok := a.report(now)
		if !ok {
			bad++
			continue
		}
		out = append(out, r)
	}
	if bad > 0 {
		return out, fmt.Errorf("%d of %d aircraft cannot be read and are left out", bad, len(file.Aircraft))
	}
	return out, nil
}

func (a *aircraft) report(now int64) (r feed.Report, ok bool) {
	r = feed.Report{Has: feed.Time, Ms: now, NIC: -1, NACp: -1, SIL: -1}
	if r.Address, r.Other, ok = feed.ParseAddress(strings.ToLower(a.Hex)); !ok {
		return r, false
	}
	seen := a.Seen
	if a.Lat != "" && r.At(a.Lat, a.Lon) {
		seen = a.SeenPos
	}
	if ago, ok := feed.Units(seen, 3); ok {
		r.Ms -= ago
	}
	height(&r, a.AltBaro)
	height(&r, a.Altitude)
	r.Height(feed.Geometric, a.AltGeom, feed.Feet)
	r.Motion(first(a.GS, a.Speed), feed.Knots, a.Track, first(a.BaroRate, a.GeomRate, a.VertRate), feed.FeetAMinute)
	if call := strings.TrimSpace(a.Flight); call != "" {
		r.Has |= feed.Call
		r.Call = call
	}
	if code, err := strconv.ParseUint(a.Squawk, 16, 16); err == nil && len(a.Squawk) == 4 && strings.Trim(a.Squawk, "01234567") == "" {
		r.Has |= feed.Squawk
		r.Squawk = uint16(code)
	}
	set := func(to *int8, v *int8) {
		if v != nil {
			*to = *v
			r.Has |= feed.Integrity
		}
	}
	set(&r.NIC, a.NIC)
	set(&r.NACp, a.NACp)
	set(&r.SIL, a.SIL)
	if rc, ok := feed.Units(a.RC, 2); ok && rc > 0 && rc < math.MaxInt32 {
		r.UncertaintyCm = int32(rc)
	}
	if strings.HasPrefix(a.Type, "mlat") {
		// Worked out by several receivers, not by the aircraft: no figure of its own holds for it.
		r.NIC, r.NACp, r.SIL = -1, -1, -1
		r.Has &^= feed.Integrity
	}
	return r, true
}

// height reads a barometric altitude in feet, or "ground".
func height(r *feed.Report, raw json.RawMessage) {
	if len(raw) == 0 || string(raw) == "null" {
		return
	}
	if string(raw) == `"ground"` {
		r.Has |= feed.OnGround
		r.Ground = true
		return
	}
	before := r.Has
	r.Height(feed.Pressure, json.Number(raw), feed.Feet)
	if r.Has != before {
		r.Has |= feed.OnGround
	}
}

func first(numbers ...json.Number) json.Number {
	for _, n := range numbers {
		if n != "" {
			return n
		}
	}
	return ""
}

// ParseTrace reads a trace_full file: one aircraft, one report for each row. Rows that cannot be read are left out with an
// error that counts them.
func ParseTrace(text []byte) ([]feed.Report, error) {
	var file struct {
		ICAO      string              `json:"icao"`
		Timestamp json.Number         `json:"timestamp"`
		Trace     [][]json.RawMessage `json:"trace"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("is not a trace: %w", err)
	}
	start, ok := feed.Units(file.Timestamp, 3)
	address, other, good := feed.ParseAddress(strings.ToLower(file.ICAO))
	if !ok || !good {
		return nil, errors.New("is not a trace: it has no timestamp, or no address in icao")
	}
	var out []feed.Report
	bad := 0
	for _, row := range file.Trace {
		r := feed.Report{Has: feed.Time, Address: address, Other: other, NIC: -1, NACp: -1, SIL: -1}
		if !traceRow(&r, start, row) {
			bad++
			continue
		}
		out = append(out, r)
	}
	if bad > 0 {
		return out, fmt.Errorf("%d of %d rows cannot be read and are left out", bad, len(file.Trace))
	}
	return out, nil
}

// traceRow reads [seconds, lat, lon, alt or "ground" or null, speed, track, flags, rate, details, type, geometric
// altitude, geometric rate, IAS, roll].
func traceRow(r *feed.Report, start int64, row []json.RawMessage) bool {
	cell := func(i int) json.Number {
		if i >= len(row) || len(row[i]) == 0 || row[i][0] == 'n' || row[i][0] == '"' || row[i][0] == '{' || row[i][0] == '[' {
			return ""
		}
		return json.Number(row[i])
	}
	after, ok := feed.Units(cell(0), 3)
	if !ok || !r.At(cell(1), cell(2)) {
		return false
	}
	r.Ms = start + after
	if len(row) > 3 {
		height(r, row[3])
	}
	r.Height(feed.Geometric, cell(10), feed.Feet)
	flags, _ := feed.Units(cell(6), 0)
	rate := cell(7)
	if flags&4 != 0 && cell(11) != "" {
		rate = cell(11)
	}
	r.Motion(cell(4), feed.Knots, cell(5), rate, feed.FeetAMinute)
	if len(row) > 8 && len(row[8]) > 0 && row[8][0] == '{' {
		var details aircraft
		if json.Unmarshal(row[8], &details) == nil {
			details.Hex = fmt.Sprintf("%06x", r.Address)
			if d, ok := details.report(r.Ms); ok {
				r.NIC, r.NACp, r.SIL, r.UncertaintyCm = d.NIC, d.NACp, d.SIL, d.UncertaintyCm
				r.Has |= d.Has & (feed.Integrity | feed.Call | feed.Squawk)
				r.Call, r.Squawk = d.Call, d.Squawk
			}
		}
	}
	return true
}
