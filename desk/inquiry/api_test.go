package inquiry_test

import (
	"maps"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/inquiry"
)

// examplesInOrder are the doors in the order in which their examples make one story.
var examplesInOrder = []struct {
	door string
	who  desk.Who
	wait time.Duration // before it
}{
	{"cases", heron, 0}, {"reports", heron, 0}, {"triage", heron, 0}, {"information", swift, 0}, {"withdrawals", swift, 0}, {"assignments", heron, 0},
	{"notices", heron, 0}, {"notices/acknowledge", olive, 0}, {"notices/record", heron, 0}, {"notices/confirm", tern, 0}, {"visits", falcon, 0},
	{"drafts", quartz, 0}, {"comments", olive, 0}, {"panels", basalt, 0}, {"overrides", cedar, 0}, {"findings", basalt, 0},
	{"findings/separate", harbour, 0}, {"publications", cedar, 0}, {"publications/object", olive, 0}, {"publications/publish", cedar, 24 * time.Hour},
	{"measures", cedar, 0}, {"queue", heron, 0}, {"queue/answer", birch, 0}, {"measures/report", olive, 0}, {"minutes", cedar, 0}, {"minutes/done", olive, 0},
	{"close", cedar, 0}, {"reopen/ask", olive, 0}, {"reopen", basalt, 0},
	{"notices", heron, 0}, {"accounts/ask", heron, 0}, {"accounts", olive, 0}, {"accounts/release", heron, 73 * time.Hour},
	{"evidence", keystone, 0}, {"evidence/offer", keystone, 0}, {"evidence/receive", quartz, 0}, {"evidence/open", quartz, 0},
	{"assignments", heron, 0}, {"analysis/craters", falcon, 0}, {"analysis", quartz, 0}, {"harm", quartz, 0},
	{"referrals", cedar, 0}, {"referrals/send", cedar, 0}, {"referrals/answer", cedar, 0}, {"warnings", heron, 0}, {"warnings/settle", heron, 0},
	{"drafts", quartz, 0}, {"comments", olive, 0}, {"panels", basalt, 0}, {"findings", basalt, 0}, {"publications", cedar, 0},
	{"publications/object", olive, 0}, {"publications/publish", cedar, 24 * time.Hour}, {"results/object", olive, 0}, {"results/correct", cedar, 0}, {"analysis/release", cedar, 0},
}

// sendSetup makes what the examples refer to.
func sendSetup(t *testing.T, r *room) {
	t.Helper()
	r.report(swift, "A")
	r.report(almond, "A")
	passedOver := r.shelling("A")
	passedOver.Covered = false
	r.MustTell(swift, "stub", passedOver)
	unclear, _ := r.report(swift, "A")
	r.do(heron, &inquiry.Triage{Case: unclear, Outcome: "insufficient_info", Reason: "the hour is missing", Question: "At which hour?"})
}

// sendExamples sends every example of api.yaml.
func sendExamples(t *testing.T, r *room) {
	t.Helper()
	sendSetup(t, r)
	examples := desktest.API(t, r.Desk("inquiry"))
	unsent := maps.Clone(examples)
	for _, e := range examplesInOrder {
		r.Advance(e.wait)
		if _, err := r.Post(e.who, "inquiry/"+e.door, examples["POST inquiry/"+e.door]); err != nil {
			t.Fatalf("%s, as entry %d: %v", e.door, len(r.Entries), err)
		}
		delete(unsent, "POST inquiry/"+e.door)
	}
	for door := range unsent {
		t.Errorf("nobody sent the example of %s", door)
	}
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) { sendExamples(t, newRoom(t)) }

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, inquiry.New(nil), "Inquiry")
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, inquiry.New(law(t)), func(w *desktest.World) {
		r := &room{w}
		w.Tell(heron, "stub", &told{Type: "statement"})
		sendExamples(t, r)
		no, _ := r.report(swift, "A")
		r.do(heron, &inquiry.Triage{Case: no, Outcome: "accepted", Reason: "a clause may apply"})
		r.do(heron, &inquiry.Serve{Case: no})
		r.Advance(7 * 24 * time.Hour) // its guarantor is asked and reminded, and the chair takes it up
	}, reports())
}
