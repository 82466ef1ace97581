package territory

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/desk/territory/change"
	"truce.example/desk/territory/corridor"
	"truce.example/desk/territory/ledger"
	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A ClaimLine is a claim in a list.
type ClaimLine struct {
	Entry     int64           `json:"entry"`
	Item      int64           `json:"item"`
	Chart     bool            `json:"chart,omitempty"` // it came with a map or a table
	Source    string          `json:"source"`
	Holder    string          `json:"holder"`
	Status    string          `json:"status"`
	Place     string          `json:"place,omitempty"`
	PCode     string          `json:"pcode,omitempty"`
	Seen      record.Moment   `json:"seen_at"`
	From      record.Moment   `json:"from"`
	Level     int64           `json:"level"`
	Basis     string          `json:"basis"`
	Counts    bool            `json:"counts"`          // by its level and status it draws the map, while nothing newer does
	Ended     int64           `json:"ended,omitempty"` // entry that withdrew it
	Forgotten bool            `json:"forgotten,omitempty"`
	Claim     json.RawMessage `json:"claim"`
}

func (a *atlas) askClaims(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"source", "holder", "status", "place", "pcode", "basis"} {
		f.Is(name, name)
	}
	f.AtLeast("level", "level")
	if n, ok := f.Entry("entry"); ok {
		f.Where("entry = ?", n)
	}
	if m, ok := f.Moment("from"); ok {
		f.Where("seen_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("seen_ms < ?", int64(m))
	}
	switch v := f.Value("charts"); v {
	case "", "yes":
	case "no":
		f.Where("chart = 0")
	default:
		f.Say("charts", "charts is %q; write yes or no", short(v))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := a.lines(ctx, q, f, limit)
	return map[string]any{"claims": list}, err
}

func (a *atlas) lines(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]ClaimLine, error) {
	rule, _ := a.rule(record.At(q.At), latest)
	rows, err := q.View.Query(ctx, `select entry, item, chart, source, holder, status, place, pcode, seen_ms, from_ms, level, basis, ended, forgotten, doc from territory_claim
		where (ended is null or not exists (select 1 from territory_claim n where n.entry = territory_claim.entry and n.item = territory_claim.item and n.since = territory_claim.ended)) and `+f.SQL()+" order by entry desc, item limit ?", append(slices.Clone(f.Args), limit)...)
	return view.Collect(rows, err, func(read view.Scan) (ClaimLine, error) {
		var c ClaimLine
		var chart, seen, from int64
		var ended *int64
		var doc string
		err := read(&c.Entry, &c.Item, &chart, &c.Source, &c.Holder, &c.Status, &c.Place, &c.PCode, &seen, &from, &c.Level, &c.Basis, &ended, &c.Forgotten, &doc)
		c.Chart, c.Seen, c.From, c.Claim = chart != single, record.Moment(seen), record.Moment(from), json.RawMessage(doc)
		c.Counts = c.Level >= rule.MinLevel && draws(c.Status) && !c.Forgotten && ended == nil
		if ended != nil {
			c.Ended = *ended
		}
		return c, err
	})
}

// moments reads at, known and what else names a map.
func moment(f *desk.Filter, q desk.Question, name string) record.Moment {
	if m, ok := f.Moment(name); ok {
		return m
	}
	if f.Value(name) == "" {
		return record.At(q.At)
	}
	return 0
}

func known(f *desk.Filter) int64 {
	if n, ok := f.Entry("known"); ok {
		return n
	}
	return latest
}

// A ClaimOfFace is a claim by which a face of the map is what it is.
type ClaimOfFace struct {
	Entry  int64         `json:"entry"`
	Item   int64         `json:"item"`
	Source string        `json:"source"`
	Holder string        `json:"holder"`
	Status string        `json:"status"`
	Seen   record.Moment `json:"seen_at"`
	Level  int64         `json:"level"`
	Basis  string        `json:"basis"`
}

func (s *sheet) claimsOf(list []*ledger.Claim) []ClaimOfFace {
	out := []ClaimOfFace{}
	for _, c := range list {
		r := s.claims[c.ID]
		out = append(out, ClaimOfFace{r.Entry, r.Item, r.Source, strings.Join(c.Holders, ", "), r.claim.Status, r.Seen, r.Level, r.Basis})
	}
	return out
}

