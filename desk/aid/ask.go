package aid

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// listed reads documents of a table, newest first, as far as the reader may see them.
func listed[T any](ctx context.Context, q desk.Question, table, order string, f *desk.Filter, limit int64) ([]T, error) {
	rows, err := q.View.Query(ctx, "select doc from "+table+" where "+f.SQL()+" order by "+order+" desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (T, error) {
		var text string
		var out T
		if err := read(&text); err != nil {
			return out, err
		}
		return out, json.Unmarshal([]byte(text), &out)
	})
	if list == nil {
		list = []T{}
	}
	return list, err
}

func number(q desk.Question, name string) (int64, error) {
	n, err := strconv.ParseInt(q.Path(name), 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.NotFound, "%q is no number of an entry", short(q.Path(name)))
	}
	return n, nil
}

// ConvoyList is the answer to GET convoys.
type ConvoyList struct {
	Convoys []Convoy `json:"convoys"`
}

func askConvoys(ctx context.Context, q desk.Question) (any, error) {
	list, err := convoys(ctx, q)
	if err != nil {
		return nil, err
	}
	return ConvoyList{list}, nil
}

// convoys are those that a question asks for, and that its reader may see.
func convoys(ctx context.Context, q desk.Question) ([]Convoy, error) {
	f := desk.NewFilter(q.Params)
	f.Is("state", "state")
	f.Is("mode", "mode")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	return listed[Convoy](ctx, q, "aid_convoy", "entry", f, limit)
}

func askConvoy(ctx context.Context, q desk.Question) (any, error) {
	no, err := number(q, "convoy")
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("entry = ?", no)
	list, err := listed[Convoy](ctx, q, "aid_convoy", "entry", f, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, desk.Refuse(desk.NotFound, "there is no convoy with the number %d; look it up in the list of convoys", no)
	}
	return list[0], nil
}

// SiteList is the answer to GET sites. No row says where anything lies.
type SiteList struct {
	Sites []Site `json:"sites"`
}

func askSites(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("state", "state")
	f.Is("kind", "kind")
	f.Is("function", "function")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listed[Site](ctx, q, "aid_site", "entry", f, limit)
	return SiteList{list}, err
}

// A WholeSite is one notification, with the readings of its position as far as the reader may know them.
type WholeSite struct {
	Site
	Readings []Reading      `json:"readings"`
	Assessed []AssessedSite `json:"assessed"`
}

// A Reading says who took the position, when and why. The position itself stands in the entry alone.
type Reading struct {
	Entry   int64         `json:"entry"`
	At      record.Moment `json:"at"`
	Member  string        `json:"member"`
	Side    string        `json:"side,omitempty"`
	Version int64         `json:"version"`
	Reason  string        `json:"reason"`
}

// An AssessedSite is what an officer made of a match.
type AssessedSite struct {
	Entry int64         `json:"entry"`
	At    record.Moment `json:"at"`
	Assessed
}

func askSite(ctx context.Context, q desk.Question) (any, error) {
	no, err := number(q, "site")
	if err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("entry = ?", no)
	list, err := listed[Site](ctx, q, "aid_site", "entry", f, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, noSite(no)
	}
	out := WholeSite{Site: list[0]}
	rows, err := q.View.Query(ctx, "select entry, at_ms, doc from aid_given where site = ? order by entry desc limit ?", no, desk.MostPage)
	out.Readings, err = view.Collect(rows, err, func(read view.Scan) (Reading, error) {
		var r Reading
		var at int64
		var text string
		var f PositionGiven
		if err := read(&r.Entry, &at, &text); err != nil {
			return r, err
		}
		err := json.Unmarshal([]byte(text), &f)
		r.At, r.Member, r.Side, r.Version, r.Reason = record.Moment(at), f.Member, f.Side, f.Version, f.Reason
		return r, err
	})
	if err != nil {
		return nil, err
	}
	if out.Readings == nil {
		out.Readings = []Reading{}
	}
	out.Assessed, err = assessedOf(ctx, q, "site = ?", no)
	return out, err
}

