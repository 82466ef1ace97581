package inquiry_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/record"
)

// weighing holds two explanations against one item.
func weighing(no, item int64) *inquiry.Weigh {
	return &inquiry.Weigh{
		Case: no, Question: "What struck it?", Hypotheses: []inquiry.Hypothesis{{Text: "mortar from the south"}, {Text: "artillery from the north"}},
		Rows: []inquiry.Weighing{{Item: item, Text: "a tail fin", Reliability: "B", Credibility: "2", Marks: []string{"C", "I"}}},
	}
}

func TestEveryItemIsWeighedOrSaidNotToBe(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	item := r.do(falcon, sample(no))
	other := sample(no)
	other.Label = "M4"
	second := r.do(falcon, other)
	w := weighing(no, item)
	if s := r.Refuses(desk.Invalid, quartz, "inquiry", w); !strings.Contains(s, fmt.Sprintf("item %d is neither weighed nor listed", second)) {
		t.Error(s)
	}
	w.Unexamined = []inquiry.Unexamined{{Item: second, Reason: "the laboratory has not answered"}}
	f := r.Entries[r.do(quartz, w)].Fact.(*inquiry.Weighed)
	if len(f.Leading) != 1 || f.Leading[0] != 1 || f.Rows[0].Weight != 9 || len(f.Turns) != 2 || f.Sides {
		t.Errorf("%+v", f)
	}
	r.Refuses(desk.NotAllowed, keystone, "inquiry", w) // keeps the evidence
	for _, wrong := range []func(w *inquiry.Weigh){
		func(w *inquiry.Weigh) { w.Hypotheses = w.Hypotheses[:1] },
		func(w *inquiry.Weigh) { w.Rows[0].Marks = []string{"C"} },
		func(w *inquiry.Weigh) { w.Rows[0].Marks = []string{"C", "maybe"} },
		func(w *inquiry.Weigh) { w.Rows[0].Reliability = "Z" },
		func(w *inquiry.Weigh) { w.Rows[0].Weight = 99 },
		func(w *inquiry.Weigh) { w.Rows[0].Item = 1 },
		func(w *inquiry.Weigh) {
			w.Likelihoods = []inquiry.Likelihood{{Hypothesis: 3, Word: "surely", Confidence: "total", Reason: ""}}
		},
	} {
		bad := weighing(no, item)
		bad.Unexamined = w.Unexamined
		wrong(bad)
		r.Refuses(desk.Invalid, quartz, "inquiry", bad)
	}
}

func TestWithoutAMandateNoHypothesisNamesASide(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		r := newRoom(t, func(a *agreement.Agreement) { a.Mandate.MayAttribute = allowed })
		no := r.until("under_inquiry")
		w := weighing(no, r.do(falcon, sample(no)))
		w.Hypotheses[0].Side = "A"
		if allowed {
			r.do(quartz, w)
		} else if s := r.Refuses(desk.Invalid, quartz, "inquiry", w); !strings.Contains(s, "mandate") {
			t.Error(s)
		}
	}
}

func TestOnlyThePanelReadsWhatIsWeighedUntilTheResultIsOut(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	item := r.do(falcon, sample(no))
	w := weighing(no, item)
	w.Question = "MATRIX-WORDS"
	entries := []int64{
		r.do(quartz, w),
		r.do(quartz, &inquiry.MeasureCraters{Case: no, Item: item, Craters: []inquiry.Crater{{ID: "1", Azimuth: 205, ErrorDeg: 15, Surface: "MATRIX-WORDS"}, {ID: "2", Azimuth: 350, ErrorDeg: 10}}}),
	}
	if f := r.Entries[entries[1]].Fact.(*inquiry.CratersMeasured); f.Common != nil || f.Craters[1].Sector.From != 340 || f.Craters[1].Sector.To != 0 {
		t.Errorf("%+v", f)
	}
	for _, who := range []desk.Who{heron, swift, herald(), olive, almond, harbour, public} {
		if answer, err := r.Ask(who, fmt.Sprintf("inquiry/cases/%d", no)); err == nil && strings.Contains(fmt.Sprintf("%+v", answer), "MATRIX-WORDS") {
			t.Errorf("%s reads the matrix", who.Member)
		}
		for _, n := range entries {
			if who.Sees(r.Entries[n].Audience) {
				t.Errorf("%s may read entry %d", who.Member, n)
			}
		}
	}
	r.Refuses(desk.Conflict, cedar, "inquiry", &inquiry.ReleaseAnalysis{Case: no})
	r.publish(no)
	r.do(cedar, &inquiry.ReleaseAnalysis{Case: no})
	r.Refuses(desk.Conflict, cedar, "inquiry", &inquiry.ReleaseAnalysis{Case: no})
	page := r.MustAsk(public, fmt.Sprintf("inquiry/cases/%d", no))
	if !strings.Contains(page, "MATRIX-WORDS") || strings.Contains(page, `"surface"`) {
		t.Errorf("the public reads %s", page)
	}
}

