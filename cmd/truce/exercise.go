package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/observe"
	"truce.example/desk/observe/form"
	"truce.example/desk/people"
	"truce.example/desk/terms"
	"truce.example/exercise"
	"truce.example/mission"
	"truce.example/record"
)

// The exercise is played through the same commands as a mission's work, at the hours of the exercise. Each desk adds its
// part here.

// demoBegins is when the centre of the exercise opens its record.
var demoBegins = time.Date(2017, 7, 5, 9, 0, 0, 0, time.UTC)

// demoDelay is how long after an event its report is recorded.
const demoDelay = 20 * time.Minute

// A player submits the exercise's commands at its hours.
type player struct {
	ctx   context.Context
	m     *mission.Mission
	clock *demoClock
	who   map[string]desk.Who
	n     int

	agenda []task // what people will do, by hour
	caseM  int64
	tracks []exercise.Track
}

func playExercise(ctx context.Context, m *mission.Mission, clock *demoClock) error {
	p := &player{ctx: ctx, m: m, clock: clock, who: map[string]desk.Who{"host": desk.Host()}}
	for _, part := range []func() error{p.enrol, p.agree, p.briefs, p.aid, p.lines, p.press, p.flights, p.control, p.ledger} {
		if err := part(); err != nil {
			return fmt.Errorf("exercise: %w", err)
		}
	}
	return nil
}

// at moves the exercise's clock forward and lets deadlines act.
func (p *player) at(t time.Time) error {
	if t.Before(p.clock.now()) {
		return nil
	}
	if err := p.work(t); err != nil {
		return err
	}
	return p.m.Tick(p.ctx)
}

func (p *player) tell(member, name string, do any) ([]desk.Receipt, error) {
	who, ok := p.who[member]
	if !ok {
		return nil, fmt.Errorf("nobody plays %q", member)
	}
	p.n++
	receipts, err := p.m.Submit(p.ctx, who, desk.Command{Desk: name, ID: fmt.Sprintf("exercise-%04d", p.n), Do: do})
	if err != nil {
		return nil, fmt.Errorf("%s by %s: %w", name, member, err)
	}
	return receipts, nil
}

func (p *player) enrol() error {
	// The agreement names the sides, so its offer comes before the people of the sides.
	a, err := exerciseAgreement()
	if err != nil {
		return err
	}
	if _, err := p.tell("host", "terms", &terms.Offer{Agreement: a}); err != nil {
		return err
	}
	members, err := exercise.People()
	if err != nil {
		return err
	}
	for _, m := range members {
		if _, err := p.tell("host", "people", &people.Enrol{Member: m.ID, CodeName: m.Name, Party: m.Side, Roles: m.Roles}); err != nil {
			return err
		}
		p.who[m.ID] = desk.Who{Member: m.ID, Party: m.Side, Kind: kindOfSide(a, m.Side), Roles: m.Roles, Known: record.BySystem}
	}
	return nil
}

func kindOfSide(a *agreement.Agreement, side string) string {
	switch {
	case side == "":
		return "mission"
	case slices.ContainsFunc(a.Parties, func(p agreement.Party) bool { return p.ID == side }):
		return "party"
	}
	return "guarantor"
}

func exerciseAgreement() (*agreement.Agreement, error) {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if len(problems) > 0 {
		return nil, fmt.Errorf("its agreement: %s", problems[0])
	}
	return a, nil
}

// agree plays how the agreement came into force: agreed on 7 July, binding from noon of 9 July.
func (p *player) agree() error {
	a, err := exerciseAgreement()
	if err != nil {
		return err
	}
	for _, change := range exercise.StatusHistory() {
		at := time.UnixMilli(int64(change.At)).UTC()
		switch change.Status {
		case agreement.Agreed:
			if err := p.at(at); err != nil {
				return err
			}
			if _, err := p.tell("host", "terms", &terms.Agree{Digest: a.Digest(), By: a.Signatories}); err != nil {
				return err
			}
		case agreement.InForce:
			if _, err := p.tell("host", "terms", &terms.BringIntoForce{}); err != nil {
				return err
			}
		}
	}
	return nil
}

