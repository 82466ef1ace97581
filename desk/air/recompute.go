package air

import (
	"bytes"

	"truce.example/record"
)

// A Verdict says how a recorded event compares with the one computed again.
type Verdict string

// The verdicts. Only Different is a fault.
const (
	NoEvent     Verdict = ""             // the entry is none
	Same        Verdict = "same"         // computed again it is the same to the byte
	Different   Verdict = "different"    // it is not
	NotReadable Verdict = "not readable" // it, or what it lists, is closed here, or this program does not have its rules
	Erased      Verdict = "erased"       // it was forgotten
)

// Recompute finds an event again in its evidence: in the positions that were kept, with the zones, flights and other events
// that it lists, by the law as it was known then. Entry gives an entry of the same record.
func Recompute(law Law, entry func(n int64) (record.Entry, error), e record.Entry) Verdict {
	switch e.Status {
	case record.Closed:
		return NotReadable
	case record.Erased, record.Forgotten:
		return Erased
	}
	was, evidence := (*EventFound)(nil), 0
	switch f := e.Fact.(type) {
	case *EventFound:
		was = f
	case *EventFollowed:
		was, evidence = &f.Found, 1
	default:
		return NoEvent
	}
	again, ok := recomputed(law, entry, e, evidence, was)
	if !ok {
		return NotReadable
	}
	a, err1 := record.Marshal(was)
	b, err2 := record.Marshal(again)
	if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
		return Different
	}
	return Same
}

// recomputed is the event of the same zone, aircraft and moment, or one of nothing if there is none; false if what it needs
// cannot be read.
func recomputed(law Law, entry func(n int64) (record.Entry, error), e record.Entry, evidence int, was *EventFound) (EventFound, bool) {
	if was.Rules < 1 || was.Rules > rules {
		return EventFound{}, false
	}
	n, err := e.RefEntry(evidence)
	if err != nil {
		return EventFound{}, false
	}
	kept, ok := factAt[TrackKept](entry, n)
	if !ok || len(kept.Fixes) == 0 {
		return EventFound{}, false
	}
	in := &inquest{
		source: kept.Source, kind: kept.Kind, aircraft: kept.Aircraft, fixes: kept.Fixes, settings: was.Settings, eventType: was.Type, report: was.Report, rules: was.Rules,
		imports: was.Zones, others: func(string) []Other { return was.Others },
	}
	if was.TermsEntry > 0 {
		in.terms = law.at(record.Moment(kept.Fixes[0].Ms), was.TermsEntry)
	}
	imports := map[int64]*ZonesImported{}
	for _, n := range was.Zones {
		if imports[n], ok = factAt[ZonesImported](entry, n); !ok {
			return EventFound{}, false
		}
	}
	for _, c := range was.Against {
		form, ok := formAt(entry, c.Entry)
		if !ok {
			return EventFound{}, false
		}
		in.flights = append(in.flights, held{c, form})
	}
	if err := in.prepare(imports, nil); err != nil {
		return EventFound{}, true
	}
	events, err := in.events()
	if err != nil {
		return EventFound{}, true
	}
	for _, again := range events {
		if again.Zone == was.Zone && again.Aircraft == was.Aircraft && again.From == was.From {
			return again, true
		}
	}
	return EventFound{}, true
}

// factAt is the fact of an entry, if it is of that type and can be read.
func factAt[T any](entry func(n int64) (record.Entry, error), n int64) (*T, bool) {
	e, err := entry(n)
	if err != nil || e.Status != record.Open {
		return nil, false
	}
	f, ok := e.Fact.(*T)
	return f, ok
}

// formAt is what an entry asked for.
func formAt(entry func(n int64) (record.Entry, error), n int64) (Form, bool) {
	if f, ok := factAt[FlightRequested](entry, n); ok {
		return f.Form, true
	}
	f, ok := factAt[FlightAmended](entry, n)
	if !ok {
		return Form{}, false
	}
	return f.Form, true
}
