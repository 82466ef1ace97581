// Package tracks reads tracks that were kept: CSV with a heading, GeoJSON, GPX 1.1 (https://www.topografix.com/GPX/1/1),
// and the JSON tables of the library traffic, by rows or by columns.
package tracks

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"truce.example/desk/air/feed"
)

// A row is one position in any of the formats. The units are those of aviation, feet and knots, unless the name says m.
type row struct {
	Timestamp    any         `json:"timestamp"`
	LastPosition json.Number `json:"last_position"`
	ICAO24       string      `json:"icao24"`
	ID           string      `json:"id"`
	Callsign     string      `json:"callsign"`
	Latitude     json.Number `json:"latitude"`
	Longitude    json.Number `json:"longitude"`
	Altitude     json.Number `json:"altitude"`
	GeoAltitude  json.Number `json:"geoaltitude"`
	GroundSpeed  json.Number `json:"groundspeed"`
	Track        json.Number `json:"track"`
	VerticalRate json.Number `json:"vertical_rate"`
	OnGround     *bool       `json:"onground"`
	AMSL         json.Number `json:"amsl_m"`
	Uncertainty  json.Number `json:"uncertainty_m"`
	Squawk       string      `json:"squawk"`
	NIC          json.Number `json:"nic"`
	NACp         json.Number `json:"nac_p"`
	SIL          json.Number `json:"sil"`
}

// A Bad is one row that could not be read.
type Bad struct {
	Row  int // counted from 1
	Text string
}

// report turns a row into a report. A position that repeats an older one (last_position) has that one's time.
func (w *row) report() (feed.Report, error) {
	r := feed.Report{Has: feed.Time, NIC: -1, NACp: -1, SIL: -1}
	ms, err := moment(w.Timestamp)
	if err != nil {
		return r, err
	}
	r.Ms = ms
	if at, ok := feed.Units(w.LastPosition, 0); ok && at > 1_000_000_000_000 && at < ms {
		r.Ms = at
	}
	var ok bool
	if r.Address, r.Other, ok = feed.ParseAddress(strings.ToLower(w.ICAO24)); !ok {
		if r.ID = w.ID; r.ID == "" {
			r.ID = w.Callsign
		}
		if r.ID == "" {
			return r, errors.New("it names no aircraft: icao24 has six hexadecimal digits, or id or callsign a name")
		}
	}
	if w.Latitude != "" || w.Longitude != "" {
		if !r.At(w.Latitude, w.Longitude) {
			return r, fmt.Errorf("%q, %q is no place on the earth", w.Latitude, w.Longitude)
		}
	}
	r.Height(feed.Pressure, w.Altitude, feed.Feet)
	r.Height(feed.Geometric, w.GeoAltitude, feed.Feet)
	if w.AMSL != "" {
		r.Height(feed.Geometric, w.AMSL, feed.Metres)
		r.AMSL = true
	}
	if cm, ok := feed.Units(w.Uncertainty, 2); ok && cm > 0 && cm < 1<<31 {
		r.UncertaintyCm = int32(cm)
	}
	r.Motion(w.GroundSpeed, feed.Knots, w.Track, w.VerticalRate, feed.FeetAMinute)
	if w.OnGround != nil {
		r.Has |= feed.OnGround
		r.Ground = *w.OnGround
	}
	if c := strings.TrimSpace(w.Callsign); c != "" {
		r.Has |= feed.Call
		r.Call = c
	}
	if code, err := strconv.ParseUint(w.Squawk, 16, 16); err == nil && len(w.Squawk) == 4 && strings.Trim(w.Squawk, "01234567") == "" {
		r.Has |= feed.Squawk
		r.Squawk = uint16(code)
	}
	own := func(n json.Number, most int64, to *int8) {
		if v, ok := feed.Units(n, 0); ok && v >= 0 && v <= most {
			r.Has |= feed.Integrity
			*to = int8(v)
		}
	}
	own(w.NIC, 11, &r.NIC)
	own(w.NACp, 11, &r.NACp)
	own(w.SIL, 3, &r.SIL)
	return r, nil
}

// moment reads milliseconds since 1970, or RFC 3339, or the same with a space and without a zone, which is UTC.
func moment(v any) (int64, error) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = string(v)
	case string:
		text = strings.TrimSpace(v)
	}
	if n, ok := feed.Units(json.Number(text), 0); ok {
		return n, nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf("its time %q is neither RFC 3339 nor milliseconds since 1970", text)
}

func (w *row) take(n int, out *[]feed.Report, bad *[]Bad) {
	r, err := w.report()
	if err != nil {
		*bad = append(*bad, Bad{n, err.Error()})
		return
	}
	*out = append(*out, r)
}

