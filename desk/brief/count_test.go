package brief

import (
	"testing"

	"truce.example/agreement"
)

func TestPairsOfPairsAreOneEvent(t *testing.T) {
	row := func(entry int64) Counted {
		return Counted{Entry: entry, Outcome: string(agreement.Candidate), Severity: 1, Certainty: string(agreement.SideUnknown)}
	}
	for _, c := range []struct {
		name  string
		pairs [][2]int64
		want  int64
	}{
		{"nobody linked anything", nil, 4},
		{"a chain of accounts", [][2]int64{{1, 2}, {2, 3}}, 2},
		{"a circle", [][2]int64{{1, 2}, {2, 1}}, 3},
		{"two accounts of a report that the reader does not see", [][2]int64{{1, 99}, {2, 99}}, 3},
	} {
		if got := Count([]Counted{row(1), row(2), row(3), row(4)}, c.pairs, Scale{}).Public; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestWhatIsRetractedIsInNoCount(t *testing.T) {
	rows := []Counted{{Entry: 1, Outcome: "candidate", Severity: 2, Level: 2, Certainty: "reported", Side: "A"}, {Entry: 2, Outcome: "candidate", Retracted: true}}
	got := Count(rows, nil, Scale{Weights: agreement.Severity{Weights: [5]int64{1, 2, 5, 12, 40}}})
	if got.Rows != 2 || got.Retracted != 1 || got.Candidates != 1 || got.Weighted.All != 2 || got.ByAccused["A"] != 1 {
		t.Errorf("%+v", got)
	}
}
