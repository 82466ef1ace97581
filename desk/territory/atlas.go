package territory

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/territory/change"
	"truce.example/desk/territory/ledger"
	"truce.example/desk/territory/maps"
	"truce.example/desk/territory/overlay"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// An atlas makes maps of moments for who asks, and keeps what was made. What is kept goes by the claims from which it follows,
// and those are found through the reader's own view each time: nobody is given a map of claims that are not for them.
type atlas struct {
	law     Law
	tables  atomic.Uint64 // from which tables what is kept was read
	areas   shelf[ledger.ID, overlay.Area]
	sheets  shelf[[32]byte, *sheet]
	changes shelf[[32]byte, *change.Result]
}

func newAtlas(law Law) *atlas {
	a := &atlas{law: law}
	a.areas.most, a.sheets.most, a.changes.most = 6_000_000, 6_000_000, 1_000_000 // corners; one has eight bytes
	return a
}

// A shelf keeps what was used last, up to a weight.
type shelf[K comparable, V any] struct {
	mu     sync.Mutex
	most   int
	weight int
	kept   map[K]*shelved[V]
	use    int64
}

type shelved[V any] struct {
	value  V
	weight int
	used   int64
}

func (s *shelf[K, V]) get(k K) (V, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.kept[k]
	if one == nil {
		var none V
		return none, false
	}
	s.use++
	one.used = s.use
	return one.value, true
}

// put keeps a value. What was used longest ago makes room, a quarter of the shelf at a time.
func (s *shelf[K, V]) put(k K, v V, weight int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[K]*shelved[V]{}
	}
	if s.kept[k] != nil || weight > s.most {
		return
	}
	s.use++
	s.kept[k] = &shelved[V]{v, weight, s.use}
	if s.weight += weight; s.weight <= s.most {
		return
	}
	var uses []int64
	for _, one := range s.kept {
		uses = append(uses, one.used)
	}
	slices.Sort(uses)
	limit := uses[len(uses)/4]
	for k, one := range s.kept {
		if one.used <= limit {
			delete(s.kept, k)
			s.weight -= one.weight
		}
	}
}

func (s *shelf[K, V]) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.weight = nil, 0
}

// A sheet is the map of a moment as one set of claims makes it.
type sheet struct {
	key      [32]byte
	at       record.Moment
	rule     agreement.Territory
	claims   map[ledger.ID]*row
	m        ledger.Map
	holdings maps.Map
}

// A row is a claim as the tables have it.
type row struct {
	ledger.ID
	Source string
	Level  int64
	Basis  string
	Seen   record.Moment
	Chart  int64
	since  int64
	pcode  string
	drawn  bool
	claim  Claim
	seenAs record.Moment // when a whole table last repeated it
}

const rowColumns = "entry, item, since, chart, source, pcode, seen_ms, level, basis, drawn, doc"

func scanRow(read view.Scan) (*row, error) {
	var r row
	var seen int64
	var doc string
	if err := read(&r.Entry, &r.Item, &r.since, &r.Chart, &r.Source, &r.pcode, &seen, &r.Level, &r.Basis, &r.drawn, &doc); err != nil {
		return nil, err
	}
	r.Seen, r.seenAs = record.Moment(seen), record.Moment(seen)
	return &r, json.Unmarshal([]byte(doc), &r.claim)
}

// latest is the greatest number of an entry: everything that is known.
const latest = int64(1) << 62

// A newest is the newest chart of a source.
type newest struct {
	entry int64
	seen  record.Moment
}

