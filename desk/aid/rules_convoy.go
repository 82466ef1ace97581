package aid

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Bounds of a plan.
const (
	maxTrucks   = 1_000
	maxPeople   = 10_000_000
	maxQuantity = 1_000_000_000
)

// kase finds a convoy for who may know of it: the mission, and the sides that clear it.
func (q *question) kase(no int64) (*Convoy, error) {
	k, ok := q.convoys[no]
	if !ok || !q.who.Sees(ofConvoy(k.Cells)) {
		return nil, desk.Refuse(desk.NotFound, "there is no convoy with the number %d; look it up in the list of convoys", no)
	}
	return k, nil
}

// inState refuses a step that does not come next.
func inState(k *Convoy, what string, states ...string) error {
	if slices.Contains(states, k.State) {
		return nil
	}
	return desk.Refuse(desk.Conflict, "convoy %s is %s; %s is possible when it is %s", k.Plan.Name, words(k.State), what, words(strings.Join(states, " or ")))
}

// about is a fact of a convoy.
func (q *question) about(k *Convoy, f any) []record.Draft {
	return one(q.fact(f, ofConvoy(k.Cells), k.Convoy))
}

var (
	monthForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)
	codeForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,63}$`)
	pcodeForm = regexp.MustCompile(`^[A-Z]{2,3}[0-9]{0,12}$`)
)

// plan records form F12. Nobody outside the mission reads it until it is requested.
func (q *question) plan(c MakePlan) ([]record.Draft, error) {
	p := &c.Plan
	q.Line("plan.name", p.Name)
	if !monthForm.MatchString(p.Month) {
		q.Say("plan.month", "month is %q; write year and month: 2017-08", short(p.Month))
	}
	q.code("plan.mode", p.Mode, modes)
	q.code("plan.access", p.Access, accesses)
	q.Line("plan.hub", p.Hub)
	q.Line("plan.to", p.To)
	q.Line("plan.security_contact", p.Contact)
	q.Text("plan.justification", p.Justification)
	q.Words("plan.escort", p.Escort, desk.LongestLine)
	if p.PCode != "" && !pcodeForm.MatchString(p.PCode) {
		q.Say("plan.pcode", "pcode is %q; it begins with the letters of the country, as in SY12", short(p.PCode))
	}
	q.between("plan.trucks", p.Trucks, 1, maxTrucks)
	q.between("plan.people", p.People, 0, maxPeople)
	if !p.Departs.Known() || p.Arrives < p.Departs {
		q.Say("plan.arrives", "departs and arrives are required, and it arrives after it departs")
	}
	q.atMost("plan.partners", len(p.Partners))
	q.atMost("plan.route", len(p.Route))
	q.way(p)
	q.items("plan.items", p.Items)
	if p.Mode == crossBorder && p.Crossing == "" {
		q.Say("plan.crossing", "a convoy across a border needs its crossing; use an id of the agreement")
	}
	if p.Crossing != "" {
		q.crossingOf("plan.crossing", p.Crossing)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.fact(Planned{c.Plan}, record.Mission)), nil
}

func (q *question) between(field string, n, least, most int64) {
	if n < least || n > most {
		q.Say(field, "%s is %d; it goes from %d to %d", field, n, least, most)
	}
}

func (q *question) items(field string, items []Item) {
	if len(items) == 0 {
		q.Say(field, "%s is required: what is brought, in which unit, how much", field)
	}
	q.atMost(field, len(items))
	seen := map[string]bool{}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", field, i)
		if !codeForm.MatchString(item.Code) || seen[item.Code] {
			q.Say(at+".code", "the code %q is used twice, or is none; write small letters and digits, each once: health_kit", short(item.Code))
		}
		seen[item.Code] = true
		q.Line(at+".name", item.Name)
		q.Line(at+".unit", item.Unit)
		q.between(at+".planned", item.Planned, 1, maxQuantity)
	}
}

func (q *question) crossingOf(field, id string) {
	if q.terms != nil && !slices.ContainsFunc(q.terms.Agreement().Crossings, func(x agreement.Crossing) bool { return x.ID == id }) {
		q.Say(field, "%q is no crossing of the agreement; look it up there", short(id))
	}
}

// request puts a convoy to each side that the agreement names. Where it names none there is nobody to ask.
func (q *question) request(c Request) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "a request", planned); err != nil {
		return nil, err
	}
	sides := q.rules().Clearance
	if len(sides) == 0 {
		return nil, desk.Refuse(desk.Conflict, "the agreement creates no clearance: notify the movement to its recipients, load, and go")
	}
	due := record.Moment(q.terms.Agreement().WorkingDaysAfter(agreement.Instant(q.now), q.rules().AnswerDays))
	f := Requested{Convoy: k.Convoy, Plan: k.Plan}
	for _, side := range sides {
		f.Cells = append(f.Cells, Cell{Side: side, Kind: q.kindOf(side), Due: due})
	}
	return one(q.fact(f, ofConvoy(f.Cells), k.Convoy)), nil
}

// answer is a side's own answer. A refusal has its reason in writing.
func (q *question) answer(c Answer) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	cell := k.cell(q.who.Party)
	if cell == nil || q.who.Kind != cell.Kind {
		return nil, desk.Refuse(desk.NotAllowed, "convoy %s was not put to you; the sides that clear it answer", k.Plan.Name)
	}
	if !k.onPaper() {
		return nil, desk.Refuse(desk.Conflict, "convoy %s is %s; an answer comes before it is loaded", k.Plan.Name, words(k.State))
	}
	q.code("answer", c.Answer, answers)
	q.Words("text", c.Text, desk.LongestText)
	q.atMost("conditions", len(c.Conditions))
	for i, one := range c.Conditions {
		q.Text(fmt.Sprintf("conditions[%d]", i), one)
	}
	if c.Answer == answerConditions && len(c.Conditions) == 0 {
		q.Say("conditions", "conditions are required: write each in a sentence")
	}
	if c.Answer != answerConditions && len(c.Conditions) > 0 {
		q.Say("conditions", "conditions go with approve_with_conditions; leave them out")
	}
	if c.Answer == answerRefuse {
		q.code("reason", c.Reason, reasons)
		q.Text("text", c.Text)
	} else if c.Reason != "" {
		q.Say("reason", "a reason goes with refuse; leave it out")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if cell.Answer == c.Answer && cell.Reason == c.Reason && slices.Equal(cell.Conditions, c.Conditions) && cell.Text == c.Text {
		return nil, desk.Refuse(desk.Conflict, "this is your answer already; nothing more is needed")
	}
	f := Answered{
		Convoy: k.Convoy, Side: cell.Side, Answer: c.Answer, Conditions: c.Conditions, Reason: c.Reason, Text: c.Text,
		Minutes: int64(q.now-k.Asked) / 60_000, Late: q.now > cell.Due,
	}
	return q.about(k, f), nil
}

// step records what was asked beside the answers, and what came of it.
func (q *question) step(c Step) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if k.State == planned || !k.onPaper() {
		return nil, inState(k, "a step", requested, refused, noReply, letters, committee, approved)
	}
	q.code("step", c.Step, steps)
	q.code("outcome", c.Outcome, stepOutcomes)
	q.Line("actor", c.Actor)
	q.Words("text", c.Text, desk.LongestText)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Stepped{Convoy: k.Convoy, Step: c.Step, Actor: c.Actor, Outcome: c.Outcome, Text: c.Text}), nil
}

// mayLoad: a convoy is loaded when each side that clears it has approved; without clearance, when it is planned.
func (q *question) mayLoad(k *Convoy) error {
	if len(k.Cells) == 0 && len(q.rules().Clearance) == 0 {
		return inState(k, "loading", planned, loading)
	}
	return inState(k, "loading", approved, loading)
}

// load is form F13.
func (q *question) load(c Load) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := q.mayLoad(k); err != nil {
		return nil, err
	}
	q.Line("checker", c.Checker)
	q.Words("witness", c.Witness, desk.LongestLine)
	q.Words("deviations", c.Deviations, desk.LongestText)
	if len(c.Trucks) == 0 {
		q.Say("trucks", "trucks is required: what is on each, under which seals")
	}
	q.atMost("trucks", len(c.Trucks))
	total, seals := map[string]int64{}, map[string]bool{}
	for i, t := range c.Trucks {
		at := fmt.Sprintf("trucks[%d]", i)
		q.Line(at+".truck", t.Truck)
		if c.Verified && len(t.Seals) == 0 {
			q.Say(at+".seals", "a truck that is verified is sealed; give the numbers of its seals")
		}
		for _, s := range t.Seals {
			q.Line(at+".seals", s)
			if seals[s] {
				q.Say(at+".seals", "the seal %s is on two trucks; look again", short(s))
			}
			seals[s] = true
		}
		for j, n := range t.Items {
			q.quantity(fmt.Sprintf("%s.items[%d]", at, j), k, n.Code, n.Quantity)
			total[n.Code] += n.Quantity
		}
	}
	for _, i := range k.Items {
		if i.Loaded+total[i.Code] > i.Planned && c.Deviations == "" {
			q.Say("deviations", "more of %s is loaded than was planned; say why in deviations", i.Code)
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Loaded{Convoy: k.Convoy, Trucks: c.Trucks, Checker: c.Checker, Witness: c.Witness, Deviations: c.Deviations, Verified: c.Verified}), nil
}

func (q *question) quantity(field string, k *Convoy, code string, n int64) {
	if k.item(code) == nil {
		q.Say(field+".code", "%q is on no list of convoy %s; use a code of its plan", short(code), k.Plan.Name)
	}
	q.between(field+".quantity", n, 1, maxQuantity)
}

// dispatch lets a convoy leave, across a border only while the crossing's authority holds.
func (q *question) dispatch(c Dispatch) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "departure", verified); err != nil {
		return nil, err
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.Words("escort", c.Escort, desk.LongestLine)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if k.Plan.Mode == crossBorder {
		a, ok := q.crossing[k.Plan.Crossing]
		if !ok || a.Until <= c.At {
			return nil, desk.Refuse(desk.Conflict, "no authority for %s holds at %s; record the decision that allows it before the convoy leaves", k.Plan.Crossing, stamp(c.At))
		}
	}
	out := q.about(k, Dispatched{Convoy: k.Convoy, At: c.At, Escort: c.Escort})
	if w := k.Plan.Way; w != nil {
		f := Followed{Convoy: k.Convoy, Owner: q.planner[k.Convoy], Silent: c.At + orUsual(w.SilentMin, usualSilent)}
		f.Overdue, _ = k.Plan.nextDue(c.At, nil, 0)
		out = append(out, q.fact(f, ofTrack(f.Owner), k.Convoy))
	}
	return out, nil
}

// onTheWay are the states in which something can happen to a convoy.
var onTheWay = []string{dispatched, atPost, crossed}

// checkpoint is form F14. No more is removed than there is.
func (q *question) checkpoint(c Checkpoint) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "a checkpoint", onTheWay...); err != nil {
		return nil, err
	}
	q.Line("place", c.Place)
	q.Line("holder", c.Holder)
	q.code("outcome", c.Outcome, postOutcomes)
	q.code("seals", c.Seals, []string{"intact", "broken", "unknown"})
	q.Words("officer_role", c.Officer, desk.LongestLine)
	q.Words("demands", c.Demands, desk.LongestText)
	q.Words("text", c.Text, desk.LongestText)
	q.between("persons_detained", c.Held, 0, 10_000)
	if !c.Arrived.Known() || c.Left.Known() && c.Left < c.Arrived {
		q.Say("arrived", "arrived is required, and is before left")
	}
	q.past("arrived", c.Arrived)
	q.past("left", c.Left)
	q.atMost("removed", len(c.Removed))
	gone := map[string]int64{}
	for i, r := range c.Removed {
		at := fmt.Sprintf("removed[%d]", i)
		q.quantity(at, k, r.Code, r.Quantity)
		q.Line(at+".by", r.By)
		q.code(at+".reason", r.Reason, removals)
		q.Words(at+".quote", r.Quote, desk.LongestText)
		gone[r.Code] += r.Quantity
		if item := k.item(r.Code); item != nil && gone[r.Code] > item.Loaded-item.Removed {
			q.Say(at+".quantity", "%d of %s are removed, and only %d are on the trucks; count again", gone[r.Code], r.Code, item.Loaded-item.Removed)
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Checkpointed{
		Convoy: k.Convoy, Place: c.Place, Holder: c.Holder, Arrived: c.Arrived, Left: c.Left, Officer: c.Officer, Removed: c.Removed, Seals: c.Seals,
		Held: c.Held, Demands: c.Demands, Outcome: c.Outcome, Text: c.Text,
	}), nil
}

// cross records that the convoy passed a line or a border.
func (q *question) cross(c Cross) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "crossing", onTheWay...); err != nil {
		return nil, err
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.Line("crossing", c.Crossing)
	q.crossingOf("crossing", c.Crossing)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Crossed{Convoy: k.Convoy, Crossing: c.Crossing, At: c.At}), nil
}

// deliver is form F15: how it came out. What was delivered and lost is never more than what was left.
func (q *question) deliver(c Deliver) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "the end of the way", onTheWay...); err != nil {
		return nil, err
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	q.code("outcome", c.Outcome, endings)
	q.between("reached", c.Reached, 0, maxPeople)
	if c.Outcome == delivered || c.Outcome == partial {
		q.Line("receiver", c.Receiver)
	} else {
		q.Words("receiver", c.Receiver, desk.LongestLine)
		q.Text("text", c.Text)
	}
	if c.Outcome == returned && c.Reached > 0 {
		q.Say("reached", "a convoy that returned reached nobody; use partial if it did")
	}
	q.Words("complaints", c.Complaints, desk.LongestText)
	q.Words("text", c.Text, desk.LongestText)
	q.atMost("items", len(c.Items))
	seen := map[string]bool{}
	for i, r := range c.Items {
		at := fmt.Sprintf("items[%d]", i)
		item := k.item(r.Code)
		switch {
		case item == nil || seen[r.Code]:
			q.Say(at+".code", "%q is on no list of convoy %s, or is named twice", short(r.Code), k.Plan.Name)
		case r.Delivered < 0 || r.Lost < 0 || r.Delivered > maxQuantity || r.Lost > maxQuantity || r.Delivered+r.Lost > item.Loaded-item.Removed:
			q.Say(at+".delivered", "%d delivered and %d lost of %s are more than the %d that were on the trucks; count again", r.Delivered, r.Lost, r.Code, item.Loaded-item.Removed)
		}
		seen[r.Code] = true
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Delivered{
		Convoy: k.Convoy, Outcome: c.Outcome, At: c.At, Receiver: c.Receiver, Reached: c.Reached, Items: c.Items, Complaints: c.Complaints, Text: c.Text,
	}), nil
}

// monitor records what was found afterwards.
func (q *question) monitor(c Monitor) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if err := inState(k, "monitoring", delivered, partial, attacked, looted, monitored); err != nil {
		return nil, err
	}
	q.code("diversion", c.Diversion, []string{"none", "suspected", "found"})
	q.Text("text", c.Text)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Monitored{Convoy: k.Convoy, Diversion: c.Diversion, Text: c.Text}), nil
}

// close ends a convoy that has come out, or that never left.
func (q *question) close(c Close) ([]record.Draft, error) {
	k, err := q.kase(c.Convoy)
	if err != nil {
		return nil, err
	}
	if k.State == closed || slices.Contains(onTheWay, k.State) {
		return nil, desk.Refuse(desk.Conflict, "convoy %s is %s; say first how it came out", k.Plan.Name, words(k.State))
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return q.about(k, Closed{Convoy: k.Convoy, Reason: c.Reason}), nil
}

// authorise records until when a crossing may be used.
func (q *question) authorise(c Authorise) ([]record.Draft, error) {
	q.Line("crossing", c.Crossing)
	q.crossingOf("crossing", c.Crossing)
	q.Line("by", c.By)
	q.future("until", c.Until)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.fact(Authorised{Crossing: c.Crossing, By: c.By, Until: c.Until}, record.Parties)), nil
}
