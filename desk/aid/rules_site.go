package aid

import (
	"fmt"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Bounds of what can be notified.
const (
	maxFootprintM = 20_000
	maxRoute      = 500
)

// noSite is what everybody hears who may not know of a notification, whether it is there or not.
func noSite(no int64) error {
	return desk.Refuse(desk.NotFound, "there is no notification %d that you may see; look it up in your list", no)
}

// notify records a place, a movement or a work, and tells its recipients. It asks nobody's permission.
func (q *question) notify(c Notify) ([]record.Draft, error) {
	owner, number := q.me(), int64(1)
	if c.Site != 0 {
		at, ok := q.sites[c.Site]
		if !ok || !q.owns(at) {
			return nil, noSite(c.Site)
		}
		if at.State == siteWithdrawn {
			return nil, desk.Refuse(desk.Conflict, "notification %d is withdrawn; notify anew", c.Site)
		}
		owner, number = at.Owner, at.Version+1
	}
	q.checkWhat(&c)
	q.checkWhere(&c)
	q.checkWhen(&c)
	shares := q.checkShares(c.Share)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := Notified{
		Site: c.Site, Version: number, Owner: owner, Kind: c.Kind, Reference: c.Reference, Org: c.Org, Function: c.Function, Area: c.Area, PCode: c.PCode,
		Staff: c.Staff, From: c.From, To: c.To, Emergency: c.Emergency, Consent: *c.Consent, Share: shares, Confirm: after(q.now, q.rules().Reconfirm),
	}
	p := Placed{
		Version: number, Owner: owner, Name: c.Name, Place: *c.Place, Route: c.Route, FootprintM: c.Footprint, Precision: c.Precision, MeasuredBy: c.Measured,
		Vehicles: c.Vehicles, Contact: c.Contact,
	}
	out := []record.Draft{q.fact(f, ofSite(owner)), {Fact: p, Audience: ofOwner(owner), Happened: q.now, Refs: []record.Ref{record.Local(0)}}}
	if c.Site != 0 {
		out[0].Refs = []record.Ref{record.To(c.Site)}
	}
	return out, nil
}

// transmit tells the recipients of a version, and those of the version before who are no longer among them. The program does
// it as soon as the version has its number.
func (q *question) transmit(c Transmit) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program tells the recipients by itself")
	}
	f, ok := q.unsent[c.Notified]
	if !ok {
		return nil, desk.Refuse(desk.Conflict, "version %d was told already", c.Notified)
	}
	no := f.Site
	if no == 0 {
		no = c.Notified
	}
	out := q.dropped(no, f.Share)
	change := changeNotified
	if f.Version > 1 {
		change = changeAmended
	}
	for _, s := range f.Share {
		t := q.transmission(*f, s, change)
		t.Site = no
		t.Text = t.say()
		out = append(out, q.fact(t, ofRecipient(f.Owner, s.Kind, s.Side), c.Notified))
	}
	return out, nil
}

// dropped tells recipients of the version before that they are no longer among them.
func (q *question) dropped(no int64, now []Share) []record.Draft {
	var out []record.Draft
	for _, t := range q.sites[no].Told {
		still := false
		for _, s := range now {
			still = still || s.Side == t.Side
		}
		if !still && t.Change != changeWithdrawn && t.Change != changeLapsed {
			out = append(out, q.endFor(q.sites[no], t, changeWithdrawn))
		}
	}
	return out
}

func (q *question) transmission(f Notified, s Share, change string) Transmitted {
	t := Transmitted{
		Site: f.Site, Version: f.Version, Change: change, Owner: f.Owner, Side: s.Side, SideKind: s.Kind, Scope: s.Scope, Kind: f.Kind, Function: f.Function,
		From: f.From, To: f.To, AckDue: after(q.now, q.rules().Ack),
	}
	if s.Scope != scopeExistence {
		t.Area = f.Area
	}
	return t
}

