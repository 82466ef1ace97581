package main

import (
	"context"
	"fmt"
	"io"

	"truce.example/mission"
	"truce.example/record/audit"
)

var exportVerb = verb{
	use:   "export DIR FILE [--without-keys] [--json]",
	about: "write a whole record into one file",
	help: `
    truce export /srv/centre centre-2026-11-21.zip

Writes the record as it stands at one moment, with its evidence, into one file; a server may hold the folder meanwhile.
The file can be read as the folder can: keep it as safe. With --without-keys it can only be verified. The key that signs
the record is never in it.`,
	run: func(ctx context.Context, c *console, args []string) error {
		f := c.flags()
		without := f.Bool("without-keys", false, "")
		things, err := c.parse(f, args, 2)
		if err != nil {
			return err
		}
		m, err := mission.Export(ctx, things[0], things[1], mission.ExportOptions{WithoutKeys: *without})
		if err != nil {
			return err
		}
		return c.result(m, func(w io.Writer) {
			fmt.Fprintf(w, "%d entries of %s in %s\n", m.Entries, m.Origin, things[1])
			if m.Keys {
				fmt.Fprintln(w, "who has this file can read the record: keep it as safe as the folder")
			}
		})
	},
}

var restoreVerb = verb{
	use:   "restore FILE DIR [--json]",
	about: "make a reading copy from an export",
	help: `
    truce restore centre-2026-11-21.zip /srv/copy

Makes a copy that can be read, verified and served, and takes nothing in. 'truce takeover' makes it the writer.`,
	run: func(ctx context.Context, c *console, args []string) error {
		things, err := c.parse(c.flags(), args, 2)
		if err != nil {
			return err
		}
		m, err := mission.Restore(ctx, things[0], things[1])
		if err != nil {
			return err
		}
		return c.result(m, func(w io.Writer) {
			fmt.Fprintf(w, "%d entries of %s in %s, a reading copy\n", m.Entries, m.Origin, things[1])
		})
	},
}

var takeoverVerb = verb{
	use:   "takeover DIR --reason TEXT [--passphrase-file FILE] [--json]",
	about: "make a reading copy the writer of the record",
	help: `
    truce takeover /srv/copy --reason 'the first host was lost on 3 May; agreed in the commission's minutes 14'

Gives a reading copy a key of its own and records, as its first entry, that and why it goes on from here. Everybody who
verifies sees the change. If the first host still writes, there are then two records of one name: agree before you do this.`,
	run: func(ctx context.Context, c *console, args []string) error {
		f := c.flags()
		var s secrets
		s.flags(f)
		reason := f.String("reason", "", "")
		things, err := c.parse(f, args, 1)
		if err != nil {
			return err
		}
		cfg, err := newHouse().config(things[0], s)
		if err != nil {
			return err
		}
		public, err := mission.Takeover(ctx, cfg, *reason)
		if err != nil {
			return err
		}
		// Whoever takes over on this machine knows of it, and the machine need not be told again.
		if err := (audit.Pins{Folder: cfg.Seen}).Trust(public); err != nil {
			return err
		}
		return c.result(map[string]string{"dir": things[0], "key": public}, func(w io.Writer) {
			fmt.Fprintf(w, "%s is the writer now\nkey  %s\ngive the key to everybody who verifies\n", things[0], public)
		})
	},
}
