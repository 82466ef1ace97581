package line_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/line"
	"truce.example/record"
)

// examplesInOrder are the doors in the order in which their examples make one story.
var examplesInOrder = []struct {
	door string
	who  desk.Who
}{
	{"lines", relay}, {"messages", relay}, {"receipts", birch}, {"read-backs", birch}, {"acknowledgements", birch}, {"answers", birch}, {"closings", relay}, {"states", birch},
}

// sendExamples sends every example of api.yaml.
func sendExamples(t *testing.T, r *room) {
	t.Helper()
	examples := desktest.API(t, r.Desk("line"))
	for _, e := range examplesInOrder {
		if _, err := r.Post(e.who, "line/"+e.door, examples["POST line/"+e.door]); err != nil {
			refusal, _ := desk.Refused(err)
			t.Fatalf("%s, as entry %d: %v %+v", e.door, len(r.Entries), err, refusal)
		}
		delete(examples, "POST line/"+e.door)
	}
	for door := range examples {
		t.Errorf("nobody sent the example of %s", door)
	}
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) {
	sendExamples(t, &room{desktest.New(t, line.New(law(t)))})
}

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, line.New(nil), "Line")
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, line.New(law(t)), func(w *desktest.World) {
		r := &room{w}
		sendExamples(t, r)
		n := r.do(relay, flash("EXERCISE"))
		c := flash("EXERCISE corrected")
		c.Type, c.Corrects = "correction", n
		r.Advance(3 * time.Minute)
		m := r.do(relay, c)
		r.do(birch, &line.Repeat{Message: m, Positions: []string{"32.830, 36.200"}})
		r.Advance(48 * time.Hour)
	})
}

// Each fact of the desk, forgotten, leaves what later decisions ask for and none of its words.
func TestForgottenFactsLeaveNoWords(t *testing.T) {
	for _, k := range line.New(nil).Facts {
		fact, ok := k.Example.(desk.Residue)
		if !ok {
			t.Errorf("%s leaves nothing; a line would come apart", k.Name)
			continue
		}
		residue := reflect.ValueOf(fact.Residue())
		if residue.Type() != reflect.TypeOf(k.Example) {
			t.Errorf("the residue of %s is a %s", k.Name, residue.Type())
			continue
		}
		for _, field := range []string{"Text", "Reason", "Positions", "NoPosition", "Interpreter"} {
			if f := residue.FieldByName(field); f.IsValid() && !f.IsZero() {
				t.Errorf("%s keeps its %s", k.Name, field)
			}
		}
		for _, field := range []string{"Due", "Line", "Number", "Message", "Told", "TestDue", "Corrects"} {
			whole := reflect.ValueOf(k.Example).FieldByName(field)
			if left := residue.FieldByName(field); left.IsValid() && !reflect.DeepEqual(left.Interface(), whole.Interface()) {
				t.Errorf("%s forgets its %s", k.Name, field)
			}
		}
	}
}

func BenchmarkMessages(b *testing.B) {
	r := newRoom(b)
	state := r.Desk("line").State
	at, n := r.Now, int64(len(r.Entries))
	do := flash("EXERCISE")
	apply := func(who desk.Who, do any) int64 {
		drafts, err := state.Decide(at, who, do)
		if err != nil {
			b.Fatal(err)
		}
		first := n
		for _, d := range drafts {
			fact := reflect.New(reflect.TypeOf(d.Fact))
			fact.Elem().Set(reflect.ValueOf(d.Fact))
			refs := slices.Clone(d.Refs)
			for i := range refs {
				if refs[i].Entry < 0 {
					refs[i].Entry = first + (-1 - refs[i].Entry)
				}
			}
			state.Apply(record.Entry{Number: n, Recorded: record.At(at), Refs: refs, Fact: fact.Interface()})
			n++
		}
		return first
	}
	b.ReportAllocs()
	for b.Loop() {
		m := apply(birch, do)
		apply(relay, &line.Repeat{Message: m, Positions: []string{"32.730, 36.200"}})
		apply(relay, &line.Acknowledge{Message: m})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
