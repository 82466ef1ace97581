package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/people"
	"truce.example/desk/terms"
	"truce.example/internal/durable"
	"truce.example/mission"
	"truce.example/record"
)

var initVerb = verb{
	use:   "init DIR [--agreement FOLDER] [--origin NAME] [--exercise] [--passphrase-file FILE] [--json]",
	about: "make a record",
	help: `
    truce init /srv/centre --agreement my-agreement

Makes a new record in an empty folder, with keys of its own, and prints the public key, which every party should keep:
receipts are checked with it. With --agreement the agreement is recorded as signed by its signatories and in force from
the moment that its text states. Prints a one-time link for the first administrator; 'truce link' makes others.

--origin names the record in its checkpoints for ever; it should be a name you own, such as centre.example/log-2026.
--exercise puts the word into the name and marks every page; such a record can never pass for a real one.
--passphrase-file seals the keys with the passphrase in that file (also TRUCE_PASSPHRASE_FILE).`,
	run: runInit,
}

type initialised struct {
	Dir    string `json:"dir"`
	Origin string `json:"origin"`
	Key    string `json:"key"`
	Admin  string `json:"admin"` // path of the administrator's one-time link
}

func runInit(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	folder := f.String("agreement", "", "")
	origin := f.String("origin", "", "")
	exercise := f.Bool("exercise", false, "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	var a *agreement.Agreement
	if *folder != "" {
		if a, err = c.loadAgreement(*folder); err != nil {
			return err
		}
	}
	out := initialised{Dir: things[0], Origin: originFor(*origin, things[0], *exercise)}
	if err := makeWhole(out.Dir, func(dir string) error {
		out.Key, out.Admin, err = makeRecord(ctx, dir, out.Origin, s, a)
		return err
	}); err != nil {
		return err
	}
	return c.result(out, func(w io.Writer) {
		fmt.Fprintf(w, "record   %s in %s\nkey      %s\nadmin    %s (once, within a day; the address is that of 'truce serve')\n", out.Origin, out.Dir, out.Key, out.Admin)
	})
}

// makeWhole lets f fill a folder beside dir and puts that in dir's place when it is done: a record that is half made,
// without its agreement or without anybody who can sign in, never stands there, whenever the machine stops.
func makeWhole(dir string, f func(dir string) error) error {
	if err := mission.EmptyFolder(dir); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), filepath.Base(dir)+".making-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part) // gone already when all went well
	if err := f(part); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil { // it is empty
		return err
	}
	if err := os.Rename(part, dir); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(filepath.Clean(dir)))
}

func makeRecord(ctx context.Context, dir, origin string, s secrets, a *agreement.Agreement) (key, admin string, err error) {
	cfg, err := newHouse().config(dir, s)
	if err != nil {
		return "", "", err
	}
	if key, err = mission.Init(cfg, origin); err != nil {
		return "", "", err
	}
	admin, err = furnish(ctx, dir, s, a)
	return key, admin, err
}

// originFor names a record whose maker gave no name: by its folder and a random number, so that no two are alike.
func originFor(origin, dir string, exercise bool) string {
	if origin == "" {
		name := filepath.Base(dir)
		if record.CheckOrigin(name) != nil || name == "." || name == "/" {
			name = "record"
		}
		origin = "truce.invalid/" + name + "-" + record.NewID().String()[:8]
	}
	if exercise && !record.IsExercise(origin) {
		origin += "/exercise"
	}
	return origin
}

// furnish records the agreement and the first administrator in a new record, and returns the administrator's link.
func furnish(ctx context.Context, dir string, s secrets, a *agreement.Agreement) (link string, err error) {
	h := newHouse()
	m, err := h.open(dir, s)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if a != nil {
		if err := adopt(ctx, m, a); err != nil {
			return "", err
		}
	}
	admin := &people.Enrol{Member: "admin", CodeName: "Admin", Roles: []string{"admin"}}
	if err := submit(ctx, m, "people", "first-admin", admin); err != nil {
		return "", err
	}
	return newLink(ctx, m, "admin", "first sign-in")
}

// adopt records an agreement that was signed before this record began: offered, agreed by all its signatories, and in
// force from the moment that its text states. If that moment has passed it is marked as history, because the record did
// not see it happen.
func adopt(ctx context.Context, m *mission.Mission, a *agreement.Agreement) error {
	var when terms.When
	if from := record.Moment(a.EntryIntoForce.UTC); from.Time().Before(m.Now()) {
		when = terms.When{Effective: from, History: true, Reason: "loaded from its folder when the record was made"}
	}
	for _, step := range []struct {
		id string
		do any
	}{
		{"adopt-offer", &terms.Offer{When: when, Agreement: a}},
		{"adopt-agree", &terms.Agree{When: when, Digest: a.Digest(), By: a.Signatories}},
		{"adopt-force", &terms.BringIntoForce{When: when}},
	} {
		if err := submit(ctx, m, "terms", step.id, step.do); err != nil {
			return err
		}
	}
	return nil
}

// submit records one command of the operator's.
func submit(ctx context.Context, clerk desk.Clerk, name, id string, do any) error {
	_, err := clerk.Submit(ctx, desk.Host(), desk.Command{Desk: name, ID: id, Do: do})
	if err != nil {
		return fmt.Errorf("%s %s: %w", name, id, err)
	}
	return nil
}

// newLink issues a one-time link and returns its path. The secret is nowhere else.
func newLink(ctx context.Context, m *mission.Mission, member, purpose string) (string, error) {
	secret, hash := people.NewSecret()
	link := &people.IssueLink{Link: people.NewID(), Member: member, Secret: hash, Expires: record.At(m.Now().Add(24 * time.Hour)), Purpose: purpose}
	if err := submit(ctx, m, "people", "link-"+link.Link, link); err != nil {
		return "", err
	}
	return people.EnterPath(secret), nil
}
