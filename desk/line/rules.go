package line

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

func due(do any, what string, a, b int64) desk.Command {
	return desk.Command{Desk: "line", ID: fmt.Sprintf("%s %d %d", what, a, b), Do: do}
}

// Decide answers a command with facts, or refuses it.
func (s *state) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	q := &question{state: s, now: record.At(at), who: who}
	if s.law != nil {
		q.terms = s.law(q.now, s.entries)
	}
	switch do := do.(type) {
	case *Open:
		return q.open(do)
	case *SetState:
		return q.setState(do)
	case *Send:
		return q.send(do)
	case *Receive:
		return q.receive(do)
	case *Repeat:
		return q.repeat(do)
	case *Acknowledge:
		return q.acknowledge(do)
	case *Answer:
		return q.answer(do)
	case *Close:
		return q.close(do)
	}
	if who.Known == record.BySystem && who.Member == desk.System().Member {
		switch do := do.(type) {
		case *ring:
			return q.ring(do)
		case *lapse:
			return q.lapse(do)
		case *missTest:
			return q.missTest(do)
		}
	}
	return nil, desk.Refuse(desk.Invalid, "the desk line does not know the command %T; use one of its doors", do)
}

// A question is one command being decided: when, by whom and under which law. It collects what is wrong field by field.
type question struct {
	desk.Form
	*state
	now   record.Moment
	who   desk.Who
	terms *agreement.Terms // nil without a law
}

// wire finds a line for who may know of it: its ends, and the mission.
func (q *question) wire(id string) (*wire, error) {
	l := q.lines[id]
	if l == nil || !q.who.Sees(record.Audiences(l.readers(), record.Mission)) {
		return nil, desk.Refuse(desk.NotFound, "there is no line %q; look it up in the list of lines", short(id))
	}
	return l, nil
}

// find finds a message for who may read it.
func (q *question) find(entry int64) (*message, error) {
	m := q.messages[entry]
	if m == nil || !q.who.Sees(m.line.readers()) {
		return nil, desk.Refuse(desk.NotFound, "there is no message with the number %d; look it up in the list of messages", entry)
	}
	return m, nil
}

// received finds a message for the end that it was sent to.
func (q *question) received(entry int64) (*message, error) {
	m, err := q.find(entry)
	switch {
	case err != nil:
		return nil, err
	case m.line.endOf(q.who) != m.to:
		return nil, desk.Refuse(desk.NotAllowed, "this message was sent to %s; only that end does this", m.line.Ends[m.to].ID)
	case m.corrected != 0:
		return nil, desk.Refuse(desk.Conflict, "this message was corrected by message %d; read that one back and acknowledge it", q.messages[m.corrected].number)
	case m.closed:
		return nil, desk.Refuse(desk.Conflict, "this message is closed; there is nothing to do")
	}
	return m, nil
}

func (q *question) open(do *Open) ([]record.Draft, error) {
	if q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotAllowed, "only the mission sets up a line; ask the deconfliction desk")
	}
	if q.lines[do.Line] != nil {
		return nil, desk.Refuse(desk.Conflict, "there is a line %s; choose another id", short(do.Line))
	}
	if !idForm.MatchString(do.Line) {
		q.Say("line", "%q is no id; write up to 16 letters and digits, such as L1", short(do.Line))
	}
	q.line("name", do.Name)
	f := Opened{Line: do.Line, Name: do.Name, Ends: do.Ends, Through: do.Through, TestAt: do.TestAt, Zone: do.Zone}
	q.ends(f)
	if do.Through != "" && !strings.HasPrefix(string(do.Through), "role:") {
		q.Say("through", "%q is no role of the mission; write it as role:deconfliction_desk, or leave it out", short(string(do.Through)))
	}
	if f.TestAt != "" {
		if f.Zone == "" && q.terms != nil {
			f.Zone = q.terms.Agreement().EntryIntoForce.TZ
		}
		if f.TestDue = nextTest(q.now, f.TestAt, f.Zone); f.TestDue == 0 || f.Zone == "" {
			q.Say("test_at", "a test at %q of the clock of %q is not understood; write 09:00, and a zone such as Asia/Damascus", short(f.TestAt), short(f.Zone))
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: f, Audience: record.Audiences((&wire{Opened: f}).readers(), record.Mission), Happened: q.now}}, nil
}