// A FaceOfMap is one face of a map, a GeoJSON Feature.
type FaceOfMap struct {
	Type       string      `json:"type"`
	ID         int         `json:"id"`
	Properties FaceValues  `json:"properties"`
	Geometry   MultiOfFace `json:"geometry"`
}

// FaceValues are what is known of a face.
type FaceValues struct {
	Holders      []string      `json:"holders"`
	Contested    bool          `json:"contested"`
	Status       string        `json:"status"`
	Cell         bool          `json:"cell"` // its edges are drawn around a place, and nobody's word
	Place        string        `json:"place,omitempty"`
	SquareKm     change.Km2    `json:"area_km2"`
	UncertaintyM int64         `json:"uncertainty_m"`
	Claims       []ClaimOfFace `json:"claims"`
}

// MultiOfFace is a MultiPolygon of GeoJSON.
type MultiOfFace struct {
	Type        string `json:"type"`
	Coordinates Shape  `json:"coordinates"`
}

// A PlaceOfMap is a place without an outline, with who is said to hold it.
type PlaceOfMap struct {
	Place     string        `json:"place"`
	Point     geo.Point     `json:"point"`
	Holders   []string      `json:"holders"`
	Contested bool          `json:"contested"`
	Status    string        `json:"status"`
	Claims    []ClaimOfFace `json:"claims"`
}

// A HolderOfMap is how much one holds.
type HolderOfMap struct {
	Holder    string     `json:"holder"`
	SquareKm  change.Km2 `json:"area_km2"`      // contested ground among it
	Contested change.Km2 `json:"contested_km2"` // of that
	Places    int        `json:"places"`
}

// A MapAnswer is the map of a moment, a GeoJSON FeatureCollection with more.
type MapAnswer struct {
	Type     string        `json:"type"`
	At       record.Moment `json:"at"`
	Known    int64         `json:"known,omitempty"`
	Rule     any           `json:"rule"`
	Method   string        `json:"method"`
	Cells    string        `json:"cells"`
	Holders  []HolderOfMap `json:"holders"`
	Places   []PlaceOfMap  `json:"places"`
	Features []FaceOfMap   `json:"features"`
}

func (a *atlas) askMap(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	at, knownAt := moment(f, q, "at"), known(f)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	s, err := a.of(ctx, q, at, knownAt)
	if err != nil {
		return nil, err
	}
	out := MapAnswer{Type: "FeatureCollection", At: at, Rule: s.rule, Method: change.Method, Cells: ledger.Method, Holders: s.holders(), Places: []PlaceOfMap{}, Features: []FaceOfMap{}}
	if knownAt != latest {
		out.Known = knownAt
	}
	for i, f := range s.m.Faces {
		out.Features = append(out.Features, FaceOfMap{"Feature", i + 1, FaceValues{
			f.Holders, len(f.Holders) > 1, f.Status, f.Cell, f.Place, change.Km2(f.Area.SquareCm()), f.UncertaintyM, s.claimsOf(f.Claims),
		}, MultiOfFace{"MultiPolygon", shapeOf(f.Area)}})
	}
	for _, p := range s.m.Places {
		if len(p.Holders) > 0 {
			out.Places = append(out.Places, PlaceOfMap{p.Name, p.At, p.Holders, len(p.Holders) > 1, p.Status, s.claimsOf(p.Claims)})
		}
	}
	return out, nil
}

// holders are how much each holds, by name.
func (s *sheet) holders() []HolderOfMap {
	at := map[string]*HolderOfMap{}
	get := func(name string) *HolderOfMap {
		if at[name] == nil {
			at[name] = &HolderOfMap{Holder: name}
		}
		return at[name]
	}
	for _, f := range s.m.Faces {
		size := f.Area.SquareCm()
		for _, h := range f.Holders {
			get(h).SquareKm += change.Km2(size)
			if len(f.Holders) > 1 {
				get(h).Contested += change.Km2(size)
			}
		}
	}
	for _, p := range s.m.Places {
		for _, h := range p.Holders {
			get(h).Places++
		}
	}
	out := []HolderOfMap{}
	for _, h := range at {
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b HolderOfMap) int { return cmp.Compare(a.Holder, b.Holder) })
	return out
}

