package aid

import (
	"fmt"
	"slices"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid/near"
	"truce.example/geo"
	"truce.example/record"
)

// A Law gives the agreement as it is known at an entry of the record for a moment in time; nil when none is loaded.
type Law func(event record.Moment, known int64) *agreement.Terms

// state is what deciding needs. It is owned by the writer.
type state struct {
	law     Law
	entries int64

	sites    map[int64]*site
	newest   map[int64]*site // by the entry of the newest version
	versions []version       // every one that ever held, for what is reported later
	index    *near.Index
	convoys  map[int64]*Convoy
	compared map[int64]*Compared
	asked    map[[2]int64][]string // comparison and site -> sides that were queried
	queries  map[int64]*query
	assessed map[int64]strike // by the Assessed's comparison and site
	crossing map[string]Authorised
	pending  []pending
	unsent   map[int64]*Notified // versions of which the recipients are not told yet, by entry
	unsentAt []int64             // the same in order
	plans    plans
	tracks   map[int64]*track // by convoy
	planner  map[int64]string // member who planned a convoy
	taken    map[takenKey]bool
	wall     wall
}

// A site is a notification with where it lies.
type site struct {
	Site
	place  *Placed // of the newest version; nil when it was forgotten
	placed int64   // entry of it

	notified int64 // entry of the newest version
	slot     int   // of the newest version in versions; -1 when its place was forgotten
	taken    map[string]int64
}

// A version is one version of a notification: where it was, and while it held.
type version struct {
	site     int64
	number   int64
	kind     string
	function string
	from, to record.Moment // while it is active, as notified; to 0: open
	known    record.Moment // recorded
	ended    record.Moment // replaced, withdrawn or lapsed; 0: it holds
	told     []Sent        // as of its end, or of now
}

type query struct {
	Queried
	answered bool
}

// A strike is a match that an officer looked at.
type strike struct {
	Assessed
	at record.Moment
}

// compareAtOnce is how many reports are compared by one command at most.
const compareAtOnce = 500

// pending is a report that waits to be compared.
type pending struct {
	report   int64
	recorded record.Moment
	said     desk.Report
}

// siteNo is the number of the notification that a version belongs to.
func siteNo(entry int64, of map[int64]*Notified) int64 {
	if f := of[entry]; f.Site != 0 {
		return f.Site
	}
	return entry
}

func newState(law Law) *state {
	s := &state{law: law}
	s.Reset()
	return s
}

// Reset forgets everything.
func (s *state) Reset() {
	*s = state{
		law: s.law, sites: map[int64]*site{}, newest: map[int64]*site{}, index: near.New(), convoys: map[int64]*Convoy{}, compared: map[int64]*Compared{}, asked: map[[2]int64][]string{},
		queries: map[int64]*query{}, assessed: map[int64]strike{}, crossing: map[string]Authorised{}, unsent: map[int64]*Notified{}, wall: newWall(),
		plans: newPlans(), tracks: map[int64]*track{}, planner: map[int64]string{}, taken: map[takenKey]bool{},
	}
}

// Apply remembers of a fact what later decisions ask for.
func (s *state) Apply(e record.Entry) {
	s.entries = e.Number + 1
	if e.Fact == nil {
		return
	}
	if t, ok := e.Fact.(desk.TellsReport); ok {
		s.hear(e, t)
		return
	}
	if t, ok := e.Fact.(desk.TellsPlan); ok {
		s.hearPlan(e, t)
		return
	}
	s.wall.apply(ring(e))
	if no := convoyOf(e); no != 0 {
		s.convoy(no, e)
		return
	}
	if no := siteOf(e); no != 0 {
		s.site(no, e)
		return
	}
	switch f := e.Fact.(type) {
	case *Placed:
		s.place(e, f)
	case *PositionGiven:
		if at, ok := s.sites[f.Site]; ok {
			at.taken[f.Side]++
		}
	case *Compared:
		s.compared[e.Number] = f
		for i, p := range s.pending {
			if p.report == f.Report {
				s.pending = append(s.pending[:i:i], s.pending[i+1:]...)
				break
			}
		}
	case *CorridorsTaken, *ClosuresTaken:
		s.take(e)
	case *Located, *Noticed:
		s.follow(e)
	case *Checked:
		s.plans.unchecked = slices.DeleteFunc(s.plans.unchecked, func(u unchecked) bool { return u.entry == f.Of })
	case *Queried:
		s.queries[e.Number] = &query{Queried: *f}
		key := [2]int64{f.Compared, f.Site}
		s.asked[key] = append(s.asked[key], f.Side)
	case *Explained:
		if q, ok := s.queries[f.Query]; ok {
			q.answered = true
		}
	case *Assessed:
		s.assessed[e.Number] = strike{*f, e.Recorded}
	case *Authorised:
		s.crossing[f.Crossing] = *f
	}
}

