//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"truce.example/agreement"
	"truce.example/api"
	"truce.example/bench/internal/yard"
	"truce.example/desk"
	"truce.example/desk/observe"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

const (
	layerID = "observe.reports"
	areaID  = "areas.areas"
)

// A house is as much of a mission as tiles need: the tables of the desk that takes in reports, filled with facts as the
// record would show them, and the face. It has no record and no writer: a million commands would take longer than the
// measuring, and no tile is drawn from them.
type house struct {
	api.Mission // not there: what is not written below is not asked for
	desks       []desk.Desk
	engine      *view.Engine
	next        int64 // entry
	areas       []geo.Polygon
}

func open(path string, all []incident, areas []geo.Polygon) (*house, error) {
	d := observe.New(nil)
	h := &house{desks: []desk.Desk{d, areaDesk(areas)}, areas: areas}
	var err error
	if h.engine, err = view.OpenNew(path+".new", d.View); err != nil {
		return nil, err
	}
	for len(all) > 0 {
		n := min(len(all), 4096)
		if err := h.more(all[:n]); err != nil {
			return nil, err
		}
		all = all[n:]
	}
	if err := h.engine.Close(); err != nil {
		return nil, err
	}
	if err := view.Replace(path, path+".new"); err != nil {
		return nil, err
	}
	h.engine, err = view.Open(path, d.View)
	return h, err
}

// more shows incidents to the tables: a report and its judgement each.
func (h *house) more(list []incident) error {
	var entries []record.Entry
	for _, p := range list {
		at := p.at
		report := record.Entry{Number: h.next, Kind: "observe.alleged/1", Status: record.Open, Audience: record.Audience(audiences[p.audience]), Recorded: record.Moment(p.start), Fact: &observe.Alleged{
			Channel: "import", Type: kinds[p.kind], Accused: accused[p.accused], Place: &at, UncertaintyM: 500, Start: record.Moment(p.start), End: record.Moment(p.start),
			Severity: p.severity, Level: p.level, PlaceName: "town", Source: "network", Text: "Three rounds fell near the silo.",
		}}
		judged := record.Entry{Number: h.next + 1, Kind: "observe.judged/1", Status: record.Open, Audience: report.Audience, Part: 1, Recorded: report.Recorded, Refs: []record.Ref{{Entry: h.next}}, Fact: &observe.Judged{
			Judgement: agreement.Judgement{Outcome: agreement.Outcome(outcomes[p.outcome]), Primary: clauses[p.clause]},
		}}
		entries = append(entries, report, judged)
		h.next += 2
	}
	return h.engine.Apply(context.Background(), entries)
}

// areaDesk shows areas, from memory.
func areaDesk(areas []geo.Polygon) desk.Desk {
	show := func(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
		for i, a := range areas {
			if want.Since > 0 {
				return nil
			}
			if err := each(desk.Feature{ID: fmt.Sprint(i), Geometry: a, Start: 1, Values: map[string]any{"area": fmt.Sprint("Z", i)}}); err != nil {
				return err
			}
		}
		return nil
	}
	return desk.Desk{Name: "areas", Layers: []desk.Layer{{
		ID: areaID, Title: "Areas", Right: desk.RightAnybody, Features: show, Columns: []desk.Column{{Name: "area", Title: "Area", Type: "text"}}, Drawn: []string{"area"},
	}}}
}

func (h *house) face() http.Handler {
	f, err := api.New(api.Config{Mission: h, Identity: reader{}, Rights: everything{}, Log: slog.New(slog.DiscardHandler)})
	yard.Check(err)
	return f.Handler()
}

func (h *house) Now() time.Time                { return time.Now() }
func (h *house) Desks() []desk.Desk            { return h.desks }
func (h *house) View(who desk.Who) view.Reader { return h.engine.For(who) }
func (h *house) ViewEntry() int64              { return h.engine.Entry() }
func (h *house) Folding() bool                 { return false }
func (h *house) Head() record.Checkpoint       { return record.Checkpoint{Origin: "bench", Size: h.next} }

// reader is the one who asks: a member of the mission, who may see nine incidents in ten.
type reader struct{}

func (reader) BySecret(time.Time, record.Hash) (desk.Who, bool) {
	return desk.Who{Member: "heron", Kind: "mission", Known: record.ByToken}, true
}
func (reader) ByDevice(string) (desk.Who, []byte, bool) { return desk.Who{}, nil, false }
func (reader) Member(string) (desk.Who, bool)           { return desk.Who{}, false }

type everything struct{}

func (everything) May(time.Time, desk.Who, string) bool                      { return true }
func (everything) Scope(time.Time, desk.Who, string) (record.Audience, bool) { return "", false }

// features counts the features of a tile: fields 2 of its fields 3.
func features(tile []byte) int {
	n := 0
	fields(tile, func(number uint64, layer []byte) {
		if number == 3 {
			fields(layer, func(number uint64, _ []byte) {
				if number == 2 {
					n++
				}
			})
		}
	})
	return n
}

func fields(b []byte, each func(number uint64, body []byte)) {
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		v, m := binary.Uvarint(b[n:])
		b = b[n+m:]
		if tag&7 == 2 {
			each(tag>>3, b[:v])
			b = b[v:]
		}
	}
}