func assessedOf(ctx context.Context, q desk.Question, where string, args ...any) ([]AssessedSite, error) {
	rows, err := q.View.Query(ctx, "select entry, at_ms, doc from aid_assessed where "+where+" order by entry desc limit 1000", args...)
	list, err := view.Collect(rows, err, func(read view.Scan) (AssessedSite, error) {
		var a AssessedSite
		var at int64
		var text string
		if err := read(&a.Entry, &at, &text); err != nil {
			return a, err
		}
		a.At = record.Moment(at)
		return a, json.Unmarshal([]byte(text), &a.Assessed)
	})
	if list == nil {
		list = []AssessedSite{}
	}
	return list, err
}

// askNotifications is what recipients were told last, as far as the reader may know.
func askNotifications(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("side", "side")
	f.Is("outcome", "outcome")
	f.Where("ended is null")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listed[Sent](ctx, q, "aid_sent", "entry", f, limit)
	return map[string]any{"notifications": list}, err
}

// A Given is a position that was given, with what it is.
type Given struct {
	Entry int64         `json:"entry"`
	At    record.Moment `json:"at"`
	PositionGiven
}

// askPosition is one position that the reader took: asked for by the entry that gave it. There is no list of them.
func askPosition(ctx context.Context, q desk.Question) (any, error) {
	no, err := number(q, "entry")
	if err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, at_ms, doc from aid_given where entry = ?", no)
	list, err := view.Collect(rows, err, func(read view.Scan) (Given, error) {
		var g Given
		var at int64
		var text string
		if err := read(&g.Entry, &at, &text); err != nil {
			return g, err
		}
		g.At = record.Moment(at)
		return g, json.Unmarshal([]byte(text), &g.PositionGiven)
	})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, desk.Refuse(desk.NotFound, "entry %d gave you no position; take it, with a reason", no)
	}
	return list[0], nil
}

// A Found is a comparison that found something, with what became of it.
type Found struct {
	Entry int64         `json:"entry"`
	At    record.Moment `json:"at"`
	Late  bool          `json:"late"` // nobody has assessed it, and the time is over
	Compared
	Queries  []Asked        `json:"queries"`
	Assessed []AssessedSite `json:"assessed"`
}

// An Asked is a query to a recipient and its answer.
type Asked struct {
	Entry    int64         `json:"entry"`
	At       record.Moment `json:"at"`
	Answered int64         `json:"answered,omitempty"`
	Answer   string        `json:"answer,omitempty"`
	Late     bool          `json:"late"`
	Queried
}

// StrikeList is the answer to GET strikes.
type StrikeList struct {
	Strikes []Found `json:"strikes"`
}

func askStrikes(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	limit := f.Page("entry")
	if n, ok := f.Entry("report"); ok {
		f.Where("report = ?", n)
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, at_ms, doc from aid_found where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Found, error) {
		var one Found
		var at int64
		var text string
		if err := read(&one.Entry, &at, &text); err != nil {
			return one, err
		}
		one.At = record.Moment(at)
		return one, json.Unmarshal([]byte(text), &one.Compared)
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		one := &list[i]
		if one.Queries, err = queriesOf(ctx, q, "compared = ?", one.Entry); err != nil {
			return nil, err
		}
		if one.Assessed, err = assessedOf(ctx, q, "compared = ?", one.Entry); err != nil {
			return nil, err
		}
		one.Late = len(one.Assessed) == 0 && one.QueryDue < record.At(q.At)
	}
	if list == nil {
		list = []Found{}
	}
	return StrikeList{list}, nil
}

func queriesOf(ctx context.Context, q desk.Question, where string, args ...any) ([]Asked, error) {
	rows, err := q.View.Query(ctx, "select entry, at_ms, answered, answer, doc from aid_query where "+where+" order by entry desc limit 1000", args...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Asked, error) {
		var a Asked
		var at int64
		var answered *int64
		var text string
		if err := read(&a.Entry, &at, &answered, &a.Answer, &text); err != nil {
			return a, err
		}
		a.At = record.Moment(at)
		if answered != nil {
			a.Answered = *answered
		}
		err := json.Unmarshal([]byte(text), &a.Queried)
		a.Late = a.Answered == 0 && a.Due < record.At(q.At)
		return a, err
	})
	if list == nil {
		list = []Asked{}
	}
	return list, err
}

