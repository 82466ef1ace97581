package air

import (
	_ "embed"
	"fmt"
	"slices"

	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

func newView() *view.View {
	return &view.View{Name: deskName, Version: 2, Schema: schema, Apply: apply}
}

func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || e.Status == record.Forgotten {
		return nil
	}
	w := writer{tx, e}
	switch f := e.Fact.(type) {
	case *FlightRequested:
		return w.flight(e.Number, f.Version, "whole", f.Form, submitted)
	case *FlightAmended:
		return w.about(func(flight int64) error { return w.flight(flight, f.Version, "whole", f.Form, submitted) })
	case *FlightSent:
		return w.about(func(flight int64) error { return w.sent(flight, f) })
	case *FlightAcknowledged:
		return w.about(func(flight int64) error {
			return w.step(flight, f.Version, "acknowledged", "", f.Side, f.Late, f, owesAck)
		})
	case *FlightAnswered:
		return w.about(func(flight int64) error {
			return w.step(flight, f.Version, "answered", "", f.Side, f.Late, f, owesAck, owesAnswer)
		})
	case *FlightOverdue:
		return w.about(func(flight int64) error {
			if err := w.insert("air_step", flight, f.Version, "overdue", "", f.Side, int64(f.Due), 1, view.Doc(f)); err != nil {
				return err
			}
			return w.end(flight, f.Version, f.Side, f.What, false)
		})
	case *FlightSettled:
		return w.about(func(flight int64) error {
			if err := w.step(flight, f.Version, "settled", f.Outcome, "", false, f); err != nil || f.Outcome == notified {
				return err
			}
			return w.Exec("update air_clock set ended = ?, kept = 0 where flight = ? and version = ? and ended is null", e.Number, flight, f.Version)
		})
	case *FlightDeparted:
		return w.about(func(flight int64) error { return w.step(flight, 0, "departed", active, "", false, f) })
	case *FlightEnded:
		return w.about(func(flight int64) error { return w.step(flight, 0, "ended", f.Outcome, "", false, f) })
	}
	return w.others()
}

// others writes what is no flight.
func (w writer) others() error {
	e := w.entry
	switch f := e.Fact.(type) {
	case *TrackKept:
		return w.track(f)
	case *EventFound:
		return w.event(f)
	case *EventFollowed:
		return w.followed(f)
	case *ApproachWarned:
		return w.insert("air_alert", "approach", f.Source, f.Aircraft, f.Call, f.Zone, int64(f.At), f.Seconds, f.Place.Lat, f.Place.Lon, "", "", int64(0), view.Doc(f))
	case *BundleKept:
		return w.insert("air_bundle", f.Source, f.Kind, int64(f.From), int64(f.To), f.Positions, f.Digest.String(), f.File)
	case *AlertAcknowledged:
		return w.Exec("update air_alert set seen_by = ?, seen_ms = ? where entry = ?", e.Author.Member, int64(e.Recorded), f.Alert)
	case *Judged:
		return w.about(func(of int64) error {
			set := "set outcome = ?, clause = ?, why_law = ?, changed = ? where entry = ?"
			if err := w.Exec("update air_event "+set, string(f.Outcome), f.Primary, f.Why.Text, e.Number, of); err != nil {
				return err
			}
			return w.Exec("update air_sighting set outcome = ?, clause = ?, changed = ? where entry = ?", string(f.Outcome), f.Primary, e.Number, of)
		})
	case *EventRated:
		if err := w.Exec("update air_event set class = ?, changed = ? where entry = ?", f.Class, e.Number, f.Event); err != nil {
			return err
		}
		return w.insert("air_warning", f.Event, f.Class, int64(e.Recorded), "", f.Reason)
	case *Warned:
		return w.about(func(event int64) error { return w.insert("air_warning", event, f.Step, int64(f.At), f.To, f.Text) })
	case *Sighted:
		return w.sighting(f)
	case *ZonesImported:
		return w.zones(f)
	case *ZonesWithdrawn:
		return w.Exec("update air_zone set to_ms = ?, changed = ? where set_name = ? and (to_ms = 0 or to_ms > ?)", int64(f.At), e.Number, f.Name, int64(f.At))
	case *SensorStated:
		lat, lon := latLon(f.Place)
		return w.insert("air_sensor", f.Source, f.Kind, f.State, int64(f.At), lat, lon, f.RangeM, f.FloorFt, f.Text)
	}
	return nil
}

// A writer writes what one entry says.
type writer struct {
	*view.Tx
	entry record.Entry
}

