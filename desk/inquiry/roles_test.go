package inquiry_test

import (
	"slices"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/exercise"
	"truce.example/record"
)

// table is the rights table of the exercise.
type table struct{ *agreement.Agreement }

func (t table) Scope(_ time.Time, who desk.Who, action string) (record.Audience, bool) {
	return record.Nobody, t.May(time.Time{}, who, action)
}

func (t table) May(_ time.Time, who desk.Who, action string) bool {
	return slices.ContainsFunc(who.Roles, func(role string) bool {
		_, ok := t.Agreement.May(role, action)
		return ok
	})
}

// may says which roles may knock at which door: the table of transitions that the parties agreed on.
var may = map[string][]string{
	"cases":                {"duty_officer", "chair", "team_leader", "analyst"},
	"reports":              {"duty_officer", "chair"},
	"triage":               {"duty_officer", "chair"},
	"information":          {"duty_officer", "team_leader", "observer", "analyst", "humanitarian_desk", "public_information", "party_liaison", "guarantor"},
	"withdrawals":          {"duty_officer", "team_leader", "observer", "analyst", "humanitarian_desk", "public_information", "party_liaison", "guarantor"},
	"assignments":          {"duty_officer", "chair"},
	"notices":              {"duty_officer"},
	"notices/acknowledge":  {"party_liaison", "guarantor"},
	"notices/record":       {"duty_officer"},
	"notices/confirm":      {"duty_officer", "chair", "team_leader", "analyst", "panel_member"},
	"visits":               {"team_leader"},
	"drafts":               {"analyst", "panel_member"},
	"comments":             {"party_liaison", "guarantor"},
	"panels":               {"panel_member", "chair"},
	"findings":             {"panel_member", "chair"},
	"findings/separate":    {"guarantor"},
	"publications":         {"chair"},
	"publications/object":  {"party_liaison", "guarantor"},
	"publications/publish": {"chair"},
	"measures":             {"chair", "guarantor"},
	"measures/report":      {"chair", "party_liaison", "guarantor"},
	"close":                {"chair"},
	"reopen/ask":           {"analyst", "party_liaison", "guarantor"},
	"reopen":               {"panel_member", "chair"},
	"queue":                {"duty_officer", "chair"},
	"queue/answer":         {"guarantor"},
	"minutes":              {"duty_officer", "chair"},
	"minutes/done":         {"duty_officer", "chair", "party_liaison", "guarantor"},
	"overrides":            {"chair"},
	"accounts/ask":         {"duty_officer", "chair", "analyst", "panel_member"},
	"accounts":             {"party_liaison", "guarantor"},
	"accounts/release":     {"duty_officer", "chair"},
	"analysis":             {"analyst", "panel_member", "chair"},
	"analysis/craters":     {"team_leader", "analyst"},
	"analysis/release":     {"chair"},
	"harm":                 {"duty_officer", "team_leader", "analyst", "humanitarian_desk"},
	"results/object":       {"party_liaison", "guarantor"},
	"results/correct":      {"chair"},
	"referrals":            {"chair", "analyst"},
	"referrals/send":       {"chair"},
	"referrals/answer":     {"chair", "analyst"},
	"warnings":             {"duty_officer", "analyst", "party_liaison", "guarantor"},
	"warnings/settle":      {"duty_officer", "analyst"},
	"evidence":             {"duty_officer", "team_leader", "observer", "analyst", "evidence_custodian"},
	"evidence/offer":       {"duty_officer", "team_leader", "observer", "analyst", "evidence_custodian"},
	"evidence/receive":     {"duty_officer", "team_leader", "observer", "analyst", "evidence_custodian"},
	"evidence/open":        {"duty_officer", "analyst", "panel_member", "chair", "evidence_custodian"},
}

func TestWhoMayDoWhichTransition(t *testing.T) {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		t.Fatal(problems)
	}
	r := newRoom(t)
	sendSetup(t, r)
	examples := desktest.API(t, r.Desk("inquiry"))
	people := []desk.Who{keystone, cedar, falcon, swift, quartz, basalt, olive, almond, harbour, birch, wadi, heron, public}
	for _, role := range agreement.Roles {
		people = append(people, mission("m-"+role.Code, role.Code))
	}
	for _, step := range examplesInOrder {
		r.Advance(step.wait)
		door, body := "inquiry/"+step.door, examples["POST inquiry/"+step.door]
		for _, who := range people {
			if slices.ContainsFunc(who.Roles, func(role string) bool { return slices.Contains(may[step.door], role) }) {
				continue
			}
			r.Rights = table{a}
			r.RefusesPost(desk.NotAllowed, who, door, body)
			// A side that has no part in a step is refused by the rules too, whatever a table says.
			if r.Rights = nil; who.Kind != "mission" && step.door != "minutes/done" {
				n := len(r.Entries)
				if _, err := r.Post(who, door, body); err == nil || len(r.Entries) != n {
					t.Errorf("without a table %q takes %s", who.Member, step.door)
				}
			}
		}
		r.Rights = table{a}
		if _, err := r.Post(step.who, door, body); err != nil {
			t.Fatalf("%s by %s: %v", step.door, step.who.Member, err)
		}
	}
}
