package aid_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/record"
)

// cleared is a convoy that all three sides have approved.
func (r *room) cleared(p aid.Plan) int64 {
	r.T.Helper()
	no := r.do(lantern, &aid.MakePlan{Plan: p})
	r.do(lantern, &aid.Request{Convoy: no})
	for _, who := range []desk.Who{olive, almond, wadi} {
		r.do(who, &aid.Answer{Convoy: no, Answer: "approve"})
	}
	return no
}

// sent is a convoy on its way, with all that was planned.
func (r *room) sent(p aid.Plan) int64 {
	r.T.Helper()
	no := r.cleared(p)
	t := aid.Truck{Truck: "T-1", Seals: []string{"S-1", "S-2"}}
	for _, i := range p.Items {
		t.Items = append(t.Items, aid.Quantity{Code: i.Code, Quantity: i.Planned})
	}
	r.do(swift, &aid.Load{Convoy: no, Trucks: []aid.Truck{t}, Checker: "monitor", Verified: true})
	r.do(heron, &aid.Dispatch{Convoy: no})
	return no
}

func TestEachSideHasACellWithItsOwnClock(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, &aid.MakePlan{Plan: plan()})
	if _, err := r.Ask(olive, "aid/convoys/2"); err == nil {
		t.Error("a side reads a plan that nobody has put to it")
	}
	r.Refuses(desk.NotFound, olive, "aid", &aid.Answer{Convoy: no, Answer: "approve"})
	r.do(lantern, &aid.Request{Convoy: no})
	c := r.convoy(almond, no)
	if len(c.Cells) != 3 || c.State != "requested" {
		t.Fatalf("%+v", c)
	}
	// The clock begins on Sunday, 1 June; Fridays and Saturdays are no working days, so the seventh is Tuesday, 10 June.
	if due := c.Cells[0].Due.Time(); due.Format("Mon 2 Jan 15:04") != "Tue 10 Jun 09:00" {
		t.Errorf("the answer is due on %s", due)
	}
	r.Refuses(desk.NotFound, birch, "aid", &aid.Answer{Convoy: no, Answer: "approve"}) // its clearance is not asked
	r.Refuses(desk.NotAllowed, heron, "aid", &aid.Answer{Convoy: no, Answer: "approve"})
	r.Refuses(desk.Invalid, olive, "aid", &aid.Answer{Convoy: no, Answer: "refuse", Reason: "security"})
	r.Refuses(desk.Invalid, olive, "aid", &aid.Answer{Convoy: no, Answer: "refuse", Text: "no"})
	r.Refuses(desk.Invalid, olive, "aid", &aid.Answer{Convoy: no, Answer: "approve_with_conditions"})
	r.do(wadi, &aid.Answer{Convoy: no, Answer: "approve"})
	r.Advance(26 * time.Hour)
	r.do(olive, &aid.Answer{Convoy: no, Answer: "refuse", Reason: "list_incomplete", Text: "names of drivers are missing"})
	c = r.convoy(heron, no)
	if c.State != "refused" || c.Cells[0].Minutes != 26*60 || c.Cells[0].Reason != "list_incomplete" {
		t.Errorf("%+v", c.Cells[0])
	}
	r.Refuses(desk.Conflict, swift, "aid", &aid.Load{Convoy: no, Trucks: []aid.Truck{{Truck: "T", Items: []aid.Quantity{{Code: "flour", Quantity: 1}}}}, Checker: "x"})
	r.do(heron, &aid.Step{Convoy: no, Step: "letter", Actor: "governor", Outcome: "asked"})
	r.do(heron, &aid.Step{Convoy: no, Step: "security_committee", Actor: "committee", Outcome: "agreed"})
	if c = r.convoy(heron, no); c.State != "security_committee" {
		t.Errorf("it is %s", c.State)
	}
	r.do(olive, &aid.Answer{Convoy: no, Answer: "approve"})
	late := r.Advance(10 * oneDay)
	if len(late) != 1 || late[0].Fact.(*aid.Lapsed).Side != "B" || late[0].Fact.(*aid.Lapsed).Due != c.Cells[1].Due {
		t.Fatalf("%+v", late)
	}
	if c = r.convoy(heron, no); c.State != "no_reply" || c.Cells[1].Answer != "no_reply" {
		t.Errorf("%s %+v", c.State, c.Cells)
	}
	r.do(almond, &aid.Answer{Convoy: no, Answer: "approve"})
	if c = r.convoy(heron, no); c.State != "approved" || !c.Cells[1].Late {
		t.Errorf("an answer after all: %s %+v", c.State, c.Cells[1])
	}
}

