package brief

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/record"
)

// publish is the desk's own command: the door makes the brief and its hashes, and asks for it to be recorded.
type publish struct {
	Published
	Audience record.Audience `json:"audience"`
}

// A shelf remembers of the published briefs what deciding needs.
type shelf struct {
	number int64
	issues map[int64]issued // by entry
}

type issued struct {
	kind, edition string
	audience      record.Audience
	replaced      bool
	corrected     record.Hash // what was last said of it
}

func newShelf() *shelf { return &shelf{issues: map[int64]issued{}} }

// Reset forgets everything.
func (s *shelf) Reset() { *s = *newShelf() }

// Apply notes a published brief, and what was said of it since.
func (s *shelf) Apply(e record.Entry) {
	if f, ok := e.Fact.(*Corrected); ok {
		if old, ok := s.issues[f.Of]; ok {
			old.corrected = f.fingerprint()
			s.issues[f.Of] = old
		}
	}
	f, ok := e.Fact.(*Published)
	if !ok {
		return
	}
	s.number = max(s.number, f.Number)
	s.issues[e.Number] = issued{kind: f.Parameters.Kind, edition: f.Parameters.Edition, audience: e.Audience}
	if f.Of != nil {
		if old, ok := s.issues[*f.Of]; ok {
			old.replaced = true
			s.issues[*f.Of] = old
		}
	}
}

// Decide records a brief that was made, or what would come out otherwise of one, or says why it may not be.
func (s *shelf) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	if c, ok := do.(*correct); ok {
		return s.correct(record.At(at), who, c)
	}
	c, ok := do.(*publish)
	if !ok {
		return nil, desk.Refuse(desk.Invalid, "the desk brief does not know commands of the type %T", do)
	}
	if who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotAllowed, "briefs are the mission's; ask the duty officer")
	}
	p := c.Parameters
	if p.Edition == Public && !who.Has("chair") && !who.Has("public_information") && who.Member != "host" {
		return nil, desk.Refuse(desk.NotAllowed, "the public edition is published by the chair or by public information; ask one of them")
	}
	if p.Edition == Public && c.Audience != record.Public {
		return nil, desk.Refuse(desk.Invalid, "a public edition is for everybody; leave the audience out")
	}
	if p.Edition == Full && (c.Audience == record.Nobody || c.Audience != p.As) {
		return nil, desk.Refuse(desk.Invalid, "a brief counts what all its readers may read; make it for the audience %q", string(c.Audience))
	}
	if err := c.Audience.Check(); err != nil {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "audience", Sentence: err.Error()}})
	}
	if utf8.RuneCountInString(c.Reason) > 2000 {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "reason", Sentence: "the reason has more than 2000 characters; shorten it"}})
	}
	fact := c.Published
	fact.Number = s.number + 1
	var refs []record.Ref
	if fact.Of != nil {
		old, ok := s.issues[*fact.Of]
		switch {
		case !ok:
			return nil, desk.Refuse(desk.NotFound, "there is no published brief with the number %d; look it up in the list (/api/brief/published)", *fact.Of)
		case old.replaced:
			return nil, desk.Refuse(desk.Conflict, "the brief in entry %d was replaced already; replace the newest one", *fact.Of)
		case strings.TrimSpace(fact.Reason) == "":
			return nil, desk.RefuseFields([]desk.FieldError{{Field: "reason", Sentence: "a brief that takes the place of another says why; give a reason"}})
		}
		refs = append(refs, record.To(*fact.Of))
	}
	if !slices.Contains(kindsOfBrief, p.Kind) || len(fact.Outputs) == 0 {
		return nil, desk.Refuse(desk.Invalid, "the brief was not made; ask for it at its door")
	}
	return []record.Draft{{Fact: fact, Audience: c.Audience, Happened: p.At, Refs: refs}}, nil
}
