package brief_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/desk/desktest"
	"truce.example/record"
)

func proofread(w *desktest.World) {
	w.T.Helper()
	q := desk.Question{Who: desk.System(), At: w.Now, View: w.Read(desk.System()), Head: w.Head(), Params: url.Values{}, Path: func(string) string { return "" }}
	if err := brief.Proofread(w.T.Context(), law(w.T), q, w.Clerk()); err != nil {
		w.T.Fatal(err)
	}
}

func corrections(w *desktest.World) []*brief.Corrected {
	var out []*brief.Corrected
	for _, e := range w.Entries {
		if f, ok := e.Fact.(*brief.Corrected); ok {
			out = append(out, f)
		}
	}
	return out
}

// 19d, rule 12
func TestWhatComesLateCorrectsWhatWasPublished(t *testing.T) {
	w := world(t)
	afternoon(w)
	published := int64(len(w.Entries)) - 1
	proofread(w)
	if got := corrections(w); len(got) != 0 {
		t.Fatalf("nothing came after it, but %d corrections stand there", len(got))
	}

	// Of another day, and of a time after the brief: no number of this brief changes.
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "A", Start: at(30)}, record.Mission})
	proofread(w)
	if got := corrections(w); len(got) != 0 {
		t.Fatalf("what is of another day corrects nothing: %+v", got)
	}

	late := w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "B", Start: at(7)}, record.Mission})
	proofread(w)
	proofread(w)
	got := corrections(w)
	if len(got) != 1 {
		t.Fatalf("one report came late, and %d corrections stand there", len(got))
	}
	c := got[0]
	if c.Of != published || !slices.Equal(c.Added, []int64{late[0].Number}) || len(c.Withdrawn) != 0 {
		t.Errorf("the correction is of %d with %v added and %v withdrawn", c.Of, c.Added, c.Withdrawn)
	}
	if !slices.ContainsFunc(c.Changes, func(x brief.Change) bool { return x.Is.Value == x.Was.Value+1 }) {
		t.Errorf("no number is one more: %+v", c.Changes)
	}
	if e := w.Entries[len(w.Entries)-1]; e.Audience != record.Mission || e.Author.Known != record.BySystem {
		t.Errorf("it is for %q by %+v", e.Audience, e.Author)
	}
	if list := w.MustAsk(heron, "brief/published"); !strings.Contains(list, `"corrected":`) {
		t.Errorf("the list does not say it: %s", list)
	}

	// Another one later is another correction; a brief that takes the place ends it.
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "B", Start: at(8)}, record.Mission})
	proofread(w)
	if got := corrections(w); len(got) != 2 || len(got[1].Added) != 2 {
		t.Fatalf("the second correction: %+v", got)
	}
	order, _ := json.Marshal(map[string]any{"of": published, "reason": "two reports came late"})
	w.MustPost(heron, "brief/publish", string(order))
	proofread(w)
	if got := corrections(w); len(got) != 2 {
		t.Errorf("what was replaced is not corrected: %d", len(got))
	}
	if list := w.MustAsk(heron, "brief/published"); strings.Contains(list, `"corrected":`) {
		t.Errorf("the brief was replaced, and still the list has it corrected")
	}
}

func TestOnlyTheProgramCorrects(t *testing.T) {
	w := world(t)
	afternoon(w)
	// A report that only the mission reads corrects no brief for the sides.
	w.MustPost(heron, "brief/publish", `{"kind": "daily", "day": "2031-06-01", "audience": "parties"}`)
	both := int64(len(w.Entries)) - 1
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "B", Start: at(9)}, record.Mission})
	proofread(w)
	for _, c := range corrections(w) {
		if c.Of == both {
			t.Errorf("the sides would learn of a report that they may not read: %+v", c)
		}
	}
	w.MustTell(heron, "told", &tell{seen{Type: "mortar", Accused: "B", Start: at(10)}, record.Parties})
	proofread(w)
	found := false
	for _, e := range w.Entries {
		if c, ok := e.Fact.(*brief.Corrected); ok && c.Of == both {
			found = e.Audience == record.Parties
		}
	}
	if !found {
		t.Error("the sides are not told that their brief would come out otherwise")
	}
}
