package record

import (
	"fmt"
	"sort"
	"strings"
)

// An Audience says who may read a fact: terms joined by commas, in order, each once. The empty audience is nobody.
//
//	public            everybody, signed in or not
//	parties           every member of the mission, of a party or of a guarantor
//	mission           members of the mission itself
//	party:A           members of party A
//	guarantor:G1      members of guarantor G1
//	role:chair        mission members with that role
//	member:7f3a       one member
//
// A fact has one audience. What two audiences should know is two facts joined by a reference.
type Audience string

// The audiences that need no name.
const (
	Nobody  Audience = ""
	Public  Audience = "public"
	Parties Audience = "parties"
	Mission Audience = "mission"
)

// ToParty is the audience of one party.
func ToParty(id string) Audience { return Audience("party:" + id) }

// ToGuarantor is the audience of one guarantor.
func ToGuarantor(id string) Audience { return Audience("guarantor:" + id) }

// ToRole is the audience of one role of the mission.
func ToRole(role string) Audience { return Audience("role:" + role) }

// ToMember is the audience of one member.
func ToMember(id string) Audience { return Audience("member:" + id) }

// Audiences joins audiences into one: whoever is in any of them. Public swallows the others.
func Audiences(as ...Audience) Audience {
	var terms []string
	for _, a := range as {
		terms = append(terms, a.Terms()...)
	}
	sort.Strings(terms)
	var out []string
	for i, t := range terms {
		if t == string(Public) {
			return Public
		}
		if i == 0 || t != terms[i-1] {
			out = append(out, t)
		}
	}
	return Audience(strings.Join(out, ","))
}

// Terms are the parts of the audience, or nothing for nobody.
func (a Audience) Terms() []string {
	if a == "" {
		return nil
	}
	return strings.Split(string(a), ",")
}

// Check refuses an audience that is not written in its one form. Nobody is valid: it is closed to all.
func (a Audience) Check() error {
	for _, t := range a.Terms() {
		if err := checkTerm(t); err != nil {
			return err
		}
	}
	if Audiences(a) != a {
		return fmt.Errorf("the audience %q is not in order; write it as %q", string(a), string(Audiences(a)))
	}
	return nil
}

func checkTerm(t string) error {
	switch t {
	case "public", "parties", "mission":
		return nil
	}
	kind, id, ok := strings.Cut(t, ":")
	if ok {
		switch kind {
		case "party", "guarantor", "role", "member":
			if validID(id) {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is not an audience; use public, parties, mission, party:ID, guarantor:ID, role:NAME or member:ID", cut(t))
}

func validID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range s {
		ok := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
		if !ok {
			return false
		}
	}
	return true
}
