package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"time"

	"truce.example/desk"
	"truce.example/desk/inquiry"
	"truce.example/mission"
	"truce.example/record"
)

// The rival accounts, the evidence and the hypotheses of CASE M, as the scenario has them: M1 to M8, H1 to H4. What is invented
// says so. The mandate of the exercise names no side in a hypothesis: directions and weapons alone.

// playRivals puts them on the agenda: accounts in the first three days, evidence as it is collected, the matrix before the panel.
func (p *player) playRivals(no int64, began time.Time) {
	in := func(d time.Duration) time.Time { return began.Add(d) }
	p.says(in(2*time.Hour), "heron", &inquiry.AskAccounts{Case: no, Points: []string{
		"EXERCISE: convoy H-05 halted near Khirbet Ghazaleh before it was struck.", "EXERCISE: three rounds fell.", "EXERCISE: one driver died and three people were wounded.",
	}})
	p.says(in(30*time.Hour), "olive", &inquiry.GiveAccount{
		Case: no, Language: "en", Text: "EXERCISE: the convoy was struck by mortars from the direction of al-Naima.", Claims: []string{"EXERCISE: the rounds came from the south.", "EXERCISE: no artillery fired that day."},
		Rejects: []string{"EXERCISE: that artillery fired from the Izra road."}, Answers: []inquiry.PointAnswer{{Point: 1, Word: "agree"}, {Point: 2, Word: "agree"}, {Point: 3, Word: "agree"}},
	})
	p.says(in(31*time.Hour), "almond", &inquiry.GiveAccount{
		Case: no, Language: "en", Text: "EXERCISE: the convoy was struck by artillery from the Izra road.", Claims: []string{"EXERCISE: guns were heard from the north.", "EXERCISE: no mortar fired that day."},
		Rejects: []string{"EXERCISE: that mortars fired from al-Naima."}, Answers: []inquiry.PointAnswer{{Point: 1, Word: "dispute"}, {Point: 2, Word: "agree"}, {Point: 3, Word: "agree"}},
	})
	p.says(in(32*time.Hour), "heron", &inquiry.ReleaseAccounts{Case: no})
	p.later(in(52*time.Hour), func() error { return p.collect(no, in(52*time.Hour)) })
	one, three, four := int64(1), int64(3), int64(4)
	p.says(in(53*time.Hour), "quartz", &inquiry.StateHarm{Case: no, Source: "EXERCISE: the carrier", People: []desk.Harmed{
		{Harm: "dead", Status: "aid_worker", Low: &one, Best: &one, High: &one}, {Harm: "wounded", Status: "unknown", Low: &three, Best: &three, High: &four},
	}})
}

// collect takes the evidence in after the site was opened, hands the fragments over, and weighs all of it two days later.
func (p *player) collect(no int64, at time.Time) error {
	var items []int64
	enter := func(who, label, kind, text string, more func(c *inquiry.Enter)) error {
		c := &inquiry.Enter{
			Case: no, Label: label, Kind: kind, Text: "EXERCISE: " + text, Gap: "EXERCISE: the site was closed for 26 hours",
			Collected: inquiry.Collected{By: "P-05", At: record.At(at), Where: "EXERCISE: at the road by Khirbet Ghazaleh", How: "EXERCISE: by the team"},
		}
		if more != nil {
			more(c)
		}
		receipts, err := p.tell(who, "inquiry", c)
		if err == nil {
			items = append(items, receipts[0].Entry)
		}
		return err
	}
	before, err := p.picture("EXERCISE-before.png", false)
	if err != nil {
		return err
	}
	after, err := p.picture("EXERCISE-after.png", true)
	if err != nil {
		return err
	}
	for _, e := range []struct {
		who, label, kind, text string
		more                   func(c *inquiry.Enter)
	}{
		{"keystone", "M1A", "photo", "UAV-2 at 14:05, before", func(c *inquiry.Enter) { c.File, c.Gap = before, "" }},
		{"keystone", "M1B", "photo", "UAV-2 at 16:50, after", func(c *inquiry.Enter) { c.File, c.Gap = after, "" }},
		{"falcon", "M2", "document", "crater sheet: three craters, azimuth of arrival 205 degrees, 15 either way", nil},
		{"falcon", "M3", "sample", "fragments: a tail fin of 82 mm", func(c *inquiry.Enter) { c.Seal = "EXERCISE-S-3" }},
		{"keystone", "M4", "sensor", "positions of the trucks: a halt 6 minutes before", func(c *inquiry.Enter) { c.Gap = "" }},
		{"keystone", "M5", "message", "radio log: no fire order was heard", func(c *inquiry.Enter) { c.Gap = "" }},
		{"falcon", "M6", "interview", "five interviews, of which this is the first", func(c *inquiry.Enter) {
			c.Code, c.Consent, c.Gap = "I-1", "EXERCISE: for this case; can be taken back", ""
		}},
		{"keystone", "M8", "document", "the closing of the site for 26 hours", func(c *inquiry.Enter) { c.Gap = "" }},
	} {
		if err := enter(e.who, e.label, e.kind, e.text, e.more); err != nil {
			return err
		}
	}
	fragments := items[3]
	receipts, err := p.tell("falcon", "inquiry", &inquiry.Offer{
		Item: fragments, To: "keystone", Place: "EXERCISE: the centre", Seal: "EXERCISE-S-3", Condition: "EXERCISE: bag whole", Purpose: "EXERCISE: keeping",
	})
	if err != nil {
		return err
	}
	p.says(at.Add(time.Hour), "keystone", &inquiry.Receive{Offered: receipts[0].Entry, SealState: "intact", Seal: "EXERCISE-S-3", Condition: "EXERCISE: bag whole"})
	p.says(at.Add(2*time.Hour), "quartz", &inquiry.OpenItem{Item: items[1], Purpose: "EXERCISE: compare the two pictures"})
	p.says(at.Add(3*time.Hour), "falcon", &inquiry.MeasureCraters{Case: no, Item: items[2], Limits: []string{"EXERCISE: the site was closed for 26 hours"}, Craters: []inquiry.Crater{
		{ID: "1", DiameterCm: 110, DepthCm: 35, Azimuth: 205, ErrorDeg: 15, Surface: "gravel"}, {ID: "2", DiameterCm: 105, DepthCm: 30, Azimuth: 205, ErrorDeg: 15, Surface: "gravel"}, {ID: "3", DiameterCm: 120, DepthCm: 40, Azimuth: 205, ErrorDeg: 15, Surface: "asphalt"},
	}})
	p.says(at.Add(48*time.Hour), "quartz", matrixOfCaseM(no, items))
	return nil
}

