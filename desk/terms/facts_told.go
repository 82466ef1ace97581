package terms

import (
	"fmt"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// What the facts about windows of silence tell. No text says where a window is.

func kindOf(text *agreement.Agreement, side string) string {
	for _, g := range text.Guarantors {
		if g.ID == side {
			return kindGuarantor
		}
	}
	return kindParty
}

// Notices asks those for their guarantee who have not given it.
func (f WindowSet) Notices() []desk.Notice {
	var to []record.Audience
	for _, s := range f.Missing {
		if s.Kind == kindGuarantor {
			to = append(to, record.ToGuarantor(s.ID))
		} else {
			to = append(to, record.ToParty(s.ID))
		}
	}
	if len(to) == 0 || f.History {
		return nil
	}
	return []desk.Notice{{
		Key: fmt.Sprintf("terms.window/%s/%d/%d/%d", f.ID, f.From, f.To, f.RadiusM), To: record.Audiences(to...), Subject: "Window of silence " + f.ID + ": your guarantee is asked",
		Text:   fmt.Sprintf("Works are to go on in silence from %s to %s. The window cannot be opened unless every party guarantees it; guarantee it by its beginning.", f.From, f.To),
		Answer: record.Moment(f.From), Priority: "PRIORITY",
	}}
}

// Notices tells the sides what became of it.
func (f WindowStepped) Notices() []desk.Notice {
	priority := "ROUTINE"
	if f.Step == windowBroken {
		priority = "IMMEDIATE"
	}
	return []desk.Notice{{
		Key: fmt.Sprintf("terms.window_stepped/%s/%s/%d", f.ID, f.Step, f.At), To: record.Parties, Subject: "Window of silence " + f.ID + ": " + strings.ReplaceAll(f.Step, "_", " "),
		Text: "Its page says more.", Priority: priority,
	}}
}
