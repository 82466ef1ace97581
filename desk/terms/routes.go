package terms

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Every GET is open to anybody, because the tables show each reader only what is for them: with a text that is not
// public, a stranger finds nothing.
func (k *Keeper) routes() []desk.Route {
	get := func(path string, ask func(context.Context, desk.Question) (any, error)) desk.Route {
		return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: ask}
	}
	post := func(path, right string, tell func() any) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Tell: tell}
	}
	return []desk.Route{
		get("agreement", k.askAgreement),
		get("versions", k.askVersions),
		get("status", k.askStatus),
		get("clauses", k.askClauses),
		get("zones", k.askZones),
		get("windows", k.askWindows),
		get("windows/totals", k.askWindowTotals),
		get("adherence", k.askAdherence),
		get("readiness", k.askReadiness),
		get("forgetting", k.askForgetting),

		post("offer", "terms.offer", func() any { return new(Offer) }),
		post("agree", "terms.agree", func() any { return new(Agree) }),
		post("force", "terms.bring_into_force", func() any { return new(BringIntoForce) }),
		post("suspend", "terms.suspend", func() any { return new(Suspend) }),
		post("resume", "terms.resume", func() any { return new(Resume) }),
		post("end", "terms.end", func() any { return new(End) }),
		post("amend", "terms.amend", func() any { return new(Amend) }),
		post("windows", "terms.set_window", func() any { return new(SetWindow) }),
		post("windows/guarantee", "terms.guarantee_window", func() any { return new(GuaranteeWindow) }),
		post("windows/step", "terms.step_window", func() any { return new(StepWindow) }),
		post("adherence", "terms.adhere", func() any { return new(Adhere) }),
		post("readiness", "terms.readiness", func() any { return new(CheckReady) }),
		post("forgetting", "terms.forget_propose", func() any { return new(ProposeForgetting) }),
		post("forgetting/agree", "terms.forget_agree", func() any { return new(AgreeForgetting) }),
	}
}

func (k *Keeper) layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "terms.clauses", Title: "Clauses of the agreement", Right: desk.RightAnybody, Rows: k.clauseRows,
			Columns: []desk.Column{
				{Name: "no", Title: "Clause", Type: "text"}, {Name: "type", Title: "Type", Type: "text"}, {Name: "subject", Title: "Binds", Type: "text"},
				{Name: "acts", Title: "Acts", Type: "text"}, {Name: "text", Title: "Text", Type: "text"},
			},
		},
		{
			ID: "terms.adherence", Title: "Who was told, and who accepted", Right: desk.RightAnybody, Rows: k.adherenceRows,
			Columns: []desk.Column{
				{Name: "side", Title: "Side", Type: "text"}, {Name: "name", Title: "Name", Type: "text"}, {Name: "status", Title: "Status", Type: "text"},
				{Name: "told_at", Title: "Told", Type: "time"}, {Name: "channel", Title: "Channel", Type: "text"},
				{Name: "accepted_at", Title: "Accepted", Type: "time"}, {Name: "accepted_by", Title: "Accepted by", Type: "text"},
			},
		},
		drawnLayer("terms.zones", "Area and zones", zoneColumns, []string{"zone", "kind", "name", "controlling_party", "from", "to"}, k.draw(zonesOf)),
		drawnLayer("terms.lines", "Lines", lineColumns, []string{"line", "kind", "name", "side_a", "side_b", "from", "to"}, k.draw(linesOf)),
		drawnLayer("terms.windows", "Windows of silence", windowColumns, []string{"window", "work", "radius_m", "from", "to"}, k.drawWindows),
	}
}

func drawnLayer(id, title string, columns []desk.Column, onTiles []string, draw drawer) desk.Layer {
	return desk.Layer{
		ID: id, Title: title, Right: desk.RightAnybody, Columns: columns, Rows: rowsFrom(draw, columns), Features: windowed(draw), Drawn: onTiles,
	}
}