// ledger plays the sixty days: every row is reported some minutes after it happened, by whom the row names.
func (p *player) ledger() error {
	rows, err := exercise.Ledger()
	if err != nil {
		return err
	}
	windows, err := exercise.Windows()
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b exercise.Row) int { return int(a.Happened/1000 - b.Happened/1000) })
	entries := map[string]int64{}
	for _, row := range rows {
		happened := time.UnixMilli(int64(row.Happened)).UTC()
		if windows, err = p.setWindows(windows, happened); err != nil {
			return err
		}
		if err := p.at(happened.Add(demoDelay)); err != nil {
			return err
		}
		receipts, err := p.tell(reporter(row), "observe", allegation(row))
		if err != nil {
			return fmt.Errorf("row %s: %w", row.ID, err)
		}
		entries[row.ID] = receipts[0].Entry
		if err := p.rate(row, receipts[0].Entry); err != nil {
			return fmt.Errorf("row %s: %w", row.ID, err)
		}
		if err := p.inquire(row, receipts[0].Entry); err != nil {
			return fmt.Errorf("case of row %s: %w", row.ID, err)
		}
		p.tracksOf(row, receipts[0].Entry)
	}
	if err := p.pair(entries); err != nil {
		return err
	}
	return p.link(entries)
}

// rate gives a side's report the level that the ledger has: the mission sets it, not the side.
func (p *player) rate(row exercise.Row, entry int64) error {
	if !fromSide(row) || row.Level == 0 {
		return nil
	}
	do := &observe.Rate{Report: entry, Level: row.Level, Reason: "EXERCISE: as the ledger of the exercise has it"}
	if row.Level >= 2 {
		do.Origins = []string{row.ReportedBy, "EXERCISE second source"}
	}
	_, err := p.tell("quartz", "observe", do)
	return err
}

func fromSide(row exercise.Row) bool { return strings.HasSuffix(row.ReportedBy, " liaison") }

// setWindows sets the windows of silence that begin before t, a day ahead of their beginning.
func (p *player) setWindows(windows []agreement.Window, t time.Time) ([]agreement.Window, error) {
	for len(windows) > 0 {
		w := windows[0]
		day := time.UnixMilli(int64(w.From)).UTC().Add(-24 * time.Hour)
		if day.After(t) {
			break
		}
		if err := p.at(day); err != nil {
			return nil, err
		}
		do := &terms.SetWindow{ID: w.ID, Work: w.Work, Centre: w.Centre, RadiusM: w.RadiusM, From: w.From, To: w.To, Guarantees: w.Guarantees}
		if _, err := p.tell("heron", "terms", do); err != nil {
			return nil, err
		}
		windows = windows[1:]
	}
	return windows, nil
}

// link says which rows are accounts of one event: the two papers of CASE M. The public number counts the event once.
func (p *player) link(entries map[string]int64) error {
	for _, id := range []string{"E-42", "E-43"} {
		do := &observe.Relate{From: entries[id], To: entries["E-41"], Relation: "account_of", Reason: "a party's account of the convoy struck on 12 August (CASE M)"}
		if _, err := p.tell("heron", "observe", do); err != nil {
			return err
		}
	}
	return nil
}

// reporter is who in the exercise enters a row: posts, patrols and sensors through an observer, the sides through their
// liaison officers, everybody else through the duty officer.
func reporter(row exercise.Row) string {
	switch by := row.ReportedBy; {
	case by == "A liaison":
		return "olive"
	case by == "B liaison":
		return "almond"
	case ofTheMission(by):
		return "swift"
	}
	return "heron"
}

func ofTheMission(by string) bool {
	for _, prefix := range []string{"OP-", "P-", "UAV-", "RADAR-"} {
		if strings.HasPrefix(by, prefix) {
			return true
		}
	}
	return false
}

func channel(row exercise.Row) string {
	switch {
	case fromSide(row):
		return "party"
	case row.ReportedBy == "SOHR":
		return "ngo"
	}
	return "own"
}

// allegation fills in the intake form from a row of the ledger.
func allegation(row exercise.Row) *form.Allege {
	at, point := record.Moment(row.Happened), row.Point
	do := &form.Allege{
		Channel: channel(row), Source: row.ReportedBy, Language: "en", Text: text(row), PlaceName: row.Place, Place: &point,
		UncertaintyM: row.UncertaintyM, TimeText: row.Local, Start: at, End: at, Type: row.Type, Accused: row.Accused,
		Target: row.Target, NoticeMinutes: row.NoticeMinutes, Severity: row.Severity, Level: row.Level, ExternalID: row.ID,
		Dataset: "EXERCISE sw-syria-2017", FactBasis: "I", HourInvented: strings.Contains(row.Note, "hour invented"),
		ConfirmFar: true, ConfirmPlace: true,
	}
	if row.Fact {
		do.FactBasis = "F"
	}
	if row.DelayMinutes != nil {
		do.Quantities = map[string]int64{"delay_minutes": *row.DelayMinutes}
	}
	if by, ok := strings.CutSuffix(row.ReportedBy, " liaison"); ok {
		do.Accuser, do.Level = by, 0
	}
	return do
}

func text(row exercise.Row) string {
	if row.Note == "" {
		return "EXERCISE " + row.Type + " at " + row.Place
	}
	return "EXERCISE " + row.Note
}