// ends checks that a line joins two ends of posts, none of which is a person or stands at both.
func (q *question) ends(f Opened) {
	if len(f.Ends) != 2 {
		q.Say("ends", "a line joins two ends, and %d are given", len(f.Ends))
		return
	}
	seen := map[record.Audience]bool{f.Through: f.Through != ""}
	for i, e := range f.Ends {
		field := fmt.Sprintf("ends[%d]", i)
		if !idForm.MatchString(e.ID) || i == 1 && e.ID == f.Ends[0].ID || e.ID == byMission {
			q.Say(field+".id", "%q is no id of an end; write up to 16 letters and digits, another for each end", short(e.ID))
		}
		if len(e.Posts) == 0 || len(e.Posts) > 10 {
			q.Say(field+".posts", "an end has 1 to 10 posts, which are rung in their order")
		}
		for j, p := range e.Posts {
			if kind, _, _ := strings.Cut(string(p), ":"); kind != "role" && kind != "party" && kind != "guarantor" || p.Check() != nil || len(p.Terms()) != 1 {
				q.Say(fmt.Sprintf("%s.posts[%d]", field, j), "%q is no post; write a role or a side, such as role:deconfliction_desk or guarantor:G2, and never a person", short(string(p)))
			} else if seen[p] {
				q.Say(fmt.Sprintf("%s.posts[%d]", field, j), "%s stands twice on this line", p)
			}
			seen[p] = true
		}
	}
}

// speaker is who says something of a line: an end, or the mission.
func (q *question) speaker(l *wire) string {
	if i := l.endOf(q.who); i >= 0 {
		return l.Ends[i].ID
	}
	return byMission
}

