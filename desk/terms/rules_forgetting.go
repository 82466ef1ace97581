package terms

import (
	"slices"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// proposeForgetting: by a role that the text names. The facts of forgetting are for the parties, also where the text is
// public: a reason may tell what should be forgotten.
func (d decision) proposeForgetting(do *ProposeForgetting) ([]record.Draft, error) {
	rule := d.text().Forgetting
	if !slices.ContainsFunc(rule.ProposedBy, d.who.Has) {
		return nil, desk.Refuse(desk.NotAllowed, "forgetting is proposed by %s; hand your request to them", or(rule.ProposedBy))
	}
	if strings.TrimSpace(do.Reason) == "" {
		return nil, desk.Refuse(desk.Invalid, "the reason is missing; say why the content must go, without repeating it")
	}
	if err := texts("reason", do.Reason); err != nil {
		return nil, err
	}
	if err := d.forgettable(do.Entry); err != nil {
		return nil, err
	}
	if p := d.k.state.proposals[do.Entry]; p != nil {
		return nil, desk.Refuse(desk.Conflict, "entry %d proposes this already; agree to it", p.entry)
	}
	return d.forgetting(ForgettingProposed{Entry: do.Entry, Reason: strings.TrimSpace(do.Reason), By: d.who.Member}, record.To(do.Entry)), nil
}

func or(names []string) string {
	if len(names) == 0 {
		return "nobody under this agreement"
	}
	return strings.Join(names, " or ")
}

// forgettable: the law itself has no gaps.
func (d decision) forgettable(entry int64) error {
	switch {
	case entry < 0 || entry >= d.k.state.entries:
		return desk.Refuse(desk.NotFound, "there is no entry %d; look up the number", entry)
	case d.k.state.own[entry]:
		return desk.Refuse(desk.Conflict, "entry %d belongs to the agreement's own history, which is kept; nothing can be done", entry)
	case d.k.state.forgotten[entry]:
		return desk.Refuse(desk.Conflict, "entry %d is forgotten already; there is nothing to do", entry)
	}
	return nil
}

func (d decision) forgetting(fact any, refs ...record.Ref) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: record.Parties, Happened: d.now, Refs: refs}}
}

// agreeForgetting: each side whose agreement is needed gives its own; the last one brings the forgetting with it.
//
// Art. 17
func (d decision) agreeForgetting(do *AgreeForgetting) ([]record.Draft, error) {
	needed := d.text().Forgetting.AgreedBy
	own := d.who.Party
	if d.who.Kind == kindMission || !slices.Contains(needed, own) {
		return nil, desk.Refuse(desk.NotAllowed, "forgetting needs the agreement of %s, each given by its own people; you are none of them", strings.Join(needed, ", "))
	}
	if err := d.forgettable(do.Entry); err != nil {
		return nil, err
	}
	p := d.k.state.proposals[do.Entry]
	if p == nil {
		return nil, desk.Refuse(desk.TooEarly, "nobody has proposed to forget entry %d; it must be proposed first", do.Entry)
	}
	if slices.Contains(p.agreed, own) {
		return nil, desk.Refuse(desk.Conflict, "%s has agreed to this already; there is nothing to do", own)
	}
	agreed := append(slices.Clone(p.agreed), own)
	drafts := d.forgetting(ForgettingAgreed{Entry: do.Entry, By: own}, record.To(do.Entry), record.To(p.entry))
	if missing := without(needed, agreed); missing != nil {
		return drafts, nil
	}
	slices.Sort(agreed)
	return append(drafts, d.forgetting(
		Forgotten{Entry: do.Entry, Reason: p.reason, By: agreed},
		record.To(do.Entry), record.To(p.entry), record.Local(0))...), nil
}
