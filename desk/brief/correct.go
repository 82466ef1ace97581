package brief

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strconv"

	"truce.example/desk"
	"truce.example/record"
)

// Corrections. What comes late, is rated anew or is taken back changes numbers that were published. The program reads every
// standing brief again and says in the record what would come out otherwise; whether the brief is issued again is for people.

// Corrected says that numbers of a published brief would come out otherwise from what is known now. The brief stays as it was.
//
// 19d, rule 12
type Corrected struct {
	Of        int64       `json:"of"`     // entry of the published brief
	Number    int64       `json:"number"` // of that brief
	Known     int64       `json:"known"`  // entries that were read this time
	Root      record.Hash `json:"root"`   // of them
	Changes   []Change    `json:"changes"`
	Added     []int64     `json:"added,omitempty"` // entries of reports
	Withdrawn []int64     `json:"withdrawn,omitempty"`
}

// Residue keeps which brief was corrected.
func (f Corrected) Residue() any {
	return Corrected{Of: f.Of, Number: f.Number, Known: f.Known, Changes: []Change{}}
}

// correct is the program's own command.
type correct struct{ Corrected }

// fingerprint is the same for corrections that say the same of a brief.
func (f Corrected) fingerprint() record.Hash {
	f.Known, f.Root, f.Number = 0, record.Hash{}, 0
	b, _ := json.Marshal(f) // numbers and texts only
	return sha256.Sum256(b)
}

// correct records what would come out otherwise, for those who read the brief. A public edition is corrected for the mission
// alone: the difference of two tables could say what each of them keeps back.
func (s *shelf) correct(at record.Moment, who desk.Who, c *correct) ([]record.Draft, error) {
	if who.Known != record.BySystem {
		return nil, desk.Refuse(desk.NotAllowed, "corrections are found by the program; publish the brief again instead")
	}
	old, ok := s.issues[c.Of]
	switch {
	case !ok:
		return nil, desk.Refuse(desk.NotFound, "there is no published brief with the number %d", c.Of)
	case old.replaced:
		return nil, desk.Refuse(desk.Conflict, "the brief in entry %d was replaced already", c.Of)
	case len(c.Changes) == 0:
		return nil, desk.Refuse(desk.Invalid, "nothing came out otherwise")
	case old.corrected == c.fingerprint():
		return nil, desk.Refuse(desk.Conflict, "that was said of the brief in entry %d already", c.Of)
	}
	audience := old.audience
	if old.edition == Public {
		audience = record.Mission
	}
	return []record.Draft{{Fact: c.Corrected, Audience: audience, Happened: at, Refs: []record.Ref{record.To(c.Of)}}}, nil
}

// proofread makes each brief that stands again, once as it was known then and once as it is known now, and records where
// their numbers part. Only what came since is looked at: both are of the same moment.
func (o office) proofread(ctx context.Context, q desk.Question, clerk desk.Clerk) error {
	all, err := issues(ctx, q.View, "entry not in (select of_entry from brief_published where of_entry is not null)")
	if err != nil {
		return err
	}
	for _, i := range all {
		if q.Head.Size <= i.Entry+1 {
			continue // nothing came after it
		}
		c, err := o.reread(ctx, q, i)
		if err != nil {
			return err
		}
		if len(c.Changes) == 0 {
			continue
		}
		said := c.fingerprint()
		_, err = clerk.Submit(ctx, desk.System(), desk.Command{Desk: "brief", ID: "correct/" + strconv.FormatInt(i.Entry, 10) + "/" + said.String(), Do: &correct{c}})
		if err := unrefused(err); err != nil { // that it was said, or that the brief was replaced meanwhile, is no error
			return err
		}
	}
	return nil
}

// reread says what would come out otherwise of one published brief.
func (o office) reread(ctx context.Context, q desk.Question, i Issue) (Corrected, error) {
	c := Corrected{Of: i.Entry, Number: i.Fact.Number, Known: q.Head.Size, Root: q.Head.Root}
	then := i.Fact.Parameters
	now := then
	now.Known = q.Head.Size
	terms := o.law.at(then.At, then.Known-1)
	head := q
	head.Head.Origin = i.Fact.Origin
	was, err := o.make(ctx, head, then, terms, i.Fact.Root)
	if err != nil {
		return c, unrefused(err)
	}
	is, err := o.make(ctx, head, now, terms, q.Head.Root)
	if err != nil {
		return c, unrefused(err)
	}
	if c.Changes = changesBetween(was, is); len(c.Changes) == 0 {
		return c, nil
	}
	before, err := o.counted(ctx, q, then)
	if err != nil {
		return c, err
	}
	after, err := o.counted(ctx, q, now)
	c.Added, c.Withdrawn = without(after, before), without(before, after)
	return c, err
}

// unrefused makes nothing of a refusal: a brief about one report cannot be made again when that was forgotten.
func unrefused(err error) error {
	if _, refused := desk.Refused(err); refused {
		return nil
	}
	return err
}

// A Correction is what a published brief's page says of one.
type Correction struct {
	Entry    int64         `json:"entry"`
	Recorded record.Moment `json:"recorded"`
	Fact     Corrected     `json:"fact"`
}
