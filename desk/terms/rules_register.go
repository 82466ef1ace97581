package terms

import (
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// adhere: a side is told before it accepts, and each side speaks for itself and its own forces.
func (d decision) adhere(do *Adhere) ([]record.Draft, error) {
	side, ok := findSide(d.text(), do.Side)
	if !ok {
		return nil, desk.Refuse(desk.Invalid, "the agreement knows no party, guarantor or local force %q; look it up in the register", do.Side)
	}
	if d.who.Kind != kindMission && !side.spokenForBy(d.who.Party) {
		return nil, desk.Refuse(desk.NotAllowed, "you cannot speak for %s; its own side or the mission records this", do.Side)
	}
	if err := d.checkAdhere(do); err != nil {
		return nil, err
	}
	if err := texts("channel", do.Channel, "accepted_by", do.AcceptedBy, "note", do.Note); err != nil {
		return nil, err
	}
	happened := do.AcceptedAt
	if !happened.Known() {
		happened = do.ToldAt
	}
	return d.fact(d.text(), happened, Adhered{
		Side: do.Side, Party: side.party, ToldAt: do.ToldAt, Channel: strings.TrimSpace(do.Channel),
		AcceptedAt: do.AcceptedAt, AcceptedBy: strings.TrimSpace(do.AcceptedBy), Note: strings.TrimSpace(do.Note),
	}), nil
}

func (d decision) checkAdhere(do *Adhere) error {
	var wrong []desk.FieldError
	add := func(field, sentence string) { wrong = append(wrong, desk.FieldError{Field: field, Sentence: sentence}) }
	told, accepted := do.ToldAt.Known(), do.AcceptedAt.Known()
	if !told && !accepted {
		add("told_at", "neither told_at nor accepted_at is given; say at least when the side was told")
	}
	if told && strings.TrimSpace(do.Channel) == "" {
		add("channel", "the channel is missing; say how the side was told")
	}
	if accepted && strings.TrimSpace(do.AcceptedBy) == "" {
		add("accepted_by", "accepted_by is missing; give the function of who accepted")
	}
	if accepted && !told && !d.k.state.told[do.Side] {
		add("told_at", "nobody has recorded that this side was told; give told_at and channel as well")
	}
	if told && accepted && do.AcceptedAt < do.ToldAt {
		add("accepted_at", "it accepted before it was told; mend the times")
	}
	if do.ToldAt > d.now || do.AcceptedAt > d.now {
		add("told_at", "a time is still to come; record it when it has happened")
	}
	return desk.RefuseFields(wrong)
}

// A side is somebody who has to be told.
type side struct {
	id, kind, party string
	name            agreement.Text
	guarantors      []string
}

// spokenForBy: a party for itself and its forces, a guarantor for itself and the parties that it answers for.
func (s side) spokenForBy(id string) bool {
	return id != "" && (id == s.id || id == s.party || slices.Contains(s.guarantors, id))
}

// sides lists everybody who has to be told, in the order of the text.
func sides(text *agreement.Agreement) []side {
	var all []side
	for _, p := range text.Parties {
		all = append(all, side{id: p.ID, kind: kindParty, name: p.Name, guarantors: p.Guarantors})
		for _, f := range p.LocalForces {
			all = append(all, side{id: f.ID, kind: "local_force", party: p.ID, name: f.Name, guarantors: p.Guarantors})
		}
	}
	for _, g := range text.Guarantors {
		all = append(all, side{id: g.ID, kind: kindGuarantor, name: g.Name})
	}
	return all
}

func findSide(text *agreement.Agreement, id string) (side, bool) {
	for _, s := range sides(text) {
		if s.id == id {
			return s, true
		}
	}
	return side{}, false
}

// checkReady: only items that need a person are ticked; the others follow from the record.
func (d decision) checkReady(do *CheckReady) ([]record.Draft, error) {
	i := slices.IndexFunc(d.text().Readiness, func(r agreement.ReadinessItem) bool { return r.ID == do.Item })
	if i < 0 {
		return nil, desk.Refuse(desk.NotFound, "the start-day list has no item %q; look it up in the list", do.Item)
	}
	if d.text().Readiness[i].Needs != agreement.NeedsDone {
		return nil, desk.Refuse(desk.Invalid, "the item %s ticks itself when the record shows it; do what it asks for", do.Item)
	}
	if d.k.state.done[do.Item] == do.Done {
		return nil, desk.Refuse(desk.Conflict, "the item %s stands so already; there is nothing to do", do.Item)
	}
	if err := texts("note", do.Note); err != nil {
		return nil, err
	}
	return d.fact(d.text(), d.now, ReadyChecked{Item: do.Item, Done: do.Done, By: d.who.Member, Note: strings.TrimSpace(do.Note)}), nil
}
