package territory

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/desk/territory/maps"
	"truce.example/record"
)

// maxFile bounds a file that is taken in.
const maxFile = 16 << 20

// routes are the doors. Telling needs a right of the rights table. Asking needs none: everybody sees what their audience shows
// them; only connections are for the mission's people.
func (a *atlas) routes() []desk.Route {
	return []desk.Route{
		tell("claims", "territory.claim", func() any { return new(MakeClaim) }),
		tell("ratings", "territory.rate", func() any { return new(Rate) }),
		tell("withdrawals", "territory.withdraw", func() any { return new(Withdraw) }),
		{Method: "POST", Path: "charts", Right: "territory.import", Do: takeChart, Limit: maxFile},
		{Method: "POST", Path: "outlines", Right: "territory.import", Do: takeOutlines, Limit: maxFile},

		ask("claims", a.askClaims),
		ask("alerts", askAlerts),
		ask("outlines", askOutlines),
		ask("days", a.askDays),
		ask("map", a.askMap),
		ask("change", a.askChange),
		ask("curve", a.askCurve),
		ask("turns", a.askTurns),
		ask("share", a.askShare),
		ask("exposure", a.askExposure),
		{Method: "GET", Path: "corridor", Right: "territory.corridor", Ask: a.askCorridor},
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer func(context.Context, desk.Question) (any, error)) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: answer}
}

// TakenChart answers a file of claims.
type TakenChart struct {
	Charts   int            `json:"charts"` // one for each day of the file
	Claims   int            `json:"claims"` // that the file makes
	Refused  int            `json:"refused"`
	Notes    []string       `json:"notes"`
	Receipts []desk.Receipt `json:"receipts"` // of the charts; what followed from them is in the list of alerts
}

// takeChart reads a map (GeoJSON, KML) or a table (CSV) of who holds what. What cannot be read is refused with its place in the
// file, and the rest is taken, unless all=true wants all or none.
func takeChart(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	f := desk.NewFilter(q.Params)
	c := Charted{Source: f.Value("source"), Grade: f.Value("grade"), Basis: f.Value("basis"), Whole: yes(f, "whole"), History: yes(f, "history")}
	if c.Basis == "" {
		c.Basis = "claimed"
	}
	c.Level, _ = f.Number("level")
	c.File, _ = f.Entry("file")
	seen, _ := f.Moment("seen")
	uncertainty, _ := f.Number("uncertainty")
	version, _ := f.Number("version")
	readers, property, all := f.Value("readers"), f.Value("holder"), yes(f, "all")
	contested := strings.FieldsFunc(f.Value("contested"), func(r rune) bool { return r == ',' })
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	c.Digest = sha256.Sum256(text)
	days, err := readChart(text, property, contested, &c)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file cannot be read as a map (GeoJSON, KML) or a table (CSV): %v", err)
	}
	out := TakenChart{Notes: c.Notes, Receipts: []desk.Receipt{}}
	for _, n := range c.Notes {
		if strings.HasPrefix(n, refusedMark) {
			out.Refused++
		}
	}
	if all && out.Refused > 0 {
		return nil, desk.Refuse(desk.Invalid, "nothing is taken, because all is wanted and %d parts were refused, the first: %s", out.Refused, c.Notes[0])
	}
	for i, day := range days {
		one := c
		one.SeenAt, one.Claims = day.at, day.claims
		if !one.SeenAt.Known() {
			one.SeenAt = seen
		}
		one.Changes = one.Whole && one.Format == "csv"
		for k := range one.Claims {
			if one.Claims[k].UncertaintyM == 0 {
				one.Claims[k].UncertaintyM = uncertainty
			}
			one.Claims[k].Version = version
		}
		if i > 0 {
			one.Notes = nil // they are about the file, and stand with its first chart
		}
		receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: fmt.Sprintf("%s %d", q.ID, i), Do: &Chart{one, readers}})
		if err != nil {
			if i == 0 {
				return nil, err
			}
			refusal, ok := desk.Refused(err)
			if !ok {
				return nil, err
			}
			return nil, desk.Refuse(refusal.Kind, "%d of %d days were taken; the next was not: %s. Mend the file and send it again with the same id", i, len(days), refusal.Sentence)
		}
		out.Charts, out.Claims = out.Charts+1, out.Claims+len(one.Claims)
		out.Receipts = append(out.Receipts, receipts[0])
	}
	return out, nil
}

func yes(f *desk.Filter, name string) bool {
	switch v := f.Value(name); v {
	case "", "false":
	case "true":
		return true
	default:
		f.Say(name, "%s is %q; write true, or leave it out", name, short(v))
	}
	return false
}

const refusedMark = "refused: "

// A dayOfFile is what a file says of one day; at is zero where the file names none.
type dayOfFile struct {
	at     record.Moment
	claims []Claim
}

