package agreement

import (
	"cmp"
	"slices"
)

// A Status is where an agreement stands between its first draft and its end.
type Status string

// The statuses. Reports are judged by the clauses only where the status is InForce.
const (
	Draft     Status = "draft"
	Offered   Status = "offered"
	Agreed    Status = "agreed"
	InForce   Status = "in_force"
	Suspended Status = "suspended"
	Ended     Status = "ended"
)

// next lists where each status may lead.
var next = map[Status][]Status{
	Draft:     {Offered},
	Offered:   {Agreed, Ended},
	Agreed:    {InForce, Ended},
	InForce:   {Suspended, Ended},
	Suspended: {InForce, Ended},
}

// MayBecome reports whether the status may change to the other.
func (s Status) MayBecome(to Status) bool { return slices.Contains(next[s], to) }

// A StatusChange holds from AtMs on.
type StatusChange struct {
	Status Status  `json:"status"`
	At     Instant `json:"at"`
	Entry  int64   `json:"entry"` // the record's entry that says so
}

// Terms are the law as it stood at one entry of a record. They never change and are safe to share; pass the
// pointer. The nil *Terms is a mission without an agreement.
type Terms struct {
	agreement *Agreement
	changes   []StatusChange
	windows   []Window
	entry     int64
	digest    string
	find      *index
}

// NewTerms returns the terms after the given entry. It copies the slices, orders changes by the moment they take
// effect (of two for one moment the later given wins), and adds windows to those of the agreement, a window with
// the same id replacing the earlier one. The agreement must not be changed afterwards.
func NewTerms(a *Agreement, changes []StatusChange, windows []Window, entry int64) *Terms {
	ordered := slices.Clone(changes)
	slices.SortStableFunc(ordered, func(x, y StatusChange) int { return cmp.Compare(x.At, y.At) })
	return &Terms{
		agreement: a,
		changes:   ordered,
		windows:   mergeWindows(a.Windows, windows),
		entry:     entry,
		digest:    a.Digest(),
		find:      newIndex(a),
	}
}

func mergeWindows(agreed, later []Window) []Window {
	merged := slices.Clone(agreed)
	for _, w := range later {
		same := func(other Window) bool { return other.ID == w.ID }
		if i := slices.IndexFunc(merged, same); i >= 0 {
			merged[i] = w
			continue
		}
		merged = append(merged, w)
	}
	return merged
}

// Agreement returns the version of the agreement that holds. The caller must not change it.
func (t *Terms) Agreement() *Agreement { return t.agreement }

// Changes returns the changes of status in the order in which they take effect. The caller must not change them.
func (t *Terms) Changes() []StatusChange { return t.changes }

// Windows returns all windows of silence, open or not. The caller must not change them.
func (t *Terms) Windows() []Window { return t.windows }

// Entry returns the number of the record's entry that these terms come from.
func (t *Terms) Entry() int64 { return t.entry }

// Digest returns the SHA-256 of the agreement's canonical form, in lower-case hexadecimal.
func (t *Terms) Digest() string { return t.digest }

// EventType returns the event type with the code, nil if the agreement has none. The caller must not change it.
func (t *Terms) EventType(code string) *EventType { return t.find.types[code] }

// Clause returns the clause with the number, nil if there is none. The caller must not change it.
func (t *Terms) Clause(no string) *Clause { return t.find.clauses[no] }

// PlaceNamed returns the place of the gazetteer with this id, name or alias in any language, without regard to case
// and spacing; nil if there is none. The caller must not change it.
func (t *Terms) PlaceNamed(name string) *NamedPlace { return t.find.places[fold(name)] }

// Side returns who is meant by the way in which a report names the accused: the id of a party or guarantor, or that
// of an excluded group, and how sure the report is. Both ids are empty if it is not one of them.
func (t *Terms) Side(reported string) (side, excludedGroup string, certainty SideCertainty) {
	who := t.find.accusedBy(reported)
	return who.side, who.excluded, who.certainty
}

// StatusAt returns the status at a moment in milliseconds UTC. Before the first change an agreement is a draft.
// One in force or suspended ends by itself at its End.
func (t *Terms) StatusAt(ms int64) Status {
	status := Draft
	for _, change := range t.changes {
		if int64(change.At) > ms {
			break
		}
		status = change.Status
	}
	ended := t.agreement.End != nil && ms >= int64(*t.agreement.End)
	if ended && (status == InForce || status == Suspended) {
		return Ended
	}
	return status
}

// statusesIn returns every status that holds at some moment from start to end, both included, in order.
func (t *Terms) statusesIn(start, end int64) []Status {
	moments := []int64{start}
	for _, change := range t.changes {
		moments = append(moments, int64(change.At))
	}
	if t.agreement.End != nil {
		moments = append(moments, int64(*t.agreement.End))
	}
	slices.Sort(moments)
	var statuses []Status
	for _, moment := range moments {
		if moment < start || moment > end {
			continue
		}
		if status := t.StatusAt(moment); !slices.Contains(statuses, status) {
			statuses = append(statuses, status)
		}
	}
	return statuses
}

// guaranteed reports whether every party has guaranteed the window; until then it binds nobody.
func (w Window) guaranteed(parties []Party) bool {
	return !slices.ContainsFunc(parties, func(p Party) bool { return !slices.Contains(w.Guarantees, p.ID) })
}