// charts gives for each source its newest whole map that counts, and its newest whole table, of a moment.
func charts(ctx context.Context, q desk.Question, rule agreement.Territory, at record.Moment, known int64) (wholes, tables map[string]newest, err error) {
	wholes, tables = map[string]newest{}, map[string]newest{}
	rows, err := q.View.Query(ctx, "select distinct chart, source from territory_chart where chart in (2, 3)")
	type kind struct {
		chart  int64
		source string
	}
	sources, err := view.Collect(rows, err, func(read view.Scan) (kind, error) {
		var k kind
		err := read(&k.chart, &k.source)
		return k, err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, k := range sources {
		query := "select entry, seen_ms from territory_chart where chart = 3 and source = ? and seen_ms <= ? and entry <= ? and (ended is null or ended > ?) order by seen_ms desc, entry desc limit 1"
		args, into := []any{k.source, int64(at), known, known}, tables
		if k.chart == ofWholeMap {
			query = "select entry, seen_ms from territory_claim where chart = 2 and source = ? and seen_ms <= ? and since <= ? and (ended is null or ended > ?) and level >= ? and forgotten = 0 order by seen_ms desc, entry desc limit 1"
			args, into = append(args, rule.MinLevel), wholes
		}
		rows, err := q.View.Query(ctx, query, args...)
		found, err := view.Collect(rows, err, func(read view.Scan) (newest, error) {
			var n newest
			var seen int64
			err := read(&n.entry, &seen)
			n.seen = record.Moment(seen)
			return n, err
		})
		if err != nil {
			return nil, nil, err
		}
		if len(found) > 0 {
			into[k.source] = found[0]
		}
	}
	return wholes, tables, nil
}

// rule is the agreement's rule of a moment as known, and its area.
func (a *atlas) rule(at record.Moment, known int64) (agreement.Territory, overlay.Area) {
	var terms *agreement.Terms
	if a.law != nil {
		terms = a.law(at, known)
	}
	if terms == nil || terms.Agreement() == nil {
		return agreement.UsualTerritory(), overlay.Area{}
	}
	return terms.Agreement().TerritoryRule(), areaOf(terms.Agreement().Area.Geometry)
}

// fresh forgets all that was kept when the tables were made anew, as after a forgetting.
func (a *atlas) fresh(q desk.Question) {
	if now := q.View.Sight().Tables; a.tables.Swap(now) != now {
		a.areas.clear()
		a.sheets.clear()
		a.changes.clear()
	}
}

// of is the map of a moment, as q.Who may know it, as it was known once an entry was there.
func (a *atlas) of(ctx context.Context, q desk.Question, at record.Moment, known int64) (*sheet, error) {
	a.fresh(q)
	rule, bounds := a.rule(at, known)
	rows, err := counting(ctx, q, rule, at, known)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%+v %d", rule, bounds.SquareCm())
	for _, r := range rows {
		for _, n := range []int64{r.Entry, r.Item, r.since, int64(r.seenAs)} {
			binary.Write(h, binary.BigEndian, n)
		}
	}
	outlines, err := outlinesOf(ctx, q, rows)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.pcode != "" {
			binary.Write(h, binary.BigEndian, outlines.entries[r.pcode])
		}
	}
	key := [32]byte(h.Sum(nil))
	if s, ok := a.sheets.get(key); ok {
		return s, nil
	}
	s := &sheet{key: key, at: at, rule: rule, claims: map[ledger.ID]*row{}}
	if err := a.make(ctx, q, s, rows, outlines, bounds); err != nil {
		return nil, err
	}
	weight := 1
	for _, f := range s.m.Faces {
		weight += f.Area.Corners() + 8
	}
	a.sheets.put(key, s, weight)
	return s, nil
}

// counting are the claims that draw the map of a moment.
func counting(ctx context.Context, q desk.Question, rule agreement.Territory, at record.Moment, known int64) ([]*row, error) {
	wholes, tables, err := charts(ctx, q, rule, at, known)
	if err != nil {
		return nil, err
	}
	args := []any{int64(at), known, known, rule.MinLevel}
	in := ""
	for _, n := range wholes {
		in += ", ?"
		args = append(args, n.entry)
	}
	rows, err := q.View.Query(ctx, "select "+rowColumns+` from territory_claim where from_ms <= ? and since <= ? and (ended is null or ended > ?) and level >= ? and forgotten = 0
		and status in ('controlled_uncontested', 'controlled_contested', 'contested', 'no_data', 'excluded_group') and (chart in (0, 1, 3) or entry in (-1`+in+")) order by seen_ms, entry, item", args...)
	list, err := view.Collect(rows, err, scanRow)
	if err != nil {
		return nil, err
	}
	type place struct {
		source, name, written string
		at                    geo.Point
	}
	last := map[place]*row{}
	out := list[:0]
	for _, r := range list {
		if w, ok := wholes[r.Source]; r.claim.Foreign || ok && r.Chart != single && r.Chart != ofWholeMap && r.Seen <= w.seen {
			continue
		}
		if r.Chart == ofTable {
			k := place{source: r.Source, name: r.claim.Place + "\x00" + r.pcode, written: r.claim.Written}
			if r.claim.Point != nil {
				k.at = *r.claim.Point
			}
			if old := last[k]; old != nil {
				*old = *r // it stands where the older row stood; the ledger orders by time
				old.seenAs = max(r.seenAs, tables[r.Source].seen)
				continue
			}
			last[k] = r
			r.seenAs = max(r.seenAs, tables[r.Source].seen)
		}
		out = append(out, r)
	}
	return slices.DeleteFunc(out, func(r *row) bool { return r.claim.Gone }), nil
}

// outlines are the units of the codes that claims name.
type outlines struct {
	entries map[string]int64
	shapes  map[string]Shape
}

func outlinesOf(ctx context.Context, q desk.Question, rows []*row) (outlines, error) {
	out := outlines{map[string]int64{}, map[string]Shape{}}
	var codes []any
	for _, r := range rows {
		if r.pcode != "" && !slices.Contains(codes, any(r.pcode)) {
			codes = append(codes, r.pcode)
		}
	}
	for len(codes) > 0 {
		n := min(len(codes), 500)
		found, err := q.View.Query(ctx, "select entry, pcode, shape from territory_unit where ended is null and shape is not null and pcode in (?"+strings.Repeat(", ?", n-1)+") order by unit_set desc", codes[:n]...)
		_, err = view.Collect(found, err, func(read view.Scan) (struct{}, error) {
			var entry int64
			var code string
			var packed []byte
			if err := read(&entry, &code, &packed); err != nil {
				return struct{}{}, err
			}
			shape, err := unpack(packed)
			out.entries[code], out.shapes[code] = entry, shape
			return struct{}{}, err
		})
		if err != nil {
			return out, err
		}
		codes = codes[n:]
	}
	return out, nil
}

// make lays the claims over each other.
func (a *atlas) make(ctx context.Context, q desk.Question, s *sheet, rows []*row, units outlines, bounds overlay.Area) error {
	var claims []*ledger.Claim
	for _, r := range rows {
		s.claims[r.ID] = r
		c := &ledger.Claim{
			ID: r.ID, Source: r.Source, Holders: holdersOf(&r.claim), Status: r.claim.Status, SeenMs: int64(r.seenAs), UncertaintyM: r.claim.UncertaintyM, Place: r.claim.Place,
		}
		if r.claim.Point != nil {
			c.At = *r.claim.Point
		}
		var err error
		if r.pcode != "" {
			c.Place = r.pcode
			c.Area = units.shapes[r.pcode].given()
		} else if r.drawn {
			c.Area, err = a.area(ctx, q, r.ID)
		}
		if err != nil {
			return err
		}
		if c.Area.Empty() && r.claim.Point == nil {
			continue // an outline that this reader does not have
		}
		claims = append(claims, c)
	}
	var err error
	if s.m, err = ledger.Consolidate(ruleOf(s.rule), bounds, claims); err != nil {
		return err
	}
	s.holdings, err = s.m.Holdings()
	return err
}

// area is the outline of a claim that the reader was shown.
func (a *atlas) area(ctx context.Context, q desk.Question, id ledger.ID) (overlay.Area, error) {
	if area, ok := a.areas.get(id); ok {
		return area, nil
	}
	var packed []byte
	if err := q.View.QueryRow(ctx, "select shape from territory_shape where entry = ? and item = ?", id.Entry, id.Item).Scan(&packed); err != nil {
		return overlay.Area{}, fmt.Errorf("outline of claim %d/%d: %w", id.Entry, id.Item, err)
	}
	shape, err := unpack(packed)
	if err != nil {
		return overlay.Area{}, err
	}
	area := shape.given()
	a.areas.put(id, area, area.Corners()+8)
	return area, nil
}

// A doubt is how far off the edges are of a face that only one of two maps has.
type doubt struct {
	box   geo.Box
	metre int64
}

// doubts are those of the faces that the other map does not have.
func (s *sheet) doubts(other *sheet) []doubt {
	type face struct {
		claims string
		box    geo.Box
	}
	faceOf := func(f *ledger.Face) face {
		text := ""
		for _, c := range f.Claims {
			text += fmt.Sprint(c.ID)
		}
		box, _ := ledger.Box(f.Area)
		return face{text, box}
	}
	theirs := map[face]bool{}
	for i := range other.m.Faces {
		theirs[faceOf(&other.m.Faces[i])] = true
	}
	var out []doubt
	for i := range s.m.Faces {
		f := &s.m.Faces[i]
		if mine := faceOf(f); f.UncertaintyM > 0 && !theirs[mine] {
			out = append(out, doubt{mine.box, f.UncertaintyM})
		}
	}
	return out
}

// at is the largest doubt where a piece lies.
func at(list []doubt, p overlay.Polygon) int64 {
	box := boxOf(p)
	most := int64(0)
	for _, d := range list {
		if d.box.Overlaps(box) {
			most = max(most, d.metre)
		}
	}
	return most
}

func boxOf(p overlay.Polygon) geo.Box {
	b := geo.Box{South: p[0][0].Lat, North: p[0][0].Lat, West: p[0][0].Lon, East: p[0][0].Lon}
	for _, q := range p[0] {
		b.South, b.North, b.West, b.East = min(b.South, q.Lat), max(b.North, q.Lat), min(b.West, q.Lon), max(b.East, q.Lon)
	}
	return b
}

// between is what changed from one map to another.
func (a *atlas) between(before, after *sheet, uncertaintyM int64) (*change.Result, error) {
	h := sha256.New()
	h.Write(before.key[:])
	h.Write(after.key[:])
	binary.Write(h, binary.BigEndian, uncertaintyM)
	key := [32]byte(h.Sum(nil))
	if r, ok := a.changes.get(key); ok {
		return r, nil
	}
	x, y := before.doubts(after), after.doubts(before)
	r, err := change.BetweenAt(before.holdings, after.holdings, func(p overlay.Polygon) int64 {
		return max(uncertaintyM, at(x, p)) + max(uncertaintyM, at(y, p))
	})
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%v", err)
	}
	weight := 1
	for _, p := range r.Pieces {
		weight += p.Outline.Corners() + 8
	}
	for _, k := range r.Kept {
		weight += k.Area.Corners() + 8
	}
	a.changes.put(key, &r, weight)
	return &r, nil
}
