package observe

import (
	"truce.example/geo"
	"truce.example/record"
)

// WeaponsDeclared says what a party declares to keep at a storage site.
type WeaponsDeclared struct {
	Site         string        `json:"site"`
	Party        string        `json:"party"`
	Class        string        `json:"class"`
	Count        int64         `json:"count"`
	SealNo       string        `json:"seal_no,omitempty"`
	PlaceName    string        `json:"place_name,omitempty"`
	Place        *geo.Point    `json:"place,omitempty"`
	PlaceMGRS    string        `json:"place_mgrs,omitempty"`
	PlaceBasis   string        `json:"place_basis"`
	UncertaintyM int64         `json:"uncertainty_m,omitempty"`
	At           record.Moment `json:"at"`
	Text         string        `json:"text,omitempty"`
}

// Residue keeps whose weapons were declared.
func (w WeaponsDeclared) Residue() any { return WeaponsDeclared{Party: w.Party} }

// WeaponsVerified says what a visit to a storage site found. A site that could not be entered is inaccessible: its
// weapons are not verified, which is not the same as absent.
type WeaponsVerified struct {
	Declaration int64         `json:"declaration"` // entry of the declaration
	At          record.Moment `json:"at"`
	Team        string        `json:"team"`
	Verdict     string        `json:"verdict"`
	Counted     *int64        `json:"counted,omitempty"` // null if nobody counted
	SealIntact  *bool         `json:"seal_intact,omitempty"`
	Reason      string        `json:"reason,omitempty"`
	Report      *int64        `json:"report,omitempty"`      // where the weapons were found in the zone
	Restriction *int64        `json:"restriction,omitempty"` // the refusal to enter
	NextDue     record.Moment `json:"next_due"`
	Text        string        `json:"text,omitempty"`
}

// WithdrawalSet says which weapons of a party are to be behind which line by when.
type WithdrawalSet struct {
	Party     string        `json:"party"`
	Class     string        `json:"class"`
	Line      string        `json:"line"`
	DistanceM int64         `json:"distance_m"`
	Count     *int64        `json:"count,omitempty"`
	Due       record.Moment `json:"due"`
	Text      string        `json:"text,omitempty"`
}

// Residue keeps whose withdrawal was set.
func (w WithdrawalSet) Residue() any { return WithdrawalSet{Party: w.Party} }

// WithdrawalReported says how far a withdrawal has come, and whether a party claims it or the mission saw it.
type WithdrawalReported struct {
	Withdrawal int64         `json:"withdrawal"` // entry of the setting
	At         record.Moment `json:"at"`
	Basis      string        `json:"basis"` // claimed or seen
	Moved      *int64        `json:"moved,omitempty"`
	Complete   bool          `json:"complete"`
	Text       string        `json:"text,omitempty"`
}
