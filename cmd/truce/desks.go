package main

import (
	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/desk/observe"
	"truce.example/desk/people"
	"truce.example/desk/terms"
)

// A house is the desks of one mission, and the two that others lean on.
type house struct {
	law   *terms.Keeper
	who   *people.Registry
	desks []desk.Desk
}

// newHouse is the one list of desks.
func newHouse() house {
	law := terms.New()
	who := people.New(law.At)
	return house{law, who, []desk.Desk{
		law.Desk(),
		who.Desk(),
		observe.New(law.At),
		inquiry.New(law.At),
	}}
}
