package main

import (
	"testing"

	"truce.example/desk/line"
)

// The fourteen messages of the exercise come to the totals that its authors wrote down, and each to its minutes.
func TestTheMessagesOfTheExercise(t *testing.T) {
	m, _, clock, _ := played(t)
	clock.run()
	out, err := demoTotals(t.Context(), m, demoOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := out.Line
	if c.Messages != 14 || c.OnTime != 11 || c.Late != 3 || c.Waiting != 0 || *c.OnTimePermille != 786 || c.Corrections != 1 || c.Again != 1 || c.Flagged != 1 {
		t.Errorf("%+v", c)
	}
	if len(c.Checks) != 1 || c.Checks[0].ApartM < 39_500 || c.Checks[0].ApartM >= 40_500 || c.Checks[0].CorrectedBy != c.Checks[0].Number+1 {
		t.Errorf("the wrong digit: %+v", c.Checks)
	}
	list, err := messagesOf(t.Context(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != len(calls) {
		t.Fatalf("%d messages", len(list))
	}
	for i, call := range calls {
		got := list[len(list)-1-i]
		minutes := int((got.Acked - got.Sent) / 60_000)
		late := got.Priority == "FLASH" && minutes > 2 || got.Priority == "IMMEDIATE" && minutes > 10 || got.Priority == "PRIORITY" && minutes > 30
		if got.Priority != call.priority || got.Type != call.kind || minutes != call.ack || got.Late != late {
			t.Errorf("message %d: %+v", i+1, got)
		}
	}
	rang := 0
	for _, got := range list {
		if got.Rung > 0 {
			rang++
			if !got.Late {
				t.Errorf("it rang for a message that was on time: %+v", got)
			}
		}
	}
	if rang != 3 {
		t.Errorf("it rang for %d messages; three were late", rang)
	}
	// The strike of 11 August was announced 90 minutes before: the case follows from the report (E-40), the notice is here.
	if notice := list[len(list)-9]; notice.Start-notice.Sent != 90*60_000 || notice.From != "G2" {
		t.Errorf("the notice is %+v", notice)
	}
	var tests struct{ Tests []line.Test }
	answer, err := ask(t.Context(), m, deskOfLines, "line", "tests", nil)
	if err != nil {
		t.Fatal(err)
	}
	if tests.Tests = answer.(map[string]any)["tests"].([]line.Test); len(tests.Tests) != 1 || tests.Tests[0].Result != "good" || *tests.Tests[0].Minutes != 6 {
		t.Errorf("%+v", tests.Tests)
	}
}
