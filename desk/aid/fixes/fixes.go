// Package fixes reads positions of vehicles on the ground from what devices write: GPX 1.0 and 1.1 (topografix.com), and events
// of Cursor on Target (MITRE MP090284). It is strict: a point without a time, or of something in the air, is refused with its
// number.
package fixes

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/geo"
)

// A Fix is where something was at a moment.
type Fix struct {
	Ms           int64 // milliseconds UTC
	Place        geo.Point
	UncertaintyM int64 // 0 when not known
}

// maxFixes is how many positions a file may have: a month, one a minute.
const maxFixes = 50_000

// Parse reads a file of positions, in order of time, and says which it is: gpx or cot.
func Parse(text []byte) (list []Fix, format string, err error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var out []Fix
	format = "gpx"
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", fmt.Errorf("the file is no XML that can be read: %w", err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		f, is, err := point(d, start)
		if err != nil {
			return nil, "", fmt.Errorf("position %d: %w", len(out)+1, err)
		}
		if is {
			out = append(out, f)
			if start.Name.Local == "event" {
				format = "cot"
			}
		}
		if len(out) > maxFixes {
			return nil, "", fmt.Errorf("the file holds more than %d positions; send it in parts", maxFixes)
		}
	}
	if len(out) == 0 {
		return nil, "", errors.New("the file holds no position with a time; send GPX with track points or waypoints, or events of Cursor on Target")
	}
	slices.SortStableFunc(out, func(a, b Fix) int { return cmp.Compare(a.Ms, b.Ms) })
	return out, format, nil
}

// point reads an element, if it is one that says where something was.
func point(d *xml.Decoder, start xml.StartElement) (Fix, bool, error) {
	switch start.Name.Local {
	case "trkpt", "wpt":
		var p struct {
			Lat  string `xml:"lat,attr"`
			Lon  string `xml:"lon,attr"`
			Time string `xml:"time"`
		}
		if err := d.DecodeElement(&p, &start); err != nil {
			return Fix{}, false, err
		}
		f, err := fix(p.Time, p.Lat, p.Lon)
		return f, true, err
	case "event":
		f, err := event(d, start)
		return f, true, err
	}
	return Fix{}, false, nil
}

func event(d *xml.Decoder, start xml.StartElement) (Fix, error) {
	var e struct {
		Type  string `xml:"type,attr"`
		Time  string `xml:"time,attr"`
		How   string `xml:"how,attr"`
		Point *struct {
			Lat string `xml:"lat,attr"`
			Lon string `xml:"lon,attr"`
			CE  string `xml:"ce,attr"`
		} `xml:"point"`
	}
	if err := d.DecodeElement(&e, &start); err != nil {
		return Fix{}, err
	}
	if e.Point == nil {
		return Fix{}, errors.New("the event has no point")
	}
	if strings.HasPrefix(e.How, "h-g-s") || strings.HasPrefix(e.How, "m-s") {
		return Fix{}, errors.New("the event says that it is simulated")
	}
	if parts := strings.Split(e.Type, "-"); len(parts) < 3 || parts[0] != "a" || parts[2] != "G" {
		return Fix{}, fmt.Errorf("the event is of type %.40q, and not of something on the ground", e.Type)
	}
	f, err := fix(e.Time, e.Point.Lat, e.Point.Lon)
	if err != nil {
		return f, err
	}
	const none = 9_999_999 // how an unknown error is written
	if ce, err := strconv.ParseFloat(e.Point.CE, 64); err == nil && ce > 0 && ce < none {
		f.UncertaintyM = int64(math.Ceil(ce))
	}
	return f, nil
}

func fix(at, lat, lon string) (Fix, error) {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(at))
	if err != nil {
		return Fix{}, fmt.Errorf("its time %.40q is not RFC 3339 with an offset: 2031-04-02T14:40:00Z", at)
	}
	p, err := geo.ParsePoint(strings.TrimSpace(lat) + ", " + strings.TrimSpace(lon))
	if err != nil {
		return Fix{}, fmt.Errorf("%.40q, %.40q is no place on the earth", lat, lon)
	}
	return Fix{Ms: t.UnixMilli(), Place: p}, nil
}
