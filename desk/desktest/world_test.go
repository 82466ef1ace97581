package desktest

import (
	"context"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// The bell is the smallest desk: somebody rings, and half an hour later it is silent again.

type rung struct {
	By   string `json:"by"`
	Loud bool   `json:"loud,omitempty"`
}

type silenced struct {
	After int64 `json:"after"`
}

type ring struct {
	Loud bool `json:"loud"`
}

type silence struct{ After int64 }

type bell struct {
	rings int
	until record.Moment
	last  int64
}

func (b *bell) Reset() { *b = bell{} }

func (b *bell) Apply(e record.Entry) {
	switch e.Fact.(type) {
	case *rung:
		b.rings++
		b.last, b.until = e.Number, e.Recorded+record.Moment(30*time.Minute/time.Millisecond)
	case *silenced:
		b.until = 0
	}
}

func (b *bell) Decide(_ time.Time, who desk.Who, do any) ([]record.Draft, error) {
	switch do := do.(type) {
	case *ring:
		if b.until.Known() {
			return nil, desk.Refuse(desk.TooEarly, "it still rings; wait until it is silent")
		}
		return []record.Draft{
			{Fact: rung{By: who.Member, Loud: do.Loud}, Audience: record.Mission},
		}, nil
	case *silence:
		return []record.Draft{{Fact: silenced{After: do.After}, Audience: record.Public, Refs: []record.Ref{record.To(do.After)}}}, nil
	}
	return nil, desk.Refuse(desk.Invalid, "the bell cannot do that")
}

func (b *bell) Next() time.Time { return b.until.Time() }

func (b *bell) Due(time.Time) []desk.Command {
	return []desk.Command{{Desk: "bell", ID: "silence", Do: &silence{b.last}}}
}

func bellDesk(b *bell) desk.Desk {
	return desk.Desk{
		Name: "bell",
		Facts: []record.Kind{
			record.KindOf("bell.rung/1", "Somebody rang.", rung{By: "x"}),
			record.KindOf("bell.silenced/1", "The bell fell silent.", silenced{}),
		},
		State: b,
		View: &view.View{
			Name: "bell", Version: 1,
			Schema: "create table bell_ring (entry bigint not null, audience integer not null, by_whom text not null)",
			Apply: func(tx *view.Tx, e record.Entry) error {
				f, ok := e.Fact.(*rung)
				if !ok {
					return nil
				}
				a, err := tx.Audience(e.Audience)
				if err != nil {
					return err
				}
				return tx.Exec("insert into bell_ring values (?, ?, ?)", e.Number, a, f.By)
			},
		},
		Routes: []desk.Route{
			{Method: "GET", Path: "rings/{by}/count", Right: "bell.hear", Ask: func(ctx context.Context, q desk.Question) (any, error) {
				var n int
				err := q.View.QueryRow(ctx, "select count(*) from bell_ring where by_whom = ?", q.Path("by")).Scan(&n)
				return n, err
			}},
			{Method: "POST", Path: "rings", Right: "bell.ring", Tell: func() any { return new(ring) }},
		},
	}
}

var (
	ann  = desk.Who{Member: "ann", Kind: "mission", Known: record.BySession}
	paul = desk.Who{Member: "paul", Kind: "party", Party: "A", Known: record.BySession}
)

func TestWorld(t *testing.T) {
	b := &bell{}
	w := New(t, bellDesk(b))
	w.MustPost(ann, "bell/rings", `{"loud":true}`)
	w.Refuses(desk.TooEarly, ann, "bell", &ring{})
	w.RefusesPost(desk.Invalid, ann, "bell/rings", `{"soft":true}`)
	if got := w.MustAsk(ann, "bell/rings/ann/count"); got != "1" {
		t.Errorf("the mission counts %s rings", got)
	}
	if got := w.MustAsk(paul, "bell/rings/ann/count"); got != "0" {
		t.Errorf("a party counts %s rings that it may not see", got)
	}
	if due := w.Advance(time.Hour); len(due) != 1 || due[0].Recorded != record.At(Start.Add(30*time.Minute)) {
		t.Errorf("half an hour later came %v", due)
	}
	w.MustTell(ann, "bell", &ring{})
	before := *b
	w.Refold()
	if *b != before {
		t.Errorf("folded again the bell is %v, it was %v", *b, before)
	}
}

func TestTheSameCommandTwiceIsHarmless(t *testing.T) {
	w := New(t, bellDesk(&bell{}))
	c := desk.Command{Desk: "bell", ID: "1", Do: &ring{Loud: true}}
	for range 2 {
		if got, err := w.Submit(ann, c); err != nil || len(got) != 1 || len(w.Entries) != 1 {
			t.Fatalf("entries %v, %v", got, err)
		}
	}
	_, err := w.Submit(ann, desk.Command{Desk: "bell", ID: "1", Do: &ring{}})
	if r, ok := desk.Refused(err); !ok || r.Kind != desk.Conflict {
		t.Errorf("another command with the same id: %v", err)
	}
}

func TestGolden(t *testing.T) {
	Golden(t, bellDesk(&bell{}), func(w *World) {
		w.MustTell(ann, "bell", &ring{Loud: true})
		w.Advance(time.Hour)
	})
}

func TestMatch(t *testing.T) {
	for _, row := range []struct{ pattern, path, want string }{
		{"a", "a", "map[]"},
		{"a/{x}", "a/1", "map[x:1]"},
		{"a/{x...}", "a/1/2", "map[x:1/2]"},
		{"a/{x}", "a/1/2", "no"},
		{"a/{x}/b", "a/1/c", "no"},
		{"a/{x}", "a", "no"},
	} {
		got := "no"
		if m, ok := match(row.pattern, row.path); ok {
			got = "map["
			for k, v := range m {
				got += k + ":" + v
			}
			got += "]"
		}
		if got != row.want {
			t.Errorf("%s on %s: %s, want %s", row.path, row.pattern, got, row.want)
		}
	}
	if !strings.HasPrefix(firstDifference("a\nb", "a\nc"), "2:") {
		t.Error("the difference is in line 2")
	}
}

func TestAgreement(t *testing.T) {
	a := Agreement(t)
	if a.EntryIntoForce.UTC.Time() != Start.Add(3*time.Hour) {
		t.Errorf("the small agreement enters into force at %s", a.EntryIntoForce.UTC)
	}
}