// say writes what the recipient reads. It holds no position.
func (t Transmitted) say() string {
	var b strings.Builder
	where := ""
	if t.Area != "" {
		where = " in " + t.Area
	}
	switch t.Change {
	case changeWithdrawn:
		fmt.Fprintf(&b, "The notification of a %s (%s)%s was withdrawn. That it is on no list takes no protection from it.", words(t.Kind), words(t.Function), where)
		return b.String()
	case changeLapsed:
		fmt.Fprintf(&b, "The notification of a %s (%s)%s was not confirmed again and has lapsed. That it is on no list takes no protection from it.", words(t.Kind), words(t.Function), where)
		return b.String()
	}
	fmt.Fprintf(&b, "You are informed of a %s (%s)%s, version %d, from %s", words(t.Kind), words(t.Function), where, t.Version, stamp(t.From))
	if t.To.Known() {
		fmt.Fprintf(&b, " to %s", stamp(t.To))
	}
	fmt.Fprintf(&b, ". No permission is asked. Acknowledge by %s.", stamp(t.AckDue))
	if t.Scope == scopeExact {
		b.WriteString(" The position can be taken by a member, with a reason; the owner reads who did.")
	}
	return b.String()
}

func (q *question) owns(at *site) bool {
	if at.Owner.Side != "" {
		return q.who.Party == at.Owner.Side
	}
	return q.who.Kind == "mission" && (q.who.Member == at.Owner.Member || q.who.Has("humanitarian_desk"))
}

func (q *question) checkWhat(c *Notify) {
	q.code("kind", c.Kind, siteKinds)
	q.code("function", c.Function, functions)
	q.code("staff", c.Staff, staffBands)
	q.Line("org", c.Org)
	q.Line("name", c.Name)
	q.Line("area", c.Area)
	q.Line("contact_24h", c.Contact)
	q.Words("reference", c.Reference, desk.LongestLine)
	q.Words("pcode", c.PCode, desk.LongestLine)
	switch {
	case c.Consent == nil:
		q.Say("consent", "consent is required: who agreed that the place is notified, and when")
	default:
		q.Line("consent.by", c.Consent.By)
		q.Words("consent.text", c.Consent.Text, desk.LongestText)
		if !c.Consent.At.Known() {
			q.Say("consent.at", "consent.at is required: when it was given")
		}
		q.past("consent.at", c.Consent.At)
	}
	q.atMost("vehicles", len(c.Vehicles))
	for i, v := range c.Vehicles {
		q.Line(fmt.Sprintf("vehicles[%d].type", i), v.Type)
	}
}

func (q *question) checkWhere(c *Notify) {
	q.code("precision", c.Precision, precisions)
	q.Line("measured_by", c.Measured)
	if c.Place == nil {
		q.Say("place", "place is required; give latitude and longitude in WGS 84")
	} else if c.Place.Lat == 0 && c.Place.Lon == 0 {
		q.Say("place", "0, 0 lies in the sea; give the place")
	}
	if c.Footprint < 10 || c.Footprint > maxFootprintM {
		q.Say("footprint_m", "footprint_m is %d; give the radius in metres, from 10 to %d", c.Footprint, maxFootprintM)
	}
	if c.Kind != kindMovement && len(c.Route) > 0 {
		q.Say("route", "a route goes with a movement; leave it out")
	}
	if c.Kind == kindMovement && len(c.Route) < 2 {
		q.Say("route", "a movement needs its route: at least two points")
	}
	if len(c.Route) > maxRoute {
		q.Say("route", "route has %d points, more than %d; draw it simpler", len(c.Route), maxRoute)
	}
	if len(c.Route) >= 2 && len(c.Route) <= maxRoute {
		if _, err := geo.NewLine(c.Route); err != nil {
			q.Say("route", "%v", err)
		}
	}
}

// checkWhen holds a movement to the lead time of the agreement. A place is known at once.
func (q *question) checkWhen(c *Notify) {
	if !c.From.Known() {
		c.From = q.now
	}
	if c.To.Known() && c.To <= c.From {
		q.Say("to", "to (%s) is not after from (%s); exchange them", c.To, c.From)
	}
	if c.Kind != kindMovement {
		return
	}
	if !c.To.Known() {
		q.Say("to", "to is required of a movement: when it has ended")
	}
	lead, word := q.rules().Lead, "the agreement asks for %s before it begins; set emergency if it cannot wait"
	if c.Emergency {
		lead, word = q.rules().Emergency, "in an emergency the agreement asks for %s before it begins; choose a later hour"
	}
	if earliest := after(q.now, lead); c.From+clockSkew < earliest {
		q.Say("from", word, lead)
	}
}