// matrixOfCaseM is the scenario's table.
func matrixOfCaseM(no int64, items []int64) *inquiry.Weigh {
	row := func(item int, text, reliability, credibility string, marks ...string) inquiry.Weighing {
		return inquiry.Weighing{Item: items[item], Text: "EXERCISE: " + text, Reliability: reliability, Credibility: credibility, Marks: marks}
	}
	return &inquiry.Weigh{
		Case: no, Question: "EXERCISE: what struck convoy H-05?",
		Hypotheses: []inquiry.Hypothesis{
			{Text: "EXERCISE: mortar from the south-south-west, from the direction of al-Naima"}, {Text: "EXERCISE: artillery from the north-north-east, from the Izra road"},
			{Text: "EXERCISE: fire by an excluded group or somebody else"}, {Text: "EXERCISE: a device on the road"},
		},
		Rows: []inquiry.Weighing{
			row(2, "M2 azimuth from the south-west", "B", "2", "C", "I", "C", "II"), row(3, "M3 tail fin of 82 mm", "B", "2", "C", "I", "C", "I"),
			row(4, "M4 halt 6 minutes before", "C", "3", "N", "N", "N", "C"), row(5, "M5 no fire order heard", "C", "3", "N", "N", "N", "C"), row(7, "M8 the gap of 26 hours", "B", "2", "N", "C", "N", "N"),
		},
		Unexamined: []inquiry.Unexamined{
			{Item: items[0], Reason: "EXERCISE: it shows the place before"}, {Item: items[1], Reason: "EXERCISE: it shows the craters that were measured on the ground"},
			{Item: items[6], Reason: "EXERCISE: what was heard tells no direction"},
		},
		Likelihoods: []inquiry.Likelihood{{Hypothesis: 2, Word: "unlikely", Confidence: "low", Reason: "EXERCISE: the fragments lay unwatched for 26 hours."}},
	}
}

// picture draws a picture of the exercise and takes it in by the record's door for files.
func (p *player) picture(name string, craters bool) (int64, error) {
	img := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = uint8(90 + i%320/4)
	}
	for i := range 3 * 400 { // three dark squares
		if craters {
			img.SetGray(60+i/400*80+i%20, 110+i%400/20, color.Gray{Y: 20})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return 0, err
	}
	for _, d := range p.m.Desks() {
		for _, r := range d.Routes {
			if d.Name != "record" || r.Path != "files" || r.Do == nil {
				continue
			}
			answer, err := r.Do(p.ctx, desk.Question{
				Who: p.who["keystone"], At: p.clock.now(), ID: "exercise-" + name, Form: "image/png", Body: &b,
				Params: url.Values{"audience": {"mission"}, "name": {name}},
			}, p.m)
			if err != nil {
				return 0, err
			}
			return answer.(mission.TakenFile).Entry, nil
		}
	}
	return 0, fmt.Errorf("the record has no door for files")
}