func herald() desk.Who { return mission("herald", "public_information") }

// publish takes a case under inquiry to its result, for everybody.
func (r *room) publish(no int64) {
	r.T.Helper()
	r.do(quartz, &inquiry.Draft{Case: no, Question: "?", Paragraphs: []string{"Three rounds fell."}, Level: 3})
	r.do(olive, &inquiry.Comment{Case: no, Waive: true})
	r.do(basalt, &inquiry.Convene{Case: no, Present: []inquiry.Seat{{Member: "basalt"}}})
	r.do(basalt, &inquiry.Find{Case: no, Kind: "none", Reason: "No quorum.\nThree rounds fell."})
	r.do(cedar, &inquiry.Announce{Case: no, Edition: "published", To: record.Public})
	r.Advance(24 * time.Hour)
	r.do(cedar, &inquiry.Publish{Case: no})
}

func TestObjectionsAndCorrectionsStandBesideTheResult(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	object := &inquiry.ObjectToResult{Case: no, Objections: []inquiry.Objection{{Paragraph: 2, Text: "There were two."}}}
	if _, err := r.Tell(olive, "inquiry", object); err == nil {
		t.Error("an objection to no result is taken")
	}
	r.publish(no)
	r.do(olive, object)
	r.Refuses(desk.NotAllowed, heron, "inquiry", object)
	object.Objections[0].Paragraph = 3
	r.Refuses(desk.Invalid, olive, "inquiry", object)
	correct := &inquiry.CorrectResult{Case: no, Paragraph: 2, Is: "Two rounds fell.", Reason: "One crater was older."}
	r.do(cedar, correct)
	f := r.Entries[r.do(cedar, correct)].Fact.(*inquiry.ResultCorrected)
	if f.Number != 2 || f.Was != "Three rounds fell." {
		t.Errorf("%+v", f)
	}
	correct.Is = "Mr Khaled Hassan was hurt."
	r.Refuses(desk.Invalid, cedar, "inquiry", correct)
	page := r.MustAsk(public, fmt.Sprintf("inquiry/cases/%d", no))
	for _, words := range []string{"There were two.", "Three rounds fell.", "Two rounds fell."} {
		if !strings.Contains(page, words) {
			t.Errorf("the public does not read %q", words)
		}
	}
}

func TestFiguresOfSourcesStayApart(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	one, three := int64(1), int64(3)
	first := r.do(quartz, &inquiry.StateHarm{Case: no, Source: "the carrier", People: []desk.Harmed{{Harm: "dead", Status: "civilian", Low: &one, High: &three}}})
	r.do(quartz, &inquiry.StateHarm{Case: no, Source: "a hospital", People: []desk.Harmed{{Harm: "dead", Status: "unknown", Best: &one}}, Same: []int64{first}})
	r.Refuses(desk.Invalid, quartz, "inquiry", &inquiry.StateHarm{Case: no, Source: "x", People: []desk.Harmed{{Harm: "dead", Status: "unknown", Low: &three, High: &one}}})
	r.Refuses(desk.Invalid, quartz, "inquiry", &inquiry.StateHarm{Case: no, Source: "x"})
}

