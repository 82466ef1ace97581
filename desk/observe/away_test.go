package observe_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/geo"
	"truce.example/record"
)

// phone is heron's, which signs what it sends.
func phone() desk.Who {
	who := heron
	who.Known, who.Device = record.ByDevice, "phone-1"
	return who
}

func seen(w *desktest.World, number, corrects int64) *observe.Observe {
	at := record.At(w.Now.Add(-3 * time.Hour))
	skew := int64(90_000)
	return &observe.Observe{
		Team: "P-03", Start: at, Type: "small_arms", Means: "heard", Observation: "burst", Description: "undetermined", Confidence: "high", PlaceName: "al-Naima",
		Carried: desk.Carried{Written: &desk.Written{At: at, Number: number, Corrects: corrects, SkewMs: &skew, MetAt: at, Means: "app"}},
	}
}

func written(t *testing.T, w *desktest.World) observe.Sender {
	t.Helper()
	var answer struct {
		Devices []observe.Sender `json:"devices"`
	}
	if err := json.Unmarshal([]byte(w.MustAsk(heron, "observe/written")), &answer); err != nil || len(answer.Devices) != 1 {
		t.Fatalf("%+v, %v", answer, err)
	}
	return answer.Devices[0]
}

func TestAMissingNumberOfADeviceShowsUntilItComes(t *testing.T) {
	w := world(t)
	w.MustTell(phone(), "observe", seen(w, 1, 0))
	w.MustTell(phone(), "observe", seen(w, 4, 0))
	if s := written(t, w); s.Count != 2 || s.Highest != 4 || len(s.Missing) != 2 || s.Missing[0] != 2 || *s.SkewMs != 90_000 || s.LongestMinutes != 180 {
		t.Errorf("%+v", s)
	}
	w.MustTell(phone(), "observe", seen(w, 2, 0))
	w.MustTell(phone(), "observe", seen(w, 3, 0))
	if s := written(t, w); s.Count != 4 || len(s.Missing) != 0 {
		t.Errorf("late ones did not close the gap: %+v", s)
	}
}