// hear remembers a report with a place until it is compared. Parts that were shared tell nothing new, and history that is
// imported starts no clocks.
func (s *state) hear(e record.Entry, t desk.TellsReport) {
	said, ok := t.Said()
	if ok && said.Whole == nil && said.Place != nil && e.Status != record.Forgotten && e.Author.Known != record.ByImport {
		s.pending = append(s.pending, pending{e.Number, e.Recorded, said})
	}
}

func (s *state) convoy(no int64, e record.Entry) {
	c, ok := s.convoys[no]
	if !ok {
		if _, first := e.Fact.(*Planned); !first {
			return // its plan was forgotten whole
		}
		c = &Convoy{}
		s.convoys[no] = c
	}
	if _, first := e.Fact.(*Planned); first {
		s.planner[no] = e.Author.Member
	}
	if _, ended := e.Fact.(*Delivered); ended {
		delete(s.tracks, no)
	}
	c.take(e)
	s.drive(c, e)
}

// follow keeps what positions say of a convoy.
func (s *state) follow(e record.Entry) {
	no := int64(0)
	switch f := e.Fact.(type) {
	case *Located:
		no = f.Convoy
	case *Noticed:
		no = f.Convoy
	}
	if s.tracks[no] == nil {
		s.tracks[no] = newTrack()
	}
	s.tracks[no].take(e)
}

func (s *state) site(no int64, e record.Entry) {
	at, ok := s.sites[no]
	if !ok {
		if _, first := e.Fact.(*Notified); !first {
			return
		}
		at = &site{slot: -1, taken: map[string]int64{}}
		s.sites[no] = at
	}
	if t, sent := e.Fact.(*Transmitted); sent && (t.Change == changeNotified || t.Change == changeAmended) {
		s.sent(at.notified)
	}
	if f, again := e.Fact.(*Notified); again {
		s.sent(at.notified) // nobody is told of a version that was replaced before
		s.unsent[e.Number] = f
		s.unsentAt = append(s.unsentAt, e.Number)
		s.end(at, e.Recorded)
		s.plans.drop(no)
		at.place, at.taken = nil, map[string]int64{}
		delete(s.newest, at.notified)
		at.notified = e.Number
		s.newest[e.Number] = at
	}
	at.take(e)
	if at.slot >= 0 {
		s.versions[at.slot].told = at.Told
	}
	if at.State != siteActive {
		s.plans.drop(no)
		s.end(at, e.Recorded)
	}
}

func (s *state) sent(notified int64) {
	delete(s.unsent, notified)
	s.unsentAt = slices.DeleteFunc(s.unsentAt, func(n int64) bool { return n == notified })
}

// end closes the version that held until now. It stays in the index: what happened while it held may be reported later.
func (s *state) end(at *site, now record.Moment) {
	if at.slot >= 0 {
		s.versions[at.slot].ended = now
	}
	at.slot = -1
}

func (s *state) place(e record.Entry, f *Placed) {
	no, err := e.RefEntry(0)
	if err != nil {
		return
	}
	at, ok := s.newest[no]
	if !ok {
		return
	}
	at.place, at.placed, at.slot = f, e.Number, len(s.versions)
	s.versions = append(s.versions, version{
		site: at.Site.Site, number: f.Version, kind: at.Kind, function: at.Function, from: at.From, to: at.To, known: e.Recorded,
	})
	s.index.Add(int64(at.slot), shapeOf(f))
	if at.Kind == kindMovement {
		s.plans.put(movementThing(at.Site.Site, at.From, at.To, f))
	}
}

func shapeOf(f *Placed) near.Shape {
	points := f.Route
	if len(points) == 0 {
		points = []geo.Point{f.Place}
	}
	return near.Shape{Points: points, RadiusM: f.FootprintM}
}

