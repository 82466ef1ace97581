package inquiry

import (
	"fmt"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// What a side owes and has not done goes to the guarantors who answer for it: "act with your side", with a date. The program
// asks them when the side's deadline passes, reminds them, and in the end gives it to the chair. What the side does after all
// takes the item from their queues.

// What of the reminders holds where the agreement does not say.
const (
	usualReminders = 3
	mostReminders  = 30
)

// itemsOf are the items for guarantors that follow from a side's deadline which has passed; nobody says that a side that owes
// has no guarantor. An item is dated by the side's deadline. The guarantor's own time begins when it is asked: a server that
// was down takes nothing from it.
//
// Art. 12
func (q *question) itemsOf(c *clock) (items []record.Draft, nobody bool) {
	k, ok := q.cases[c.caseNo]
	if !ok {
		return nil, false
	}
	near, _ := generalised(q.terms, k.opened)
	for _, side := range q.owing(k, c) {
		guarantors := q.guarantorsOf(side)
		nobody = nobody || len(guarantors) == 0
		for _, g := range guarantors {
			f := GuarantorAsked{
				Case: k.no, Guarantor: g, Party: side, Title: title(q.terms, k.opened.Type, near, k.opened.Start),
				Reason: c.what, Of: c.item, Since: c.due,
			}
			f.Due, f.Remind, f.Reminders = q.reminders()
			f.Text = f.words()
			d := q.about(k.no, f, withMission(record.ToGuarantor(g)), c.item)
			d.Happened = c.due
			d.Refs = append(d.Refs, record.Local(0))
			items = append(items, d)
		}
	}
	return items, nobody
}

// owing are the sides that owe what a clock waited for.
func (q *question) owing(k *kase, c *clock) []string {
	switch c.what {
	case clockFormalAck:
		if n, ok := q.notices[c.item]; ok {
			return []string{n.side}
		}
	case clockComment:
		for side, w := range k.asked {
			if w.request == c.item { // a later draft asks anew
				return []string{side}
			}
		}
	case clockMeasure:
		if m, ok := q.measures[c.item]; ok {
			return m.to
		}
	}
	return nil
}

// reminders are the agreement's: until when a guarantor acts, and the minutes and number of the reminders after that.
func (q *question) reminders() (due record.Moment, every, most int64) {
	d := q.deadlines()
	if d.Guarantor <= 0 {
		d.Guarantor = guarantorWithin
	}
	if d.Remind <= 0 {
		d.Remind = remindEvery
	}
	if d.Reminders <= 0 {
		d.Reminders = usualReminders
	}
	return after(q.now, d.Guarantor), int64(d.Remind), min(d.Reminders, mostReminders)
}

// words writes the item. It says nothing that the guarantor's side has not been told.
func (f GuarantorAsked) words() string {
	owed := map[string]string{
		clockFormalAck: "%s has not formally acknowledged the notice of case %d. It was due on %s.",
		clockComment:   "%s has not commented on the draft finding of case %d. The time for it ended on %s.",
		clockMeasure:   "%s has not reported on a measure of case %d. It was due on %s.",
	}[f.Reason]
	return fmt.Sprintf(owed+" Act with it, and answer this item by %s.", f.Party, f.Case, stamp(f.Since), stamp(f.Due))
}

// step says how many reminders after the item's deadline should have come by now, and when the next is due: 0 when the
// chair takes it up, as for every item that an officer wrote.
func (f *GuarantorAsked) step(now record.Moment) (passed int64, next record.Moment) {
	if f == nil || f.Remind <= 0 {
		return 0, 0
	}
	every := record.Moment(f.Remind) * 60_000
	passed = min(int64(max(now-f.Due, 0)/every), f.Reminders)
	if passed >= f.Reminders {
		return passed, 0
	}
	return passed, f.Due + record.Moment(passed+1)*every
}

// remind reminds a guarantor once more, or gives the item to the chair. After a time in which the server was down it does so
// once, for the newest of what should have come.
func (q *question) remind(c *clock) ([]record.Draft, error) {
	item, ok := q.items[c.item]
	if !ok {
		return nil, desk.Refuse(desk.Conflict, "item %d is answered", c.item)
	}
	passed, next := item.step(q.now)
	f := Reminded{
		Case: item.Case, Item: c.item, Guarantor: item.Guarantor, Party: item.Party, Title: item.Title, Number: passed + 1,
		Due: item.Due + record.Moment(passed*item.Remind)*60_000, Next: next,
	}
	if next == 0 {
		f.Escalated = chair
	}
	d := q.about(item.Case, f, withMission(record.ToGuarantor(item.Guarantor)), c.item)
	d.Happened = f.Due
	return one(d), nil
}

// A settling is what a side did after all, or that it need not any more.
type settling struct {
	caseNo int64
	reason string // empty for all that the program asked
	of     int64  // the notice or the measure; 0 for any
	side   string
}

// settles says which items of guarantors an entry settles. State and View use the same.
func settles(e record.Entry) []settling {
	switch f := e.Fact.(type) {
	case *Acknowledged:
		if f.Level == "formal" {
			return []settling{{f.Case, clockFormalAck, f.Notice, f.Side}}
		}
	case *CommentRequested: // a new draft gives the side its time again
		return []settling{{f.Case, clockComment, 0, f.Side}}
	case *Commented:
		return []settling{{f.Case, clockComment, 0, f.Side}}
	case *MeasureReported:
		return []settling{{f.Case, clockMeasure, f.Measure, ""}}
	}
	if no := ring(e).stopAll; no != 0 {
		return []settling{{caseNo: no}}
	}
	return nil
}

func (s settling) takes(item *GuarantorAsked) bool {
	return item.Reason != "" && item.Case == s.caseNo && slices.Contains([]string{"", item.Reason}, s.reason) &&
		(s.of == 0 || s.of == item.Of) && (s.side == "" || s.side == item.Party)
}