func TestADeviceNumberIsGivenOnce(t *testing.T) {
	w := world(t)
	w.MustTell(phone(), "observe", seen(w, 1, 0))
	other := seen(w, 1, 0)
	other.Text = "another"
	for name, c := range map[string]struct {
		who  desk.Who
		do   *observe.Observe
		says string
	}{
		"another report under a number that came":   {phone(), other, "another report under the number 1"},
		"a number far ahead":                        {phone(), seen(w, 50_000, 0), "ahead of what came"},
		"a number below one":                        {phone(), seen(w, -1, 0), "counts from 1"},
		"a number without a signature":              {heron, seen(w, 2, 0), "only a device that signs"},
		"a correction of what is not earlier":       {phone(), seen(w, 2, 2), "earlier"},
		"a correction by who does not count at all": {phone(), seen(w, 0, 2), "earlier"},
	} {
		if _, err := w.Tell(c.who, "observe", c.do); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCorrectionsOfOneReportStandSideBySide(t *testing.T) {
	w := world(t)
	first := w.MustTell(phone(), "observe", seen(w, 1, 0))[0].Number
	w.MustTell(phone(), "observe", seen(w, 2, 1))
	w.MustTell(phone(), "observe", seen(w, 3, 1))
	s := written(t, w)
	if len(s.Corrected) != 1 || s.Corrected[0].Number != 1 || s.Corrected[0].Entry != first || len(s.Corrected[0].By) != 2 {
		t.Errorf("%+v", s.Corrected)
	}
}

func TestALateCheckInIsTakenAfterTheReturn(t *testing.T) {
	w := world(t)
	patrol := w.MustTell(heron, "observe", patrolPlan(w.Now))[0].Number
	w.MustTell(heron, "observe", &observe.Depart{Patrol: patrol})
	under := record.At(w.Now.Add(20 * time.Minute))
	w.Advance(time.Hour)
	w.MustTell(heron, "observe", &observe.Return{Patrol: patrol})
	late := &observe.CheckIn{Patrol: patrol, At: under, State: "well", Carried: desk.Carried{Written: &desk.Written{At: under, Number: 1}}}
	w.MustTell(phone(), "observe", late)
	if _, err := w.Tell(heron, "observe", &observe.CheckIn{Patrol: patrol, State: "well"}); err == nil {
		t.Error("a patrol that is back checked in now")
	}
}

// A sheet that is filled in is a command that its door takes: every blank has its field, and every choice is a code.
func TestSheetsFitTheirCommands(t *testing.T) {
	w := world(t)
	patrol := w.MustTell(heron, "observe", patrolPlan(w.Now))[0].Number
	d := w.Desk("observe")
	list, err := d.Sheets(context.Background(), desk.Question{Who: heron, At: w.Now, View: w.Read(heron)})
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, s := range list {
		codes[s.Code] = true
		var command any
		for _, r := range d.Routes {
			if r.Path == s.Door && r.Tell != nil {
				command = r.Tell()
			}
		}
		if command == nil {
			t.Errorf("%s: there is no door %q", s.ID, s.Door)
			continue
		}
		filled, err := json.Marshal(fill(t, w, s.Blanks, patrol))
		if err != nil {
			t.Fatal(err)
		}
		strict := json.NewDecoder(strings.NewReader(string(filled)))
		strict.DisallowUnknownFields()
		if err := strict.Decode(command); err != nil {
			t.Errorf("%s: %v in %s", s.ID, err, filled)
		}
		if s.Door == "patrols/depart" {
			continue // decided below, with the patrol in its state
		}
		if s.ID == "observation" || s.ID == "restriction" || s.ID == "alert" || s.ID == "crater" || s.ID == "allegation" || s.ID == "patrol-plan" {
			if _, err := w.Tell(heron, "observe", command); err != nil {
				t.Errorf("%s: %v in %s", s.ID, err, filled)
			}
		}
	}
	for _, code := range []string{"F1", "F2", "F3", "F4", "F5", "F7", "F21"} {
		if !codes[code] {
			t.Errorf("there is no sheet %s", code)
		}
	}
}

func fill(t *testing.T, w *desktest.World, blanks []desk.Blank, patrol int64) map[string]any {
	out := map[string]any{}
	for _, b := range blanks {
		if b.Kind != desk.BlankFixed && (b.Label["en"] == "" || b.Label["ar"] == "" || b.Label["ru"] == "") {
			t.Errorf("%s: a label is missing", b.Field)
		}
		into, field := out, b.Field
		if outer, inner, ok := strings.Cut(field, "."); ok {
			if into[outer] == nil {
				into[outer] = map[string]any{}
			}
			into, field = into[outer].(map[string]any), inner
		}
		switch b.Kind {
		case desk.BlankText, desk.BlankLine:
			into[field] = "en"
		case desk.BlankLines:
			into[field] = []string{"one"}
		case desk.BlankNumber:
			into[field] = *b.Least
		case desk.BlankChoice:
			if len(b.Choices) == 0 {
				t.Errorf("%s: there is nothing to choose from", b.Field)
				continue
			}
			if b.Field == "cause" {
				continue
			}
			into[field] = b.Choices[0].Code
		case desk.BlankEntry:
			into[field], _ = strconv.ParseInt(strconv.FormatInt(patrol, 10), 10, 64)
		case desk.BlankMoment:
			into[field] = record.At(w.Now.Add(-time.Hour))
		case desk.BlankPoint:
			into[field] = geo.Point{Lat: 326_189_000, Lon: 361_021_000}
		case desk.BlankYes:
			into[field] = true
		case desk.BlankFixed:
			into[field] = b.Value
		case desk.BlankList:
			into[field] = []any{fill(t, w, b.Blanks, patrol)}
		default:
			t.Errorf("%s: there is no kind %q", b.Field, b.Kind)
		}
	}
	return out
}
