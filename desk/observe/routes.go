package observe

import "truce.example/desk"

// routes are the doors. Telling needs a right of the rights table. Asking needs none: everybody sees what their audience
// shows them.
func routes(law Law) []desk.Route {
	return []desk.Route{
		tell("allegations", "observe.allege", func() any { return new(Allege) }),
		{Method: "POST", Path: "batch", Right: "observe.allege", Do: takeBatch(law), Limit: maxBatchBytes + 1},
		tell("observations", "observe.observe", func() any { return new(Observe) }),
		tell("restrictions", "observe.restrict", func() any { return new(Restrict) }),
		tell("ratings", "observe.rate", func() any { return new(Rate) }),
		tell("links", "observe.link", func() any { return new(Relate) }),
		tell("retractions", "observe.retract", func() any { return new(Retract) }),
		tell("shares", "observe.share", func() any { return new(Share) }),
		tell("handovers", "observe.handover", func() any { return new(HandOver) }),

		tell("patrols", "observe.plan_patrol", func() any { return new(PlanPatrol) }),
		tell("patrols/depart", "observe.patrol", func() any { return new(Depart) }),
		tell("patrols/check-in", "observe.check_in", func() any { return new(CheckIn) }),
		tell("patrols/return", "observe.patrol", func() any { return new(Return) }),
		tell("patrols/report", "observe.patrol", func() any { return new(ReportPatrol) }),
		tell("craters", "observe.observe", func() any { return new(MeasureCrater) }),
		tell("sos", "observe.sos", func() any { return new(RaiseSOS) }),
		tell("sos/close", "observe.sos", func() any { return new(CloseSOS) }),

		tell("weapons", "observe.declare_weapons", func() any { return new(DeclareWeapons) }),
		tell("verifications", "observe.verify_weapons", func() any { return new(VerifyWeapons) }),
		tell("withdrawals", "observe.declare_weapons", func() any { return new(SetWithdrawal) }),
		tell("withdrawals/report", "observe.declare_weapons", func() any { return new(ReportWithdrawal) }),

		ask("reports", askReports),
		ask("reports/{entry}", askReport),
		ask("reports/{entry}/duplicates", askDuplicates),
		ask("histogram", askHistogram),
		ask("restrictions", askRestrictions),
		ask("patrols", askPatrols),
		ask("weapons", askWeapons),
		ask("handovers", askHandovers),
		ask("craters", askCraters),
		ask("written", askWritten),
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer question) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: answer}
}