func (q *question) checkShares(list []ShareWith) []Share {
	if len(list) == 0 {
		q.Say("share", "share is required: name each recipient, and exact, area or existence")
	}
	q.atMost("share", len(list))
	var out []Share
	seen := map[string]bool{}
	for i, s := range list {
		field := fmt.Sprintf("share[%d]", i)
		q.side(field+".side", s.Side)
		q.code(field+".scope", s.Scope, scopes)
		if seen[s.Side] {
			q.Say(field+".side", "%s is named twice; leave one out", short(s.Side))
		}
		seen[s.Side] = true
		out = append(out, Share{Side: s.Side, Kind: q.kindOf(s.Side), Scope: s.Scope})
	}
	return out
}

// toldOf finds what a recipient was told, for a member of it.
func (q *question) toldOf(no int64) (*site, *Sent, error) {
	at, ok := q.sites[no]
	if ok && q.who.Kind != "mission" {
		for i := range at.Told {
			if t := &at.Told[i]; t.Side == q.who.Party && t.Kind == q.who.Kind {
				return at, t, nil
			}
		}
	}
	return nil, nil, noSite(no)
}

// acknowledge is a recipient's word on what it was told last.
func (q *question) acknowledge(c Acknowledge) ([]record.Draft, error) {
	at, t, err := q.toldOf(c.Site)
	if err != nil {
		return nil, err
	}
	q.code("outcome", c.Outcome, ackCodes)
	if c.Outcome == outcomeRejected {
		q.Text("reason", c.Reason)
	} else {
		q.Words("reason", c.Reason, desk.LongestText)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if t.Change == changeWithdrawn || t.Change == changeLapsed {
		return nil, desk.Refuse(desk.Conflict, "notification %d has ended; there is nothing to acknowledge", c.Site)
	}
	if t.Outcome == outcomeAcknowledged || t.Outcome == outcomeRejected || t.Outcome == c.Outcome {
		return nil, desk.Refuse(desk.Conflict, "version %d of notification %d is answered already (%s); nothing more is needed", t.Version, c.Site, words(t.Outcome))
	}
	f := Acknowledged{Site: c.Site, Version: t.Version, Side: t.Side, Outcome: c.Outcome, Reason: c.Reason, Late: q.now > t.AckDue}
	return one(q.fact(f, ofRecipient(at.Owner, t.Kind, t.Side), t.Entry)), nil
}

// confirm is the owner's word that it is still there.
func (q *question) confirm(c Confirm) ([]record.Draft, error) {
	at, ok := q.sites[c.Site]
	if !ok || !q.owns(at) {
		return nil, noSite(c.Site)
	}
	if at.State != siteActive {
		return nil, desk.Refuse(desk.Conflict, "notification %d is %s; notify a new version", c.Site, words(at.State))
	}
	f := Confirmed{Site: c.Site, Version: at.Version, Confirm: after(q.now, q.rules().Reconfirm)}
	return one(q.fact(f, ofSite(at.Owner), at.notified)), nil
}

// withdraw takes a notification back and tells its recipients.
func (q *question) withdraw(c Withdraw) ([]record.Draft, error) {
	at, ok := q.sites[c.Site]
	if !ok || !q.owns(at) {
		return nil, noSite(c.Site)
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if at.State == siteWithdrawn {
		return nil, desk.Refuse(desk.Conflict, "notification %d is withdrawn already", c.Site)
	}
	out := one(q.fact(Withdrawn{Site: c.Site, Reason: c.Reason}, ofSite(at.Owner), at.notified))
	for _, t := range at.Told {
		if t.Change != changeWithdrawn && t.Change != changeLapsed {
			out = append(out, q.endFor(at, t, changeWithdrawn))
		}
	}
	return out, nil
}

// endFor tells one recipient that a notification ended.
func (q *question) endFor(at *site, t Sent, change string) record.Draft {
	f := Transmitted{
		Site: at.Site.Site, Version: t.Version, Change: change, Owner: at.Owner, Side: t.Side, SideKind: t.Kind, Scope: t.Scope, Kind: t.What, Function: t.Function,
		Area: t.Area, From: t.From, To: t.To,
	}
	f.Text = f.say()
	return q.fact(f, ofRecipient(at.Owner, t.Kind, t.Side), t.Entry)
}

// takePosition gives the exact position to one member, and the owner reads to whom and why.
func (q *question) takePosition(c TakePosition) ([]record.Draft, error) {
	at, ok := q.sites[c.Site]
	if !ok || !q.mayTake(at) || at.place == nil {
		return nil, noSite(c.Site)
	}
	q.Text("reason", c.Reason)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	if at.State != siteActive {
		return nil, desk.Refuse(desk.Conflict, "notification %d is %s; its position is given no more", c.Site, words(at.State))
	}
	p := at.place
	f := PositionGiven{
		Site: c.Site, Version: at.Version, Member: q.who.Member, Side: q.who.Party, Reason: c.Reason, Name: p.Name, Place: p.Place, Route: p.Route,
		FootprintM: p.FootprintM, Precision: p.Precision,
	}
	return one(q.fact(f, ofReader(at.Owner, q.who.Member), at.placed)), nil
}

// mayTake says who may take a position: its owner, the named roles, and recipients to whom the owner gave the exact place.
func (q *question) mayTake(at *site) bool {
	if q.who.Kind == "mission" {
		return q.who.Has("humanitarian_desk") || q.who.Has("chair") || q.who.Member == at.Owner.Member && at.Owner.Side == ""
	}
	if q.owns(at) {
		return true
	}
	_, t, err := q.toldOf(at.Site.Site)
	return err == nil && t.Scope == scopeExact && t.Change != changeWithdrawn && t.Change != changeLapsed
}

// lapse records that a deadline passed, with the deadline's own time however late the program comes to it.
func (q *question) lapse(c Lapse) ([]record.Draft, error) {
	if !q.isProgram() {
		return nil, desk.Refuse(desk.NotAllowed, "the program keeps the clocks by itself")
	}
	running, ok := q.wall.running[clockID{c.What, c.Item, c.Side}]
	if !ok || running.due != c.Due || c.Due > q.now {
		return nil, desk.Refuse(desk.Conflict, "no such deadline has passed")
	}
	f := Lapsed{What: c.What, Item: c.Item, Side: c.Side, Due: c.Due, Owed: string(running.owedBy), Told: string(running.waiting)}
	switch c.What {
	case clockAck:
		at := q.sites[c.Item]
		for _, t := range at.Told {
			if t.Side == c.Side {
				f.Told = string(record.Audiences(ofOwner(at.Owner), record.ToRole("humanitarian_desk")))
				return one(q.fact(f, ofRecipient(at.Owner, t.Kind, t.Side), t.Entry)), nil
			}
		}
	case clockConfirm:
		at := q.sites[c.Item]
		f.Told = string(ofOwner(at.Owner))
		out := one(q.fact(f, ofSite(at.Owner), at.notified))
		for _, t := range at.Told {
			if t.Change != changeWithdrawn {
				out = append(out, q.endFor(at, t, changeLapsed))
			}
		}
		return out, nil
	case clockAnswer:
		k := q.convoys[c.Item]
		f.Title, f.Told = k.Plan.Name, string(record.Audiences(record.ToRole("humanitarian_desk"), running.owedBy))
		return one(q.fact(f, ofConvoy(k.Cells), c.Item)), nil
	case clockOverdue, clockSilent:
		return q.overdue(c, q.convoys[c.Item])
	case clockAuthority:
		a := q.crossing[c.Side]
		return one(q.fact(AuthorityEnds{Crossing: a.Crossing, By: a.By, Until: a.Until, Days: daysLeft(a.Until, q.now)}, record.Parties)), nil
	}
	return nil, desk.Refuse(desk.Conflict, "no such deadline has passed")
}
