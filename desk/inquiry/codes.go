package inquiry

var (
	triageOutcomes = []string{accepted, duplicate, notCovered, waitsInfo}
	ackLevels      = []string{"duty", "formal"}
	ackMeans       = []string{"voice", "paper"}
	confidences    = []string{"low", "moderate", "high"}
	visitOutcomes  = []string{"made", "postponed", "dropped"}
	findingKinds   = []string{"joint", "separate", "none"}
	verdicts       = []string{violation, "no_violation", "undetermined"}
	editions       = []string{published, restricted}
	measureEnds    = []string{"done", "not_done"}
	itemEnds       = []string{"acted", "declined", "handed_on"}
	rulesLifted    = []string{reporterVerifies, custodianAnalyses}

	// ladder are the measures that answer a finding, the mildest first.
	ladder = []string{
		"none", "clarification", "local_calm", "demarche", "redress", "discipline", "unit_withdrawal", "benefit_loss", "task_force", "referral",
	}
)

const (
	violation = "violation"

	reporterVerifies  = "reporter_verifies"
	custodianAnalyses = "custodian_analyses"

	leastLevel   = -2
	violationMin = 2 // least level of evidence for a violation
	jointLevel   = 5
)
