package aid

import (
	"truce.example/desk"
	"truce.example/desk/aid/conflict"
	"truce.example/desk/aid/taken"
	"truce.example/record"
)

// closureM is how far a closure reaches from where it is drawn.
const closureM = 50

// takeCorridors records what a data set says, without what was taken from it before.
func (q *question) takeCorridors(c TakeCorridors) ([]record.Draft, error) {
	q.Line("dataset", c.Dataset)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := CorridorsTaken{Dataset: c.Dataset}
	for _, one := range c.Corridors {
		if !q.taken[takenKey{"corridor", c.Dataset, one.ID}] {
			f.Corridors = append(f.Corridors, one)
		}
	}
	if len(f.Corridors) == 0 {
		return nil, nothingNew(c.Dataset)
	}
	return one(q.fact(f, record.Mission)), nil
}

// takeClosures records what a data set says, without what was taken from it before.
func (q *question) takeClosures(c TakeClosures) ([]record.Draft, error) {
	q.Line("dataset", c.Dataset)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ClosuresTaken{Dataset: c.Dataset}
	for _, one := range c.Closures {
		if !q.taken[takenKey{"closure", c.Dataset, one.ID}] {
			f.Closures = append(f.Closures, one)
		}
	}
	if len(f.Closures) == 0 {
		return nil, nothingNew(c.Dataset)
	}
	return one(q.fact(f, record.Mission)), nil
}

func nothingNew(dataset string) error {
	return desk.Refuse(desk.Conflict, "all of it was taken in before under the name %q; a newer edition has a name of its own", short(dataset))
}

// A takenKey is the number of something in a data set.
type takenKey struct{ what, dataset, id string }

// take remembers what was taken in; closures are among what a way is held against.
func (s *state) take(e record.Entry) {
	switch f := e.Fact.(type) {
	case *CorridorsTaken:
		for _, c := range f.Corridors {
			s.taken[takenKey{"corridor", f.Dataset, c.ID}] = true
		}
	case *ClosuresTaken:
		for i, c := range f.Closures {
			s.taken[takenKey{"closure", f.Dataset, c.ID}] = true
			s.plans.put(closureThing(e.Number, i, c))
		}
	}
}

// closureThing is a closure as it is compared. When it began and whether it still stands nobody says here: it may, and so is met
// possibly.
func closureThing(entry int64, i int, c taken.Closure) thing {
	p := conflict.Plan{ID: -(entry<<20 + int64(i)) - 1<<40, RadiusM: closureM, Vague: true, High: &conflict.Level{Metres: vehicleM}}
	always := conflict.Span{From: -1 << 60}
	for _, line := range c.Lines {
		for j := range line {
			p.Legs = append(p.Legs, conflict.Leg{A: line[max(0, j-1)], B: line[j], Span: always})
		}
	}
	name := c.Name
	if name == "" {
		name = c.ID
	}
	return thing{p, "closure", entry, name, ""}
}
