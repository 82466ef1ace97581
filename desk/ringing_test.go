package desk_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"truce.example/desk"
	"truce.example/record"
)

// Whatever is started, moved and stopped: the clocks ring in the order of their deadlines, each once, and run on until they are stopped.
func TestClocksRingInOrderAndOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, kept := desk.NewRinging(cmp.Compare[int]), map[int]record.Moment{}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			id := rapid.IntRange(0, 5).Draw(t, "id")
			if due := record.Moment(rapid.IntRange(0, 6).Draw(t, "due")); rapid.IntRange(0, 3).Draw(t, "stop") == 0 || due == 0 {
				delete(kept, id)
				if due == 0 {
					r.Set(id, 0)
				} else {
					r.Stop(id)
				}
			} else {
				kept[id] = due
				r.Set(id, due)
			}
			until := record.Moment(rapid.IntRange(0, 7).Draw(t, "until"))
			var want []desk.Rung[int]
			next := record.Moment(0)
			for id, due := range kept {
				if due <= until {
					want = append(want, desk.Rung[int]{Due: due, ID: id})
				}
				if next == 0 || due < next {
					next = due
				}
				if r.Due(id) != due {
					t.Fatalf("clock %d rings at %d, want %d", id, r.Due(id), due)
				}
			}
			slices.SortFunc(want, func(a, b desk.Rung[int]) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
			for range 2 {
				if got := r.Rung(until); !slices.Equal(got, want) {
					t.Fatalf("up to %d rang %v, want %v", until, got, want)
				}
			}
			if r.Next() != next {
				t.Fatalf("the next is %d, want %d", r.Next(), next)
			}
		}
	})
}
