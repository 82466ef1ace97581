package inquiry_test

import (
	"fmt"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/inquiry"
)

var collected = inquiry.Collected{By: "P-05", Where: "at the crater", How: "by hand, before two witnesses"}

func sample(no int64) *inquiry.Enter {
	return &inquiry.Enter{Case: no, Label: "M3", Kind: "sample", Collected: collected, Seal: "S-1", Text: "a tail fin"}
}

func (r *room) evidence(no int64) []inquiry.EvidenceItem {
	r.T.Helper()
	answer, err := r.Ask(heron, fmt.Sprintf("inquiry/cases/%d/evidence", no))
	if err != nil {
		r.T.Fatal(err)
	}
	return answer.(map[string]any)["items"].([]inquiry.EvidenceItem)
}

func TestAnItemMovesOnlyWithBothSignatures(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	item := r.do(falcon, sample(no))
	hand := &inquiry.Offer{Item: item, To: "keystone", Place: "the centre", Seal: "S-1", Condition: "bag whole", Purpose: "keeping"}
	r.Refuses(desk.NotAllowed, keystone, "inquiry", hand) // does not hold it
	self := *hand
	self.To = "falcon"
	r.Refuses(desk.Invalid, falcon, "inquiry", &self)
	offered := r.do(falcon, hand)
	r.Refuses(desk.Conflict, falcon, "inquiry", hand)
	if got := r.evidence(no)[0].Holder; got != "falcon" {
		t.Errorf("before the receipt %s holds it", got)
	}
	receipt := &inquiry.Receive{Offered: offered, SealState: "intact", Seal: "S-1", Condition: "bag whole"}
	r.Refuses(desk.NotAllowed, falcon, "inquiry", receipt) // nobody signs for both hands
	r.Refuses(desk.NotAllowed, quartz, "inquiry", receipt)
	r.do(keystone, receipt)
	r.Refuses(desk.NotFound, keystone, "inquiry", receipt)
	r.Refold()
	if got := r.evidence(no)[0]; got.Holder != "keystone" || got.Integrity != "whole" || got.Chain[0].Signed != "keystone" {
		t.Errorf("%+v", got)
	}
}

func TestABrokenSealPutsAnItemInDoubtForGood(t *testing.T) {
	for _, row := range []struct{ state, seal, why string }{
		{"broken", "", "broken"}, {"missing", "", "gone"}, {"none", "", "gone"}, {"intact", "S-2", "came under S-2"},
	} {
		r := newRoom(t)
		no := r.until("under_inquiry")
		item := r.do(falcon, sample(no))
		offered := r.do(falcon, &inquiry.Offer{Item: item, To: "laboratory L-2", Witness: "keystone", Place: "the centre", Seal: "S-1", Condition: "whole", Purpose: "analysis"})
		r.do(keystone, &inquiry.Receive{Offered: offered, SealState: row.state, Seal: row.seal, Condition: "as found"})
		got := r.evidence(no)[0]
		if got.Integrity != "doubt" || !strings.Contains(fmt.Sprint(got.Reasons), row.why) || got.Holder != "laboratory L-2" {
			t.Errorf("%s: %+v", row.state, got)
		}
	}
}

func TestInterviewsAreKeptUnderCodes(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	c := inquiry.Enter{Case: no, Label: "M6", Kind: "interview", Code: "I-1", Consent: "for this case; can be taken back", Collected: collected}
	named := c
	named.Text = "Mr Khaled Hassan saw it."
	if s := r.Refuses(desk.Invalid, falcon, "inquiry", &named); !strings.Contains(s, "under its code alone") {
		t.Error(s)
	}
	for _, code := range []string{"", "Khaled", "I-", "I-1 Khaled"} {
		wrong := c
		wrong.Code = code
		r.Refuses(desk.Invalid, falcon, "inquiry", &wrong)
	}
	r.do(falcon, &c)
	page := r.MustAsk(heron, fmt.Sprintf("inquiry/cases/%d/evidence", no))
	if !strings.Contains(page, `"code":"I-1"`) {
		t.Error(page)
	}
	for _, who := range []desk.Who{olive, almond, harbour} {
		if answer, err := r.Ask(who, fmt.Sprintf("inquiry/cases/%d/evidence", no)); err == nil && strings.Contains(fmt.Sprintf("%+v", answer), "I-1") {
			t.Errorf("%s reads the code", who.Member)
		}
	}
}

func TestWhatIsAFileNamesTheEntryThatTookItIn(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	if s := r.Refuses(desk.Invalid, falcon, "inquiry", &inquiry.Enter{Case: no, Label: "M1", Kind: "photo", Collected: collected}); !strings.Contains(s, "/api/record/files") {
		t.Error(s)
	}
	r.Refuses(desk.Invalid, falcon, "inquiry", &inquiry.Enter{Case: no, Label: "M1", Kind: "photo", File: 1, Collected: collected})
	r.Refuses(desk.Invalid, falcon, "inquiry", &inquiry.Enter{Case: no, Label: "<b>", Kind: "spell", Collected: collected})
}
