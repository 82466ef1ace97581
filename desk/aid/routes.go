package aid

import "truce.example/desk"

// routes are the doors. Telling needs a right of the rights table; asking needs to be signed in, and everybody sees what their
// audience shows them. The public's one door is published.
func routes(law Law) []desk.Route {
	return []desk.Route{
		tell("sites", "aid.notify", func() any { return new(Notify) }),
		tell("sites/acknowledge", "aid.acknowledge", func() any { return new(Acknowledge) }),
		tell("sites/confirm", "aid.confirm", func() any { return new(Confirm) }),
		tell("sites/withdraw", "aid.withdraw", func() any { return new(Withdraw) }),
		tell("positions", "aid.position", func() any { return new(TakePosition) }),
		tell("queries", "aid.query", func() any { return new(Query) }),
		tell("queries/answer", "aid.explain", func() any { return new(Explain) }),
		tell("assessments", "aid.assess", func() any { return new(Assess) }),
		tell("published", "aid.publish", func() any { return new(PublishStrikes) }),

		tell("convoys", "aid.plan", func() any { return new(MakePlan) }),
		tell("convoys/request", "aid.request", func() any { return new(Request) }),
		tell("convoys/answer", "aid.answer", func() any { return new(Answer) }),
		tell("convoys/step", "aid.step", func() any { return new(Step) }),
		tell("convoys/load", "aid.load", func() any { return new(Load) }),
		tell("convoys/dispatch", "aid.dispatch", func() any { return new(Dispatch) }),
		tell("convoys/checkpoint", "aid.checkpoint", func() any { return new(Checkpoint) }),
		tell("convoys/cross", "aid.checkpoint", func() any { return new(Cross) }),
		tell("convoys/positions", "aid.locate", func() any { return new(Locate) }),
		{Method: "POST", Path: "convoys/{convoy}/track", Right: "aid.locate", Do: takeTrack, Limit: 16 << 20},
		tell("convoys/deliver", "aid.deliver", func() any { return new(Deliver) }),
		tell("convoys/monitor", "aid.monitor", func() any { return new(Monitor) }),
		tell("convoys/close", "aid.close", func() any { return new(Close) }),
		tell("crossings", "aid.authorise", func() any { return new(Authorise) }),

		ask("convoys", askConvoys),
		ask("convoys/{convoy}", askConvoy),
		ask("convoys/{convoy}/conflicts", askConflicts(law)),
		ask("convoys/{convoy}/track", askTrack),
		ask("conflicts", askChecks),
		ask("convoys.hxl", askHXL),
		ask("corridors", askCorridors),
		{Method: "POST", Path: "corridors", Right: "aid.import", Do: takeCorridorFile, Limit: 16 << 20},
		{Method: "POST", Path: "closures", Right: "aid.import", Do: takeClosureFile, Limit: 16 << 20},
		{Method: "POST", Path: "cargo", Right: "aid.plan", Do: readCargo, Limit: 16 << 20},
		ask("sites", askSites),
		ask("sites/{site}", askSite),
		ask("notifications", askNotifications),
		ask("positions/{entry}", askPosition),
		ask("strikes", askStrikes),
		ask("queries", askQueries),
		ask("clocks", askClocks),
		ask("crossings", askCrossings),
		ask("totals", askTotals),
		{Method: "GET", Path: "published", Right: desk.RightAnybody, Ask: askPublished},
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer answer) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightSignedIn, Ask: answer}
}
