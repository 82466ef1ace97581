package desk

import (
	"testing"

	"truce.example/record"
)

func TestWhoIsInWhichAudience(t *testing.T) {
	chair := Who{Member: "m1", Kind: "mission", Roles: []string{"chair"}}
	liaison := Who{Member: "m2", Kind: "party", Party: "A", Roles: []string{"chair"}}
	guarantor := Who{Member: "m3", Kind: "guarantor", Party: "A"}
	for _, row := range []struct {
		who  Who
		a    record.Audience
		sees bool
	}{
		{Who{}, "public", true}, {Who{}, "parties", false}, {Who{}, "", false}, {Host(), "", false},
		{chair, "mission", true}, {chair, "parties", true}, {chair, "role:chair", true}, {chair, "party:A", false},
		{liaison, "party:A", true}, {liaison, "mission", false}, {liaison, "party:B", false}, {liaison, "mission,party:A", true},
		{liaison, "role:chair", false}, // a party's chair is not the mission's
		{guarantor, "party:A", false}, {guarantor, "guarantor:A", true}, {guarantor, "member:m3", true}, {guarantor, "member:m2", false},
	} {
		if got := row.who.Sees(row.a); got != row.sees {
			t.Errorf("%+v sees %q: %v", row.who, row.a, got)
		}
	}
}

func TestTheRightsTableWidensTheUsualAudience(t *testing.T) {
	for _, row := range []struct{ scope, usual, want record.Audience }{
		{"", "mission,party:A", "mission,party:A"},
		{"mission", "mission,party:A", "mission,party:A"},
		{"parties", "mission,party:A", "parties,party:A"},
		{"public", "mission", "public"},
	} {
		if got := (Who{Scope: row.scope}).Scoped(row.usual); got != row.want {
			t.Errorf("scope %q over %q gives %q, want %q", row.scope, row.usual, got, row.want)
		}
	}
}