// insert adds a row: the entry, its audience, and the values of the table's other columns in order.
func (w writer) insert(table string, values ...any) error {
	return w.insertFor(w.entry.Audience, table, values...)
}

func (w writer) insertFor(readers record.Audience, table string, values ...any) error {
	audience, err := w.Audience(readers)
	if err != nil {
		return err
	}
	marks := ""
	for range values {
		marks += ", ?"
	}
	return w.Exec("insert into "+table+" values (?, ?"+marks+")", append([]any{w.entry.Number, audience}, values...)...)
}

// about writes of what the entry's first reference names.
func (w writer) about(write func(of int64) error) error {
	of, err := w.entry.RefEntry(0)
	if err != nil {
		return err
	}
	return write(of)
}

func (w writer) flight(flight, version int64, part string, f Form, state string) error {
	var south, west, north, east *int64
	if box, ok := geo.BoxOf(f.line()); ok {
		south, west, north, east = wide(box.South), wide(box.West), wide(box.North), wide(box.East)
	}
	err := w.insert("air_flight", flight, version, part, f.Purpose, f.CallSign, f.Operator, f.Side, f.Departure, f.Destination,
		int64(f.From), int64(f.To), south, west, north, east, view.Doc(f))
	if err != nil || state == "" {
		return err
	}
	if err := w.insert("air_step", flight, version, "requested", state, f.Side, int64(w.entry.Recorded), 0, "{}"); err != nil {
		return err
	}
	return w.Text(w.entry, view.Text{Desk: deskName, Kind: "flight", At: f.From, Title: "Flight " + f.CallSign, Text: view.Lines(f.Operator, f.Aircraft, f.Departure, f.Destination, f.Cargo, f.Text)})
}

func wide(n int32) *int64 { v := int64(n); return &v }

func (w writer) sent(flight int64, f *FlightSent) error {
	if err := w.flight(flight, f.Version, "asked", f.Asked, ""); err != nil {
		return err
	}
	if err := w.step(flight, f.Version, "sent", sent, "", false, f); err != nil {
		return err
	}
	for _, s := range f.Sides {
		readers := w.between(f.Sides, s)
		if err := w.insertFor(readers, "air_clock", flight, f.Version, s.ID, owesAck, int64(f.AckDue), nil, 0); err != nil {
			return err
		}
		if !f.DecideDue.Known() {
			continue
		}
		if err := w.insertFor(readers, "air_clock", flight, f.Version, s.ID, owesAnswer, int64(f.DecideDue), nil, 0); err != nil {
			return err
		}
	}
	return nil
}

// between is who reads of one side's clocks: who reads the entry, and of the sides that are asked this one alone. When a side
// keeps its clock is told by a fact that the others do not read.
func (w writer) between(asked []Side, one Side) record.Audience {
	var out []record.Audience
	for _, t := range w.entry.Audience.Terms() {
		of := func(s Side) bool { return s.audience() == record.Audience(t) }
		if !slices.ContainsFunc(asked, of) || of(one) {
			out = append(out, record.Audience(t))
		}
	}
	return record.Audiences(out...)
}

