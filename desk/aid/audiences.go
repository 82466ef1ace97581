package aid

import "truce.example/record"

// Who reads which fact. There is no other place where the desk says it.

// named are the roles of the mission that know of notifications and comparisons.
var named = record.Audiences(record.ToRole("humanitarian_desk"), record.ToRole("chair"))

// An Owner is who notified: a member of the mission, or a side.
type Owner struct {
	Member string `json:"member"`
	Side   string `json:"side,omitempty"`
	Kind   string `json:"kind,omitempty"` // of the side: party or guarantor
}

// ofOwner is who reads the exact position by itself: the side, or the one member.
func ofOwner(o Owner) record.Audience {
	if o.Side != "" {
		return sideAudience(o.Kind, o.Side)
	}
	return record.ToMember(o.Member)
}

// ofSite is who knows of a notification.
func ofSite(o Owner) record.Audience { return record.Audiences(named, ofOwner(o)) }

// ofRecipient is who reads what was said to one recipient. It does not name the other recipients.
func ofRecipient(o Owner, kind, side string) record.Audience {
	return record.Audiences(named, ofOwner(o), sideAudience(kind, side))
}

// ofReader is who reads a position that was given: the one member who asked, and the owner.
func ofReader(o Owner, member string) record.Audience {
	return record.Audiences(ofOwner(o), record.ToMember(member))
}

// ofComparison is who reads what reports were compared with. It must not depend on what was found.
func ofComparison() record.Audience { return named }

// ofQuery is who reads a query to a recipient, and the answer.
func ofQuery(kind, side string) record.Audience {
	return record.Audiences(named, sideAudience(kind, side))
}

// ofConvoy is who reads a convoy: the mission, and the sides that clear it.
func ofConvoy(cells []Cell) record.Audience {
	out := []record.Audience{record.Mission}
	for _, c := range cells {
		out = append(out, sideAudience(c.Kind, c.Side))
	}
	return record.Audiences(out...)
}

func sideAudience(kind, side string) record.Audience {
	if kind == "guarantor" {
		return record.ToGuarantor(side)
	}
	return record.ToParty(side)
}
