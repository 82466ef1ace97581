package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

var rebuildVerb = verb{
	use:   "rebuild DIR [--json]",
	about: "read the whole record into new tables",
	help: `
    truce rebuild /srv/centre

Makes the tables anew from the record and puts them in the place of the old ones. Not while a server holds the folder.`,
	run: func(ctx context.Context, c *console, args []string) error {
		f := c.flags()
		var s secrets
		s.flags(f)
		things, err := c.parse(f, args, 1)
		if err != nil {
			return err
		}
		m, err := newHouse().look(things[0], s)
		if held(err) {
			return fmt.Errorf("a server holds %s; stop it before rebuilding", things[0])
		}
		if err != nil {
			return err
		}
		began := time.Now()
		err = m.Rebuild(ctx, func(done, of int64) {
			if !c.json {
				fmt.Fprintf(c.err, "\r%d of %d entries ", done, of)
			}
		})
		n := m.ViewEntry()
		if err = errors.Join(err, m.Close()); err != nil {
			return err
		}
		took := time.Since(began).Round(time.Millisecond)
		return c.result(map[string]any{"entries": n, "seconds": took.Seconds()}, func(w io.Writer) {
			fmt.Fprintf(w, "%d entries in %s\n", n, took)
		})
	},
}
