package main

import (
	"truce.example/desk"
	"truce.example/desk/aid"
	"truce.example/desk/air"
	"truce.example/desk/brief"
	"truce.example/desk/inquiry"
	"truce.example/desk/line"
	"truce.example/desk/notify"
	"truce.example/desk/observe"
	"truce.example/desk/people"
	"truce.example/desk/statements"
	"truce.example/desk/terms"
	"truce.example/desk/territory"
)

// A house is the desks of one mission, and the two that others lean on.
type house struct {
	law   *terms.Keeper
	who   *people.Registry
	desks []desk.Desk
}

// newHouse is a house that sends nothing outside: what is to be sent waits, recorded, for one that serves.
func newHouse() house { return newTellingHouse(notify.Config{}, air.Config{}) }

// newTellingHouse is the one list of desks. tell says by which means people are told, listen to which sources of tracks.
func newTellingHouse(tell notify.Config, listen air.Config) house {
	law := terms.New()
	who := people.New(law.At)
	tell.Member = who.Member
	return house{law, who, []desk.Desk{
		law.Desk(),
		who.Desk(),
		observe.New(law.At),
		air.New(law.At, listen),
		inquiry.New(law.At),
		aid.New(law.At),
		line.New(law.At),
		territory.New(law.At),
		statements.New(law.At),
		brief.New(law.At),
		notify.New(tell), // behind all whose notices it carries
	}}
}
