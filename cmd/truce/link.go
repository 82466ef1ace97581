package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
)

var linkVerb = verb{
	use:   "link DIR [--member ID] [--json]",
	about: "make a one-time sign-in link",
	help: `
    truce link /srv/centre --member admin

Prints a link that lets a member sign in once, within a day. For the operator of the machine, when no administrator can.
Of a reading copy that is being served, it lets in whoever has the copy, on this machine; --member says nothing there.`,
	run: func(ctx context.Context, c *console, args []string) error {
		f := c.flags()
		var s secrets
		s.flags(f)
		member := f.String("member", "admin", "")
		things, err := c.parse(f, args, 1)
		if err != nil {
			return err
		}
		path, err := makeLink(ctx, things[0], s, *member)
		if err != nil {
			return err
		}
		return c.result(map[string]string{"member": *member, "path": path}, func(w io.Writer) { fmt.Fprintln(w, path) })
	},
}

func makeLink(ctx context.Context, dir string, s secrets, member string) (path string, err error) {
	m, err := newHouse().open(dir, s)
	if held(err) {
		err = overSocket(ctx, dir, "/link", url.Values{"member": {member}}, nil, func(l localLine) error { path = l.Link; return nil })
		return path, err
	}
	if err != nil {
		return "", err
	}
	if !m.Writes() {
		return "", errors.Join(fmt.Errorf("this is a reading copy: serve it, and ask again; the link opens what is being served: truce serve %s", dir), m.Close())
	}
	path, err = newLink(ctx, m, member, "issued on the host")
	return path, errors.Join(err, m.Close())
}
