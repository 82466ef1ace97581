// Package cot reads Cursor on Target events, the XML that TAK servers and clients exchange: MITRE MP090284, and the base
// schema Event.xsd of version 2.0.
package cot

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"truce.example/desk/air/feed"
)

type event struct {
	XMLName xml.Name `xml:"event"`
	UID     string   `xml:"uid,attr"`
	Type    string   `xml:"type,attr"`
	Time    string   `xml:"time,attr"`
	How     string   `xml:"how,attr"`
	Point   *struct {
		Lat string `xml:"lat,attr"`
		Lon string `xml:"lon,attr"`
		HAE string `xml:"hae,attr"`
		CE  string `xml:"ce,attr"`
	} `xml:"point"`
	Detail struct {
		Contact struct {
			Callsign string `xml:"callsign,attr"`
		} `xml:"contact"`
		Track *struct {
			Course string `xml:"course,attr"`
			Speed  string `xml:"speed,attr"`
		} `xml:"track"`
	} `xml:"detail"`
}

// none is how Cursor on Target writes that a number is not known.
const none = "9999999"

// Parse reads one event. Its uid becomes the id of the track. How stays with the type: whoever asks for aircraft looks at
// Aircraft first. An event that says it was simulated is refused: it is no sighting.
func Parse(text []byte) (feed.Report, error) {
	r := feed.Report{Has: feed.Time, NIC: -1, NACp: -1, SIL: -1}
	var e event
	if err := xml.Unmarshal(text, &e); err != nil {
		return r, fmt.Errorf("is not an event of Cursor on Target: %w", err)
	}
	if e.UID == "" || e.Point == nil {
		return r, errors.New("the event has no uid or no point")
	}
	if strings.HasPrefix(e.How, "h-g-s") || strings.HasPrefix(e.How, "m-s") {
		return r, errors.New("the event says that it is simulated")
	}
	if !Aircraft(e.Type) {
		return r, fmt.Errorf("the event is of type %q, and not of something in the air", e.Type)
	}
	at, err := time.Parse(time.RFC3339, e.Time)
	if err != nil {
		return r, fmt.Errorf("the event's time %q is not RFC 3339", e.Time)
	}
	r.ID, r.Ms = e.UID, at.UnixMilli()
	if !r.At(json.Number(e.Point.Lat), json.Number(e.Point.Lon)) {
		return r, fmt.Errorf("%q, %q is no place on the earth", e.Point.Lat, e.Point.Lon)
	}
	if known(e.Point.HAE) {
		r.Height(feed.Geometric, json.Number(e.Point.HAE), feed.Metres)
	}
	if known(e.Point.CE) {
		if cm, ok := feed.Units(json.Number(e.Point.CE), 2); ok && cm > 0 && cm < math.MaxInt32 {
			r.UncertaintyCm = int32(cm)
		}
	}
	if e.Detail.Track != nil {
		r.Motion(json.Number(e.Detail.Track.Speed), feed.MetresASecond, json.Number(e.Detail.Track.Course), "", 0)
	}
	if c := strings.TrimSpace(e.Detail.Contact.Callsign); c != "" {
		r.Has |= feed.Call
		r.Call = c
	}
	return r, nil
}

func known(number string) bool {
	return number != "" && !strings.HasPrefix(number, none)
}

// Aircraft says whether a type is an atom of the battle dimension air: a-x-A….
func Aircraft(kind string) bool {
	parts := strings.Split(kind, "-")
	return len(parts) >= 3 && parts[0] == "a" && parts[2] == "A"
}

// Each calls f with each event of a stream, as TCP brings them, one after the other; and with the reason, for one that is
// not taken. It ends with the stream, or with XML that cannot be followed any further. An event is at most 64 KB.
func Each(in io.Reader, f func(feed.Report, error)) error {
	const most = 64 << 10
	var buf []byte
	chunk := make([]byte, 4096)
	for {
		n, err := in.Read(chunk)
		buf = append(buf, chunk[:n]...)
		for {
			end := bytes.Index(buf, []byte("</event>"))
			if end < 0 {
				break
			}
			end += len("</event>")
			start := bytes.Index(buf[:end], []byte("<event"))
			if start >= 0 {
				f(Parse(buf[start:end]))
			}
			buf = buf[end:]
		}
		if len(buf) > most {
			return fmt.Errorf("an event of more than %d bytes", most)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
