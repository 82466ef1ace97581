package ach

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// The matrix of the exercise's CASE M: M2 azimuth, M3 tail fin, M4 halt, M5 radio, M8 gap, for H1 to H4.
func caseM() []Item {
	b2, _ := Weight("B", "2")
	c3, _ := Weight("C", "3")
	return []Item{
		{b2, []string{"C", "I", "C", "II"}}, {b2, []string{"C", "I", "C", "I"}}, {c3, []string{"N", "N", "N", "C"}},
		{c3, []string{"N", "N", "N", "C"}}, {b2, []string{"N", "C", "N", "N"}},
	}
}

func TestInCaseMTheMortarsStay(t *testing.T) {
	ranked := Rank(4, caseM())
	if got := fmt.Sprint(ranked); got != "[{1 0 0} {3 0 0} {2 18 2} {4 27 2}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(Leading(ranked)); got != "[1 3]" {
		t.Error(got)
	}
	if got := fmt.Sprint(Turns(4, caseM())); got != "[{1 reversed [1 2 3 4]} {2 reversed [1 2 3]}]" {
		t.Error(got)
	}
	if Tells(caseM()[2]) || !Tells(caseM()[0]) {
		t.Error("an item that speaks against none tells none apart")
	}
}

func TestWeights(t *testing.T) {
	for _, c := range []struct {
		r, c string
		want int64
	}{{"A", "1", 12}, {"B", "2", 9}, {"C", "3", 4}, {"F", "6", 1}, {"E", "1", 3}, {"A", "5", 4}, {"G", "1", 0}, {"A", "7", 0}, {"", "", 0}} {
		if got, ok := Weight(c.r, c.c); got != c.want || ok != (c.want > 0) {
			t.Errorf("%s%s weighs %d, want %d", c.r, c.c, got, c.want)
		}
	}
}

func TestWhatFitsDoesNotCount(t *testing.T) {
	a := []Item{{12, []string{"CC", "N"}}, {12, []string{"CC", "N"}}}
	if got := Leading(Rank(2, a)); len(got) != 2 {
		t.Errorf("%v leads only because much fits it", got)
	}
}

func TestTurnsSayWhatWouldChangeIt(t *testing.T) {
	items := []Item{{2, []string{"C", "I"}}, {1, []string{"I", "C"}}}
	if got := fmt.Sprint(Turns(2, items)); got != "[{1 without [2]} {1 reversed [2]}]" {
		t.Error(got)
	}
}

// A new item that speaks against one hypothesis never makes it better.
func TestEvidenceAgainstNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "hypotheses")
		row := rapid.SliceOfN(rapid.SampledFrom(Marks), n, n)
		item := rapid.Custom(func(t *rapid.T) Item { return Item{rapid.Int64Range(1, 12).Draw(t, "weight"), row.Draw(t, "marks")} })
		items := rapid.SliceOfN(item, 1, 12).Draw(t, "items")
		h := rapid.IntRange(0, n-1).Draw(t, "which")
		marks := make([]string, n)
		for i := range marks {
			marks[i] = "N"
		}
		marks[h] = "II"
		place := func(of []Score) int {
			for i, s := range of {
				if s.Hypothesis == int64(h)+1 {
					return i
				}
			}
			return -1
		}
		if before, after := place(Rank(n, items)), place(Rank(n, append(items, Item{5, marks}))); after < before {
			t.Fatalf("hypothesis %d rose from %d to %d", h+1, before, after)
		}
		if fmt.Sprint(reversed(reversed(items[0].Marks))) != fmt.Sprint(items[0].Marks) {
			t.Fatal("reversed twice it is another")
		}
	})
}

func TestSectors(t *testing.T) {
	for _, c := range []struct {
		azimuth, off int64
		want         Sector
		width        int64
	}{{205, 15, Sector{190, 220}, 30}, {5, 10, Sector{355, 15}, 20}, {350, 20, Sector{330, 10}, 40}, {0, 180, Sector{0, 360}, 360}, {90, 0, Sector{90, 90}, 0}} {
		if got := Towards(c.azimuth, c.off); got != c.want || got.Width() != c.width || !got.Within(c.azimuth) {
			t.Errorf("%d ± %d: %v of %d degrees", c.azimuth, c.off, got, got.Width())
		}
	}
	for _, c := range []struct {
		a, b, want Sector
		ok         bool
	}{
		{Sector{190, 220}, Sector{200, 240}, Sector{200, 220}, true}, {Sector{190, 220}, Sector{195, 205}, Sector{195, 205}, true},
		{Sector{350, 20}, Sector{10, 30}, Sector{10, 20}, true}, {Sector{10, 20}, Sector{30, 40}, Sector{}, false},
		{Sector{0, 360}, Sector{30, 40}, Sector{30, 40}, true}, {Sector{0, 200}, Sector{190, 10}, Sector{}, false}, {Sector{5, 9}, Sector{5, 7}, Sector{5, 7}, true},
	} {
		if got, ok := Common(c.a, c.b); got != c.want || ok != c.ok {
			t.Errorf("%v and %v have %v, %v in common", c.a, c.b, got, ok)
		}
		if got, ok := Common(c.b, c.a); got != c.want || ok != c.ok {
			t.Errorf("the other way %v and %v have %v, %v in common", c.b, c.a, got, ok)
		}
	}
}
