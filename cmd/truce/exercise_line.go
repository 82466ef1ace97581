package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"truce.example/desk"
	"truce.example/desk/line"
	"truce.example/geo"
	"truce.example/mission"
	"truce.example/record"
)

// The lines of the exercise, and the fourteen messages of its log: three were acknowledged late, one had a wrong digit and
// was corrected. Hours are of the log, in the clock of Damascus; who of two ends sends is invented.

// dayZero is midnight, in Damascus, of the day of entry into force.
var dayZero = time.Date(2017, 7, 8, 21, 0, 0, 0, time.UTC)

// A call is one row of the log.
type call struct {
	day, hour, minute int
	line, from        string // the member who sends
	priority, kind    string
	text              string
	places            []string // of the agreement's list
	begins, ends      time.Duration
	ack               int // minutes
	acks              string
	wrong             string // a number typed instead of the place's
}

var calls = []call{
	{day: 0, hour: 9, line: "L1", from: "relay", priority: "ROUTINE", kind: "test", text: "daily line test", ack: 6, acks: "birch"},
	{day: 2, hour: 7, minute: 10, line: "L1", from: "relay", priority: "PRIORITY", kind: "notice", text: "F-01, observers, Amman to the line in the west, 08:00 to 11:00", places: []string{"amman", "jasim"}, begins: 50 * time.Minute, ends: 230 * time.Minute, ack: 14, acks: "birch"},
	{day: 4, hour: 23, minute: 58, line: "L3", from: "almond", priority: "IMMEDIATE", kind: "query", text: "mortar at al-Naima?", places: []string{"al-naima"}, ack: 22, acks: "olive"},
	{day: 5, hour: 2, minute: 20, line: "L3", from: "olive", priority: "IMMEDIATE", kind: "incident", text: "al-Kashif hit", places: []string{"al-kashif"}, ack: 8, acks: "almond"},
	{day: 9, hour: 5, minute: 50, line: "L3", from: "almond", priority: "IMMEDIATE", kind: "query", text: "mortar at Gharaz?", places: []string{"gharaz"}, ack: 9, acks: "olive"},
	{day: 16, hour: 0, minute: 40, line: "L1", from: "relay", priority: "FLASH", kind: "incident", text: "shells at al-Sahari, fire at Hader", places: []string{"al-sahari", "hader"}, ack: 2, acks: "birch"},
	{day: 19, hour: 22, minute: 15, line: "L2", from: "relay", priority: "FLASH", kind: "warning", text: "unidentified track, 4 minutes", places: []string{"dara"}, ack: 5, acks: "wadi"},
	{day: 20, hour: 22, minute: 45, line: "L1", from: "relay", priority: "FLASH", kind: "warning", text: "unidentified track at Nawa", places: []string{"nawa"}, ack: 2, acks: "birch"},
	{day: 33, hour: 4, minute: 40, line: "L1", from: "birch", priority: "IMMEDIATE", kind: "notice", text: "action on X1 at 06:10", places: []string{"tasil"}, begins: 90 * time.Minute, ends: 120 * time.Minute, ack: 7, acks: "relay"},
	{day: 34, hour: 14, minute: 32, line: "L1", from: "relay", priority: "FLASH", kind: "incident", text: "convoy H-05 hit", places: []string{"khirbet-ghazaleh"}, ack: 1, acks: "birch", wrong: "32.370, 36.200"},
	{day: 34, hour: 14, minute: 41, line: "L1", from: "relay", priority: "FLASH", kind: "correction", text: "convoy H-05 hit", places: []string{"khirbet-ghazaleh"}, ack: 2, acks: "birch"},
	{day: 38, hour: 10, minute: 12, line: "L3", from: "almond", priority: "IMMEDIATE", kind: "warning", text: "fire near the crew of W-01", places: []string{"al-manshiyeh"}, ack: 4, acks: "olive"},
	{day: 47, hour: 0, minute: 55, line: "L3", from: "olive", priority: "IMMEDIATE", kind: "query", text: "what fell at Dar'a al-Balad?", places: []string{"dara-al-balad"}, ack: 31, acks: "almond"},
	{day: 55, hour: 5, minute: 2, line: "L2", from: "relay", priority: "PRIORITY", kind: "query", text: "is F-11 late?", places: []string{"jasim"}, ack: 12, acks: "wadi"},
}