// ParseTraffic reads a table of the library traffic: a list of rows, or an object of columns whose cells are numbered.
func ParseTraffic(text []byte) (out []feed.Report, bad []Bad, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	head := bytes.TrimLeft(text, " \t\r\n")
	if len(head) > 0 && head[0] == '[' {
		var whole []row
		if d.Decode(&whole) == nil {
			for i := range whole {
				whole[i].take(i+1, &out, &bad)
			}
			return out, bad, nil
		}
		// One row at least is not what it should be: look at each by itself.
		var rows []json.RawMessage
		if err := json.Unmarshal(text, &rows); err != nil {
			return nil, nil, fmt.Errorf("is not a table: %w", err)
		}
		for i, raw := range rows {
			var w row
			if err := numbers(raw, &w); err != nil {
				bad = append(bad, Bad{i + 1, err.Error()})
				continue
			}
			w.take(i+1, &out, &bad)
		}
		return out, bad, nil
	}
	var columns map[string]map[string]json.RawMessage
	if err := d.Decode(&columns); err != nil {
		return nil, nil, fmt.Errorf("is not a table: %w", err)
	}
	for i := range len(columns["timestamp"]) {
		cells := map[string]json.RawMessage{}
		for name, column := range columns {
			if c, ok := column[strconv.Itoa(i)]; ok {
				cells[name] = c
			}
		}
		raw, err := json.Marshal(cells)
		if err != nil {
			return nil, nil, err
		}
		var w row
		if err := numbers(raw, &w); err != nil {
			bad = append(bad, Bad{i + 1, err.Error()})
			continue
		}
		w.take(i+1, &out, &bad)
	}
	return out, bad, nil
}

func numbers(raw []byte, w *row) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(w)
}

// ParseCSV reads a table whose first line names the columns as a row's JSON does; other columns are passed over.
func ParseCSV(text []byte) (out []feed.Report, bad []Bad, err error) {
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("is not CSV: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	if _, ok := at["timestamp"]; !ok {
		return nil, nil, errors.New("is not a table of tracks: no column is called timestamp")
	}
	for n := 2; ; n++ {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out, bad, nil
		}
		if err != nil {
			bad = append(bad, Bad{n, err.Error()})
			if len(bad) > 1000 {
				return out, bad, nil
			}
			continue
		}
		cell := func(name string) string {
			i, ok := at[name]
			if !ok || i >= len(record) {
				return ""
			}
			return strings.Clone(strings.TrimSpace(record[i]))
		}
		number := func(name string) json.Number { return json.Number(cell(name)) }
		w := row{
			Timestamp: cell("timestamp"), ICAO24: cell("icao24"), ID: cell("id"), Callsign: cell("callsign"),
			Latitude: number("latitude"), Longitude: number("longitude"), Altitude: number("altitude"), GeoAltitude: number("geoaltitude"),
			GroundSpeed: number("groundspeed"), Track: number("track"), VerticalRate: number("vertical_rate"),
			AMSL: number("amsl_m"), Uncertainty: number("uncertainty_m"), LastPosition: number("last_position"),
			Squawk: cell("squawk"), NIC: number("nic"), NACp: number("nac_p"), SIL: number("sil"),
		}
		if ground, err := strconv.ParseBool(cell("onground")); err == nil {
			w.OnGround = &ground
		}
		w.take(n, &out, &bad)
	}
}

// ParseGeoJSON reads features that are points with the properties of a row, longitude and latitude in their geometry.
func ParseGeoJSON(text []byte) (out []feed.Report, bad []Bad, err error) {
	var file struct {
		Type     string `json:"type"`
		Features []struct {
			Geometry struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
			Properties json.RawMessage `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, nil, fmt.Errorf("is not GeoJSON: %w", err)
	}
	if file.Type != "FeatureCollection" {
		return nil, nil, errors.New("is not a FeatureCollection")
	}
	for i, f := range file.Features {
		var w row
		if err := numbers(f.Properties, &w); err != nil {
			bad = append(bad, Bad{i + 1, "its properties cannot be read: " + err.Error()})
			continue
		}
		var position []json.Number
		if f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &position) != nil || len(position) < 2 {
			bad = append(bad, Bad{i + 1, "it is not a point; each position of a track is a point with a timestamp"})
			continue
		}
		w.Longitude, w.Latitude = position[0], position[1]
		w.take(i+1, &out, &bad)
	}
	return out, bad, nil
}

// ParseGPX reads the track points of a GPX file. GPX measures heights above the sea. The track's name is the aircraft's
// id; without one, its number in the file.
func ParseGPX(text []byte) (out []feed.Report, bad []Bad, err error) {
	var file struct {
		XMLName xml.Name `xml:"gpx"`
		Tracks  []struct {
			Name     string `xml:"name"`
			Segments []struct {
				Points []struct {
					Lat  string `xml:"lat,attr"`
					Lon  string `xml:"lon,attr"`
					Ele  string `xml:"ele"`
					Time string `xml:"time"`
				} `xml:"trkpt"`
			} `xml:"trkseg"`
		} `xml:"trk"`
	}
	if err := xml.Unmarshal(text, &file); err != nil {
		return nil, nil, fmt.Errorf("is not GPX: %w", err)
	}
	n := 0
	for i, t := range file.Tracks {
		id := strings.TrimSpace(t.Name)
		if id == "" {
			id = fmt.Sprintf("track %d", i+1)
		}
		for _, s := range t.Segments {
			for _, p := range s.Points {
				n++
				w := row{Timestamp: p.Time, ID: id, Latitude: json.Number(p.Lat), Longitude: json.Number(p.Lon), AMSL: json.Number(strings.TrimSpace(p.Ele))}
				w.take(n, &out, &bad)
			}
		}
	}
	return out, bad, nil
}