func (q *question) setState(do *SetState) ([]record.Draft, error) {
	l, err := q.wire(do.Line)
	if err != nil {
		return nil, err
	}
	q.code("state", do.State, lineStates)
	q.text("reason", do.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	by := q.speaker(l)
	if was := l.words[by]; was == do.State || was == "" && do.State == lineOpen {
		return nil, desk.Refuse(desk.Conflict, "%s says so already; the line is %s, because of the gravest word of all", by, l.holds())
	}
	then := &wire{Opened: l.Opened, words: map[string]string{}}
	for who, word := range l.words {
		then.words[who] = word
	}
	then.words[by] = do.State
	f := StateSet{Line: l.Line, Turn: l.turns + 1, By: by, State: do.State, Reason: do.Reason, Holds: then.holds(), Told: l.Through}
	for _, e := range l.Ends {
		if e.ID != by {
			f.Told = record.Audiences(f.Told, e.Posts[0])
		}
	}
	if l.TestAt != "" && !then.shut() { // a line that is shut is not tested
		if f.TestDue = l.test; f.TestDue == 0 {
			f.TestDue = nextTest(q.now, l.TestAt, l.Zone)
		}
	}
	return []record.Draft{{Fact: f, Audience: record.Audiences(l.readers(), record.Mission), Happened: q.now}}, nil
}

func (q *question) send(do *Send) ([]record.Draft, error) {
	l, err := q.wire(do.Line)
	if err != nil {
		return nil, err
	}
	from, relayed, err := q.sender(l, do.From)
	if err != nil {
		return nil, err
	}
	q.code("priority", do.Priority, priorities)
	q.code("type", do.Type, types)
	q.text("text", do.Text)
	q.Words("interpreter", do.Interpreter, maxLine)
	q.Words("language", do.Language, maxLine)
	if do.End.Known() && (!do.Start.Known() || do.End < do.Start) {
		q.Say("end", "it ends at %s, before it begins; mend the times", do.End)
	}
	if do.ReplyBy.Known() && do.ReplyBy <= q.now {
		q.Say("reply_by", "an answer by %s cannot come any more; now it is %s", do.ReplyBy, q.now)
	}
	old := q.corrected(do, l, from)
	f := Sent{
		Line: l.Line, Number: l.numbers + 1, From: l.Ends[from].ID, To: l.Ends[1-from].ID, Priority: do.Priority, Type: do.Type, NoPosition: do.NoPosition,
		Start: do.Start, End: do.End, Text: do.Text, Language: do.Language, Interpreter: do.Interpreter, Corrects: do.Corrects, ReplyBy: do.ReplyBy,
		Due: q.now + record.Moment(limits[do.Priority]/time.Millisecond), Relayed: relayed, Told: l.Ends[1-from].Posts[0],
	}
	f.Positions, f.Flagged = q.positions(do)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if l.shut() {
		if !slices.Contains(emergencies, do.Type) || do.Priority != "FLASH" && do.Priority != "IMMEDIATE" {
			return nil, desk.Refuse(desk.Conflict, "line %s is %s; only a warning, an incident or a correction goes through, with FLASH or IMMEDIATE. Who shut it is on the page of the line.", l.Line, l.holds())
		}
		f.Emergency = true
	}
	if do.Type == typeTest && l.TestAt != "" {
		f.TestDue = nextTest(q.now, l.TestAt, l.Zone)
		if l.test != 0 && f.TestDue == l.test { // made ahead of its hour, it is the one of that hour
			f.TestDue = nextTest(f.TestDue, l.TestAt, l.Zone)
		}
	}
	var refs []record.Ref
	if old != nil {
		refs = append(refs, record.To(old.entry))
	}
	c := Counted{Step: stepSent, Line: f.Line, Number: f.Number, From: f.From, To: f.To, Priority: f.Priority, Type: f.Type, Due: f.Due, Corrects: f.Corrects, Flagged: f.Flagged}
	return []record.Draft{
		{Fact: f, Audience: l.readers(), Happened: q.now, Refs: refs},
		{Fact: c, Audience: counters(l), Happened: q.now, Refs: []record.Ref{record.Local(0)}},
	}, nil
}

// counters are for the mission and both ends.
func counters(l *wire) record.Audience { return record.Audiences(l.readers(), record.Mission) }

// sender is the end that speaks. The role through which the line goes says for whom.
func (q *question) sender(l *wire, from string) (end int, relayed bool, err error) {
	end = l.endOf(q.who)
	switch {
	case end >= 0 && from != "" && from != l.Ends[end].ID:
		return 0, false, desk.Refuse(desk.NotAllowed, "you speak at the end %s of line %s; leave out from", l.Ends[end].ID, l.Line)
	case end >= 0:
		return end, false, nil
	case l.Through == "" || !q.who.Sees(l.Through):
		return 0, false, desk.Refuse(desk.NotAllowed, "you are at no end of line %s; ask one of its posts to send it", l.Line)
	}
	if end = l.end(from); end < 0 {
		return 0, false, desk.RefuseFields([]desk.FieldError{{Field: "from", Sentence: fmt.Sprintf("say for which end you send it: %s or %s", l.Ends[0].ID, l.Ends[1].ID)}})
	}
	return end, true, nil
}

// corrected finds what a correction takes the place of.
func (q *question) corrected(do *Send, l *wire, from int) *message {
	if do.Type != typeCorrection {
		if do.Corrects != 0 {
			q.Say("corrects", "only a correction takes the place of a message; set the type, or leave corrects out")
		}
		return nil
	}
	m := q.messages[do.Corrects]
	switch {
	case m == nil || m.line != l || m.from != from:
		q.Say("corrects", "there is no message %d of this end on line %s; give the number of the one that is wrong", do.Corrects, l.Line)
		return nil
	case m.corrected != 0:
		q.Say("corrects", "that message was corrected before; correct message %d of the line", q.messages[m.corrected].number)
	case slices.Index(priorities, do.Priority) > slices.Index(priorities, m.priority):
		q.Say("priority", "a correction is as urgent as what it corrects; send it with %s", m.priority)
	}
	return m
}

func (q *question) receive(do *Receive) ([]record.Draft, error) {
	m, err := q.received(do.Message)
	if err != nil {
		return nil, err
	}
	if m.acked || m.agreed {
		return nil, desk.Refuse(desk.Conflict, "it was read back; there is nothing to do")
	}
	return q.about(m, Received{Message: m.entry}), nil
}

func (q *question) repeat(do *Repeat) ([]record.Draft, error) {
	m, err := q.received(do.Message)
	if err != nil {
		return nil, err
	}
	if m.acked {
		return nil, desk.Refuse(desk.Conflict, "it was read back and acknowledged; there is nothing to do")
	}
	f := ReadBack{Message: m.entry, Text: do.Text, Agrees: true, Line: m.line.Line, Number: m.number, Try: m.tries + 1}
	q.Words("text", do.Text, maxText)
	switch {
	case len(m.places) == 0 && strings.TrimSpace(do.Text) == "":
		q.Say("text", "say in your own words what you understood")
	case len(m.places) == 0 && len(do.Positions) > 0:
		q.Say("positions", "the message has no position; leave them out")
	case len(m.places) != len(do.Positions):
		q.Say("positions", "the message has %d positions; read each back, in their order", len(m.places))
	}
	for i, text := range do.Positions {
		p, err := geo.ParsePoint(text)
		if err != nil {
			q.Say(fmt.Sprintf("positions[%d]", i), "%v", err)
			continue
		}
		f.Positions = append(f.Positions, p)
		if i < len(m.places) {
			f.ApartM = max(f.ApartM, apartM(p, m.places[i]))
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if f.Agrees = f.ApartM <= agreesM; !f.Agrees {
		f.Told = m.line.Ends[m.from].Posts[0]
	}
	return q.about(m, f), nil
}

func (q *question) acknowledge(do *Acknowledge) ([]record.Draft, error) {
	m, err := q.received(do.Message)
	switch {
	case err != nil:
		return nil, err
	case m.acked:
		return nil, desk.Refuse(desk.Conflict, "it was acknowledged; there is nothing to do")
	case !m.agreed && m.tries > 0:
		return nil, desk.Refuse(desk.Conflict, "your read-back does not agree with the message; compare both, and read it back again or ask for a correction")
	case !m.agreed:
		return nil, desk.Refuse(desk.Conflict, "read the message back first; then it can be acknowledged")
	}
	took := int64((q.now - m.sent) / record.Moment(time.Minute/time.Millisecond))
	late := q.now > m.due
	c := Counted{
		Step: stepAcked, Of: m.counted, Line: m.line.Line, Number: m.number, From: m.line.Ends[m.from].ID, To: m.line.Ends[m.to].ID, Priority: m.priority, Type: m.kind,
		Due: m.due, Corrects: m.corrects, Flagged: m.flagged, Minutes: took, Late: late,
	}
	if old := q.messages[m.corrects]; m.corrects != 0 && old != nil {
		c.Again = old.agreed
	}
	return append(q.about(m, Acknowledged{Message: m.entry, Minutes: took, Late: late}),
		record.Draft{Fact: c, Audience: counters(m.line), Happened: q.now, Refs: []record.Ref{record.To(m.counted), record.Local(0)}}), nil
}

func (q *question) answer(do *Answer) ([]record.Draft, error) {
	m, err := q.received(do.Message)
	switch {
	case err != nil:
		return nil, err
	case !m.acked:
		return nil, desk.Refuse(desk.Conflict, "acknowledge the message first; then it can be answered")
	}
	q.code("outcome", do.Outcome, outcomes)
	q.text("text", do.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(m, Answered{Message: m.entry, Outcome: do.Outcome, Text: do.Text, Late: m.reply != 0 && q.now > m.reply}), nil
}

func (q *question) close(do *Close) ([]record.Draft, error) {
	m, err := q.find(do.Message)
	switch {
	case err != nil:
		return nil, err
	case m.line.endOf(q.who) != m.from:
		return nil, desk.Refuse(desk.NotAllowed, "this message was sent by %s; only that end closes it", m.line.Ends[m.from].ID)
	case m.closed:
		return nil, desk.Refuse(desk.Conflict, "it is closed; there is nothing to do")
	case !m.acked && m.corrected == 0:
		return nil, desk.Refuse(desk.Conflict, "nobody has acknowledged it; if it is wrong, send a correction")
	}
	q.Words("reason", do.Reason, maxText)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(m, Closed{Message: m.entry, Reason: do.Reason}), nil
}

// ring rings the next post. The first ring says that the deadline has passed, with the deadline's own time.
func (q *question) ring(do *ring) ([]record.Draft, error) {
	m := q.messages[do.Message]
	if m == nil || m.acked || m.corrected != 0 || m.closed || do.Ring != m.ring+1 || q.now <= m.due {
		return nil, desk.Refuse(desk.Conflict, "nothing is to be rung")
	}
	posts := m.line.Ends[m.to].Posts
	f := Rang{Message: m.entry, Line: m.line.Line, Number: m.number, Priority: m.priority, Ring: do.Ring, Post: posts[int(do.Ring)%len(posts)]}
	if do.Ring < int64(rings*len(posts)) {
		f.Next = q.now + record.Moment(limits[m.priority]/time.Millisecond)
	} else {
		f.Told = record.Audiences(m.line.posts(m.from), m.line.posts(m.to))
	}
	var out []record.Draft
	if do.Ring == 1 {
		out = q.about(m, Overdue{Message: m.entry, What: clockAck, Due: m.due, OwedBy: m.line.Ends[m.to].ID, State: m.line.holds()})
	}
	return append(out, q.about(m, f)...), nil
}

// lapse says that no answer came in its time.
func (q *question) lapse(do *lapse) ([]record.Draft, error) {
	m := q.messages[do.Message]
	if m == nil || m.answered || m.reply == 0 || q.now <= m.reply {
		return nil, desk.Refuse(desk.Conflict, "no answer is owed")
	}
	return q.about(m, Overdue{Message: m.entry, What: clockReply, Due: m.reply, OwedBy: m.line.Ends[m.to].ID, State: m.line.holds()}), nil
}

// missTest says that a test was not made. However long the program was off, it is said once, and the next is due from now.
func (q *question) missTest(do *missTest) ([]record.Draft, error) {
	l := q.lines[do.Line]
	if l == nil || l.test != do.Due || q.now <= do.Due {
		return nil, desk.Refuse(desk.Conflict, "no test is due")
	}
	f := TestMissed{Line: l.Line, Due: do.Due, Next: nextTest(q.now, l.TestAt, l.Zone), Told: record.Audiences(l.Ends[0].Posts[0], l.Ends[1].Posts[0])}
	return []record.Draft{{Fact: f, Audience: counters(l), Happened: do.Due}}, nil
}

// about makes a fact of a message that happened now.
func (q *question) about(m *message, fact any) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: m.line.readers(), Happened: q.now, Refs: []record.Ref{record.To(m.entry)}}}
}
