package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"truce.example/internal/durable"
	"truce.example/mission"
	"truce.example/record/keys"
)

var sharesVerb = verb{
	use:   "shares DIR --out FOLDER [--quorum N --of HOLDER,HOLDER,...] [--passphrase-file FILE] [--json]",
	about: "cut the key to the reading keys into shares for the guarantors",
	help: `
    truce shares /srv/centre --out /media/ceremony

Writes one file for each holder that the agreement names under 'recovery' (or --of): so many of them together (--quorum) open
every body of a copy of the record; fewer learn nothing. That it was done is recorded for everybody at the table, before any
share is written. Hand each file to its holder, on paper or on a stick, and remove it from this machine: whoever has a quorum
of them and a copy can read everything. 'truce recover' uses them. A holder sees with 'truce shares --check FILE' that its
share is whole. Shares that were cut before stay good: new ones do not take their force away.`,
	run: runShares,
}

func runShares(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	out, of := f.String("out", "", ""), f.String("of", "", "")
	quorum, check := f.Int("quorum", 0, ""), f.Bool("check", false, "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if *check {
		return c.checkShare(things[0])
	}
	if *out == "" {
		return usagef("say with --out where the shares are written")
	}
	holders := strings.Split(*of, ",")
	if *of == "" || *quorum == 0 {
		if holders, *quorum, err = agreedHolders(things[0], s); err != nil {
			return err
		}
	}
	if err := mission.EmptyFolder(*out); err != nil {
		return err
	}
	cfg, err := newHouse().config(things[0], s)
	if err != nil {
		return err
	}
	shares, err := mission.ShareKeys(ctx, cfg, *quorum, holders)
	if err != nil {
		return err
	}
	var names []string
	for _, share := range shares {
		b, err := share.Bytes()
		if err != nil {
			return err
		}
		name := filepath.Join(*out, "share-"+share.Holder+".json")
		if err := durable.CreateFile(name, b, 0o600); err != nil {
			return err
		}
		names = append(names, name)
	}
	return c.result(map[string]any{"set": shares[0].Set, "quorum": *quorum, "of": holders, "files": names}, func(w io.Writer) {
		fmt.Fprintf(w, "%d of %d open the reading keys together; set %s\n", *quorum, len(holders), shares[0].Set)
		for _, n := range names {
			fmt.Fprintln(w, " ", n)
		}
		fmt.Fprintln(w, "hand each to its holder, and remove them here")
	})
}

// agreedHolders reads who holds shares in the newest text of the record.
func agreedHolders(dir string, s secrets) ([]string, int, error) {
	h := newHouse()
	m, err := h.look(dir, s)
	if err != nil {
		return nil, 0, err
	}
	text := h.law.At(0, -1)
	if err := m.Close(); err != nil {
		return nil, 0, err
	}
	if text == nil || text.Agreement().Recovery == nil {
		return nil, 0, errors.New("the agreement names nobody under 'recovery'; amend it, or say with --quorum and --of who holds shares")
	}
	return text.Agreement().Recovery.Of, int(text.Agreement().Recovery.Quorum), nil
}

func readShare(name string) (keys.Share, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return keys.Share{}, err
	}
	s, err := keys.ParseShare(b)
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

func (c *console) checkShare(name string) error {
	s, err := readShare(name)
	if err != nil {
		return err
	}
	return c.result(map[string]any{"set": s.Set, "holder": s.Holder, "quorum": s.Quorum, "of": s.Of, "origin": s.Origin, "made": s.Made}, func(w io.Writer) {
		fmt.Fprintf(w, "a whole share of %s, for %s: %d of %s open the reading keys together. Set %s, cut %s\n", s.Origin, s.Holder, s.Quorum, strings.Join(s.Of, ", "), s.Set, s.Made.Time().Format(time.RFC3339))
	})
}

var recoverVerb = verb{
	use:   "recover DIR SHARE SHARE ... [--passphrase-file FILE] [--json]",
	about: "open the reading keys of a copy with the shares of a quorum",
	help: `
    truce restore centre-2026-11-21.zip /srv/copy
    truce recover /srv/copy share-G1.json share-G3.json --passphrase-file new-passphrase
    truce takeover /srv/copy --reason 'the first host was lost; agreed in minutes 14'

For a copy whose passphrase is lost with its host. The shares are those that 'truce shares' cut. The keys of the copy are then
sealed by the passphrase that is given here, or by none. Nothing is recorded by it: a takeover is. Do it on one machine, with
the holders in the room.`,
	run: func(_ context.Context, c *console, args []string) error {
		f := c.flags()
		var s secrets
		s.flags(f)
		things, err := c.parse(f, args, -1)
		if err != nil {
			return err
		}
		if len(things) < 3 {
			return usagef("recover needs a copy and the shares of a quorum")
		}
		var shares []keys.Share
		for _, name := range things[1:] {
			share, err := readShare(name)
			if err != nil {
				return err
			}
			shares = append(shares, share)
		}
		cfg, err := newHouse().config(things[0], s)
		if err != nil {
			return err
		}
		if err := mission.RecoverKeys(cfg, shares); err != nil {
			return err
		}
		return c.result(map[string]any{"dir": things[0], "set": shares[0].Set}, func(w io.Writer) {
			fmt.Fprintf(w, "%s can be read again; verify it, and let somebody take it over if the record is to go on\n", things[0])
		})
	},
}