// readChart makes claims of a file, by day.
func readChart(text []byte, property string, contested []string, c *Charted) ([]dayOfFile, error) {
	note := func(n maps.Note) {
		words := n.String()
		if n.Refused {
			words = refusedMark + words
		}
		if len(c.Notes) < maxNotes {
			c.Notes = append(c.Notes, words)
		}
	}
	head := strings.TrimLeft(string(text[:min(len(text), 200)]), "\ufeff \t\r\n")
	if strings.HasPrefix(head, "{") || strings.HasPrefix(head, "<") {
		m, err := maps.Parse(text, property)
		if err != nil {
			return nil, err
		}
		c.Format = "geojson"
		if head[0] == '<' {
			c.Format = "kml"
		}
		for _, n := range m.Notes {
			note(n)
		}
		var day dayOfFile
		for _, h := range m.Holders {
			day.claims = append(day.claims, Claim{Holder: h.Holder, Status: statusControlled, Area: shapeOf(h.Area), UncertaintyM: m.UncertaintyM})
		}
		return []dayOfFile{day}, nil
	}
	t, err := maps.ParseTable(text, property)
	if err != nil {
		return nil, err
	}
	c.Format = "csv"
	for _, n := range t.Notes {
		note(n)
	}
	var out []dayOfFile
	for i, p := range t.Places {
		claim, at, problem := claimOf(p, contested)
		if problem == "" && claim.PCode == "" && claim.Point == nil {
			note(maps.Note{Feature: i + 1, Text: fmt.Sprintf("%q has neither a code nor a position; it is listed, and not drawn", short(p.Name))})
		}
		if problem != "" {
			note(maps.Note{Feature: i + 1, Refused: true, Text: problem})
			continue
		}
		k := slices.IndexFunc(out, func(d dayOfFile) bool { return d.at == at })
		if k < 0 {
			k, out = len(out), append(out, dayOfFile{at: at})
		}
		out[k].claims = append(out[k].claims, claim)
	}
	slices.SortStableFunc(out, func(a, b dayOfFile) int { return int(min(1, max(-1, a.at-b.at))) })
	return out, nil
}

// claimOf is a row of a table as a claim, or what is wrong with it.
func claimOf(p maps.Place, contested []string) (Claim, record.Moment, string) {
	c := Claim{Holder: p.Holder, Status: p.Status}
	var day record.Moment
	if p.Day != "" {
		t, err := time.Parse(time.DateOnly, p.Day)
		if err != nil {
			return c, 0, fmt.Sprintf("%q is no day; write it as 2017-07-24", short(p.Day))
		}
		day = record.At(t)
	}
	switch {
	case strings.EqualFold(p.Holder, "contested"):
		if len(contested) < 2 {
			return c, 0, `the holder is "contested"; say by whom with contested=A,B`
		}
		c.Holder, c.With, c.Status = contested[0], contested[1:], statusContested
	case p.Holder == "":
		c.Status = statusNoData
	case c.Status == statusContested && len(contested) > 1:
		c.Holder, c.With = contested[0], contested[1:]
	case c.Status == "":
		c.Status = statusControlled
	}
	if p.PCode != "" {
		c.PCode = p.PCode
		return c, day, ""
	}
	c.Place, c.Written = p.Name, strings.Trim(p.Lat+", "+p.Lon, ", ")
	if at, ok := p.At(); ok {
		c.Point = &at
	}
	return c, day, ""
}

// TakenOutlines answers a file of outlines.
type TakenOutlines struct {
	Units   int      `json:"units"`
	Refused int      `json:"refused"`
	Notes   []string `json:"notes"`
	desk.Receipt
}

// takeOutlines reads units with codes from GeoJSON.
func takeOutlines(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	f := desk.NewFilter(q.Params)
	fact := Outlined{Set: f.Value("set"), Source: f.Value("source")}
	names := maps.UnitNames{PCode: f.Value("pcode"), Name: f.Value("name"), NameAr: f.Value("name_ar"), Parent: f.Value("parent"), People: f.Value("people")}
	only, readers := f.Value("only"), f.Value("readers")
	if names.PCode == "" {
		names.PCode = "pcode"
	}
	if names.Name == "" {
		names.Name = "name"
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	fact.Digest = sha256.Sum256(text)
	found, notes, err := maps.ParseUnits(text, names)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file cannot be read as outlines in GeoJSON: %v", err)
	}
	out := TakenOutlines{Notes: []string{}}
	for _, n := range notes {
		if n.Refused {
			out.Refused++
		}
		if len(out.Notes) < maxNotes {
			out.Notes = append(out.Notes, n.String())
		}
	}
	fact.Notes = out.Notes
	for _, u := range found {
		if only == "" || u.Parent == only {
			fact.Units = append(fact.Units, Unit{PCode: u.PCode, Name: u.Name, NameAr: u.NameAr, Parent: u.Parent, People: u.People, Point: u.Point, Area: shapeOf(u.Area)})
		}
	}
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: q.ID, Do: &Outline{fact, readers}})
	if err != nil {
		return nil, err
	}
	out.Units, out.Receipt = len(fact.Units), receipts[0]
	return out, nil
}