func TestADeadlineKeepsItsHourAcrossTheChangeOfTheClock(t *testing.T) {
	a := exerciseLaw(t)
	// On Friday, 27 October 2017 the clocks of Damascus went back by an hour.
	from := time.Date(2017, 10, 24, 9, 30, 0, 0, time.UTC)
	due := time.UnixMilli(int64(a.WorkingDaysAfter(agreement.Instant(from.UnixMilli()), 7))).UTC()
	if due.Format(time.DateTime) != "2017-11-02 10:30:00" {
		t.Errorf("seven working days after %s is %s", from, due)
	}
}

func exerciseLaw(t *testing.T) *agreement.Agreement { return law(t)(0, 0).Agreement() }

func TestADeadlineThatPassedWhileTheServerWasDownKeepsItsTime(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, &aid.MakePlan{Plan: plan()})
	r.do(lantern, &aid.Request{Convoy: no})
	due := r.convoy(heron, no).Cells[0].Due
	r.Now = r.Now.Add(30 * oneDay) // nobody asked on the way
	r.Refold()
	for _, e := range r.Advance(0) {
		if f := e.Fact.(*aid.Lapsed); f.Due != due {
			t.Errorf("the deadline of %s was %s", f.Side, f.Due)
		}
	}
	if c := r.convoy(heron, no); c.State != "no_reply" {
		t.Errorf("it is %s", c.State)
	}
}

func TestWithoutClearanceNobodyIsAsked(t *testing.T) {
	r := newRoom(t, func(a *agreement.Agreement) { a.Aid = nil })
	no := r.do(lantern, &aid.MakePlan{Plan: plan()})
	if s := r.Refuses(desk.Conflict, lantern, "aid", &aid.Request{Convoy: no}); !strings.Contains(s, "no clearance") {
		t.Error(s)
	}
	r.do(swift, &aid.Load{Convoy: no, Trucks: []aid.Truck{{Truck: "T", Seals: []string{"S"}, Items: []aid.Quantity{{Code: "flour", Quantity: 100}}}}, Checker: "monitor", Verified: true})
	r.do(heron, &aid.Dispatch{Convoy: no})
	if c := r.convoy(heron, no); c.State != "dispatched" {
		t.Errorf("it is %s", c.State)
	}
}

func TestAnItemIsFollowedFromThePlanToItsReceipt(t *testing.T) {
	r := newRoom(t)
	no := r.sent(plan())
	post := func(n int64) *aid.Checkpoint {
		return &aid.Checkpoint{Convoy: no, Place: "CP-1", Holder: "A", Arrived: record.At(r.Now), Left: record.At(r.Now), Seals: "broken", Outcome: "passed",
			Removed: []aid.Removal{{Code: "insulin", Quantity: n, By: "A", Reason: "medical"}}}
	}
	r.Refuses(desk.Invalid, swift, "aid", post(13))
	r.do(swift, post(9))
	r.Refuses(desk.Invalid, swift, "aid", post(4))
	r.Refuses(desk.Invalid, swift, "aid", &aid.Deliver{Convoy: no, Outcome: "delivered", Receiver: "council", Reached: 500, Items: []aid.Receipt{{Code: "insulin", Delivered: 3, Lost: 1}}})
	r.Refuses(desk.Conflict, heron, "aid", &aid.Close{Convoy: no, Reason: "x"})
	r.do(swift, &aid.Deliver{Convoy: no, Outcome: "partial", Receiver: "council", Reached: 480, Items: []aid.Receipt{{Code: "insulin", Delivered: 3}, {Code: "flour", Delivered: 98, Lost: 2}}})
	r.Refuses(desk.Conflict, swift, "aid", post(1))
	i := r.convoy(almond, no).Items[1]
	if i.Planned != 12 || i.Loaded != 12 || i.Removed != 9 || i.Delivered != 3 || i.Removals[0].By != "A" || i.Removals[0].Place != "CP-1" {
		t.Errorf("%+v", i)
	}
	var all aid.Totals
	if err := json.Unmarshal([]byte(r.MustAsk(lantern, "aid/totals")), &all); err != nil {
		t.Fatal(err)
	}
	if all.Removed.MedicalRemoved != 9 || *all.Removed.MedicalPermille != 750 || *all.Removed.LinesPermille != 500 || *all.People.Permille != 960 || all.ByOutcome["partial"] != 1 {
		t.Errorf("%+v", all)
	}
	r.do(lantern, &aid.Monitor{Convoy: no, Diversion: "none", Text: "asked"})
	r.do(lantern, &aid.Close{Convoy: no, Reason: "done"})
	if c := r.convoy(heron, no); c.State != "closed" || c.Outcome != "partial" || len(c.Steps) < 8 {
		t.Errorf("%+v", c)
	}
}

