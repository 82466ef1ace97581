package brief

import (
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Early warning. Each indicator says its light, why, and what would lower it; there is no score. Where nothing is known
// the light is "no_data", which is not the same as quiet.

// The lights.
const (
	raised = "raised"
	watch  = "watch"
	quiet  = "quiet"
	noData = "no_data"
)

// trends are indicators that compare the reports of the last fourteen days with those of the fourteen before.
var trends = []struct {
	id    string
	types []string
}{
	{"reinforcement", []string{"heavy_weapon_seen", "troop_concentration", "arms_resupply"}},
	{"restrictions", []string{"observer_obstruction", "observer_attacked", "sensor_jam", "electronic_jamming"}},
	{"movement", []string{"advance", "infiltration", "position_new", "fortification"}},
	{"foreign_forces", []string{"foreign_force_seen"}},
	{"aid_refused", []string{"aid_denied", "aid_looted", "aid_attacked", "siege", "siege_aid_block", "checkpoint_harassment"}},
	{"hostile_words", []string{"propaganda", "hostile_propaganda"}},
}

// untold are indicators whose facts no desk tells yet.
var untold = []string{"line_state", "displacement", "unidentified_flights", "control_changes"}

func (m *maker) warnings() {
	for _, t := range trends {
		m.warn(m.trend(t.id, t.types))
	}
	m.warn(m.excludedAttacks())
	m.warn(m.retaliation())
	m.warn(m.lateAcknowledgements())
	m.warn(m.withdrawals())
	m.warn(m.duties())
	m.warn(m.expiry())
	m.warn(m.absences())
	for _, id := range untold {
		m.warn(Warning{ID: id, Light: noData, Why: []Say{{Key: "why.no_desk"}}, Lower: []Say{}})
	}
	lights := map[string]int64{}
	for _, w := range m.out.Warnings {
		lights[w.Light]++
	}
	m.say("sum.warnings", Figure{Value: lights[raised], Unit: "indicators"}, Figure{Value: lights[watch], Unit: "indicators"}, Figure{Value: lights[noData], Unit: "indicators"})
}

func (m *maker) warn(w Warning) { m.out.Warnings = append(m.out.Warnings, w) }

func args(figures ...Figure) []Arg {
	var out []Arg
	for i := range figures {
		out = append(out, Arg{Figure: &figures[i]})
	}
	return out
}

// of adds up what several types have, and links to the first that has any; a list of several types has one link each.
func (m *maker) ofTypes(types []string, when string) Figure {
	return m.figure(Select{Of: ofActs, Type: strings.Join(types, " "), From: when})
}

// trend is raised when there were twice as many as in the fourteen days before, and at least two.
func (m *maker) trend(id string, types []string) Warning {
	last, prior := m.ofTypes(types, whenLast), m.ofTypes(types, whenPrior)
	return m.compared(id, last, prior)
}

func (m *maker) compared(id string, last, prior Figure) Warning {
	w := Warning{ID: id, Light: quiet, Why: []Say{{Key: "why.trend", Args: args(last, prior)}}, Lower: []Say{}}
	switch {
	case last.Value >= 2 && last.Value >= 2*prior.Value:
		w.Light = raised
		w.Lower = append(w.Lower, Say{Key: "lower.trend", Args: args(Figure{Value: max(2, 2*prior.Value), Unit: "fewer"})})
	case last.Value > prior.Value:
		w.Light = watch
		w.Lower = append(w.Lower, Say{Key: "lower.not_more", Args: args(Figure{Value: prior.Value, Unit: "fewer"})})
	case last.Value == 0 && prior.Value == 0 && m.watched(Select{From: whenLast}).State != "":
		w.Light = noData // nothing was reported, and nobody watched
		w.Why = []Say{{Key: "why.unwatched"}}
	}
	return w
}

func (m *maker) excludedAttacks() Warning {
	last, prior := m.figure(Select{Of: ofExcluded, From: whenLast}), m.figure(Select{Of: ofExcluded, From: whenPrior})
	w := m.compared("excluded_attacks", last, prior)
	if w.Light == quiet && last.Value > 0 {
		w.Light = watch
		w.Lower = []Say{{Key: "lower.none"}}
	}
	return w
}

// retaliation: a person linked them, and the later one began within a day of the earlier.
func (m *maker) retaliation() Warning {
	f := m.figure(Select{Of: ofAnswers, From: whenLast})
	w := Warning{ID: "retaliation", Light: quiet, Why: []Say{{Key: "why.pairs", Args: args(f)}}, Lower: []Say{}}
	switch {
	case f.Value >= 2:
		w.Light = raised
	case f.Value == 1:
		w.Light = watch
	}
	if f.Value > 0 {
		w.Lower = []Say{{Key: "lower.pairs"}}
	}
	return w
}

func (m *maker) lateAcknowledgements() Warning {
	all := m.figure(Select{Of: ofTally + desk.TallyAcknowledged, From: whenLast})
	late := m.figure(Select{Of: ofLateAck, From: whenLast})
	w := Warning{ID: "late_acknowledgements", Light: quiet, Why: []Say{{Key: "why.late", Args: args(late, all, share(late, all.Value))}}, Lower: []Say{}}
	switch {
	case all.Value == 0:
		w.Light, w.Why = noData, []Say{{Key: "why.no_acknowledgements"}}
	case late.Value*5 > all.Value: // more than 20 %
		w.Light, w.Lower = raised, []Say{{Key: "lower.late"}}
	case late.Value > 0:
		w.Light, w.Lower = watch, []Say{{Key: "lower.none"}}
	}
	return w
}

func (m *maker) withdrawals() Warning {
	w := Warning{ID: "withdrawals", Light: quiet, Lower: []Say{}}
	set := slices.ContainsFunc(m.matters[""].Told, func(t Told) bool { return t.What == desk.TallyDuty && t.Code == "withdrawal" })
	missed := m.figure(Select{Of: ofOverdue, Code: "withdrawal"})
	w.Why = []Say{{Key: "why.withdrawals", Args: args(missed)}}
	switch {
	case !set:
		w.Light, w.Why = noData, []Say{{Key: "why.no_withdrawals"}}
	case missed.Value > 0:
		w.Light, w.Lower = raised, []Say{{Key: "lower.withdrawals"}}
	}
	return w
}

func (m *maker) duties() Warning {
	late := m.figure(Select{Of: ofOverdue})
	w := Warning{ID: "duties", Light: quiet, Why: []Say{{Key: "why.duties", Args: args(late)}}, Lower: []Say{}}
	owed := slices.ContainsFunc(m.matters[""].Told, func(t Told) bool { return t.What == desk.TallyDuty })
	switch {
	case !owed:
		w.Light, w.Why = noData, []Say{{Key: "why.no_duties"}}
	case late.Value >= 3:
		w.Light, w.Lower = raised, []Say{{Key: "lower.duties"}}
	case late.Value > 0:
		w.Light, w.Lower = watch, []Say{{Key: "lower.duties"}}
	}
	return w
}

// expiry looks from the end of the brief's time at the end of the agreement.
func (m *maker) expiry() Warning {
	w := Warning{ID: "expiry", Light: quiet, Lower: []Say{}}
	if m.terms == nil {
		w.Light, w.Why = noData, []Say{{Key: "why.no_agreement"}}
		return w
	}
	a, status := m.terms.Agreement(), m.terms.StatusAt(int64(m.p.To)-1)
	switch {
	case status == agreement.Suspended || status == agreement.Ended:
		w.Light, w.Lower = raised, []Say{{Key: "lower.in_force"}}
		w.Why = []Say{{Key: "why.status", Args: []Arg{{Label: &Label{Kind: "status", Code: string(status)}}}}}
		return w
	case a.End == nil:
		w.Why = []Say{{Key: "why.no_end"}}
		return w
	}
	days := (int64(*a.End) - int64(m.p.To)) / dayMs
	w.Why = []Say{{Key: "why.expiry", Args: []Arg{{Figure: &Figure{Value: days, Unit: "days"}}, {Moment: record.Moment(*a.End)}}}}
	switch {
	case days <= 14:
		w.Light, w.Lower = raised, []Say{{Key: "lower.renewal"}}
	case days <= 30:
		w.Light, w.Lower = watch, []Say{{Key: "lower.renewal"}}
	}
	return w
}

// absences looks at the last two meetings of a joint body.
func (m *maker) absences() Warning {
	w := Warning{ID: "absences", Light: quiet, Lower: []Say{}, Why: []Say{}}
	var meetings []int64
	for _, t := range m.matters[""].Told {
		if t.What == desk.TallyMeeting {
			meetings = append(meetings, t.Entry)
		}
	}
	if len(meetings) == 0 {
		w.Light, w.Why = noData, []Say{{Key: "why.no_meetings"}}
		return w
	}
	missed := map[string]int64{}
	for _, n := range meetings[max(0, len(meetings)-2):] {
		for _, t := range m.matters[""].Told {
			if t.Entry == n && t.What == desk.TallyAbsent {
				missed[t.Side]++
			}
		}
	}
	if m.terms != nil {
		for i := range m.terms.Agreement().Guarantors {
			g := &m.terms.Agreement().Guarantors[i]
			n := missed[g.ID]
			if n == 0 {
				continue
			}
			w.Light = map[bool]string{true: raised, false: watch}[n == 2 || w.Light == raised]
			w.Why = append(w.Why, Say{Key: "why.absent", Args: []Arg{{Label: &Label{Kind: "side", Code: g.ID, Name: &g.Name}}, {Figure: &Figure{Value: n, Unit: "meetings"}}}})
		}
	}
	if len(w.Why) == 0 {
		w.Why = []Say{{Key: "why.present"}}
	} else {
		w.Lower = []Say{{Key: "lower.present"}}
	}
	return w
}
