package yard

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"truce.example/agreement"
	"truce.example/api"
	"truce.example/desk"
	"truce.example/desk/brief"
	"truce.example/desk/observe"
	"truce.example/desk/observe/form"
	"truce.example/desk/people"
	"truce.example/desk/terms"
	"truce.example/exercise"
	"truce.example/geo"
	"truce.example/mission"
	"truce.example/record"
)

// A Mission is a running mission with the desks of the program and the agreement of the exercise in force.
type Mission struct {
	*mission.Mission
	Law *terms.Keeper
	Who *people.Registry
}

// Open makes a record in the folder if there is none, with the exercise's agreement and people, and opens it.
func Open(dir string, fresh bool) (Mission, error) {
	m, desks := house()
	cfg := mission.Config{Dir: dir, Desks: desks, Log: slog.Default(), Holders: m.Who.Holders}
	if fresh {
		if _, err := mission.Init(cfg, "bench.invalid/exercise/log"); err != nil {
			return m, err
		}
	}
	var err error
	if m.Mission, err = mission.Open(cfg); err == nil && fresh {
		err = m.furnish()
	}
	return m, err
}

func house() (Mission, []desk.Desk) {
	law := terms.New()
	who := people.New(law.At)
	return Mission{Law: law, Who: who}, []desk.Desk{law.Desk(), who.Desk(), observe.New(law.At), brief.New(law.At)}
}

// Kinds are the facts of all desks but the mission's own, which only Init records.
func Kinds() (*record.Kinds, error) {
	_, desks := house()
	var all []record.Kind
	for _, d := range desks {
		all = append(all, d.Facts...)
	}
	return record.NewKinds(all...)
}

func (m Mission) furnish() error {
	a, problems := agreement.Load(exercise.SouthwestSyria())
	if a == nil {
		return fmt.Errorf("the exercise's agreement: %s", problems[0])
	}
	members, err := exercise.People()
	if err != nil {
		return err
	}
	when := terms.When{Effective: record.Moment(a.EntryIntoForce.UTC), History: true, Reason: "to be measured"}
	steps := []step{
		{"terms", &terms.Offer{When: when, Agreement: a}},
		{"terms", &terms.Agree{When: when, Digest: a.Digest(), By: a.Signatories}},
		{"terms", &terms.BringIntoForce{When: when}},
	}
	for _, p := range members {
		steps = append(steps, step{"people", &people.Enrol{Member: p.ID, CodeName: p.Name, Party: p.Side, Roles: p.Roles}})
	}
	for i, s := range steps {
		if err := m.host(s, fmt.Sprint("furnish-", i)); err != nil {
			return err
		}
	}
	return nil
}

// A step is a command of a desk.
type step struct {
	desk string
	do   any
}

func (m Mission) host(s step, id string) error {
	_, err := m.Submit(context.Background(), desk.Host(), desk.Command{Desk: s.desk, ID: id, Do: s.do})
	return err
}

// Token issues an API token to a member and returns its secret.
func (m Mission) Token(member string) (string, error) {
	secret, hash := people.NewSecret()
	do := &people.IssueToken{Token: people.NewID(), Member: member, Secret: hash, Expires: record.At(m.Now().Add(24 * time.Hour)), Purpose: "measuring"}
	return secret, m.host(step{"people", do}, "token-"+do.Token)
}

// Link issues a one-time link to a member and returns its path.
func (m Mission) Link(member string) (string, error) {
	secret, hash := people.NewSecret()
	do := &people.IssueLink{Link: people.NewID(), Member: member, Secret: hash, Expires: record.At(m.Now().Add(time.Hour)), Purpose: "measuring"}
	return people.EnterPath(secret), m.host(step{"people", do}, "link-"+do.Link)
}

// Face is the mission's HTTP face.
func (m Mission) Face() (*api.Face, error) {
	return api.New(api.Config{Mission: m.Mission, Identity: m.Who, Rights: m.Law, Version: "bench"})
}

var (
	types = []string{"mortar", "artillery", "position_new", "airstrike", "small_arms", "uav_overflight"}
	sides = []string{"A", "B", "A?", "?", "both", "A allied"}
)

// Allegation is the n-th of a row of reports that are all a little different, as a duty officer would type them.
func Allegation(n int) *form.Allege {
	// All over the exercise's area and some way beyond it, so that zones, edges and the outside all occur.
	at := geo.Point{Lat: 324_500_000 + int32(n*7919%900_000), Lon: 357_000_000 + int32(n*104_729%1_100_000)}
	return &form.Allege{
		Channel: "ngo", Source: "Horan network", Language: "en",
		Text:      fmt.Sprintf("Report %d: three rounds fell near the grain silo on the eastern edge of the town; residents heard the firing from the ridge about ten minutes before.", n),
		PlaceName: "eastern edge", Place: &at, UncertaintyM: 200 + int64(n%7)*100, ConfirmPlace: true, ConfirmFar: true,
		Start: record.Moment(1_500_000_000_000 + int64(n%4000)*600_000), Type: types[n%len(types)], Accused: sides[n%len(sides)],
		Reliability: "B", Credibility: 2, ExternalID: fmt.Sprint("M-", n), Dataset: "measured",
	}
}