// Next is when the first deadline passes, or the moment of the first report that waits to be compared.
func (s *state) Next() time.Time {
	next := s.wall.Next()
	if len(s.unsentAt) > 0 {
		if told := s.sites[siteNo(s.unsentAt[0], s.unsent)].Notified; next == 0 || told < next {
			next = told
		}
	}
	if len(s.pending) > 0 && (next == 0 || s.pending[0].recorded < next) {
		next = s.pending[0].recorded
	}
	if w := s.plans.unchecked; len(w) > 0 && (next == 0 || w[0].recorded < next) {
		next = w[0].recorded
	}
	return next.Time()
}

// Due asks for comparisons, and for the facts of deadlines that have passed.
func (s *state) Due(at time.Time) []desk.Command {
	var out []desk.Command
	for _, n := range s.unsentAt {
		out = append(out, desk.Command{Desk: "aid", ID: fmt.Sprintf("aid-transmit-%d", n), Do: &Transmit{Notified: n}})
	}
	for from := 0; from < len(s.pending); from += compareAtOnce {
		some := s.pending[from:min(len(s.pending), from+compareAtOnce)]
		do := &Compare{}
		for _, p := range some {
			do.Reports = append(do.Reports, p.report)
		}
		out = append(out, desk.Command{Desk: "aid", ID: fmt.Sprintf("aid-compare-%d-%d", do.Reports[0], do.Reports[len(do.Reports)-1]), Do: do})
	}
	for from := 0; from < len(s.plans.unchecked); from += compareAtOnce {
		do := &Check{}
		for _, u := range s.plans.unchecked[from:min(len(s.plans.unchecked), from+compareAtOnce)] {
			do.Of = append(do.Of, u.entry)
		}
		out = append(out, desk.Command{Desk: "aid", ID: fmt.Sprintf("aid-check-%d-%d", do.Of[0], do.Of[len(do.Of)-1]), Do: do})
	}
	for _, c := range s.wall.Rung(record.At(at)) {
		out = append(out, desk.Command{
			Desk: "aid", ID: fmt.Sprintf("aid-lapse-%s-%d-%s-%d", c.ID.what, c.ID.item, c.ID.side, int64(c.Due)),
			Do: &Lapse{What: c.ID.what, Item: c.ID.item, Side: c.ID.side, Due: c.Due},
		})
	}
	return out
}

// Decide answers a command with facts or a refusal.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who, terms: s.at(record.At(at))}
	switch c := do.(type) {
	case *Compare:
		return q.compare(*c)
	case *Check:
		return q.check(*c)
	case *Transmit:
		return q.transmit(*c)
	case *Lapse:
		return q.lapse(*c)
	case *Notify:
		return q.notify(*c)
	case *Acknowledge:
		return q.acknowledge(*c)
	case *Confirm:
		return q.confirm(*c)
	case *Withdraw:
		return q.withdraw(*c)
	case *TakePosition:
		return q.takePosition(*c)
	case *Query:
		return q.query(*c)
	case *Explain:
		return q.explain(*c)
	case *Assess:
		return q.assess(*c)
	case *PublishStrikes:
		return q.publishStrikes(*c)
	case *Authorise:
		return q.authorise(*c)
	}
	return q.decideConvoy(do)
}

func (q *question) decideConvoy(do any) ([]record.Draft, error) {
	switch c := do.(type) {
	case *MakePlan:
		return q.plan(*c)
	case *Request:
		return q.request(*c)
	case *Answer:
		return q.answer(*c)
	case *Step:
		return q.step(*c)
	case *Load:
		return q.load(*c)
	case *Dispatch:
		return q.dispatch(*c)
	case *Checkpoint:
		return q.checkpoint(*c)
	case *Cross:
		return q.cross(*c)
	case *TakeCorridors:
		return q.takeCorridors(*c)
	case *TakeClosures:
		return q.takeClosures(*c)
	case *Locate:
		return q.locate(*c)
	case *Deliver:
		return q.deliver(*c)
	case *Monitor:
		return q.monitor(*c)
	case *Close:
		return q.close(*c)
	}
	return nil, desk.Refuse(desk.Invalid, "the aid desk does not know %T", do)
}

// at asks the law as it is known now for a moment.
func (s *state) at(event record.Moment) *agreement.Terms {
	if s.law == nil {
		return nil
	}
	return s.law(event, s.entries)
}
