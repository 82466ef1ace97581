package agreement

// What a readiness item may need.
const (
	NeedsStatus    = "status"    // the agreement has this status (Of holds one)
	NeedsAdherence = "adherence" // each of these parties and guarantors has accepted
	NeedsRole      = "role"      // each of these roles is filled
	NeedsDone      = "done"      // somebody has ticked it
)

// ReadyFacts is what readiness is measured by.
type ReadyFacts struct {
	Accepted []string // ids of parties and guarantors who accepted
	Roles    []string // roles that at least one member holds
	Done     []string // ids of readiness items ticked
}

// A ReadyItem is one line of the start-day list.
type ReadyItem struct {
	ID      string   `json:"id"`
	Text    Text     `json:"text"`
	Done    bool     `json:"done"`
	Missing []string `json:"missing,omitempty"` // of whom or what it is still needed
	Todo    Text     `json:"todo"`
}
