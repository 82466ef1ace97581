package inquiry

import (
	"fmt"
	"slices"
	"strings"

	"truce.example/desk"
	"truce.example/record"
)

// What stands beside a result: objections by paragraph, corrections by number, and what each source says of the dead and
// wounded. Nothing here changes what was found.

// HarmStated is what one source says of people harmed in a case. Figures of several sources are never added up.
type HarmStated struct {
	Case   int64         `json:"case"`
	Source string        `json:"source"`
	Report int64         `json:"report,omitempty"` // entry that says so
	People []desk.Harmed `json:"people"`
	Same   []int64       `json:"same,omitempty"` // entries of other sources that speak of the same people
	Text   string        `json:"text,omitempty"`
}

// ResultObjected is a side's objection to paragraphs of a result, for all who read the result.
type ResultObjected struct {
	Case       int64       `json:"case"`
	Edition    int64       `json:"edition"` // number
	Side       string      `json:"side"`
	Objections []Objection `json:"objections"`
}

// ResultCorrected corrects one paragraph of a result. Both stay.
type ResultCorrected struct {
	Case      int64  `json:"case"`
	Edition   int64  `json:"edition"`
	Number    int64  `json:"number"` // 1, one more for each later correction of the case
	Paragraph int64  `json:"paragraph"`
	Was       string `json:"was"`
	Is        string `json:"is"`
	Reason    string `json:"reason"`
}

// StateHarm states what a source says of people harmed.
type StateHarm struct {
	Case   int64         `json:"case"`
	Source string        `json:"source"`
	Report int64         `json:"report,omitempty"`
	People []desk.Harmed `json:"people"`
	Same   []int64       `json:"same,omitempty"`
	Text   string        `json:"text,omitempty"`
}

// ObjectToResult objects to paragraphs of a result that was published.
type ObjectToResult struct {
	Case       int64       `json:"case"`
	Objections []Objection `json:"objections"`
}

// CorrectResult corrects a paragraph of it.
type CorrectResult struct {
	Case        int64    `json:"case"`
	Paragraph   int64    `json:"paragraph"`
	Is          string   `json:"is"`
	Reason      string   `json:"reason"`
	PublicNames []string `json:"public_names,omitempty"` // names in it that you answer for as public
}

var (
	harms        = []string{"dead", "wounded"}
	harmStatuses = []string{"civilian", "combatant", "observer", "aid_worker", "unknown"}
)

func (s *state) beside(e record.Entry) {
	k, ok := s.cases[caseOf(e)]
	if !ok {
		return
	}
	switch f := e.Fact.(type) {
	case *HarmStated:
		if k.harm == nil {
			k.harm = map[int64]bool{}
		}
		k.harm[e.Number] = true
	case *ResultCorrected:
		k.corrections = f.Number
	}
}

