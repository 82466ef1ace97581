package watch

import (
	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/desk/air/track"
	"truce.example/geo"
)

// A slowWatch judges as it is meant: at every position it asks of every open visit how the place lies to the zone.
type slowWatch struct {
	book   *track.Book
	engine *fence.Engine
	open   map[int][]slowStay
}

type slowStay struct {
	zone     string
	relation geo.Relation
	doubt    track.Doubt
}

func newSlow(set *fence.Set) *slowWatch {
	return &slowWatch{track.NewBook(track.Config{}), fence.NewEngine(set), map[int][]slowStay{}}
}

func (w *slowWatch) take(r *feed.Report) (out []Crossing) {
	s, ok := w.book.Take(r)
	if !ok {
		return nil
	}
	if s.New {
		w.engine.Forget(s.Aircraft)
		delete(w.open, s.Aircraft)
	}
	for _, e := range w.engine.Update(s.Aircraft, &s.Fix, nil) {
		out = append(out, w.judge(&s, &e))
	}
	for i := range w.open[s.Aircraft] {
		v := &w.open[s.Aircraft][i]
		z := w.engine.Set().Zone(v.zone)
		if z == nil {
			continue
		}
		relation, _ := z.Relate(s.Fix, s.DoubtCm)
		if relation != geo.Outside && geo.Weaker(relation, v.relation) == v.relation {
			v.relation = relation
		}
	}
	return out
}

func (w *slowWatch) use(set *fence.Set) (out []Crossing) {
	for _, e := range w.engine.Use(set, nil) {
		s, _ := w.book.Last(e.Aircraft)
		out = append(out, w.judge(&s, &e))
	}
	return out
}

func (w *slowWatch) judge(s *track.Step, e *fence.Event) Crossing {
	c := Crossing{Event: *e, Key: s.Key, Call: s.Call, DoubtCm: s.DoubtCm, Doubt: s.Doubt, Ground: s.Ground}
	relation := geo.Possible
	if e.Kind == fence.Enter {
		if relation, _ = e.Zone.Relate(s.Fix, s.DoubtCm); relation == geo.Outside {
			relation = geo.Possible
		}
		w.open[s.Aircraft] = append(w.open[s.Aircraft], slowStay{e.Zone.ID, relation, s.Doubt})
	} else {
		for i, v := range w.open[s.Aircraft] {
			if v.zone == e.Zone.ID {
				relation = v.relation
				c.Doubt |= v.doubt
				w.open[s.Aircraft] = append(w.open[s.Aircraft][:i], w.open[s.Aircraft][i+1:]...)
				break
			}
		}
	}
	c.Confidence = confidence(relation, e, c.Doubt)
	return c
}
