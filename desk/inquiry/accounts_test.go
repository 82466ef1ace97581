package inquiry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/inquiry"
)

var points = []string{"Rounds fell before noon.", "There were three."}

// asked is a case in which A and B were asked for their accounts.
func (r *room) asked() int64 {
	r.T.Helper()
	no := r.until("under_inquiry")
	r.do(heron, &inquiry.AskAccounts{Case: no, Points: points})
	return no
}

func (r *room) accounts(who desk.Who, no int64) inquiry.Accounts {
	r.T.Helper()
	answer, err := r.Ask(who, fmt.Sprintf("inquiry/cases/%d/accounts", no))
	if err != nil {
		r.T.Fatal(err)
	}
	return answer.(inquiry.Accounts)
}

func TestASideReadsTheOthersAccountOnlyWhenItIsReleased(t *testing.T) {
	r := newRoom(t)
	no := r.asked()
	r.do(olive, &inquiry.GiveAccount{Case: no, Text: "WORDS-OF-A", Claims: []string{"CLAIM-OF-A"}})
	r.do(almond, &inquiry.GiveAccount{Case: no, Text: "WORDS-OF-B", Answers: []inquiry.PointAnswer{{Point: 2, Word: "dispute"}}})
	for _, side := range []struct {
		who   desk.Who
		other string
	}{{olive, "-OF-B"}, {almond, "-OF-A"}, {harbour, "-OF-B"}, {harbour, "-OF-A"}, {public, "-OF-A"}} {
		for _, path := range []string{"inquiry/cases/%d", "inquiry/cases/%d/accounts"} {
			if answer, err := r.Ask(side.who, fmt.Sprintf(path, no)); err == nil && strings.Contains(fmt.Sprintf("%+v", answer), side.other) {
				t.Errorf("%s reads %s before it is released", side.who.Member, side.other)
			}
		}
	}
	r.do(heron, &inquiry.ReleaseAccounts{Case: no})
	for _, who := range []desk.Who{olive, almond, heron} {
		got := r.accounts(who, no)
		if len(got.Sides) != 2 || got.Sides[0].Side != "A" || got.Sides[1].Side != "B" || got.Sides[0].Given[0].Account.Text != "WORDS-OF-A" || got.Sides[1].Given[0].Account.Text != "WORDS-OF-B" {
			t.Errorf("%s reads %+v", who.Member, got)
		}
	}
}

func TestAccountsAreReleasedTogether(t *testing.T) {
	r := newRoom(t)
	no := r.asked()
	r.do(olive, &inquiry.GiveAccount{Case: no, Text: "No."})
	if s := r.Refuses(desk.TooEarly, heron, "inquiry", &inquiry.ReleaseAccounts{Case: no}); !strings.Contains(s, "B has given no account") {
		t.Error(s)
	}
	r.Advance(72 * time.Hour)
	r.do(heron, &inquiry.ReleaseAccounts{Case: no})
	r.Refuses(desk.Conflict, heron, "inquiry", &inquiry.ReleaseAccounts{Case: no})
}

func TestALaterAccountSupersedesAndBothStay(t *testing.T) {
	r := newRoom(t)
	no := r.asked()
	first := r.do(olive, &inquiry.GiveAccount{Case: no, Text: "There were three."})
	other := r.do(almond, &inquiry.GiveAccount{Case: no, Text: "No.", Claims: []string{"Nobody of ours was there."}})
	r.Refuses(desk.Invalid, olive, "inquiry", &inquiry.GiveAccount{Case: no, Text: "No.", Objections: []inquiry.AccountObjection{{Account: other, Claim: 1, Text: "They were."}}})
	r.do(heron, &inquiry.ReleaseAccounts{Case: no})
	r.Refuses(desk.Invalid, olive, "inquiry", &inquiry.GiveAccount{Case: no, Text: "No.", Objections: []inquiry.AccountObjection{{Account: other, Claim: 2, Text: "They were."}}})
	r.Refuses(desk.Invalid, olive, "inquiry", &inquiry.GiveAccount{Case: no, Text: "No.", Answers: []inquiry.PointAnswer{{Point: 3, Word: "agree"}, {Point: 1, Word: "perhaps"}}})
	r.do(olive, &inquiry.GiveAccount{Case: no, Text: "There were four.", Objections: []inquiry.AccountObjection{{Account: other, Claim: 1, Text: "They were."}}})
	r.Refold()
	given := r.accounts(heron, no).Sides[0].Given
	if len(given) != 2 || given[1].Account.Supersedes != first || given[1].Account.Number != 2 || given[0].Account.Text != "There were three." || given[1].Released != 0 {
		t.Errorf("%+v", given)
	}
	if len(r.accounts(almond, no).Sides[0].Given) != 1 {
		t.Error("B reads the later account of A before it is released")
	}
}

func TestWhoIsAskedForAnAccount(t *testing.T) {
	r := newRoom(t)
	no, _ := r.report(swift, "A")
	r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
	r.Refuses(desk.TooEarly, heron, "inquiry", &inquiry.AskAccounts{Case: no, Points: points}) // A was not told
	r.do(heron, &inquiry.Serve{Case: no})
	r.Refuses(desk.Invalid, heron, "inquiry", &inquiry.AskAccounts{Case: no, Points: points, Sides: []string{"A"}})
	r.Refuses(desk.NotFound, almond, "inquiry", &inquiry.GiveAccount{Case: no, Text: "No."})
	r.do(heron, &inquiry.AskAccounts{Case: no, Points: points})
	if page := r.MustAsk(almond, fmt.Sprintf("inquiry/cases/%d", no)); strings.Contains(page, `"side":"A"`) || !strings.Contains(page, "account_asked") {
		t.Errorf("B, which is only asked, reads %s", page)
	}
	r.Refuses(desk.NotAllowed, birch, "inquiry", &inquiry.GiveAccount{Case: no, Side: "B", Text: "For them."})
	r.do(birch, &inquiry.GiveAccount{Case: no, Side: "A", Text: "For them."}) // its guarantor
	for _, s := range r.accounts(heron, no).Sides {
		if s.Side == "A" && s.Given[0].By != "G2" {
			t.Errorf("it is not said who spoke for A: %+v", s)
		}
	}
}
