package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/mission"
)

var agreementVerb = verb{
	use:   "agreement check FOLDER [--json]",
	about: "check an agreement's folder and explain every error",
	help: `
    truce agreement check my-agreement

Reads agreement.yaml and the GeoJSON files it names, and says for each error file, line and what to do.
'truce agreement schema' prints the JSON Schema of agreement.yaml.`,
	run: func(ctx context.Context, c *console, args []string) error {
		if len(args) > 0 && args[0] == "schema" {
			_, err := c.out.Write(agreement.Schema())
			return err
		}
		things, err := c.parse(c.flags(), args, 2)
		if err != nil {
			return err
		}
		if things[0] != "check" {
			return usagef("there is no 'agreement %s'", things[0])
		}
		return c.checkAgreement(things[1])
	},
}

type checked struct {
	ID       string              `json:"id,omitempty"`
	Version  int64               `json:"version,omitempty"`
	Digest   string              `json:"digest,omitempty"`
	Clauses  int                 `json:"clauses"`
	Zones    int                 `json:"zones"`
	Problems []agreement.Problem `json:"problems"`
	Notes    []string            `json:"notes"` // what is allowed, and may be a slip
}

func (c *console) checkAgreement(folder string) error {
	a, problems := agreement.Load(os.DirFS(folder))
	out := checked{Problems: problems}
	if a != nil {
		out.Notes = strangeActions(a)
		out.ID, out.Version, out.Digest, out.Clauses, out.Zones = a.ID, a.Version, a.Digest(), len(a.Clauses), len(a.Zones)
	}
	err := c.result(out, func(w io.Writer) {
		for _, p := range problems {
			fmt.Fprintln(w, p)
		}
		for _, n := range out.Notes {
			fmt.Fprintln(w, "note:", n)
		}
		if len(problems) == 0 {
			fmt.Fprintf(w, "%s version %d: %d clauses, %d zones, digest %s\n", out.ID, out.Version, out.Clauses, out.Zones, out.Digest)
		}
	})
	if err == nil && len(problems) > 0 {
		err = errFails
	}
	return err
}

// strangeActions names the actions of the rights table that no door asks for. The agreement itself cannot know: the law
// knows no machinery.
func strangeActions(a *agreement.Agreement) []string {
	known := map[string]bool{}
	for _, d := range mission.Doors(newHouse().desks) {
		known[d.Right] = true
	}
	roles := map[string][]string{}
	for _, r := range a.Rights {
		for _, action := range r.Actions {
			if !known[action] {
				roles[action] = append(roles[action], r.Role)
			}
		}
	}
	notes := []string{}
	for _, action := range slices.Sorted(maps.Keys(roles)) {
		notes = append(notes, fmt.Sprintf("no door of this version asks for %s (%s); check the spelling", action, strings.Join(roles[action], ", ")))
	}
	return notes
}

// loadAgreement reads a folder or explains why not.
func (c *console) loadAgreement(folder string) (*agreement.Agreement, error) {
	a, problems := agreement.Load(os.DirFS(folder))
	if len(problems) == 0 {
		return a, nil
	}
	for _, p := range problems {
		c.say("%s", p)
	}
	return nil, fmt.Errorf("the agreement in %s has %d errors; mend them, then try again", folder, len(problems))
}
