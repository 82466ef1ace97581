package observe

import (
	"context"
	"encoding/json"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Restriction is a row of the list of restrictions. Those for the mission's own safety have their own cause, so that
// no rate mixes the two.
type Restriction struct {
	Entry     int64           `json:"entry"`
	Kind      string          `json:"kind"`
	Cause     string          `json:"cause"`
	Effect    string          `json:"effect"`
	Holder    string          `json:"holder"`
	Start     record.Moment   `json:"start"`
	End       record.Moment   `json:"end"`
	Minutes   *int64          `json:"minutes"`
	Place     *geo.Point      `json:"place"`
	PlaceName string          `json:"place_name"`
	Patrol    *int64          `json:"patrol,omitempty"`
	Retracted int64           `json:"retracted,omitempty"`
	Fact      json.RawMessage `json:"fact"`
}

func askRestrictions(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.Is("cause", "cause")
	f.Is("kind", "kind")
	f.Is("holder", "holder")
	if m, ok := f.Moment("from"); ok {
		f.Where("start_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("start_ms < ?", int64(m))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	restrictions, err := listRestrictions(ctx, q, f, limit)
	return map[string][]Restriction{"restrictions": restrictions}, err
}

func listRestrictions(ctx context.Context, q desk.Question, f *filter, limit int64) ([]Restriction, error) {
	rows, err := q.View.Query(ctx, "select "+restrictionColumns+" from observe_restriction where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanRestriction)
}

// restrictionColumns are what scanRestriction reads.
const restrictionColumns = "entry, kind, cause, effect, holder, start_ms, end_ms, minutes, place_name, lat, lon, patrol, ended, doc"

func scanRestriction(read view.Scan) (Restriction, error) {
	var r Restriction
	var ended *int64
	var lat, lon *int32
	var fact string
	err := read(&r.Entry, &r.Kind, &r.Cause, &r.Effect, &r.Holder, &r.Start, &r.End, &r.Minutes, &r.PlaceName, &lat, &lon, &r.Patrol, &ended, &fact)
	r.Place, r.Retracted, r.Fact = pointOf(lat, lon), orZero(ended), json.RawMessage(fact)
	return r, err
}

// A Patrol is a row of the list of patrols. Whether something is overdue follows from the clock of whoever reads.
type Patrol struct {
	Entry         int64           `json:"entry"`
	Team          string          `json:"team"`
	Mode          string          `json:"mode"`
	State         string          `json:"state"`
	Departure     record.Moment   `json:"departure"`
	Return        record.Moment   `json:"return"`
	AlarmMinutes  int64           `json:"alarm_after_minutes"`
	LastContact   record.Moment   `json:"last_contact"`
	ReportDue     record.Moment   `json:"report_due"`
	ReportOverdue bool            `json:"report_overdue"`
	ContactMissed int64           `json:"contact_missed,omitempty"` // entry of the alarm, until the patrol is heard of
	Fact          json.RawMessage `json:"fact"`
}

// An SOS is a call for help.
type SOS struct {
	Entry   int64           `json:"entry"`
	Patrol  *int64          `json:"patrol,omitempty"`
	Team    string          `json:"team"`
	Danger  string          `json:"danger"`
	At      record.Moment   `json:"at"`
	Closed  int64           `json:"closed,omitempty"` // entry that closed it
	Outcome string          `json:"outcome,omitempty"`
	Fact    json.RawMessage `json:"fact"`
}

// Patrols is the picture of who is out: patrols and calls for help, newest first.
type Patrols struct {
	Patrols []Patrol `json:"patrols"`
	SOS     []SOS    `json:"sos"`
}

func askPatrols(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.Is("state", "state")
	f.Is("team", "team")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	patrols, err := listPatrols(ctx, q, f, limit)
	if err != nil {
		return nil, err
	}
	sos, err := listSOS(ctx, q)
	return Patrols{patrols, sos}, err
}

func listPatrols(ctx context.Context, q desk.Question, f *filter, limit int64) ([]Patrol, error) {
	rows, err := q.View.Query(ctx, `select entry, team, mode, state, departure_ms, return_ms, alarm_minutes, last_contact_ms, report_due_ms, missed, doc
		from observe_patrol where `+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Patrol, error) {
		var p Patrol
		var missed *int64
		var fact string
		err := read(&p.Entry, &p.Team, &p.Mode, &p.State, &p.Departure, &p.Return, &p.AlarmMinutes, &p.LastContact, &p.ReportDue, &missed, &fact)
		p.ContactMissed, p.Fact = orZero(missed), json.RawMessage(fact)
		p.ReportOverdue = p.State == returned.String() && p.ReportDue < record.At(q.At)
		return p, err
	})
}

func listSOS(ctx context.Context, q desk.Question) ([]SOS, error) {
	rows, err := q.View.Query(ctx, "select entry, patrol, team, danger, at_ms, ended, outcome, doc from observe_sos order by entry desc limit ?", desk.MostPage)
	return view.Collect(rows, err, func(read view.Scan) (SOS, error) {
		var s SOS
		var closed *int64
		var fact string
		err := read(&s.Entry, &s.Patrol, &s.Team, &s.Danger, &s.At, &closed, &s.Outcome, &fact)
		s.Closed, s.Fact = orZero(closed), json.RawMessage(fact)
		return s, err
	})
}

// A Holding is a storage site as declared and as last verified.
type Holding struct {
	Entry    int64           `json:"entry"`
	Party    string          `json:"party"`
	Site     string          `json:"site"`
	Class    string          `json:"class"`
	Declared int64           `json:"declared"`
	Verdict  string          `json:"verdict"`
	Verified record.Moment   `json:"verified"`
	NextDue  record.Moment   `json:"next_due"`
	Overdue  bool            `json:"overdue"`
	Place    *geo.Point      `json:"place"`
	Fact     json.RawMessage `json:"fact"`
}

// A Withdrawal is a withdrawal as set, and how far it has come.
type Withdrawal struct {
	Entry   int64           `json:"entry"`
	Party   string          `json:"party"`
	Class   string          `json:"class"`
	Due     record.Moment   `json:"due"`
	State   string          `json:"state"`
	Overdue bool            `json:"overdue"` // the day has passed and the mission has not seen it complete
	Fact    json.RawMessage `json:"fact"`
}

// Weapons is the picture of weapons. The three lists are kept apart, because they are three different things: missing
// from storage, found in a zone, and not verified because nobody could enter.
type Weapons struct {
	Holdings     []Holding    `json:"holdings"`
	Missing      []int64      `json:"missing"`       // entries of holdings
	FoundInZone  []int64      `json:"found_in_zone"` //
	Inaccessible []int64      `json:"inaccessible"`  // unverified; never to be read as absent
	Withdrawals  []Withdrawal `json:"withdrawals"`
}

func askWeapons(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.Is("party", "party")
	f.Is("class", "class")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	holdings, err := listHoldings(ctx, q, f, desk.MostPage)
	if err != nil {
		return nil, err
	}
	withdrawals, err := listWithdrawals(ctx, q, f)
	w := Weapons{Holdings: holdings, Missing: []int64{}, FoundInZone: []int64{}, Inaccessible: []int64{}, Withdrawals: withdrawals}
	for _, h := range holdings {
		switch h.Verdict {
		case missing:
			w.Missing = append(w.Missing, h.Entry)
		case foundInZone:
			w.FoundInZone = append(w.FoundInZone, h.Entry)
		case inaccessible:
			w.Inaccessible = append(w.Inaccessible, h.Entry)
		}
	}
	return w, err
}

func listHoldings(ctx context.Context, q desk.Question, f *filter, limit int64) ([]Holding, error) {
	rows, err := q.View.Query(ctx, "select "+holdingColumns+" from observe_weapon where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Holding, error) { return scanHolding(q, read) })
}

// holdingColumns are what scanHolding reads.
const holdingColumns = "entry, party, site, class, declared, verdict, verified_ms, next_due_ms, lat, lon, doc"

// scanHolding reads a holding; whether it is overdue goes by the clock of the question.
func scanHolding(q desk.Question, read view.Scan) (Holding, error) {
	var h Holding
	var lat, lon *int32
	var fact string
	err := read(&h.Entry, &h.Party, &h.Site, &h.Class, &h.Declared, &h.Verdict, &h.Verified, &h.NextDue, &lat, &lon, &fact)
	h.Place, h.Fact = pointOf(lat, lon), json.RawMessage(fact)
	h.Overdue = h.NextDue < record.At(q.At)
	return h, err
}

func listWithdrawals(ctx context.Context, q desk.Question, f *filter) ([]Withdrawal, error) {
	rows, err := q.View.Query(ctx, `select entry, party, class, due_ms, state, doc from observe_withdrawal where `+f.SQL()+" order by due_ms, entry limit ?",
		append(f.Args, desk.MostPage)...)
	return view.Collect(rows, err, func(read view.Scan) (Withdrawal, error) {
		var w Withdrawal
		var fact string
		err := read(&w.Entry, &w.Party, &w.Class, &w.Due, &w.State, &fact)
		w.Fact = json.RawMessage(fact)
		w.Overdue = w.State != "seen" && w.Due < record.At(q.At)
		return w, err
	})
}

// A Handover is a line of the shift log.
type Handover struct {
	Entry int64           `json:"entry"`
	From  string          `json:"from"`
	To    string          `json:"to"`
	Start record.Moment   `json:"shift_start"`
	End   record.Moment   `json:"shift_end"`
	Fact  json.RawMessage `json:"fact"`
}

func askHandovers(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, from_member, to_name, start_ms, end_ms, doc from observe_handover where "+f.SQL()+" order by entry desc limit ?",
		append(f.Args, limit)...)
	handovers, err := view.Collect(rows, err, func(read view.Scan) (Handover, error) {
		var h Handover
		var fact string
		err := read(&h.Entry, &h.From, &h.To, &h.Start, &h.End, &fact)
		h.Fact = json.RawMessage(fact)
		return h, err
	})
	return map[string][]Handover{"handovers": handovers}, err
}
