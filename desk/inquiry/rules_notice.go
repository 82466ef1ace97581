package inquiry

import (
	"fmt"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

const hour = record.Moment(time.Hour / time.Millisecond)

// serve serves the notice on a side. Nobody writes its text: what is not in it cannot slip into it.
func (q *question) serve(c Serve) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	if err := inState(k, "a notice", accepted, assigned, inquired, commenting); err != nil {
		return nil, err
	}
	side := c.Side
	if side == "" {
		side = k.opened.Side
	}
	if side == "" {
		return nil, desk.Refuse(desk.Invalid, "no side is accused in case %d; name the side that is to be told", k.no)
	}
	q.side("side", side)
	for i := range c.Translations {
		q.translation(fmt.Sprintf("translations[%d]", i), &c.Translations[i])
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if _, ok := k.told[side]; ok {
		return nil, desk.Refuse(desk.Conflict, "the notice of case %d was served on %s already; look at who acknowledged it", k.no, side)
	}
	f := q.noticeOf(k, side)
	f.Translations = c.Translations
	return one(q.about(k.no, f, withMission(sideAudience(f.Kind, side)))), nil
}

// noticeOf makes the notice from the case's own words and the agreement's.
//
// Art. 11
func (q *question) noticeOf(k *kase, side string) NoticeServed {
	o := k.opened
	d := q.deadlines()
	f := NoticeServed{
		Case: k.no, Round: k.round, Side: side, Kind: q.kindOf(side), Type: o.Type,
		AckDue: after(q.now, d.Ack), FormalDue: after(q.now, d.FormalAck),
	}
	if o.Start.Known() {
		f.Hour = o.Start - o.Start%hour
	}
	f.Near, f.Grid = generalised(q.terms, o)
	f.Title = title(q.terms, o.Type, f.Near, o.Start)
	for _, no := range o.Clauses {
		if q.terms == nil {
			break
		}
		if clause := q.terms.Clause(no); clause != nil {
			f.Clauses = append(f.Clauses, ClauseText{no, clause.Text.En})
		}
	}
	f.Text = f.words(o.Side == side)
	return f
}

// words writes the notice. Where the report does not accuse the side that is told, it does not say so.
func (f NoticeServed) words(accused bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "It was reported to the mission: %s.", f.Title)
	if f.Grid != "" {
		fmt.Fprintf(&b, " Place: in the square %s.", f.Grid)
	}
	if f.Hour.Known() {
		fmt.Fprintf(&b, " Time: between %s and %s UTC.", f.Hour.Time().Format("15:04"), (f.Hour + hour).Time().Format("15:04 on 2 Jan 2006"))
	}
	for _, c := range f.Clauses {
		fmt.Fprintf(&b, " Clause %s may apply: %s", c.No, c.Text)
	}
	if accused {
		fmt.Fprintf(&b, " The report names %s.", f.Side)
	}
	fmt.Fprintf(&b, " This is no finding. %s acknowledges by its duty officer until %s, and formally until %s.", f.Side, stamp(f.AckDue), stamp(f.FormalDue))
	return b.String()
}

// stamp writes a moment for people, in UTC.
func stamp(m record.Moment) string { return m.Time().Format("2 Jan 2006 15:04 UTC") }

// acknowledge is the side's own word that it has the notice.
func (q *question) acknowledge(c Acknowledge) ([]record.Draft, error) {
	n, ok := q.notices[c.Notice]
	if !ok || q.who.Kind == "mission" || q.who.Party != n.side {
		if ok && q.who.Kind == "mission" {
			return nil, desk.Refuse(desk.NotAllowed, "the side acknowledges; record what it said by voice or on paper instead")
		}
		return nil, noNotice(c.Notice)
	}
	q.code("level", c.Level, ackLevels)
	q.Words("text", c.Text, desk.LongestText)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if n.got[c.Level] {
		return nil, desk.Refuse(desk.Conflict, "notice %d is acknowledged already; nothing more is needed", c.Notice)
	}
	f := Acknowledged{Notice: c.Notice, Case: n.caseNo, Side: n.side, Level: c.Level, Means: "console", At: q.now, Text: c.Text, Late: n.late(c.Level, q.now)}
	return one(q.about(n.caseNo, f, withMission(sideAudience(n.kind, n.side)), c.Notice)), nil
}

func noNotice(no int64) error {
	return desk.Refuse(desk.NotFound, "no notice %d was served on you; look it up in your list of notices", no)
}

func (n *notice) late(level string, at record.Moment) bool {
	if level == "formal" {
		return at > n.formal
	}
	return at > n.ack
}

// recordAck writes down what a side said by voice or sent on paper. Until a second person has confirmed it, it stops no
// clock: a mission may not acknowledge to itself.
func (q *question) recordAck(c RecordAck) ([]record.Draft, error) {
	if err := q.has("duty_officer", "chair"); err != nil {
		return nil, err
	}
	n, ok := q.notices[c.Notice]
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "there is no notice %d; look it up in the list of notices", c.Notice)
	}
	q.code("level", c.Level, ackLevels)
	q.code("means", c.Means, ackMeans)
	q.Line("given_by", c.GivenBy)
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.Words("text", c.Text, desk.LongestText)
	q.translation("translation", c.Translation)
	if c.Translation != nil && c.Text == "" {
		q.Say("text", "the text as given is missing; it is the authoritative one, write it beside its translation")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if n.got[c.Level] {
		return nil, desk.Refuse(desk.Conflict, "notice %d is acknowledged already; nothing more is needed", c.Notice)
	}
	f := AckRecorded{
		Notice: c.Notice, Case: n.caseNo, Side: n.side, Level: c.Level, Means: c.Means, GivenBy: c.GivenBy, At: c.At,
		Language: c.Language, Text: c.Text, Translation: c.Translation,
	}
	return one(q.about(n.caseNo, f, withMission(sideAudience(n.kind, n.side)), c.Notice)), nil
}

// confirmAck is the second person's word. Who recorded it cannot be that person.
//
// Art. 10
func (q *question) confirmAck(c ConfirmAck) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	a, ok := q.acks[c.Recorded]
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "no recorded acknowledgement %d waits for a second person", c.Recorded)
	}
	if a.by == q.who.Member {
		return nil, desk.Refuse(desk.NotAllowed, "you recorded this acknowledgement; a second person has to confirm it")
	}
	n := q.notices[a.Notice]
	if n == nil || n.got[a.Level] {
		return nil, desk.Refuse(desk.Conflict, "notice %d is acknowledged already; nothing more is needed", a.Notice)
	}
	f := Acknowledged{
		Notice: a.Notice, Case: a.Case, Side: a.Side, Level: a.Level, Means: a.Means, At: a.At, Recorded: c.Recorded, Text: a.Text, Late: n.late(a.Level, a.At),
	}
	return one(q.about(a.Case, f, withMission(sideAudience(n.kind, n.side)), a.Notice, c.Recorded)), nil
}
