package territory

import "truce.example/record"

// MakeClaim says who holds an area, a place or a unit.
type MakeClaim struct {
	Claim
	SeenAt    record.Moment `json:"seen_at"`
	Source    string        `json:"source"`
	Level     int64         `json:"level,omitempty"` // the mission's people only
	Grade     string        `json:"grade,omitempty"`
	Basis     string        `json:"basis"`
	Evidence  []int64       `json:"evidence,omitempty"`
	FactBasis string        `json:"fact_basis,omitempty"`
	Readers   string        `json:"readers,omitempty"` // mission, parties or public; empty: as the rights table says
}

// Rate says how sure the mission is of a claim.
type Rate struct {
	Claim  int64  `json:"claim"`
	Level  int64  `json:"level"`
	Reason string `json:"reason"`
}

// Withdraw takes a claim or a chart back.
type Withdraw struct {
	Claim  int64  `json:"claim"`
	Reason string `json:"reason"`
}

// Chart takes in many claims of one source for one day. A door has read them from a file.
type Chart struct {
	Fact    Charted
	Readers string
}

// Outline takes in a set of units. A door has read them from a file.
type Outline struct {
	Fact    Outlined
	Readers string
}
