package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/follow"
)

var followVerb = verb{
	use:   "follow URL DIR [--key KEY] [--link LINK] [--once] [--compare FILE|DIR|URL] [--evidence MB] [--trust KEY] [--witness [GUARANTOR=]KEY] [--quorum N] [--fresh TIME] [--passphrase-file FILE] [--json]",
	about: "keep a party's own copy of a record, checked all the time",
	help: `
    truce follow https://centre.example /srv/copy --key 'centre.example/log-2031+1a2b3c4d+A…' --link 'https://centre.example/enter#…'

Keeps in DIR all that is public of the record at URL, and the bodies and files that one member may read. Each checkpoint must
be signed by the key and continue the one before; each body must fit its leaf. What does not is refused and kept below
DIR/refused. The copy is readable when the host is gone: verify, brief, judge and serve work on DIR, also meanwhile.

--key is the record's public key. Without it the first one seen is believed, and printed: compare it. --link makes this
follower a device of the member whom the link is for, once; without it, what to enrol is printed. --once ends when the copy
has all that the host has. --compare holds other parties' checkpoints against the copy: a text file, another follower's
folder, or an address; it may be given several times. DIR/checkpoint is ours, to hand to them. --evidence is the largest
evidence file to fetch, in MB: 100 if nothing is said, 0 for none. --trust accepts a recorded takeover by that key. --poll is
how often the host is asked when its stream is silent, in seconds. --witness, --quorum and --fresh say whose countersignatures
count where the copy cannot read it in the agreement. Too few of them are said, and keep nothing from being taken. --json prints events, one a line.

Exit code 0: caught up, or told to stop; 1: the host is gone, the disk is full, too few countersigned, or the like (without --once
it is tried again); 3: the record's own key signed what cannot be true, and nothing goes on until people have decided; 4: what was served
was refused (without --once it is asked again), as a log that is shorter than it was.`,
	run: runFollow,
}

func runFollow(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	cfg := follow.Config{}
	var others list
	f.StringVar(&cfg.Key, "key", "", "")
	f.StringVar(&cfg.Trust, "trust", "", "")
	f.StringVar(&cfg.Link, "link", "", "")
	f.Var(&others, "compare", "")
	once := f.Bool("once", false, "")
	megabytes := f.Int64("evidence", 100, "")
	poll := f.Int("poll", 15, "")
	var by policyFlags
	by.flags(f)
	things, err := c.parse(f, args, 2)
	if err != nil {
		return err
	}
	cfg.URL, cfg.Dir, cfg.Compare = strings.TrimRight(things[0], "/"), filepath.Clean(things[1]), others
	if !strings.HasPrefix(cfg.URL, "http://") && !strings.HasPrefix(cfg.URL, "https://") {
		return usagef("%q is no address; it begins with https:// or http://", things[0])
	}
	if *megabytes < 0 || *poll < 1 {
		return usagef("--evidence is 0 or more MB, and --poll 1 or more seconds")
	}
	cfg.MaxFile, cfg.Poll = *megabytes<<20, time.Duration(*poll)*time.Second
	if cfg.Witnesses, err = by.policy(); err != nil {
		return err
	}
	if cfg.Passphrase, err = s.passphrase(); err != nil {
		return err
	}
	if cfg.Kinds, err = mission.KindsOf(newHouse().desks); err != nil {
		return err
	}
	var device func() follow.DeviceForm
	cfg.Tell = func(e follow.Event) { c.event(e, device) }
	w, err := follow.Open(ctx, cfg)
	if err != nil {
		return err
	}
	device = func() follow.DeviceForm { return follow.Enrolment(w.Device()) }
	if *once {
		err = w.Once(ctx)
	} else {
		err = w.Run(ctx)
	}
	return errors.Join(err, w.Close())
}

// event prints what happened to a follower.
func (c *console) event(e follow.Event, device func() follow.DeviceForm) {
	if c.json {
		json.NewEncoder(c.out).Encode(e)
		return
	}
	fmt.Fprintf(c.out, "%s %s: %s (%d entries, read up to %d)\n", e.At, e.Event, e.What, e.Entries, e.Readable)
	if e.Evidence != "" {
		fmt.Fprintln(c.out, "  kept in", e.Evidence)
	}
	if e.Event == "enrol" && e.Readable == 0 && device != nil {
		b, err := json.Marshal(device())
		if err == nil {
			fmt.Fprintf(c.out, "  either give a link of the member with --link, or let an administrator send this with the member's id to /api/people/devices:\n  %s\n", b)
		}
	}
}

func isRefused(err error) bool {
	var refused *follow.RefusedError
	return errors.As(err, &refused)
}

// readerOf is as whom a folder is read on its own machine: as the member whose copy it is, or as the operator.
func readerOf(dir string) (desk.Who, error) {
	owner, err := follow.OwnerOf(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return desk.Host(), nil
	}
	return desk.Who{Member: owner.Member, Kind: owner.Kind, Party: owner.Party, Roles: owner.Roles, Known: record.ByHost}, err
}
