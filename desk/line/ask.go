package line

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Line is one line as its reader may know it.
type Line struct {
	Entry   int64           `json:"entry"`
	Line    string          `json:"line"`
	Name    string          `json:"name"`
	Ends    []End           `json:"ends"`
	Through record.Audience `json:"through,omitempty"`
	State   string          `json:"state"`
	Since   record.Moment   `json:"since"`
	Words   []Word          `json:"words"` // what each says of it, where it is not open
	TestAt  string          `json:"test_at,omitempty"`
	Zone    string          `json:"zone,omitempty"`
	TestDue record.Moment   `json:"test_due,omitzero"`
	Mine    string          `json:"mine,omitempty"` // the end at which the reader speaks
	Relays  bool            `json:"relays"`         // the line goes through the reader's role
}

// A Word is what one says of the state of a line.
type Word struct {
	Entry  int64         `json:"entry"`
	By     string        `json:"by"`
	State  string        `json:"state"`
	Reason string        `json:"reason"`
	At     record.Moment `json:"at"`
}

func askLines(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, state, since_ms, test_due_ms, doc from line_line order by line")
	list, err := view.Collect(rows, err, func(read view.Scan) (Line, error) {
		var l Line
		var since, test int64
		var text string
		if err := read(&l.Entry, &l.State, &since, &test, &text); err != nil {
			return l, err
		}
		var f Opened
		err := json.Unmarshal([]byte(text), &f)
		l.Line, l.Name, l.Ends, l.Through, l.TestAt, l.Zone = f.Line, f.Name, f.Ends, f.Through, f.TestAt, f.Zone
		l.Since, l.TestDue, l.Words = record.Moment(since), record.Moment(test), []Word{}
		l.Relays = f.Through != "" && q.Who.Sees(f.Through)
		if end := (&wire{Opened: f}).endOf(q.Who); end >= 0 {
			l.Mine = f.Ends[end].ID
		}
		return l, err
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		rows, err := q.View.Query(ctx, "select entry, said_by, state, reason, at_ms from line_word where line = ? and ended is null and state <> 'open' order by entry", list[i].Line)
		if list[i].Words, err = view.Collect(rows, err, func(read view.Scan) (Word, error) {
			var w Word
			var at int64
			err := read(&w.Entry, &w.By, &w.State, &w.Reason, &at)
			w.At = record.Moment(at)
			return w, err
		}); err != nil {
			return nil, err
		}
	}
	return map[string]any{"lines": list}, nil
}

// A Message is one message, for both ends of its line.
type Message struct {
	Message     int64         `json:"message"` // entry
	Line        string        `json:"line"`
	Number      int64         `json:"number"`
	From        string        `json:"from"`
	To          string        `json:"to"`
	Priority    string        `json:"priority"`
	Type        string        `json:"type"`
	State       string        `json:"state"`
	Text        string        `json:"text"`
	PlaceName   string        `json:"place_name,omitempty"`
	Place       *geo.Point    `json:"place,omitempty"`
	Sent        record.Moment `json:"sent"`
	Due         record.Moment `json:"due"`
	Start       record.Moment `json:"start,omitzero"`
	End         record.Moment `json:"end,omitzero"`
	ReplyBy     record.Moment `json:"reply_by,omitzero"`
	Received    record.Moment `json:"received,omitzero"`
	Acked       record.Moment `json:"acknowledged,omitzero"`
	Late        bool          `json:"late"` // it was acknowledged after its time, or its time is over
	Rung        int64         `json:"rung,omitempty"`
	Corrects    int64         `json:"corrects,omitempty"`
	CorrectedBy int64         `json:"corrected_by,omitempty"`
	Flagged     bool          `json:"flagged,omitempty"`
	ApartM      int64         `json:"apart_m,omitempty"`
	Forgotten   bool          `json:"forgotten,omitempty"`

	fact    Sent
	changed int64
}

const messageColumns = `entry, line, number, from_end, to_end, priority, type, state, text, place_name, lat, lon, sent_ms, due_ms, start_ms, end_ms, reply_by_ms, received_ms, acked_ms, late,
	rung, corrects, corrected_by, flagged, apart_m, forgotten, changed, doc`

func scanMessage(at record.Moment) func(view.Scan) (Message, error) {
	return func(read view.Scan) (Message, error) {
		var m Message
		var sent, due, start, end, reply, received, acked int64
		var late, flagged, forgotten bool
		var lat, lon *int64
		var text string
		err := read(&m.Message, &m.Line, &m.Number, &m.From, &m.To, &m.Priority, &m.Type, &m.State, &m.Text, &m.PlaceName, &lat, &lon, &sent, &due, &start, &end, &reply, &received, &acked, &late,
			&m.Rung, &m.Corrects, &m.CorrectedBy, &flagged, &m.ApartM, &forgotten, &m.changed, &text)
		if err != nil {
			return m, err
		}
		m.Sent, m.Due, m.Start, m.End, m.ReplyBy = record.Moment(sent), record.Moment(due), record.Moment(start), record.Moment(end), record.Moment(reply)
		m.Received, m.Acked, m.Flagged, m.Forgotten = record.Moment(received), record.Moment(acked), flagged, forgotten
		m.Late = late || acked == 0 && m.CorrectedBy == 0 && m.State != "closed" && m.Due < at
		if lat != nil && lon != nil {
			m.Place = &geo.Point{Lat: int32(*lat), Lon: int32(*lon)}
		}
		return m, json.Unmarshal([]byte(text), &m.fact)
	}
}

// askMessages lists messages newest first, as both ends see them.
func askMessages(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	for _, name := range []string{"line", "priority", "type", "state"} {
		f.Is(name, name)
	}
	f.Is("from_end", "from_end")
	f.Is("to_end", "to_end")
	if m, ok := f.Moment("from"); ok {
		f.Where("sent_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("sent_ms < ?", int64(m))
	}
	switch v := f.Value("flagged"); v {
	case "":
	case "yes":
		f.Where("flagged = 1")
	default:
		f.Say("flagged", "flagged is %q; write yes, or leave it out", short(v))
	}
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listMessages(ctx, q, f, limit)
	return map[string]any{"at": record.At(q.At), "messages": list}, err
}

func listMessages(ctx context.Context, q desk.Question, f *desk.Filter, limit int64) ([]Message, error) {
	rows, err := q.View.Query(ctx, "select "+messageColumns+" from line_message where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, scanMessage(record.At(q.At)))
}

// A Step is what became of a message.
type Step struct {
	Entry     int64           `json:"entry"`
	Kind      string          `json:"kind"`
	At        record.Moment   `json:"at"`
	Side      string          `json:"side,omitempty"`
	Forgotten bool            `json:"forgotten,omitempty"`
	Fact      json.RawMessage `json:"fact"`
}

// A Difference is what a correction changes.
type Difference struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
	MovedM int64  `json:"moved_m,omitempty"` // of a position
}

// A MessagePage is one message whole.
type MessagePage struct {
	Message
	Fact        Sent         `json:"fact"`
	Steps       []Step       `json:"steps"`
	Differences []Difference `json:"differences,omitempty"` // of a correction, from what it corrects
	Mine        string       `json:"mine,omitempty"`        // from or to: the end at which the reader speaks
}

func askMessage(ctx context.Context, q desk.Question) (any, error) {
	n, err := strconv.ParseInt(q.Path("message"), 10, 64)
	if err != nil {
		return nil, noMessage(q.Path("message"))
	}
	m, err := oneMessage(ctx, q, n)
	if err != nil {
		return nil, err
	}
	p := MessagePage{Message: m, Fact: m.fact}
	rows, err := q.View.Query(ctx, "select entry, kind, at_ms, side, forgotten, doc from line_step where message = ? order by entry", n)
	if p.Steps, err = view.Collect(rows, err, func(read view.Scan) (Step, error) {
		var s Step
		var at int64
		var text string
		err := read(&s.Entry, &s.Kind, &at, &s.Side, &s.Forgotten, &text)
		s.At, s.Fact = record.Moment(at), json.RawMessage(text)
		return s, err
	}); err != nil {
		return nil, err
	}
	if m.Corrects != 0 && !m.Forgotten {
		old, err := oneMessage(ctx, q, m.Corrects)
		if err != nil {
			return nil, err
		}
		if !old.Forgotten {
			p.Differences = differences(old.fact, m.fact)
		}
	}
	p.Mine, err = mine(ctx, q, m.fact)
	return p, err
}

// mine says at which end of a message's line the reader speaks.
func mine(ctx context.Context, q desk.Question, f Sent) (string, error) {
	var text string
	if err := q.View.QueryRow(ctx, "select doc from line_line where line = ?", f.Line).Scan(&text); err != nil {
		return "", err
	}
	var o Opened
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return "", err
	}
	end := (&wire{Opened: o}).endOf(q.Who)
	switch {
	case end < 0:
		return "", nil
	case o.Ends[end].ID == f.From:
		return "from", nil
	}
	return "to", nil
}

func oneMessage(ctx context.Context, q desk.Question, n int64) (Message, error) {
	f := desk.NewFilter(nil)
	f.Where("entry = ?", n)
	list, err := listMessages(ctx, q, f, 1)
	if err == nil && len(list) == 0 {
		err = noMessage(strconv.FormatInt(n, 10))
	}
	if err != nil {
		return Message{}, err
	}
	return list[0], nil
}

func noMessage(name string) error {
	return desk.Refuse(desk.NotFound, "there is no message %q for you; look it up in the list of messages", short(name))
}

// differences are the fields in which a correction differs from what it corrects.
func differences(old, now Sent) []Difference {
	out := []Difference{}
	add := func(field, before, after string, movedM int64) {
		if before != after {
			out = append(out, Difference{field, before, after, movedM})
		}
	}
	for i := range max(len(old.Positions), len(now.Positions)) {
		field := "positions[" + strconv.Itoa(i) + "]"
		switch {
		case i >= len(old.Positions):
			add(field, "", written(now.Positions[i]), 0)
		case i >= len(now.Positions):
			add(field, written(old.Positions[i]), "", 0)
		default:
			add(field, written(old.Positions[i]), written(now.Positions[i]), apartM(old.Positions[i].Point, now.Positions[i].Point))
		}
	}
	add("text", old.Text, now.Text, 0)
	add("start", moment(old.Start), moment(now.Start), 0)
	add("end", moment(old.End), moment(now.End), 0)
	add("priority", old.Priority, now.Priority, 0)
	return out
}

func written(p Position) string { return p.Point.String() + " " + p.Name }

func moment(m record.Moment) string {
	if !m.Known() {
		return ""
	}
	return m.String()
}

// Counters say how a line does, without a word of any message.
type Counters struct {
	Line        string `json:"line,omitempty"`
	Priority    string `json:"priority,omitempty"`
	Messages    int64  `json:"messages"`
	OnTime      int64  `json:"on_time"`
	Late        int64  `json:"late"`    // acknowledged after their time, or not at all
	Waiting     int64  `json:"waiting"` // their time is not over
	Corrections int64  `json:"corrections"`
	Again       int64  `json:"second_read_backs"` // corrections of what had been read back before
	Flagged     int64  `json:"position_checks"`   // positions whose forms are more than 1 km apart, and that were confirmed
	// OnTimePermille is the share of those on time among those on time or late, in thousandths; nil when there are none.
	OnTimePermille *int64 `json:"on_time_permille"`
}

func (c *Counters) add(o Counters) {
	c.Messages, c.OnTime, c.Late, c.Waiting = c.Messages+o.Messages, c.OnTime+o.OnTime, c.Late+o.Late, c.Waiting+o.Waiting
	c.Corrections, c.Again, c.Flagged = c.Corrections+o.Corrections, c.Again+o.Again, c.Flagged+o.Flagged
}

func (c *Counters) share() {
	if n := c.OnTime + c.Late; n > 0 {
		p := (c.OnTime*1000 + n/2) / n
		c.OnTimePermille = &p
	}
}

// A CountersAnswer is the answer to GET counters.
type CountersAnswer struct {
	At     record.Moment `json:"at"`
	Totals Counters      `json:"totals"`
	Lines  []Counters    `json:"lines"` // by line and priority
}

func askCounters(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("line", "line")
	f.Is("type", "type")
	if m, ok := f.Moment("from"); ok {
		f.Where("sent_ms >= ?", int64(m))
	}
	if m, ok := f.Moment("to"); ok {
		f.Where("sent_ms < ?", int64(m))
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	now := int64(record.At(q.At))
	// A message that another took the place of in its time is neither on time nor late.
	rows, err := q.View.Query(ctx, `select line, priority, count(*), sum(case when acked_ms <> 0 and late = 0 then 1 else 0 end),
		sum(case when acked_ms <> 0 then late when corrected_ms <> 0 and corrected_ms <= due_ms then 0 when due_ms < ? then 1 else 0 end),
		sum(case when acked_ms = 0 and corrected_ms = 0 and due_ms >= ? then 1 else 0 end), sum(corrects), sum(again), sum(flagged)
		from line_count where `+f.SQL()+" group by line, priority", append([]any{now, now}, f.Args...)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Counters, error) {
		var c Counters
		err := read(&c.Line, &c.Priority, &c.Messages, &c.OnTime, &c.Late, &c.Waiting, &c.Corrections, &c.Again, &c.Flagged)
		c.share()
		return c, err
	})
	slices.SortFunc(list, func(a, b Counters) int {
		if a.Line != b.Line {
			if a.Line < b.Line {
				return -1
			}
			return 1
		}
		return slices.Index(priorities, a.Priority) - slices.Index(priorities, b.Priority)
	})
	out := CountersAnswer{At: record.At(q.At), Lines: list}
	for _, c := range list {
		out.Totals.add(c)
	}
	out.Totals.share()
	return out, err
}

// A Test is one line of the log of tests.
type Test struct {
	Entry   int64         `json:"entry"`
	Line    string        `json:"line"`
	At      record.Moment `json:"at"`     // when it was made, or was due
	Result  string        `json:"result"` // good, late, waiting, unanswered or missed
	Minutes *int64        `json:"minutes"`
}

func askTests(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("line", "line")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, line, sent_ms, due_ms, acked_ms, minutes, late from line_count where type = 'test' and "+f.SQL()+" order by entry desc limit ?", append(slices.Clone(f.Args), limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Test, error) {
		var t Test
		var sent, due, acked, minutes int64
		var late bool
		err := read(&t.Entry, &t.Line, &sent, &due, &acked, &minutes, &late)
		t.At = record.Moment(sent)
		switch {
		case acked != 0:
			t.Result, t.Minutes = "good", &minutes
			if late {
				t.Result = "late"
			}
		case record.Moment(due) >= record.At(q.At):
			t.Result = "waiting"
		default:
			t.Result = "unanswered"
		}
		return t, err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select entry, line, due_ms from line_missed where "+f.SQL()+" order by entry desc limit ?", append(slices.Clone(f.Args), limit)...)
	missed, err := view.Collect(rows, err, func(read view.Scan) (Test, error) {
		t := Test{Result: "missed"}
		var at int64
		err := read(&t.Entry, &t.Line, &at)
		t.At = record.Moment(at)
		return t, err
	})
	list = append(list, missed...)
	slices.SortFunc(list, func(a, b Test) int { return int(b.Entry - a.Entry) })
	return map[string]any{"tests": list[:min(len(list), int(limit))]}, err
}