func TestACrossingsAuthorityEnds(t *testing.T) {
	r := newRoom(t)
	p := plan()
	p.Mode, p.Crossing = "cross_border", "RAMTHA"
	no := r.cleared(p)
	r.do(swift, &aid.Load{Convoy: no, Trucks: []aid.Truck{{Truck: "T", Seals: []string{"S"}, Items: []aid.Quantity{{Code: "flour", Quantity: 1}}}}, Checker: "monitor", Verified: true})
	if s := r.Refuses(desk.Conflict, heron, "aid", &aid.Dispatch{Convoy: no}); !strings.Contains(s, "RAMTHA") {
		t.Error(s)
	}
	r.do(lantern, &aid.Authorise{Crossing: "RAMTHA", By: "resolution 2332", Until: record.At(r.Now.Add(40 * oneDay))})
	r.do(heron, &aid.Dispatch{Convoy: no})
	var days []int64
	for _, e := range r.Advance(60 * oneDay) {
		if f, ok := e.Fact.(*aid.AuthorityEnds); ok {
			days = append(days, f.Days)
			if len(f.Notices()) != 1 {
				t.Error("nobody is told")
			}
		}
	}
	if len(days) != 4 || days[0] != 30 || days[1] != 14 || days[2] != 7 || days[3] != 0 {
		t.Errorf("it was said %v days before", days)
	}
}

// Whatever is done in whatever order, no item is more than it was.
func TestAConvoyInDisorder(t *testing.T) {
	r := newRoom(t)
	no := r.do(lantern, &aid.MakePlan{Plan: plan()})
	doing := []any{
		&aid.Request{Convoy: no}, &aid.Answer{Convoy: no, Answer: "approve"}, &aid.Step{Convoy: no, Step: "letter", Actor: "x", Outcome: "asked"},
		&aid.Load{Convoy: no, Trucks: []aid.Truck{{Truck: "T", Seals: []string{"S"}, Items: []aid.Quantity{{Code: "insulin", Quantity: 5}}}}, Checker: "x", Verified: true},
		&aid.Dispatch{Convoy: no},
		&aid.Checkpoint{Convoy: no, Place: "x", Holder: "B", Arrived: record.At(r.Now), Seals: "intact", Outcome: "held", Removed: []aid.Removal{{Code: "insulin", Quantity: 2, By: "B", Reason: "taken"}}},
		&aid.Cross{Convoy: no, Crossing: "LX-1"},
		&aid.Deliver{Convoy: no, Outcome: "delivered", Receiver: "x", Reached: 1, Items: []aid.Receipt{{Code: "insulin", Delivered: 1}}},
		&aid.Monitor{Convoy: no, Diversion: "none", Text: "x"}, &aid.Close{Convoy: no, Reason: "x"},
	}
	for i := range 400 {
		who := []desk.Who{lantern, olive, almond, wadi}[i*7%4]
		r.Tell(who, "aid", doing[(i*i+i/7)%len(doing)]) // most are refused
		for _, item := range r.convoy(heron, no).Items {
			if item.Removed+item.Delivered+item.Lost > item.Loaded {
				t.Fatalf("%+v", item)
			}
		}
	}
}