// stateHarm keeps what one source says, as a range.
//
// Art. 4
func (q *question) stateHarm(c StateHarm) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("analyst", "duty_officer", "team_leader", "humanitarian_desk"); err != nil {
		return nil, err
	}
	q.Line("source", c.Source)
	q.Words("text", c.Text, desk.LongestText)
	if c.Report != 0 {
		q.entriesExist("report", []int64{c.Report})
	}
	if n := len(c.People); n < 1 || n > maxList {
		q.Say("people", "%d figures; write at least one, or nothing where nothing is known", n)
	}
	for i, p := range c.People {
		q.harmed(fmt.Sprintf("people[%d]", i), p)
	}
	for i, n := range c.Same {
		if !k.harm[n] {
			q.Say(fmt.Sprintf("same[%d]", i), "entry %d states no harm in this case", n)
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(q.about(k.no, HarmStated{Case: k.no, Source: c.Source, Report: c.Report, People: c.People, Same: c.Same, Text: c.Text}, record.Mission)), nil
}

func (q *question) harmed(field string, p desk.Harmed) {
	q.code(field+".harm", p.Harm, harms)
	q.code(field+".status", p.Status, harmStatuses)
	least := int64(0)
	for _, n := range []*int64{p.Low, p.Best, p.High} {
		if n == nil {
			continue
		}
		if *n < least {
			q.Say(field, "low, best and high are in this order and not below 0; leave out what is not known")
			return
		}
		least = *n
	}
}

// paragraphs of the result as it was published.
func (k *kase) paragraphs() []string {
	var out []string
	for _, line := range strings.Split(k.finding.Text+"\n"+k.finding.Reason, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// result finds a case of which a result was published.
func (q *question) result(no int64, what string) (*kase, error) {
	k, ok := q.cases[no]
	if !ok || q.who.Kind != "mission" && !q.who.Sees(k.readers) {
		return nil, noCase(no)
	}
	if k.editions == 0 || k.finding == nil {
		return nil, desk.Refuse(desk.TooEarly, "case %d has no result that was published; %s comes after it", no, what)
	}
	return k, nil
}

func (q *question) paragraph(k *kase, field string, n int64) {
	if most := int64(len(k.paragraphs())); n < 1 || n > most {
		q.Say(field, "the result has the paragraphs 1 to %d; %d is none", most, n)
	}
}

// objectToResult puts a side's objections beside the result, for everybody who reads it.
//
// Art. 8
func (q *question) objectToResult(c ObjectToResult) ([]record.Draft, error) {
	k, err := q.result(c.Case, "an objection to it")
	if err != nil {
		return nil, err
	}
	if q.who.Party == "" {
		return nil, desk.Refuse(desk.NotAllowed, "a side objects; a member of the panel has its dissent")
	}
	if n := len(c.Objections); n < 1 || n > maxList {
		q.Say("objections", "%d objections; write at least one, with the number of its paragraph", n)
	}
	for i, o := range c.Objections {
		q.paragraph(k, fmt.Sprintf("objections[%d].paragraph", i), o.Paragraph)
		q.Text(fmt.Sprintf("objections[%d].text", i), o.Text)
		if slices.Contains(k.readers.Terms(), string(record.Public)) {
			q.onlyPublic(fmt.Sprintf("objections[%d].text", i), []string{o.Text}, nil)
		}
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ResultObjected{Case: k.no, Edition: k.editions, Side: q.who.Party, Objections: c.Objections}
	return one(q.about(k.no, f, withMission(q.own(), k.readers), k.findingNo)), nil
}

// correctResult corrects in the open: the wording that was stands beside the one that is.
//
// Art. 8
func (q *question) correctResult(c CorrectResult) ([]record.Draft, error) {
	k, err := q.result(c.Case, "a correction of it")
	if err != nil {
		return nil, err
	}
	if err := q.has("chair"); err != nil {
		return nil, err
	}
	q.paragraph(k, "paragraph", c.Paragraph)
	q.Text("is", c.Is)
	q.Text("reason", c.Reason)
	if slices.Contains(k.readers.Terms(), string(record.Public)) {
		q.onlyPublic("is", []string{c.Is, c.Reason}, c.PublicNames)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := ResultCorrected{
		Case: k.no, Edition: k.editions, Number: k.corrections + 1, Paragraph: c.Paragraph, Was: k.paragraphs()[c.Paragraph-1], Is: c.Is, Reason: c.Reason,
	}
	return one(q.about(k.no, f, withMission(k.readers), k.findingNo)), nil
}

func (f HarmStated) caseNumber() int64      { return f.Case }
func (f ResultObjected) caseNumber() int64  { return f.Case }
func (f ResultCorrected) caseNumber() int64 { return f.Case }

// IsDerived: it repeats a paragraph of the finding.
func (ResultCorrected) IsDerived() {}

// Residue keeps that a source spoke.
func (f HarmStated) Residue() any { return HarmStated{Case: f.Case, Same: f.Same} }

// Residue keeps the side and the paragraphs.
func (f ResultObjected) Residue() any {
	f.Objections = slices.Clone(f.Objections)
	for i := range f.Objections {
		f.Objections[i].Text = ""
	}
	return f
}

// Residue keeps the number.
func (f ResultCorrected) Residue() any { f.Was, f.Is, f.Reason = "", "", ""; return f }

func besideKinds() []record.Kind {
	three, four := int64(3), int64(4)
	return []record.Kind{
		record.KindOf("inquiry.harm_stated/1", "One source says this of people who were harmed. What several sources say is never added up.", HarmStated{
			Case: exampleCase, Source: "the carrier", Report: 17, People: []desk.Harmed{{Harm: "wounded", Status: "civilian", Low: &three, Best: &three, High: &four}}, Same: []int64{80}, Text: "by telephone",
		}),
		record.KindOf("inquiry.result_objected/1", "A side objects to paragraphs of a result that was published.", ResultObjected{Case: exampleCase, Edition: 1, Side: "A", Objections: []Objection{{Paragraph: 1, Text: "There were two."}}}),
		record.KindOf("inquiry.result_corrected/1", "A paragraph of a result that was published is corrected; both wordings stay.", ResultCorrected{
			Case: exampleCase, Edition: 1, Number: 1, Paragraph: 1, Was: "Three rounds fell.", Is: "Two rounds fell.", Reason: "one crater was older",
		}),
	}
}