// law finds the terms that a question is about: as they held at the moment "at" (default now), as they were known after
// the entry "known" (default the newest). It refuses what the reader may not see as if it did not exist.
func (k *Keeper) law(ctx context.Context, q desk.Question) (*agreement.Terms, record.Moment, error) {
	at, known := record.At(q.At), int64(-1)
	if text := q.Params.Get("at"); text != "" {
		moment, err := record.ParseMoment(text)
		if err != nil {
			return nil, 0, desk.Refuse(desk.Invalid, "%v", err)
		}
		at = moment
	}
	if text := q.Params.Get("known"); text != "" {
		entry, err := strconv.ParseInt(text, 10, 64)
		if err != nil || entry < 0 {
			return nil, 0, desk.Refuse(desk.Invalid, "known=%q is not an entry number; leave it out or give one", text)
		}
		known = entry
	}
	terms := k.At(at, known)
	if terms == nil {
		return nil, 0, noAgreement()
	}
	visible, err := shows(ctx, q.View, terms.Digest())
	if err != nil {
		return nil, 0, err
	}
	if !visible {
		return nil, 0, noAgreement()
	}
	return terms, at, nil
}

func noAgreement() error {
	return desk.Refuse(desk.NotFound, "there is no agreement that you may see; sign in, or ask the mission")
}

// A Text is the answer to GET agreement.
type Text struct {
	Entry     int64            `json:"entry"` // the newest that changed the law
	Version   int64            `json:"version"`
	Digest    string           `json:"digest"`
	Status    agreement.Status `json:"status"`
	At        record.Moment    `json:"at"`
	Agreement json.RawMessage  `json:"agreement"` // the canonical form, of which the digest is the SHA-256
}

func (k *Keeper) askAgreement(ctx context.Context, q desk.Question) (any, error) {
	terms, at, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	text := terms.Agreement()
	return Text{terms.Entry(), text.Version, terms.Digest(), terms.StatusAt(int64(at)), at, text.Pack()}, nil
}

func (k *Keeper) askVersions(ctx context.Context, q desk.Question) (any, error) {
	return versions(ctx, q.View)
}

// A History is the answer to GET status.
type History struct {
	Status agreement.Status `json:"status"`
	At     record.Moment    `json:"at"`
	Steps  []Step           `json:"steps"`
}

func (k *Keeper) askStatus(ctx context.Context, q desk.Question) (any, error) {
	terms, at, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	known := int64(-1)
	if q.Params.Get("known") != "" {
		known = terms.Entry()
	}
	list, err := steps(ctx, q.View, known)
	if err != nil {
		return nil, err
	}
	return History{terms.StatusAt(int64(at)), at, list}, nil
}

func (k *Keeper) askClauses(ctx context.Context, q desk.Question) (any, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	return terms.Agreement().Clauses, nil
}

