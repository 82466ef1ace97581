package agreement_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"truce.example/agreement"
	"truce.example/exercise"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestPackIsTheSameForEver(t *testing.T) {
	golden := filepath.Join("testdata", "packed.json")
	a := exerciseTerms(t).Agreement()
	if *update {
		if err := os.WriteFile(golden, a.Pack(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Pack()) != string(want) {
		t.Errorf("the packed agreement differs from %s; if the exercise was changed on purpose, run with -update", golden)
	}
	back, err := agreement.Unpack(want)
	if err != nil || string(back.Pack()) != string(want) {
		t.Errorf("the golden agreement is not read back as it stands: %v", err)
	}
}

func TestUnpackRefuses(t *testing.T) {
	packed := string(exerciseTerms(t).Agreement().Pack())
	for name, text := range map[string]string{
		"nothing":                "",
		"an empty agreement":     "{}",
		"an unknown member":      strings.Replace(packed, `{"id":`, `{"new":1,"id":`, 1),
		"two agreements":         packed + packed,
		"a broken reference":     strings.Replace(packed, `"inside":["NFZ-1"]`, `"inside":["NFZ-2"]`, 1),
		"a place in a test gone": strings.Replace(packed, `"place":{"anywhere":true}`, `"place":{}`, 1),
	} {
		if _, err := agreement.Unpack([]byte(text)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestStatusAt(t *testing.T) {
	law := exerciseTerms(t)
	for moment, want := range map[string]agreement.Status{
		"2017-07-01T00:00Z":        agreement.Draft,
		"2017-07-06T00:00Z":        agreement.Offered,
		"2017-07-09T08:59:59.999Z": agreement.Agreed,
		"2017-07-09T09:00Z":        agreement.InForce,
		"2018-01-09T08:59:59.999Z": agreement.InForce,
		"2018-01-09T09:00Z":        agreement.Ended,
	} {
		if got := law.StatusAt(ms(t, moment)); got != want {
			t.Errorf("at %s it is %s, want %s", moment, got, want)
		}
	}
}

func TestStatusMayBecome(t *testing.T) {
	tests := []struct {
		from, to agreement.Status
		want     bool
	}{
		{agreement.Draft, agreement.Offered, true},
		{agreement.Draft, agreement.InForce, false},
		{agreement.InForce, agreement.Suspended, true},
		{agreement.Suspended, agreement.InForce, true},
		{agreement.Ended, agreement.InForce, false},
	}
	for _, test := range tests {
		if got := test.from.MayBecome(test.to); got != test.want {
			t.Errorf("from %s to %s: %v", test.from, test.to, got)
		}
	}
}

func TestLaterWindowReplacesTheOneWithItsName(t *testing.T) {
	law := exerciseTerms(t)
	moved := law.Windows()[0]
	moved.RadiusM = 500
	law = agreement.NewTerms(law.Agreement(), law.Changes(), []agreement.Window{law.Windows()[0], moved}, 8)
	if windows := law.Windows(); len(windows) != 1 || windows[0].RadiusM != 500 {
		t.Errorf("windows %+v", windows)
	}
}

func TestCheckWindow(t *testing.T) {
	law := exerciseTerms(t)
	window := law.Windows()[0]
	if flaws := law.Agreement().CheckWindow(window); len(flaws) > 0 {
		t.Errorf("the exercise's own window: %v", flaws)
	}
	window.From, window.To, window.Guarantees = window.To, window.From, []string{"Q"}
	window.Centre, _ = window.Centre.Swapped()
	flaws := strings.Join(law.Agreement().CheckWindow(window), "; ")
	for _, want := range []string{"not before its end", `no party or guarantor "Q"`, "look swapped"} {
		if !strings.Contains(flaws, want) {
			t.Errorf("%q does not say %q", flaws, want)
		}
	}
}

func TestMay(t *testing.T) {
	a := exerciseTerms(t).Agreement()
	if audience, allowed := a.May("observer", "observe.allege"); !allowed || audience != "mission" {
		t.Errorf("an observer may report: %v, to %q", allowed, audience)
	}
	if _, allowed := a.May("admin", "observe.allege"); allowed {
		t.Error("an admin may report")
	}
}

func TestTermsAreLookedUpByName(t *testing.T) {
	law := exerciseTerms(t)
	for _, name := range []string{"nawa", "Nawa", " NAWA ", "نوى", "Нава"} {
		if p := law.PlaceNamed(name); p == nil || p.ID != "nawa" {
			t.Errorf("%q is %+v", name, p)
		}
	}
	if law.PlaceNamed("Atlantis") != nil || law.Clause("C99") != nil || law.EventType("rumour") != nil {
		t.Error("something that is not there was found")
	}
	if law.Clause("C9").Type != "duty" || law.EventType("mortar").Severity != 3 {
		t.Error("a clause or a type is not the right one")
	}
}

func TestReady(t *testing.T) {
	law := exerciseTerms(t)
	facts := agreement.ReadyFacts{Accepted: []string{"A", "G1", "G2", "G3"}, Done: []string{"line-test"}}
	open := map[string][]string{}
	for _, item := range agreement.Ready(law, facts) {
		if item.Done != (len(item.Missing) == 0) || item.Todo.En == "" {
			t.Errorf("item %+v", item)
		}
		if !item.Done {
			open[item.ID] = item.Missing
		}
	}
	if len(open) != 3 || !slices.Equal(open["sides-accepted"], []string{"B"}) ||
		!slices.Equal(open["map-handed-over"], []string{"map-handed-over"}) || len(open["roles-filled"]) != 9 {
		t.Errorf("still open: %v", open)
	}
}

func TestSpan(t *testing.T) {
	for text, want := range map[string]string{"90m": "90m", "120m": "2h", "48h": "2d", "10d": "10d", "0m": "0m"} {
		span, err := agreement.ParseSpan(text)
		if err != nil || span.String() != want {
			t.Errorf("%s is %s, %v; want %s", text, span, err, want)
		}
	}
	for _, text := range []string{"", "h", "-1h", "+1h", "1.5h", "2w", "99999999999d"} {
		if span, err := agreement.ParseSpan(text); err == nil {
			t.Errorf("%q was read as %s", text, span)
		}
	}
}

func TestForeignTypes(t *testing.T) {
	types := map[string]bool{}
	for _, standard := range agreement.StandardEventTypes() {
		types[standard.Code] = true
	}
	tests := []struct{ event, sub, want string }{
		{"Battles", "Armed clash", "clash_ground"},
		{"Explosions/Remote violence", "Shelling/artillery/missile attack", "artillery"},
		{"Explosions/Remote violence", "something new", "artillery"},
		{"strategic developments", "AGREEMENT", "agreement"},
		{"no such", "no such", ""},
	}
	for _, test := range tests {
		if code, known := agreement.MapACLED(test.event, test.sub); code != test.want || known != (test.want != "") || known && !types[code] {
			t.Errorf("ACLED %s/%s is %q, %v; want %q", test.event, test.sub, code, known, test.want)
		}
	}
	for kind, want := range map[int]string{0: "", 1: "clash_ground", 2: "clash_ground", 3: "ground_attack", 4: ""} {
		if code, known := agreement.MapUCDP(kind); code != want || known != (want != "") {
			t.Errorf("UCDP %d is %q, %v; want %q", kind, code, known, want)
		}
	}
}

func TestPeopleFillTheRightsTable(t *testing.T) {
	people, err := exercise.People()
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{"public_reader": true} // held by whoever is not a member
	for _, member := range people {
		for _, role := range member.Roles {
			held[role] = true
		}
	}
	for _, right := range exerciseTerms(t).Agreement().Rights {
		if !held[right.Role] {
			t.Errorf("nobody in people.yaml plays the %s", right.Role)
		}
	}
}
