package aid

import (
	"context"
	"encoding/json"

	"truce.example/desk"
	"truce.example/desk/aid/conflict"
	"truce.example/desk/aid/taken"
	"truce.example/record"
	"truce.example/view"
)

// ConflictList is the answer to GET convoys/{convoy}/conflicts: the check over what its reader may see, made when it is asked; and
// the checks over everything that were recorded, for those who may read them.
type ConflictList struct {
	Convoy   int64         `json:"convoy"`
	At       record.Moment `json:"at"`
	Drawn    bool          `json:"drawn"`   // the plan draws a way; otherwise nothing can be compared
	Against  int64         `json:"against"` // how many plans, zones and windows its reader sees and that were compared
	Found    []Conflict    `json:"found"`
	Recorded []CheckMade   `json:"recorded"`
}

// A CheckMade is a check that was recorded.
type CheckMade struct {
	Entry int64         `json:"entry"`
	At    record.Moment `json:"at"`
	Checked
}

// aside is how far from the hours of a convoy an announcement may lie that is compared: more than all slack.
const aside = int64(3 * day)

// askConflicts compares a convoy with what the reader sees, and nothing else: a row that the reader may not read takes no part, so
// neither the answer, nor its size, nor the time that the comparison takes can depend on where or when it is.
func askConflicts(law Law) answer {
	return func(ctx context.Context, q desk.Question) (any, error) {
		answer, err := askConvoy(ctx, q)
		if err != nil {
			return nil, err
		}
		k := answer.(Convoy)
		out := ConflictList{Convoy: k.Convoy, At: record.At(q.At), Found: []Conflict{}}
		if out.Recorded, err = checksOf(ctx, q, "convoy = ? or entry in (select entry from aid_met where convoy = ?)", k.Convoy, k.Convoy); err != nil {
			return nil, err
		}
		legs := k.Plan.legs()
		if out.Drawn = len(legs) > 0; !out.Drawn {
			return out, nil
		}
		things, err := seen(ctx, q, k, conflict.Span{From: legs[0].From - aside, To: legs[len(legs)-1].To + aside})
		if err != nil {
			return nil, err
		}
		if law != nil {
			things = append(things, agreed(law(out.At, q.View.Entry()))...)
		}
		out.Against, out.Found = int64(len(things)), k.Plan.against(k.Convoy, things)
		for i := range out.Found {
			out.Found[i].Text = k.Plan.reason(out.Found[i])
		}
		return out, nil
	}
}

// seen is all that the reader sees planned about some time.
func seen(ctx context.Context, q desk.Question, k Convoy, when conflict.Span) ([]thing, error) {
	rows, err := q.View.Query(ctx, `select entry, root, doc from aid_announced a where over = 0 and from_ms <= ? and till_ms >= ?
		and not exists (select 1 from aid_announced n where n.root = a.root and n.entry > a.entry)`, when.To, when.From)
	out, err := view.Collect(rows, err, func(read view.Scan) (thing, error) {
		var entry, root int64
		var text string
		var p desk.Plan
		if err := read(&entry, &root, &text); err != nil {
			return thing{}, err
		}
		err := json.Unmarshal([]byte(text), &p)
		return announced(root, entry, p), err
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select doc from aid_convoy where entry <> ? and ended_ms = 0 and state <> 'closed' and departs_ms <= ? and departs_ms >= ?", k.Convoy, when.To, when.From-int64(maxJourney))
	convoys, err := view.Collect(rows, err, func(read view.Scan) (thing, error) {
		var text string
		var c Convoy
		if err := read(&text); err != nil {
			return thing{}, err
		}
		err := json.Unmarshal([]byte(text), &c)
		return convoyThing(c.Convoy, c.Plan), err
	})
	if err != nil {
		return nil, err
	}
	for _, c := range convoys {
		if len(c.Legs) > 0 {
			out = append(out, c)
		}
	}
	rows, err = q.View.Query(ctx, "select s.doc, p.doc from aid_site s join aid_place p on p.site = s.entry where s.kind = 'movement' and s.state = 'active'")
	moving, err := view.Collect(rows, err, func(read view.Scan) (thing, error) {
		var site, place string
		var s Site
		var p Placed
		if err := read(&site, &place); err != nil {
			return thing{}, err
		}
		if err := json.Unmarshal([]byte(site), &s); err != nil {
			return thing{}, err
		}
		err := json.Unmarshal([]byte(place), &p)
		return movementThing(s.Site, s.From, s.To, &p), err
	})
	if err != nil {
		return nil, err
	}
	shut, err := closuresNear(ctx, q, k)
	return append(append(out, moving...), shut...), err
}

// closuresNear are the closures about a way that the reader sees.
func closuresNear(ctx context.Context, q desk.Question, k Convoy) ([]thing, error) {
	const margin = 1_000_000 // 0.1 degree: more than any corridor, up to 60 degrees of latitude
	b, ok := convoyThing(k.Convoy, k.Plan).box()
	if !ok {
		return nil, nil
	}
	rows, err := q.View.Query(ctx, "select entry, part, doc from aid_closure where south <= ? and north >= ? and west <= ? and east >= ?",
		int64(b.North)+margin, int64(b.South)-margin, int64(b.East)+2*margin, int64(b.West)-2*margin)
	return view.Collect(rows, err, func(read view.Scan) (thing, error) {
		var entry int64
		var part int
		var text string
		var c taken.Closure
		if err := read(&entry, &part, &text); err != nil {
			return thing{}, err
		}
		err := json.Unmarshal([]byte(text), &c)
		return closureThing(entry, part, c), err
	})
}

func checksOf(ctx context.Context, q desk.Question, where string, args ...any) ([]CheckMade, error) {
	rows, err := q.View.Query(ctx, "select entry, at_ms, doc from aid_checked where "+where+" order by entry desc limit 1000", args...)
	list, err := view.Collect(rows, err, func(read view.Scan) (CheckMade, error) {
		var c CheckMade
		var at int64
		var text string
		if err := read(&c.Entry, &at, &text); err != nil {
			return c, err
		}
		c.At = record.Moment(at)
		return c, json.Unmarshal([]byte(text), &c.Checked)
	})
	if list == nil {
		list = []CheckMade{}
	}
	if err != nil {
		return list, err
	}
	plans := map[int64]*Plan{}
	for _, c := range list {
		for i := range c.Found {
			m := &c.Found[i]
			if _, ok := plans[m.Convoy]; !ok {
				f := desk.NewFilter(nil)
				f.Where("entry = ?", m.Convoy)
				convoys, err := listed[Convoy](ctx, q, "aid_convoy", "entry", f, 1)
				if err != nil {
					return nil, err
				}
				plans[m.Convoy] = nil
				if len(convoys) > 0 {
					plans[m.Convoy] = &convoys[0].Plan
				}
			}
			if p := plans[m.Convoy]; p != nil && p.Way != nil {
				m.Text = p.reason(m.Conflict)
			}
		}
	}
	return list, nil
}

// askChecks is every check that found something, for those who may read them.
func askChecks(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	limit := f.Page("entry")
	f.Where("found > 0")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	list, err := checksOf(ctx, q, f.SQL(), f.Args...)
	return map[string]any{"checks": list[:min(len(list), int(limit))]}, err
}