// A Feature is one of a GeoJSON collection (RFC 7946).
type Feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Geometry   any            `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

// A FeatureCollection is GeoJSON (RFC 7946).
type FeatureCollection struct {
	Type     string    `json:"type"`
	Features []Feature `json:"features"`
}

func (k *Keeper) askZones(ctx context.Context, q desk.Question) (any, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	return featuresOf(terms.Agreement()), nil
}

// featuresOf draws the area, then the zones, then the lines, so that each stands on the one before it.
func featuresOf(text *agreement.Agreement) FeatureCollection {
	all := FeatureCollection{Type: "FeatureCollection"}
	add := func(id string, geometry any, properties map[string]any) {
		all.Features = append(all.Features, Feature{"Feature", id, geometry, properties})
	}
	add("area", text.Area.Geometry, map[string]any{"feature": "area", "kind": "area", "name": text.Area.Name, "version": text.Area.Version})
	for _, z := range text.Zones {
		add(z.ID, z.Geometry, map[string]any{
			"feature": "zone", "kind": z.Kind, "name": z.Name, "version": z.Version, "precision": z.Precision,
			"valid_from": z.ValidFrom, "valid_to": z.ValidTo, "floor": z.Floor, "ceiling": z.Ceiling, "source": z.Source,
		})
	}
	for _, l := range text.Lines {
		add(l.ID, l.Geometry, map[string]any{
			"feature": "line", "kind": l.Kind, "name": l.Name, "version": l.Version, "precision": l.Precision,
			"valid_from": l.ValidFrom, "valid_to": l.ValidTo, "side_a": l.SideA, "side_b": l.SideB, "source": l.Source,
		})
	}
	return all
}

// A Window is one window of silence, whether it binds, and what became of it.
type Window struct {
	agreement.Window
	State    string         `json:"state"`
	Request  *WindowRequest `json:"request,omitempty"`
	Steps    []WindowStep   `json:"steps"`
	Breaches []Breach       `json:"breaches"`        // reports that may breach it, as far as the reader may see them
	Entry    int64          `json:"entry,omitempty"` // the fact that set it; missing if it stands in the text
	Missing  []string       `json:"missing"`         // parties that have not guaranteed it; it binds when there is none
}

func (k *Keeper) askWindows(ctx context.Context, q desk.Question) (any, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	entries, err := windows(ctx, q.View)
	if err != nil {
		return nil, err
	}
	var parties []string
	for _, p := range terms.Agreement().Parties {
		parties = append(parties, p.ID)
	}
	list := []Window{}
	for _, w := range terms.Windows() {
		entry, seen := entries[w.ID]
		if !seen && !inText(terms.Agreement(), w.ID) {
			continue // set by a fact that is not for this reader
		}
		missing := without(parties, w.Guarantees)
		if missing == nil {
			missing = []string{}
		}
		list = append(list, Window{Window: w, Entry: entry, Missing: missing, Steps: []WindowStep{}, Breaches: []Breach{}})
	}
	if err := livedOf(ctx, q.View, list); err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	return list, nil
}

func inText(text *agreement.Agreement, id string) bool {
	return slices.ContainsFunc(text.Windows, func(w agreement.Window) bool { return w.ID == id })
}

func (k *Keeper) askAdherence(ctx context.Context, q desk.Question) (any, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	return adherence(ctx, q.View, terms.Agreement())
}

// A ReadyLine is one item of the start-day list as the reader may know it.
type ReadyLine struct {
	agreement.ReadyItem
	Unknown bool `json:"unknown,omitempty"` // who holds roles is known to the mission only
}

func (k *Keeper) askReadiness(ctx context.Context, q desk.Question) (any, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return nil, err
	}
	facts, err := readyFacts(ctx, q.View, terms.Agreement())
	if err != nil {
		return nil, err
	}
	list := []ReadyLine{}
	for i, item := range agreement.Ready(terms, facts) {
		line := ReadyLine{ReadyItem: item}
		if terms.Agreement().Readiness[i].Needs == agreement.NeedsRole && q.Who.Kind != kindMission {
			line.Unknown, line.Missing, line.Done = true, nil, false
		}
		list = append(list, line)
	}
	return list, nil
}

func (k *Keeper) askForgetting(ctx context.Context, q desk.Question) (any, error) {
	return forgettings(ctx, q.View)
}

func (k *Keeper) clauseRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return none(err)
	}
	var list []desk.Row
	for _, c := range terms.Agreement().Clauses {
		var acts []string
		for _, t := range c.Tests {
			for _, a := range t.Acts {
				acts = append(acts, string(a))
			}
		}
		list = append(list, desk.Row{Entry: terms.Entry(), Values: map[string]any{
			"no": c.No, "type": c.Type, "subject": c.Subject, "acts": slices.Compact(slices.Sorted(slices.Values(acts))), "text": c.Text.En,
		}})
	}
	return page(list, before, limit), nil
}

// adherenceRows shows a side of which nothing is recorded with the entry of the agreement.
func (k *Keeper) adherenceRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	terms, _, err := k.law(ctx, q)
	if err != nil {
		return none(err)
	}
	register, err := adherence(ctx, q.View, terms.Agreement())
	if err != nil {
		return nil, err
	}
	var list []desk.Row
	for _, a := range register {
		entry := terms.Entry()
		if len(a.Entries) > 0 {
			entry = a.Entries[len(a.Entries)-1]
		}
		list = append(list, desk.Row{Entry: entry, Values: map[string]any{
			"side": a.Side, "name": a.Name.En, "status": a.Status, "told_at": a.ToldAt, "channel": a.Channel,
			"accepted_at": a.AcceptedAt, "accepted_by": a.AcceptedBy,
		}})
	}
	return page(list, before, limit), nil
}

// none answers a table about an agreement that is not there with no rows.
func none(err error) ([]desk.Row, error) {
	if r, ok := desk.Refused(err); ok && r.Kind == desk.NotFound {
		return nil, nil
	}
	return nil, err
}

// page cuts a list that is known whole: newest first, below the entry before, at most limit rows.
func page(list []desk.Row, before int64, limit int) []desk.Row {
	slices.SortStableFunc(list, func(a, b desk.Row) int { return cmp.Compare(b.Entry, a.Entry) })
	if before > 0 {
		list = slices.DeleteFunc(list, func(r desk.Row) bool { return r.Entry >= before })
	}
	return list[:min(limit, len(list))]
}
