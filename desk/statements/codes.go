package statements

import "truce.example/desk/statements/read"

// MaxArticle is the largest text of an article in the record, in bytes. The reader takes longer ones; they are cut before they are recorded.
const MaxArticle = 1 << 20

// Bases of what is recorded: what is real, and what an exercise invents.
const (
	basisReal     = "F"
	basisExercise = "I"
)

var (
	bases     = []string{basisReal, basisExercise}
	kindsSaid = []string{read.Direct, read.Partial, read.Indirect, read.Position, read.Act}
	promises  = []string{"promise", "offer", "intention", "demand", "responsibility", "agreement", "warning", "threat", "appointment", "principle", "conditional", "status_note"}
	linkTypes = []string{"same_quotation", "same_statement", "paraphrase", "contradiction", "position_change", "denial", "retraction", "same_event"}
	outcomes  = []string{"happened", "did_not_happen", "unclear"}
	talkEnds  = []string{"held", "postponed", "cancelled"}
	forms     = []string{"html", "text", "pdf", "feed", "paste"}
	offered   = []string{"offered", "none"}
	// What people may say of a commitment. That it is due follows from its deadline alone.
	statuses = []string{"open", "met", "partly", "missed", "contested", "void"}
)

const (
	statusOpen = "open"
	statusDue  = "due"
)
