package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"truce.example/desk/air"
	"truce.example/desk/observe"
	"truce.example/mission"
	"truce.example/record"
)

var judgeVerb = verb{
	use:   "judge DIR --recompute [--json]",
	about: "judge every report and every event of the air again and compare",
	help: `
    truce judge /srv/centre --recompute

Computes every judgement again from the inputs that it lists, with the law as it was known then and the rules of that
time, and compares; events of the air are found again in the positions that were kept. Answers how many are the same, different, not readable here, or erased. Exit code 1 when one differs.`,
	run: runJudge,
}

type recomputed struct {
	Same        int64   `json:"same"`
	Different   int64   `json:"different"`
	NotReadable int64   `json:"not_readable"`
	Erased      int64   `json:"erased"`
	Differ      []int64 `json:"differ,omitempty"` // entries of those that differ, at most 100
}

func runJudge(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	recompute := f.Bool("recompute", false, "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if !*recompute {
		return usagef("judge knows --recompute only: reports are judged when they are recorded")
	}
	out, err := recomputeIn(ctx, things[0], s)
	if err != nil {
		return err
	}
	err = c.result(out, func(w io.Writer) {
		fmt.Fprintf(w, "same %d, different %d, not readable %d, erased %d\n", out.Same, out.Different, out.NotReadable, out.Erased)
		for _, n := range out.Differ {
			fmt.Fprintf(w, "entry %d judges otherwise than its inputs\n", n)
		}
	})
	if err == nil && out.Different > 0 {
		err = errFails
	}
	return err
}

// recomputeIn judges again in the folder, or asks the server that holds it to.
func recomputeIn(ctx context.Context, dir string, s secrets) (out recomputed, err error) {
	h := newHouse()
	m, err := h.look(dir, s)
	if held(err) {
		err = overSocket(ctx, dir, "/judge", nil, nil, func(l localLine) error { out = *l.Judged; return nil })
		return out, err
	}
	if err != nil {
		return out, err
	}
	out, err = h.recompute(ctx, m)
	return out, errors.Join(err, m.Close())
}

func (h house) recompute(ctx context.Context, m *mission.Mission) (recomputed, error) {
	var out recomputed
	err := m.Entries(ctx, 0, m.Readable(), func(e record.Entry) error {
		out.count(e, observe.Recompute(h.law.At, e))
		entry := func(n int64) (record.Entry, error) { return m.Entry(ctx, n) }
		out.count(e, observe.Verdict(air.Recompute(h.law.At, entry, e)))
		return nil
	})
	return out, err
}

func (r *recomputed) count(e record.Entry, v observe.Verdict) {
	switch v {
	case observe.Same:
		r.Same++
	case observe.Different:
		r.Different++
		if len(r.Differ) < 100 {
			r.Differ = append(r.Differ, e.Number)
		}
	case observe.NotReadable:
		r.NotReadable++
	case observe.Erased:
		r.Erased++
	}
}
