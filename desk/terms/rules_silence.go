package terms

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// The length and width that a window may have. Anything longer or wider is a matter for an amendment.
const (
	maxWindow        = 31 * 24 * time.Hour
	maxWindowRadiusM = 50_000
)

// setWindow: a window is set before it begins; each side guarantees for itself.
func (d decision) setWindow(do *SetWindow) ([]record.Draft, error) {
	w := agreement.Window{ID: do.ID, Work: do.Work, Centre: do.Centre, RadiusM: do.RadiusM, From: do.From, To: do.To, Guarantees: do.Guarantees}
	if err := checkWindow(w); err != nil {
		return nil, err
	}
	if err := texts("work", do.Work, "reason", do.Reason); err != nil {
		return nil, err
	}
	if err := d.checkRequest(do); err != nil {
		return nil, err
	}
	if do.History {
		if err := d.mayLoadHistory(strings.TrimSpace(do.Reason)); err != nil {
			return nil, err
		}
	} else if record.Moment(w.From) < d.now {
		return nil, desk.Refuse(desk.TooEarly, "the window would have begun at %s, which has passed; set it before it begins", w.From)
	}
	was, set := d.window(w.ID)
	if set && record.Moment(was.From) <= d.now && !do.History {
		return nil, desk.Refuse(desk.Conflict, "the window %s has begun and stands as it was guaranteed; set another with a new id", w.ID)
	}
	for _, side := range w.Guarantees {
		if !slices.Contains(sidesOf(d.text()), side) {
			return nil, desk.Refuse(desk.Invalid, "%q is neither a party nor a guarantor and cannot guarantee a window; leave it out", side)
		}
	}
	if err := d.ownGuarantee(w, was, set); err != nil {
		return nil, err
	}
	w.Guarantees = slices.Compact(slices.Sorted(slices.Values(w.Guarantees)))
	f := WindowSet{Window: w, History: do.History, Reason: do.Reason}
	if len(do.Asked) > 0 {
		f.Request = &WindowRequest{Operator: do.Operator, Asked: do.Asked, Utility: do.Utility, Population: do.Population, Observers: do.Observers}
	} else if before := d.k.state.windows[w.ID]; before != nil && d.who.Kind != kindMission {
		f.Request = before.Request // a side changes nothing but its own guarantee
	}
	if f.Request != nil && d.who.Kind == kindMission {
		for _, side := range without(f.Request.Asked, w.Guarantees) {
			f.Missing = append(f.Missing, Sided{side, kindOf(d.text(), side)})
		}
	}
	return d.fact(d.text(), record.Moment(w.From), f), nil
}

func checkWindow(w agreement.Window) error {
	var wrong []desk.FieldError
	add := func(field, sentence string) { wrong = append(wrong, desk.FieldError{Field: field, Sentence: sentence}) }
	if w.ID == "" || len(w.ID) > 64 {
		add("id", "a window needs an id of up to 64 characters; choose one")
	}
	if w.RadiusM < 1 || w.RadiusM > maxWindowRadiusM {
		add("radius_m", "the radius is not between 1 and 50000 metres; mend it")
	}
	if w.Centre.Lat == 0 && w.Centre.Lon == 0 {
		add("centre", "the centre 0°N 0°E means that no place was entered; enter it")
	}
	if w.To <= w.From {
		add("to", "the window ends before it begins; exchange or mend the times")
	}
	if w.To.Time().Sub(w.From.Time()) > maxWindow {
		add("to", "the window is longer than 31 days; set several")
	}
	return desk.RefuseFields(wrong)
}

func (d decision) window(id string) (agreement.Window, bool) {
	all := append(slices.Clone(d.text().Windows), d.law.windows...)
	for _, w := range slices.Backward(all) {
		if w.ID == id {
			return w, true
		}
	}
	return agreement.Window{}, false
}

// ownGuarantee keeps members of a side to adding or taking back their own guarantee of a window that the mission set.
func (d decision) ownGuarantee(w, was agreement.Window, set bool) error {
	if d.who.Kind == kindMission {
		return nil
	}
	if !set {
		return desk.Refuse(desk.NotAllowed, "a window is set by the mission; ask the duty officer, then guarantee it")
	}
	others := func(ids []string) []string { return without(ids, []string{d.who.Party}) }
	theirs, before := slices.Sorted(slices.Values(others(w.Guarantees))), slices.Sorted(slices.Values(others(was.Guarantees)))
	w.Guarantees, was.Guarantees = nil, nil
	if !slices.Equal(theirs, before) || !reflect.DeepEqual(w, was) {
		return desk.Refuse(desk.NotAllowed, "you may add or take back the guarantee of %s and nothing else; send the window unchanged otherwise", d.who.Party)
	}
	return nil
}
