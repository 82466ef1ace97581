// Package opensky reads the state vectors of the OpenSky Network's REST interface, /api/states/all. Described at
// https://openskynetwork.github.io/opensky-api/rest.html.
package opensky

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce.example/desk/air/feed"
)

// Parse reads one answer. The time of a report is that of its position. Vectors without an address are left out with an
// error that counts them.
func Parse(text []byte) ([]feed.Report, error) {
	var file struct {
		Time   json.Number         `json:"time"`
		States [][]json.RawMessage `json:"states"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("is not a list of states: %w", err)
	}
	now, ok := feed.Units(file.Time, 3)
	if !ok {
		return nil, errors.New("is not a list of states: it has no time")
	}
	var out []feed.Report
	bad := 0
	for _, row := range file.States {
		r, ok := state(now, row)
		if !ok {
			bad++
			continue
		}
		out = append(out, r)
	}
	if bad > 0 {
		return out, fmt.Errorf("%d of %d states cannot be read and are left out", bad, len(file.States))
	}
	return out, nil
}

func state(now int64, row []json.RawMessage) (r feed.Report, ok bool) {
	r = feed.Report{Has: feed.Time, Ms: now, NIC: -1, NACp: -1, SIL: -1}
	if len(row) < 13 {
		return r, false
	}
	text := func(i int) (s string) {
		if i < len(row) {
			_ = json.Unmarshal(row[i], &s) // null and other things are no text
		}
		return strings.TrimSpace(s)
	}
	number := func(i int) json.Number {
		if i >= len(row) || len(row[i]) == 0 || row[i][0] != '-' && (row[i][0] < '0' || row[i][0] > '9') {
			return ""
		}
		return json.Number(row[i])
	}
	if r.Address, r.Other, ok = feed.ParseAddress(strings.ToLower(text(0))); !ok {
		return r, false
	}
	if call := text(1); call != "" {
		r.Has |= feed.Call
		r.Call = call
	}
	if at, ok := feed.Units(number(4), 3); ok {
		r.Ms = at
	}
	if n := number(5); n != "" && r.At(number(6), n) {
		if at, ok := feed.Units(number(3), 3); ok {
			r.Ms = at
		}
	}
	r.Height(feed.Pressure, number(7), feed.Metres)
	r.Height(feed.Geometric, number(13), feed.Metres)
	switch string(row[8]) {
	case "true":
		r.Has |= feed.OnGround
		r.Ground = true
	case "false":
		r.Has |= feed.OnGround
	}
	r.Motion(number(9), feed.MetresASecond, number(10), number(11), feed.MetresASecond)
	if code := text(14); len(code) == 4 && strings.Trim(code, "01234567") == "" {
		v, _ := strconv.ParseUint(code, 16, 16) // four octal digits
		r.Has |= feed.Squawk
		r.Squawk = uint16(v)
	}
	if source, ok := feed.Units(number(16), 0); ok && source == 2 {
		r.UncertaintyCm = 1_000_00 // multilateration: OpenSky states no figure; this is a careful one
	}
	return r, true
}