// A HolderChange is what one holder gained, lost and kept, in km².
type HolderChange struct {
	Holder         string     `json:"holder"`
	Before         change.Km2 `json:"before_km2"`
	After          change.Km2 `json:"after_km2"`
	Gained         change.Km2 `json:"gained_km2"`
	Lost           change.Km2 `json:"lost_km2"`
	Kept           change.Km2 `json:"kept_km2"`
	DoubtfulGained change.Km2 `json:"gained_no_reliable_change_km2"`
	DoubtfulLost   change.Km2 `json:"lost_no_reliable_change_km2"`
}

// A MoveLine is what went from whom to whom.
type MoveLine struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	SquareKm change.Km2 `json:"area_km2"`
	Doubtful change.Km2 `json:"no_reliable_change_km2"`
	Pieces   int        `json:"pieces"`
}

// A TurnLine is a place that changed hands.
type TurnLine struct {
	Place string    `json:"place"`
	Point geo.Point `json:"point"`
	From  string    `json:"from"`
	To    string    `json:"to"`
}

// A UnitLine is what one holder had and has of a unit.
type UnitLine struct {
	PCode   string      `json:"pcode"`
	Name    string      `json:"name"`
	NameAr  string      `json:"name_ar,omitempty"`
	Square  change.Km2  `json:"area_km2"`
	Holders []UnitShare `json:"holders"`
}

// A UnitShare is one holder's part of a unit.
type UnitShare struct {
	Holder         string     `json:"holder"`
	Before         change.Km2 `json:"before_km2"`
	After          change.Km2 `json:"after_km2"`
	BeforePermille int64      `json:"before_permille"`
	AfterPermille  int64      `json:"after_permille"`
}

// A ChangeAnswer is what changed between two moments.
type ChangeAnswer struct {
	Before       record.Moment  `json:"before"`
	After        record.Moment  `json:"after"`
	Known        int64          `json:"known,omitempty"`
	Method       string         `json:"method"`
	Cells        string         `json:"cells"`
	UncertaintyM int64          `json:"uncertainty_m"` // of both maps together, as far as stated
	Holders      []HolderChange `json:"holders"`
	Moves        []MoveLine     `json:"moves"`
	Places       []TurnLine     `json:"places"` // that changed hands
	Units        []UnitLine     `json:"units,omitempty"`
}

