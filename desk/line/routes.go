package line

import (
	"context"

	"truce.example/desk"
)

// routes are the doors. Telling needs a right of the rights table, and a place at the line. Asking needs none: everybody
// sees what their audience shows them.
func routes() []desk.Route {
	return []desk.Route{
		tell("lines", "line.open", func() any { return new(Open) }),
		tell("states", "line.set_state", func() any { return new(SetState) }),
		tell("messages", "line.send", func() any { return new(Send) }),
		tell("receipts", "line.acknowledge", func() any { return new(Receive) }),
		tell("read-backs", "line.acknowledge", func() any { return new(Repeat) }),
		tell("acknowledgements", "line.acknowledge", func() any { return new(Acknowledge) }),
		tell("answers", "line.acknowledge", func() any { return new(Answer) }),
		tell("closings", "line.send", func() any { return new(Close) }),

		ask("lines", askLines),
		ask("messages", askMessages),
		ask("messages/{message}", askMessage),
		ask("counters", askCounters),
		ask("tests", askTests),
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer func(context.Context, desk.Question) (any, error)) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: answer}
}
