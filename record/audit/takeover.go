package audit

import (
	"context"
	"errors"
	"fmt"

	"truce.example/record"
)

// A Takeover is one step of a served log from one key to the next, as its receipt shows it. What the receipt cannot show,
// that the entries before it are those of the checkpoint before, is for whoever has the entries.
type Takeover struct {
	Entry       int64
	Before, Key string            // public keys
	Old         record.Checkpoint // the last one under the key before; of Entry entries
	Leaf        record.Hash       // of the entry that records it
	Reason      string
}

// Takeovers reads the steps that lead from the oldest of the served keys to the one in force. keys are as /log/key gives
// them, the one in force first; receipt gets /log/takeover/<i>, from 1 on. Each receipt must verify under the key in force.
func Takeovers(ctx context.Context, keys []string, receipt func(ctx context.Context, i int) ([]byte, error)) ([]Takeover, error) {
	const most = 1000
	if len(keys) == 0 || len(keys) > most {
		return nil, fmt.Errorf("the host gives %d keys", len(keys))
	}
	var out []Takeover
	for i := 1; i < len(keys); i++ {
		b, err := receipt(ctx, i)
		if err != nil {
			return nil, fmt.Errorf("takeover %d: %w", i, err)
		}
		t, err := takeoverOf(b, keys[0], keys[len(keys)-i], keys[len(keys)-1-i])
		if err != nil {
			return nil, fmt.Errorf("takeover %d: %w", i, err)
		}
		out = append(out, t)
	}
	return out, nil
}

func takeoverOf(data []byte, inForce, before, now string) (Takeover, error) {
	t := Takeover{Before: before, Key: now}
	r, err := record.ParseReceipt(data)
	if err != nil {
		return t, err
	}
	p, _, err := verifyUnder(r, []string{inForce})
	if err != nil {
		return t, err
	}
	if p.Body == nil {
		return t, errors.New("its receipt does not say what was recorded")
	}
	text := func(field string) (s string) {
		if v, ok := p.Body.Field(field); ok && err == nil {
			err = record.Unmarshal(v, &s)
		}
		return s
	}
	kind, key, old := text("kind"), text("fact/key"), text("fact/checkpoint")
	t.Reason = text("fact/reason")
	if err != nil {
		return t, err
	}
	if kind != "record.taken_over/1" || key != now {
		return t, fmt.Errorf("entry %d is no takeover by the key %s", p.Index, keyName(now))
	}
	if t.Old, err = openUnder([]byte(old), []string{before}); err != nil {
		return t, fmt.Errorf("the checkpoint of the host before, in the takeover: %w", err)
	}
	if t.Old.Size != p.Index {
		return t, fmt.Errorf("the host before had promised %d entries, and the takeover goes on after %d", t.Old.Size, p.Index)
	}
	t.Entry, t.Leaf = p.Index, record.LeafHash(p.Leaf.Bytes())
	return t, nil
}
