package agreement

import "slices"

// What a readiness item may need.
const (
	NeedsStatus    = "status"    // the agreement has had each of these statuses
	NeedsAdherence = "adherence" // each of these parties and guarantors has accepted
	NeedsRole      = "role"      // at least one member holds each of these roles
	NeedsDone      = "done"      // somebody has ticked it
)

// ReadyFacts is what the start-day list is measured by. The desks that know these things fill it in.
type ReadyFacts struct {
	Accepted []string // ids of parties and guarantors that accepted the agreement
	Roles    []string // roles that at least one member holds
	Done     []string // ids of readiness items ticked by hand
}

// A ReadyItem is one line of the start-day list.
type ReadyItem struct {
	ID      string   `json:"id"`
	Text    Text     `json:"text"`
	Done    bool     `json:"done"`
	Missing []string `json:"missing,omitempty"` // of whom or what it is still needed
	Todo    Text     `json:"todo"`
}

// Ready returns the start-day list of the terms, in the order of the agreement. It decides nothing: an agreement
// enters into force by a fact, ready or not.
func Ready(law *Terms, facts ReadyFacts) []ReadyItem {
	var items []ReadyItem
	for _, item := range law.agreement.Readiness {
		missing := missingOf(law, item, facts)
		items = append(items, ReadyItem{
			ID: item.ID, Text: item.Text, Done: len(missing) == 0, Missing: missing, Todo: item.Todo,
		})
	}
	return items
}

func missingOf(law *Terms, item ReadinessItem, facts ReadyFacts) []string {
	switch item.Needs {
	case NeedsStatus:
		var had []string
		for _, change := range law.changes {
			had = append(had, string(change.Status))
		}
		return without(item.Of, had)
	case NeedsAdherence:
		return without(item.Of, facts.Accepted)
	case NeedsRole:
		return without(item.Of, facts.Roles)
	}
	return without([]string{item.ID}, facts.Done)
}

func without(wanted, had []string) []string {
	var missing []string
	for _, w := range wanted {
		if !slices.Contains(had, w) {
			missing = append(missing, w)
		}
	}
	return missing
}