// askChange answers as a table, and with format= as a map, a CSV or a picture.
func (a *atlas) askChange(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	before, after, knownAt := moment(f, q, "before"), moment(f, q, "after"), known(f)
	uncertainty, _ := f.Number("uncertainty")
	set, parent, format := f.Value("set"), f.Value("parent"), f.Value("format")
	if before >= after {
		f.Say("after", "after is not later than before; exchange them")
	}
	if uncertainty < 0 || uncertainty > maxDoubtM {
		f.Say("uncertainty", "uncertainty goes from 0 to %d metres", maxDoubtM)
	}
	if !slices.Contains([]string{"", "json", "geojson", "csv", "png", "svg"}, format) {
		f.Say("format", "format is %q; write json, geojson, csv, png or svg", short(format))
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	x, err := a.of(ctx, q, before, knownAt)
	if err != nil {
		return nil, err
	}
	y, err := a.of(ctx, q, after, knownAt)
	if err != nil {
		return nil, err
	}
	r, err := a.between(x, y, uncertainty)
	if err != nil {
		return nil, err
	}
	named := *r
	named.Before, named.After = dayOf(before), dayOf(after)
	name := "change-" + named.Before[:10] + "-" + named.After[:10]
	switch format {
	case "geojson":
		return desk.Document{Type: "application/geo+json", Name: name + ".geojson", Body: named.GeoJSON()}, nil
	case "csv":
		return desk.Document{Type: "text/csv; charset=utf-8", Name: name + ".csv", Body: named.CSV()}, nil
	case "png":
		body, err := named.PNG()
		return desk.Document{Type: "image/png", Name: name + ".png", Body: body}, err
	case "svg":
		return desk.Document{Type: "image/svg+xml", Name: name + ".svg", Body: named.SVG()}, nil
	}
	out := ChangeAnswer{Before: before, After: after, Method: change.Method, Cells: ledger.Method, UncertaintyM: r.UncertaintyM, Holders: []HolderChange{}, Moves: []MoveLine{}, Places: turned(x, y)}
	if knownAt != latest {
		out.Known = knownAt
	}
	for _, h := range r.Holders {
		out.Holders = append(out.Holders, HolderChange{h.Name, change.Km2(h.Had), change.Km2(h.Has), change.Km2(h.Gained), change.Km2(h.Lost), change.Km2(h.Kept), change.Km2(h.DoubtfulGained), change.Km2(h.DoubtfulLost)})
	}
	for _, m := range r.Moves {
		out.Moves = append(out.Moves, MoveLine{m.From, m.To, change.Km2(m.SquareCm), change.Km2(m.Doubtful), m.Pieces})
	}
	if set != "" {
		out.Units, err = a.byUnit(ctx, q, x, y, set, parent)
	}
	return out, err
}

func dayOf(m record.Moment) string {
	t := m.Time().UTC()
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04") + " UTC"
}

// turned are the places that both maps have and that others hold in the later.
func turned(before, after *sheet) []TurnLine {
	type key struct {
		name string
		at   geo.Point
	}
	was := map[key][]string{}
	for _, p := range before.m.Places {
		was[key{p.Name, p.At}] = p.Holders
	}
	out := []TurnLine{}
	for _, p := range after.m.Places {
		if then, ok := was[key{p.Name, p.At}]; ok && !slices.Equal(then, p.Holders) {
			out = append(out, TurnLine{p.Name, p.At, heldBy(then), heldBy(p.Holders)})
		}
	}
	return out
}

// heldBy says in a word who holds.
func heldBy(holders []string) string {
	switch len(holders) {
	case 0:
		return change.Nobody
	case 1:
		return holders[0]
	}
	return "contested: " + strings.Join(holders, ", ")
}

// A unitRow is a unit as the tables have it.
type unitRow struct {
	PCode, Name, NameAr, Parent string
	People                      int64
	Point                       *geo.Point
	area                        overlay.Area
}

// units reads a set, or one parent's part of it.
func units(ctx context.Context, q desk.Question, set, parent string) ([]unitRow, error) {
	where, args := "unit_set = ? and ended is null", []any{set}
	if parent != "" {
		where, args = where+" and parent = ?", append(args, parent)
	}
	rows, err := q.View.Query(ctx, "select pcode, name, name_ar, parent, people, lat, lon, shape from territory_unit where "+where+" order by pcode", args...)
	list, err := view.Collect(rows, err, func(read view.Scan) (unitRow, error) {
		var u unitRow
		var lat, lon *int32
		var packed []byte
		if err := read(&u.PCode, &u.Name, &u.NameAr, &u.Parent, &u.People, &lat, &lon, &packed); err != nil {
			return u, err
		}
		if lat != nil && lon != nil {
			u.Point = &geo.Point{Lat: *lat, Lon: *lon}
		}
		if packed == nil {
			return u, nil
		}
		shape, err := unpack(packed)
		if err != nil {
			return u, err
		}
		u.area = shape.given()
		return u, nil
	})
	if err == nil && len(list) == 0 {
		err = desk.Refuse(desk.NotFound, "there is no set of outlines %q for you; see the list of sets", short(set))
	}
	return list, err
}

// byUnit is what each holder had and has of each unit.
func (a *atlas) byUnit(ctx context.Context, q desk.Question, before, after *sheet, set, parent string) ([]UnitLine, error) {
	list, err := units(ctx, q, set, parent)
	if err != nil {
		return nil, err
	}
	var out []UnitLine
	for _, u := range list {
		if u.area.Empty() {
			continue
		}
		was, err := inside(u.area, before.holdings)
		if err != nil {
			return nil, err
		}
		is, err := inside(u.area, after.holdings)
		if err != nil {
			return nil, err
		}
		whole := u.area.SquareCm()
		line := UnitLine{PCode: u.PCode, Name: u.Name, NameAr: u.NameAr, Square: change.Km2(whole), Holders: []UnitShare{}}
		for _, name := range names(was, is) {
			line.Holders = append(line.Holders, UnitShare{name, change.Km2(was[name]), change.Km2(is[name]), permille(was[name], whole), permille(is[name], whole)})
		}
		out = append(out, line)
	}
	return out, nil
}

func names(a, b map[string]int64) []string {
	var out []string
	for name := range a {
		out = append(out, name)
	}
	for name := range b {
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// permille is a share of sizes in square centimetres, in thousandths.
func permille(part, whole int64) int64 {
	part, whole = part/10_000, whole/10_000 // in m², a thousand countries fit
	if whole == 0 {
		return 0
	}
	return (part*1000 + whole/2) / whole
}

// inside is how much each holder has of an area, in square centimetres.
func inside(area overlay.Area, m maps.Map) (map[string]int64, error) {
	box, _ := ledger.Box(area)
	out := map[string]int64{}
	for _, h := range m.Holders {
		if b, ok := ledger.Box(h.Area); !ok || !b.Overlaps(box) {
			continue
		}
		sizes, err := overlay.Sizes(area, h.Area)
		if err != nil {
			return nil, err
		}
		for _, s := range sizes {
			if s.Layers == 3 {
				out[h.Holder] += s.SquareCm
			}
		}
	}
	return out, nil
}

// A DayLine is a moment at which the map may change.
type DayLine struct {
	At     record.Moment `json:"at"`
	Claims int64         `json:"claims"`
}

// askDays lists the moments at which something was seen, oldest first: what a slider steps through.
func (a *atlas) askDays(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("source", "source")
	if m, ok := f.Moment("from"); ok {
		f.Where("from_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("from_ms < ?", int64(m))
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rule, _ := a.rule(record.At(q.At), latest)
	list, err := days(ctx, q, f, rule.MinLevel)
	return map[string]any{"days": list}, err
}

// mostDays bounds a list of moments.
const mostDays = 4_000

func days(ctx context.Context, q desk.Question, f *desk.Filter, level int64) ([]DayLine, error) {
	rows, err := q.View.Query(ctx, "select from_ms, count(*) from territory_claim where ended is null and forgotten = 0 and level >= ? and "+f.SQL()+" group by from_ms order by from_ms limit ?", append(append([]any{level}, f.Args...), mostDays)...)
	return view.Collect(rows, err, func(read view.Scan) (DayLine, error) {
		var d DayLine
		var at int64
		err := read(&at, &d.Claims)
		d.At = record.Moment(at)
		return d, err
	})
}

// A CurvePoint is how much each held at a moment, in km².
type CurvePoint struct {
	At      record.Moment `json:"at"`
	Holders []HolderOfMap `json:"holders"`
}

// askCurve follows how much each held over the moments at which something was seen.
func (a *atlas) askCurve(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	knownAt := known(f)
	if m, ok := f.Moment("from"); ok {
		f.Where("from_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("from_ms < ?", int64(m))
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rule, _ := a.rule(record.At(q.At), latest)
	list, err := days(ctx, q, f, rule.MinLevel)
	if err != nil {
		return nil, err
	}
	out := []CurvePoint{}
	for _, d := range list {
		s, err := a.of(ctx, q, d.At, knownAt)
		if err != nil {
			return nil, err
		}
		out = append(out, CurvePoint{d.At, s.holders()})
	}
	return map[string]any{"method": change.Method, "curve": out}, nil
}

// A PlaceTurn is a place of which a source said another holder than before.
type PlaceTurn struct {
	At     record.Moment `json:"at"`
	Source string        `json:"source"`
	Place  string        `json:"place"`
	PCode  string        `json:"pcode,omitempty"`
	Point  *geo.Point    `json:"point,omitempty"`
	From   string        `json:"from"`
	To     string        `json:"to"`
	Entry  int64         `json:"entry"`
}

// askTurns lists the places and units that changed hands by the word of one and the same source, oldest first.
func (a *atlas) askTurns(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("source", "source")
	f.Is("place", "place")
	from, _ := f.Moment("from")
	to, bounded := f.Moment("to")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select "+rowColumns+" from territory_claim where ended is null and forgotten = 0 and chart <> 2 and (place <> '' or pcode <> '') and "+f.SQL()+" order by seen_ms, entry, item", f.Args...)
	list, err := view.Collect(rows, err, scanRow)
	if err != nil {
		return nil, err
	}
	type key struct {
		source, place, pcode, written string
		at                            geo.Point
	}
	last := map[key]*row{}
	out := []PlaceTurn{}
	for _, r := range list {
		k := key{source: r.Source, place: r.claim.Place, pcode: r.pcode, written: r.claim.Written}
		if r.claim.Point != nil {
			k.at = *r.claim.Point
		}
		old := last[k]
		last[k] = r
		if old == nil || old.claim.Gone || r.claim.Gone || slices.Equal(holdersOf(&old.claim), holdersOf(&r.claim)) || r.Seen < from || bounded && r.Seen >= to {
			continue
		}
		out = append(out, PlaceTurn{r.Seen, r.Source, r.claim.Place, r.pcode, r.claim.Point, heldBy(holdersOf(&old.claim)), heldBy(holdersOf(&r.claim)), r.Entry})
	}
	return map[string]any{"turns": out}, nil
}

// A ShareLine is how much of a city, or of another unit with parts, a holder has.
type ShareLine struct {
	Holder    string     `json:"holder"`
	SquareKm  change.Km2 `json:"area_km2"`
	Permille  int64      `json:"permille"`
	Contested change.Km2 `json:"contested_km2"` // of that: others are said to hold it too
	Units     int        `json:"units"`         // of which the holder has some
}

// askShare says how much of a set of outlines, or of one parent's part of it, each holds at a moment.
func (a *atlas) askShare(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	at, knownAt := moment(f, q, "at"), known(f)
	set, parent := f.Value("set"), f.Value("parent")
	if set == "" {
		f.Say("set", "set is required: the outlines of which the share is told")
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := units(ctx, q, set, parent)
	if err != nil {
		return nil, err
	}
	s, err := a.of(ctx, q, at, knownAt)
	if err != nil {
		return nil, err
	}
	contested := map[string][]overlay.Area{}
	for _, face := range s.m.Faces {
		for _, h := range face.Holders {
			if len(face.Holders) > 1 {
				contested[h] = append(contested[h], face.Area)
			}
		}
	}
	lines, whole := map[string]*ShareLine{}, int64(0)
	for _, u := range list {
		whole += u.area.SquareCm()
		sizes, err := inside(u.area, s.holdings)
		if err != nil {
			return nil, err
		}
		for name, size := range sizes {
			if lines[name] == nil {
				lines[name] = &ShareLine{Holder: name}
			}
			l := lines[name]
			l.SquareKm, l.Units = l.SquareKm+change.Km2(size), l.Units+1
			for _, area := range contested[name] {
				both, _, _, err := ledger.Parts(u.area, area)
				if err != nil {
					return nil, err
				}
				l.Contested += change.Km2(both.SquareCm())
			}
		}
	}
	out := []ShareLine{}
	for _, l := range lines {
		l.Permille = permille(int64(l.SquareKm), whole)
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b ShareLine) int { return cmp.Compare(a.Holder, b.Holder) })
	return map[string]any{"at": at, "set": set, "parent": parent, "area_km2": change.Km2(whole), "units": len(list), "method": change.Method, "holders": out}, nil
}

// An ExposureLine is how many units and people are where one is said to hold the ground.
type ExposureLine struct {
	Holder  string `json:"holder"` // one holder, "contested: A, B", or "no claim"
	Units   int    `json:"units"`
	People  int64  `json:"people"`
	Unknown int    `json:"units_without_a_number"`
}

// askExposure counts units and people by who holds the ground at their points.
func (a *atlas) askExposure(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	at, knownAt := moment(f, q, "at"), known(f)
	set, parent := f.Value("set"), f.Value("parent")
	if set == "" {
		f.Say("set", "set is required: the places or units that are counted")
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := units(ctx, q, set, parent)
	if err != nil {
		return nil, err
	}
	s, err := a.of(ctx, q, at, knownAt)
	if err != nil {
		return nil, err
	}
	lines := map[string]*ExposureLine{}
	for _, u := range list {
		p := u.Point
		if p == nil && !u.area.Empty() {
			middle, _ := middleOf(u.area, 0)
			p = &middle
		}
		who := change.Nobody
		for i := range s.m.Faces {
			if p != nil && contains(s.m.Faces[i].Area, *p) {
				who = heldBy(s.m.Faces[i].Holders)
				break
			}
		}
		if lines[who] == nil {
			lines[who] = &ExposureLine{Holder: who}
		}
		l := lines[who]
		l.Units, l.People = l.Units+1, l.People+u.People
		if u.People == 0 {
			l.Unknown++
		}
	}
	out := []ExposureLine{}
	for _, l := range lines {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b ExposureLine) int { return cmp.Compare(a.Holder, b.Holder) })
	return map[string]any{"at": at, "set": set, "holders": out}, nil
}

// A SetLine is a set of outlines.
type SetLine struct {
	Set    string `json:"set"`
	Entry  int64  `json:"entry"`
	Units  int64  `json:"units"`
	People int64  `json:"people"`
}

func askOutlines(ctx context.Context, q desk.Question) (any, error) {
	if err := desk.NewFilter(q.Params).Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select unit_set, entry, count(*), sum(people) from territory_unit where ended is null group by unit_set, entry order by unit_set")
	list, err := view.Collect(rows, err, func(read view.Scan) (SetLine, error) {
		var s SetLine
		err := read(&s.Set, &s.Entry, &s.Units, &s.People)
		return s, err
	})
	return map[string]any{"sets": list}, err
}

// An AlertLine is what was made of a claim.
type AlertLine struct {
	Entry   int64           `json:"entry"`
	Claim   int64           `json:"claim"`
	Item    int64           `json:"item"`
	Kind    string          `json:"kind"`
	Holder  string          `json:"holder"`
	Outcome string          `json:"outcome"`
	Clause  string          `json:"clause,omitempty"`
	At      record.Moment   `json:"at"`
	Place   *geo.Point      `json:"place,omitempty"`
	Fact    json.RawMessage `json:"fact"`
}

func askAlerts(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"kind", "holder", "outcome"} {
		f.Is(name, name)
	}
	if n, ok := f.Entry("claim"); ok {
		f.Where("claim = ?", n)
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := alerts(ctx, q, f, limit)
	return map[string]any{"alerts": list}, err
}

func alerts(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]AlertLine, error) {
	rows, err := q.View.Query(ctx, "select entry, claim, item, kind, holder, outcome, clause, lat, lon, at_ms, doc from territory_alert where "+f.SQL()+" order by entry desc limit ?", append(slices.Clone(f.Args), limit)...)
	return view.Collect(rows, err, func(read view.Scan) (AlertLine, error) {
		var l AlertLine
		var lat, lon *int32
		var at int64
		var doc string
		err := read(&l.Entry, &l.Claim, &l.Item, &l.Kind, &l.Holder, &l.Outcome, &l.Clause, &lat, &lon, &at, &doc)
		l.At, l.Fact = record.Moment(at), json.RawMessage(doc)
		if lat != nil && lon != nil {
			l.Place = &geo.Point{Lat: *lat, Lon: *lon}
		}
		return l, err
	})
}

// askCorridor says whether two places were connected through the ground of given holders, by the week, on past days.
func (a *atlas) askCorridor(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	from, err := geo.ParsePoint(f.Value("from"))
	if err != nil {
		f.Say("from", "from is no place: %v", err)
	}
	to, err := geo.ParsePoint(f.Value("to"))
	if err != nil {
		f.Say("to", "to is no place: %v", err)
	}
	holders := strings.FieldsFunc(f.Value("holders"), func(r rune) bool { return r == ',' })
	if len(holders) == 0 {
		f.Say("holders", "holders is required: one or more, joined by commas")
	}
	rule, _ := a.rule(record.At(q.At), latest)
	end := record.At(q.At.Add(-time.Duration(rule.Corridor) * time.Minute))
	since, given := f.Moment("since")
	if !given {
		since = end - 366*24*3_600_000
	}
	if until, ok := f.Moment("until"); ok {
		if until > end {
			f.Say("until", "a connection is told of days before %s only; choose an earlier day", dayOf(end))
		}
		end = until
	}
	if end-since > 1100*24*3_600_000 {
		f.Say("since", "at most three years are told at once")
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	from, to = corridor.Coarse(from), corridor.Coarse(to)
	var series []corridor.Dated
	for day := corridor.WeekOf(since.Time()); record.At(day) < end; day = day.AddDate(0, 0, 7) {
		s, err := a.of(ctx, q, record.At(day), latest)
		if err != nil {
			return nil, err
		}
		series = append(series, corridor.Dated{Day: day.Format(time.DateOnly), Map: s.holdings})
	}
	stretches, err := corridor.Over(series, holders, from, to)
	if err != nil {
		return nil, err
	}
	if stretches == nil {
		stretches = []corridor.Stretch{}
	}
	return map[string]any{"from": from, "to": to, "holders": holders, "until": end, "method": corridor.Method + "; " + corridor.Coarseness, "stretches": stretches}, nil
}

// entryOf reads the number of an entry from a path.
func entryOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