// step writes a step, and ends the clocks that it keeps.
func (w writer) step(flight, version int64, kind, state, side string, late bool, fact any, keeps ...string) error {
	if err := w.insert("air_step", flight, version, kind, state, side, int64(w.entry.Happened), number(late), view.Doc(fact)); err != nil {
		return err
	}
	for _, what := range keeps {
		if err := w.end(flight, version, side, what, true); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) end(flight, version int64, side, what string, kept bool) error {
	return w.Exec("update air_clock set ended = ?, kept = ? where flight = ? and version = ? and side = ? and what = ? and ended is null",
		w.entry.Number, number(kept), flight, version, side, what)
}

func (w writer) track(f *TrackKept) error {
	var south, west, north, east *int64
	if box, ok := geo.BoxOf(wayOf(f.Fixes)); ok {
		south, west, north, east = wide(box.South), wide(box.West), wide(box.North), wide(box.East)
	}
	from, to := int64(0), int64(0)
	if n := len(f.Fixes); n > 0 {
		from, to = f.Fixes[0].Ms, f.Fixes[n-1].Ms
	}
	return w.insert("air_track", f.Source, f.Kind, f.Aircraft, from, to, len(f.Fixes), f.Digest.String(), south, west, north, east, view.Doc(f.Fixes))
}

func (w writer) event(f *EventFound) error {
	track, err := w.entry.RefEntry(0)
	if err != nil {
		return err
	}
	var low, high, flight, report *int64
	datum := ""
	if h := f.Height; h != nil {
		datum = h.Datum
		if h.Datum != "SFC" {
			low, high = &h.LowFt, &h.HighFt
		}
	}
	if len(f.Matches) > 0 {
		flight = &f.Matches[0].Flight
	}
	if f.Report > 0 {
		report = &f.Report
	}
	protected := w.entry.Audience == zoneKeepers
	place := f.place()
	if liveEvent(w.entry) && f.Class != exempt {
		if err := w.insert("air_alert", "event", f.Source, f.Aircraft, f.Call, f.Zone, int64(f.From), 0, place.Lat, place.Lon, f.Class, "", int64(0), "{}"); err != nil {
			return err
		}
	}
	return w.insert("air_event", w.entry.Number, f.Class, f.Class, f.Source, f.Kind, f.Aircraft, f.Call, f.Zone, number(protected), int64(f.From), int64(f.To),
		place.Lat, place.Lon, f.DoubtM, low, high, datum, flight, report, track, "", "", "", view.Doc(f))
}

// followed writes more of a visit beside its event, which then lasts longer and may be surer. A person's word stays.
func (w writer) followed(f *EventFollowed) error {
	track, err := w.entry.RefEntry(1)
	if err != nil {
		return err
	}
	if err := w.insert("air_followed", f.Event, track, f.Class, int64(f.Found.From), int64(f.Found.To), view.Doc(f.Found)); err != nil {
		return err
	}
	if err := w.Exec("update air_alert set class = ? where entry = ?", f.Class, f.Event); err != nil {
		return err
	}
	return w.Exec("update air_event set class = ?, to_ms = max(to_ms, ?), changed = ? where entry = ?", f.Class, int64(f.Found.To), w.entry.Number, f.Event)
}

func (w writer) sighting(f *Sighted) error {
	lat, lon := latLon(f.Place)
	err := w.insert("air_sighting", f.Team, f.Means, f.Aircraft, int64(f.Start), int64(f.End), lat, lon, f.DoubtM, f.PlaceName, "", "", w.entry.Number, view.Doc(f))
	if err != nil {
		return err
	}
	return w.Text(w.entry, view.Text{Desk: deskName, Kind: "sighting", At: f.Start, Title: "Aircraft " + f.Means, Text: view.Lines(f.PlaceName, f.Heading, f.Text)})
}

// zones writes each zone of an import. One of the same name that came before holds no longer.
func (w writer) zones(f *ZonesImported) error {
	if err := w.Exec("update air_zone set to_ms = ?, changed = ? where set_name = ? and (to_ms = 0 or to_ms > ?)", int64(f.From), w.entry.Number, f.Name, int64(f.From)); err != nil {
		return err
	}
	for i, z := range f.Zones {
		area, err := z.area()
		if err != nil {
			return err
		}
		box, ok := geo.BoxOf(area)
		if !ok {
			return fmt.Errorf("entry %d: zone %s has no area", w.entry.Number, z.ID)
		}
		err = w.insert("air_zone", f.Name+"/"+z.ID, i, z.Name, z.Class, boundWords(z.Floor), boundWords(z.Ceiling), int64(f.From), int64(f.To), number(f.Protected),
			f.Name, f.Source, w.entry.Number, box.South, box.West, box.North, box.East, view.Doc(z))
		if err != nil {
			return err
		}
	}
	return nil
}

// boundWords is a bound as a chart writes it: "FL195", "2500 ft AMSL", "SFC".
func boundWords(b Bound) string { return fence.Level{Datum: b.level().Datum, Cm: b.Cm}.String() }

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func latLon(p *geo.Point) (lat, lon *int32) {
	if p == nil {
		return nil, nil
	}
	return &p.Lat, &p.Lon
}

// line is the route as a line; one of fewer than two points is none.
func (f Form) line() geo.Line {
	var points []geo.Point
	for _, leg := range f.Route {
		points = append(points, leg.Point)
	}
	return lineOf(points)
}

func lineOf(points []geo.Point) geo.Line {
	l, err := geo.NewLine(points)
	if err != nil {
		return geo.Line{} // fewer than two points: nothing is drawn
	}
	return l
}

// wayOf is the way of a track, at most two thousand points of it, evenly.
func wayOf(fixes []Fix) geo.Line {
	var points []geo.Point
	every := len(fixes)/2_000 + 1
	for i, f := range fixes {
		if f.Place != nil && (i%every == 0 || i == len(fixes)-1) && (len(points) == 0 || points[len(points)-1] != *f.Place) {
			points = append(points, *f.Place)
		}
	}
	return lineOf(points)
}