func TestAReferralsPackageVerifiesOfflineAndIsTheSameAgain(t *testing.T) {
	r := newRoom(t)
	no := r.until("under_inquiry")
	item := r.do(falcon, sample(no))
	offered := r.do(falcon, &inquiry.Offer{Item: item, To: "keystone", Place: "the centre", Seal: "S-1", Condition: "whole", Purpose: "keeping"})
	r.do(keystone, &inquiry.Receive{Offered: offered, SealState: "broken", Condition: "cut"})
	w := weighing(no, item)
	w.Question = "MATRIX-WORDS"
	r.do(quartz, w)
	referral := r.do(cedar, &inquiry.PrepareReferral{Case: no, Body: "OPCW", Mandate: "facts, without attribution", Questions: []string{"What was it?"}, Items: []int64{item}})
	door := fmt.Sprintf("inquiry/referrals/%d/package", referral)
	pack := func() []byte {
		answer, err := r.Ask(cedar, door)
		if err != nil {
			t.Fatal(err)
		}
		return answer.(desk.Document).Body
	}
	before := pack()
	r.MustPost(cedar, "inquiry/referrals/send", inquiry.SendReferral{Referral: referral, Means: "by courier"})
	sent := r.Entries[len(r.Entries)-1].Fact.(*inquiry.ReferralSent)
	if want := fmt.Sprintf("%x", sha256.Sum256(before)); sent.Package != want {
		t.Errorf("the record says %s went, and the package is %s", sent.Package, want)
	}
	r.do(falcon, &inquiry.Enter{Case: no, Label: "M9", Kind: "sample", Collected: collected, Seal: "S-9"})
	r.Refold()
	if !bytes.Equal(pack(), before) {
		t.Error("made again, the package is another")
	}
	dir := unzip(t, before)
	if tool, err := exec.LookPath("sha256sum"); err == nil {
		for _, list := range []string{"manifest-sha256.txt", "tagmanifest-sha256.txt"} {
			check := exec.Command(tool, "-c", "--quiet", list)
			check.Dir = dir
			if out, err := check.CombinedOutput(); err != nil {
				t.Errorf("%s: %v: %s", list, err, out)
			}
		}
	}
	if bytes.Contains(before, []byte("MATRIX-WORDS")) || !bytes.Contains(before, []byte("the seal was broken")) {
		t.Error("the package holds what the panel alone reads, or not the doubt")
	}
	for _, who := range []desk.Who{olive, harbour, public} {
		if _, err := r.Ask(who, door); err == nil {
			t.Errorf("%q is given the package", who.Member)
		}
	}
	r.Refuses(desk.Conflict, cedar, "inquiry", &inquiry.AnswerReferral{Referral: referral, Status: "reported", Text: "x"})
	for _, status := range []string{"accepted", "ongoing", "reported"} {
		r.do(cedar, &inquiry.AnswerReferral{Referral: referral, Status: status, Text: "as told"})
	}
	r.Refuses(desk.Conflict, cedar, "inquiry", &inquiry.AnswerReferral{Referral: referral, Status: "ongoing", Text: "x"})
}

func unzip(t *testing.T, b []byte) (top string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range z.File {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		top, _, _ = strings.Cut(f.Name, "/")
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, top)
}

func TestWarningsAreKeptWithWhatBecameOfThem(t *testing.T) {
	r := newRoom(t)
	ours := r.do(almond, &inquiry.Warn{Text: "FORETOLD-BY-B"})
	r.do(heron, &inquiry.Warn{By: "a ministry", Text: "FORETOLD-ELSEWHERE", Offered: true})
	r.Refuses(desk.NotAllowed, olive, "inquiry", &inquiry.Warn{By: "B", Text: "x"})
	r.do(heron, &inquiry.SettleWarning{Warning: ours, Outcome: "not", Text: "Nothing was seen."})
	for _, c := range []struct {
		who  desk.Who
		sees string
	}{{heron, "ELSEWHERE not BY-B"}, {almond, "BY-B not"}, {olive, ""}, {public, ""}} {
		page := r.MustAsk(c.who, "inquiry/warnings")
		for _, word := range []string{"FORETOLD-BY-B", "FORETOLD-ELSEWHERE", `"outcome":"not"`} {
			short := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(word, "FORETOLD-"), `"outcome":"`), `"`)
			if strings.Contains(page, word) != strings.Contains(c.sees, short) {
				t.Errorf("%q reads %s", c.who.Member, page)
			}
		}
	}
}