// askQueries is what recipients were asked, as far as the reader may know: a recipient reads its own.
func askQueries(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := queriesOf(ctx, q, "1 = 1")
	return map[string]any{"queries": list}, err
}

// A Clock says who owes what until when.
type Clock struct {
	Entry   int64         `json:"entry"`
	What    string        `json:"what"`
	Item    int64         `json:"item"`
	Side    string        `json:"side,omitempty"`
	Due     record.Moment `json:"due"`
	OwedBy  string        `json:"owed_by"`
	Waiting string        `json:"waiting"`
	Late    bool          `json:"late"`
}

func askClocks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("what", "what")
	f.Where("ended is null")
	limit := f.Limit()
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := clocksOf(ctx, q, f, "due_ms, entry, side", limit)
	return map[string]any{"at": record.At(q.At), "clocks": list}, err
}

func clocksOf(ctx context.Context, q desk.Question, f *desk.Filter, order string, limit int64) ([]Clock, error) {
	rows, err := q.View.Query(ctx, "select entry, what, item, side, due_ms, owed_by, waiting from aid_clock where "+f.SQL()+" order by "+order+" limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (Clock, error) {
		var c Clock
		var due int64
		err := read(&c.Entry, &c.What, &c.Item, &c.Side, &due, &c.OwedBy, &c.Waiting)
		c.Due = record.Moment(due)
		c.Late = c.Due < record.At(q.At)
		return c, err
	})
	if list == nil {
		list = []Clock{}
	}
	return list, err
}

// A Gate is a crossing with its authority.
type Gate struct {
	Entry    int64         `json:"entry"`
	Crossing string        `json:"crossing"`
	By       string        `json:"by"`
	Until    record.Moment `json:"until"`
	Days     int64         `json:"days"` // whole days left; below zero: it has ended
}

func askCrossings(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, crossing, by_decision, until_ms from aid_crossing where ended is null order by crossing")
	list, err := view.Collect(rows, err, func(read view.Scan) (Gate, error) {
		var g Gate
		var until int64
		err := read(&g.Entry, &g.Crossing, &g.By, &until)
		g.Until = record.Moment(until)
		left := g.Until - record.At(q.At)
		if g.Days = int64(left / day); left < 0 {
			g.Days--
		}
		return g, err
	})
	if list == nil {
		list = []Gate{}
	}
	return map[string]any{"crossings": list}, err
}

// maxDates is how many dates of one sort are given.
const maxDates = 2001

// dates are the deadlines that the reader sees.
func dates(ctx context.Context, q desk.Question, from, to record.Moment) ([]desk.Date, error) {
	rows, err := q.View.Query(ctx, "select entry, what, item, side, due_ms, ended, lapsed from aid_clock where due_ms >= ? and due_ms < ? order by due_ms, entry limit ?", int64(from), int64(to), maxDates)
	return view.Collect(rows, err, func(read view.Scan) (desk.Date, error) {
		var d desk.Date
		var what, side string
		var item, due int64
		var ended, lapsed *int64
		err := read(&d.Entry, &what, &item, &side, &due, &ended, &lapsed)
		d.Start = record.Moment(due)
		d.ID, d.Category = fmt.Sprintf("aid/clock/%s/%d/%s/%d", what, item, side, d.Entry), "deadline"
		d.Title = "Due: " + whats[what]
		if side != "" {
			d.Title += ", " + side
		}
		if ended != nil && lapsed == nil {
			d.Cancelled, d.Changed = true, 1
		}
		return d, err
	})
}

var whats = map[string]string{
	clockAck: "acknowledgement of a notification", clockConfirm: "confirmation of a notification", clockAnswer: "answer on a convoy",
	clockAuthority: "authority of a crossing", clockQuery: "a comparison is looked at",
	clockOverdue: "a convoy reaches its next checkpoint", clockSilent: "a convoy sends a position",
}

// An answer is read from the view.
type answer = func(ctx context.Context, q desk.Question) (any, error)

// askPublished is what everybody may know of strikes at notified places: numbers, 30 days later.
func askPublished(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := listed[StrikesPublished](ctx, q, "aid_published", "entry", f, limit)
	return map[string]any{"published": list}, err
}
