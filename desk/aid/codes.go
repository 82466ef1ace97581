package aid

// Codes that facts hold. None is ever re-meant.

// Kinds of what is notified.
const (
	kindSite           = "site"
	kindMovement       = "movement"
	kindInfrastructure = "infrastructure"
)

// What a recipient may know of it.
const (
	scopeExact     = "exact"     // it may take the position
	scopeArea      = "area"      // the name of the area
	scopeExistence = "existence" // that there is one, and its function
)

// What is said to a recipient.
const (
	changeNotified  = "notified"
	changeAmended   = "amended"
	changeWithdrawn = "withdrawn"
	changeLapsed    = "lapsed"
)

// States of a notification.
const (
	siteActive    = "active"
	siteLapsed    = "lapsed"
	siteWithdrawn = "withdrawn"
)

// What a recipient says.
const (
	outcomeReceived     = "received"
	outcomeAcknowledged = "acknowledged"
	outcomeRejected     = "rejected"
	outcomeNone         = "no_ack" // it was silent until the deadline
)

// Modes of a convoy.
const (
	crossBorder = "cross_border"
	crossLine   = "cross_line"
	local       = "local"
)

// States of a convoy, in the order in which they come.
const (
	planned    = "planned"
	requested  = "requested"
	approved   = "approved"
	refused    = "refused"
	noReply    = "no_reply"
	letters    = "letters"
	committee  = "security_committee"
	loading    = "loading"
	verified   = "loading_verified"
	dispatched = "dispatched"
	atPost     = "at_checkpoint"
	crossed    = "crossed_line"
	unloading  = "unloading"
	delivered  = "delivered"
	partial    = "partial"
	returned   = "returned"
	attacked   = "attacked"
	looted     = "looted"
	monitored  = "monitored"
	closed     = "closed"
)

// Answers of a side.
const (
	answerApprove    = "approve"
	answerConditions = "approve_with_conditions"
	answerRefuse     = "refuse"
)

var (
	siteKinds  = []string{kindSite, kindMovement, kindInfrastructure}
	functions  = []string{"hospital", "clinic", "school", "shelter", "displaced_site", "warehouse", "water", "power", "bakery", "office", "convoy", "mission", "other"}
	precisions = []string{"surveyed", "gps", "map_derived", "described"}
	scopes     = []string{scopeExact, scopeArea, scopeExistence}
	staffBands = []string{"none", "1-10", "11-50", "51-200", "over_200", "unknown"}
	ackCodes   = []string{outcomeReceived, outcomeAcknowledged, outcomeRejected}

	modes        = []string{crossBorder, crossLine, local}
	accesses     = []string{"besieged", "hard_to_reach", "other"}
	answers      = []string{answerApprove, answerConditions, answerRefuse}
	reasons      = []string{"security", "list_incomplete", "route", "no_letter", "medical_items", "quantity", "timing", "none_given"}
	steps        = []string{"letter", "governor", committee, "other"}
	stepOutcomes = []string{"asked", "agreed", "refused", "no_answer"}
	postOutcomes = []string{"passed", "held", "turned_back"}
	removals     = []string{"medical", "security", "quantity", "not_listed", "taken", "none_given"}
	endings      = []string{delivered, partial, returned, attacked, looted}
	assessments  = []string{"confirmed", "not_confirmed", "unclear"}
)
