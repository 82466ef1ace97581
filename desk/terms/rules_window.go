package terms

import (
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// What becomes of a window of silence. Requested, guaranteed and confirmed follow from who has guaranteed it; the others are steps.
const (
	windowRequested  = "requested"  // no party has guaranteed it
	windowGuaranteed = "guaranteed" // some have
	windowConfirmed  = "confirmed"  // every party has
	windowOpen       = "open"
	windowPaused     = "paused"
	windowBroken     = "broken"
	windowClosed     = "closed_ok"
	windowOverrun    = "overrun" // it was neither closed nor broken when its time was over
	windowCancelled  = "cancelled"
)

// windowSteps says from which states a step leads.
var windowSteps = map[string][]string{
	windowOpen: {windowConfirmed, windowPaused}, windowPaused: {windowOpen}, windowBroken: {windowOpen, windowPaused}, windowClosed: {windowOpen, windowPaused, windowOverrun},
	windowCancelled: {windowRequested, windowGuaranteed, windowConfirmed},
}

// A lived window is what is known of one that was set by a fact.
type lived struct {
	WindowSet
	step string // the newest, or empty
}

// state is what a window is, with the parties that have not guaranteed it.
func windowState(guaranteed int, missing []string, step string) string {
	switch {
	case step != "":
		return step
	case len(missing) == 0:
		return windowConfirmed
	case guaranteed > 0:
		return windowGuaranteed
	}
	return windowRequested
}

// live folds what becomes of windows.
func (s *state) live(e record.Entry) {
	switch f := e.Fact.(type) {
	case *WindowSet:
		w := &lived{WindowSet: *f}
		if was := s.windows[f.ID]; was != nil {
			w.step = was.step
		}
		s.windows[f.ID] = w
	case *WindowStepped:
		if w := s.windows[f.ID]; w != nil {
			w.step = f.Step
		}
	}
}

// checkRequest checks form F19: who asks for guarantees says who works, and on what.
func (d decision) checkRequest(do *SetWindow) error {
	if len(do.Asked) == 0 {
		return nil
	}
	var wrong []desk.FieldError
	add := func(field, sentence string) {
		wrong = append(wrong, desk.FieldError{Field: field, Sentence: sentence})
	}
	if strings.TrimSpace(do.Operator) == "" {
		add("operator", "operator is required: who does the work")
	}
	if strings.TrimSpace(do.Work) == "" {
		add("work", "work is required: what is done, on what")
	}
	for _, side := range do.Asked {
		if !slices.Contains(sidesOf(d.text()), side) {
			add("asked", "guarantees are asked of parties and guarantors of the agreement; one that is named is neither")
		}
	}
	if do.Population < 0 || do.Population > 100_000_000 {
		add("population", "population is how many people the work serves; count again")
	}
	if err := desk.RefuseFields(wrong); err != nil {
		return err
	}
	return texts("operator", do.Operator, "utility", do.Utility, "observers", do.Observers)
}

// guarantee is a side's own word for a window as it stands.
func (d decision) guarantee(do *GuaranteeWindow) ([]record.Draft, error) {
	w, set := d.window(do.ID)
	if !set {
		return nil, desk.Refuse(desk.NotFound, "there is no window %q; look it up in the list of windows", do.ID)
	}
	if d.who.Kind == kindMission {
		return nil, desk.Refuse(desk.NotAllowed, "a side guarantees for itself; the mission sets the window")
	}
	if slices.Contains(w.Guarantees, d.who.Party) {
		return nil, desk.Refuse(desk.Conflict, "%s has guaranteed %s already; nothing more is needed", d.who.Party, do.ID)
	}
	again := &SetWindow{ID: w.ID, Work: w.Work, Centre: w.Centre, RadiusM: w.RadiusM, From: w.From, To: w.To, Guarantees: append(slices.Clone(w.Guarantees), d.who.Party), Reason: do.Text}
	return d.setWindow(again)
}

// missingOf are the parties that have not guaranteed a window.
func missingOf(text *agreement.Agreement, w agreement.Window) []string {
	var parties []string
	for _, p := range text.Parties {
		parties = append(parties, p.ID)
	}
	return without(parties, w.Guarantees)
}

// stepWindow records what becomes of a window. One that not every party has guaranteed cannot be opened.
func (d decision) stepWindow(do *StepWindow) ([]record.Draft, error) {
	w := d.k.state.windows[do.ID]
	if w == nil {
		return nil, desk.Refuse(desk.NotFound, "no window %q was set by a fact; look it up in the list of windows", do.ID)
	}
	if d.who.Kind != kindMission {
		return nil, desk.Refuse(desk.NotAllowed, "the mission keeps the course of a window; tell the duty officer")
	}
	from, ok := windowSteps[do.Step]
	if !ok {
		return nil, desk.Refuse(desk.Invalid, "%q is no step; use open, paused, broken, closed_ok or cancelled", do.Step)
	}
	if err := texts("text", do.Text); err != nil {
		return nil, err
	}
	missing := missingOf(d.text(), w.Window)
	if do.Step == windowOpen && len(missing) > 0 {
		return nil, desk.Refuse(desk.Conflict, "the window %s cannot be opened: %s has not guaranteed it; ask for the guarantee, or cancel it", do.ID, strings.Join(missing, " and "))
	}
	if now := windowState(len(w.Guarantees), missing, w.step); !slices.Contains(from, now) {
		return nil, desk.Refuse(desk.Conflict, "the window %s is %s; this step follows %s", do.ID, strings.ReplaceAll(now, "_", " "), strings.ReplaceAll(strings.Join(from, " or "), "_", " "))
	}
	at := do.At
	if !at.Known() {
		at = d.now
	}
	if at > d.now+record.Moment(2*time.Minute/time.Millisecond) {
		return nil, desk.Refuse(desk.Invalid, "at is %s, in the future; say when it happened", at)
	}
	if do.Step == windowOpen && (at < record.Moment(w.From) || at >= record.Moment(w.To)) {
		return nil, desk.Refuse(desk.TooEarly, "the window %s is guaranteed from %s to %s; open it within that time", do.ID, w.From, w.To)
	}
	if do.Step == windowBroken && strings.TrimSpace(do.Text) == "" {
		return nil, desk.Refuse(desk.Invalid, "text is required: what happened, as far as it is known")
	}
	f := WindowStepped{ID: do.ID, Step: do.Step, At: at, Text: do.Text, Report: do.Report}
	out := record.Draft{Fact: f, Audience: record.Parties, Happened: at}
	if do.Report != 0 {
		if do.Report < 0 || do.Report >= d.k.state.entries {
			return nil, desk.Refuse(desk.Invalid, "report %d is no entry of the record; look it up in the list of reports", do.Report)
		}
		out.Refs = []record.Ref{record.To(do.Report)}
	}
	return []record.Draft{out}, nil
}

// overrun says by itself that a window's time is over and nobody has closed it.
func (d decision) overrun(do *overrunWindow) ([]record.Draft, error) {
	w := d.k.state.windows[do.ID]
	if d.who.Known != record.BySystem || w == nil || !w.runs() || record.Moment(w.To) > d.now {
		return nil, desk.Refuse(desk.Conflict, "no window has run over its time")
	}
	return []record.Draft{{Fact: WindowStepped{ID: do.ID, Step: windowOverrun, At: record.Moment(w.To)}, Audience: record.Parties, Happened: record.Moment(w.To)}}, nil
}

func (w *lived) runs() bool { return w.step == windowOpen || w.step == windowPaused }

// Next is when the first window that is open runs over its time.
func (k *Keeper) Next() time.Time {
	next := record.Moment(0)
	for _, w := range k.state.windows {
		if w.runs() && (next == 0 || record.Moment(w.To) < next) {
			next = record.Moment(w.To)
		}
	}
	return next.Time()
}

// Due asks for the facts of windows that have run over their time.
func (k *Keeper) Due(at time.Time) []desk.Command {
	var over []string
	for id, w := range k.state.windows {
		if w.runs() && record.Moment(w.To) <= record.At(at) {
			over = append(over, id)
		}
	}
	slices.Sort(over)
	var out []desk.Command
	for _, id := range over {
		out = append(out, desk.Command{Desk: deskName, ID: "terms-overrun-" + id, Do: &overrunWindow{ID: id}})
	}
	return out
}