// lines sets the lines up on the eve, and puts the calls on the agenda. The exercise orders no daily test: its log has one.
func (p *player) lines() error {
	a, err := exerciseAgreement()
	if err != nil {
		return err
	}
	places := map[string]geo.Point{}
	names := map[string]string{}
	for _, place := range a.Places {
		places[place.ID], names[place.ID] = place.Point, place.Name.En
	}
	centre := line.End{ID: "desk", Posts: []record.Audience{record.ToRole("deconfliction_desk"), record.ToRole("duty_officer")}}
	for _, l := range []line.Open{
		{Line: "L1", Name: "EXERCISE joint desk, Amman – desk of G2, Khmeimim", Ends: []line.End{centre, {ID: "G2", Posts: []record.Audience{record.ToGuarantor("G2")}}}},
		{Line: "L2", Name: "EXERCISE joint desk, Amman – army of G3", Ends: []line.End{centre, {ID: "G3", Posts: []record.Audience{record.ToGuarantor("G3")}}}},
		{Line: "L3", Name: "EXERCISE A – B, liaison through the mission", Through: record.ToRole("deconfliction_desk"), Ends: []line.End{{ID: "A", Posts: []record.Audience{record.ToParty("A")}}, {ID: "B", Posts: []record.Audience{record.ToParty("B")}}}},
	} {
		p.later(dayZero.Add(-9*time.Hour), func() error { _, err := p.tell("relay", "line", &l); return err })
	}
	var sent int64 // the newest
	for _, c := range calls {
		at := dayZero.AddDate(0, 0, c.day).Add(time.Duration(c.hour)*time.Hour + time.Duration(c.minute)*time.Minute)
		do := &line.Send{Line: c.line, Priority: c.priority, Type: c.kind, Text: "EXERCISE " + c.text, Language: "en"}
		if c.begins != 0 {
			do.Start, do.End = record.At(at.Add(c.begins)), record.At(at.Add(c.ends))
		}
		var numbers []string
		for _, id := range c.places {
			point := places[id]
			given := line.PositionGiven{Number: point.String(), Name: names[id], Click: &point}
			if c.wrong != "" { // the desk asked again, and it was confirmed in haste
				given.Number, do.Confirm = c.wrong, true
			}
			numbers = append(numbers, given.Number)
			do.Positions = append(do.Positions, given)
		}
		p.later(at, func() error {
			if c.kind == "correction" {
				do.Corrects = sent
			}
			receipts, err := p.tell(c.from, "line", do)
			if err != nil {
				return err
			}
			n := receipts[0].Entry
			sent = n
			p.later(at.Add(time.Duration(c.ack)*time.Minute), func() error {
				back := &line.Repeat{Message: n, Positions: numbers, Text: "EXERCISE " + c.text}
				if _, err := p.tell(c.acks, "line", back); err != nil {
					return err
				}
				_, err := p.tell(c.acks, "line", &line.Acknowledge{Message: n})
				return err
			})
			return nil
		})
	}
	return nil
}

// deskOfLines is the desk through which all lines of the exercise go, or at which they end.
var deskOfLines = desk.Who{Member: "relay", Kind: "mission", Roles: []string{"deconfliction_desk"}, Known: record.BySystem}

// A lineResult is what the demo says of its messages.
type lineResult struct {
	line.Counters
	// Checks are the messages whose position did not fit its name, as the deconfliction desk sees them.
	Checks []lineCheck `json:"checks"`
}

type lineCheck struct {
	Line        string `json:"line"`
	Number      int64  `json:"number"`
	ApartM      int64  `json:"apart_m"`
	CorrectedBy int64  `json:"corrected_by"` // number on the line
}

// lineTotals asks for the totals of the log of messages, and for the positions that were asked for again.
func lineTotals(ctx context.Context, m *mission.Mission) (lineResult, error) {
	counters, err := ask(ctx, m, deskOfLines, "line", "counters", nil)
	if err != nil {
		return lineResult{}, err
	}
	out := lineResult{Counters: counters.(line.CountersAnswer).Totals, Checks: []lineCheck{}}
	all, err := messagesOf(ctx, m, nil)
	if err != nil {
		return out, err
	}
	number := map[int64]int64{}
	for _, msg := range all {
		number[msg.Message] = msg.Number
	}
	for _, msg := range all {
		if msg.Flagged {
			out.Checks = append(out.Checks, lineCheck{msg.Line, msg.Number, msg.ApartM, number[msg.CorrectedBy]})
		}
	}
	return out, nil
}

func messagesOf(ctx context.Context, m *mission.Mission, params url.Values) ([]line.Message, error) {
	answer, err := ask(ctx, m, deskOfLines, "line", "messages", params)
	if err != nil {
		return nil, err
	}
	list, ok := answer.(map[string]any)["messages"].([]line.Message)
	if !ok {
		return nil, fmt.Errorf("the desk of lines answers with %T", answer)
	}
	return list, nil
}
