package observe

import (
	"fmt"

	"truce.example/desk"
	"truce.example/record"
)

// What is written away from the line: it comes late, perhaps twice, and its clock is not ours.

// maxAhead is how far a device's number may lie ahead of the highest that came: more is a mistake and no loss.
const maxAhead = 10_000

// writtenMeans are the ways in which something written away comes in.
var writtenMeans = []string{"app", "openrosa", "message"}

// A sequence is which numbers of a device have come. What came twice under one command id was answered before a rule is asked.
type sequence struct {
	top   int64
	holes map[int64]bool // numbers below top that have not come
}

func (q *sequence) has(n int64) bool { return n <= q.top && !q.holes[n] }

func (q *sequence) take(n int64) {
	for i := q.top + 1; i < n; i++ {
		q.holes[i] = true
	}
	delete(q.holes, n)
	q.top = max(q.top, n)
}

// count notes the number of a fact that a device wrote.
func (s *state) count(e record.Entry) {
	f, ok := e.Fact.(desk.TellsWritten)
	if !ok {
		return
	}
	w, ok := f.WrittenAway()
	if !ok || w.Number <= 0 || e.Author.Device == "" {
		return
	}
	q := s.sequences[e.Author.Device]
	if q == nil {
		q = &sequence{holes: map[int64]bool{}}
		s.sequences[e.Author.Device] = q
	}
	q.take(w.Number)
}

// carried checks what a report from the field brings along. The clock of the device is noted as it is, right or wrong; it dates
// nothing but the writing.
func (s *state) carried(x *exam, c desk.Carried) desk.Carried {
	x.atMost("files", len(c.Files))
	for i := range c.Files {
		f := &c.Files[i]
		field := fmt.Sprintf("files[%d]", i)
		x.need(field+".name", f.Name)
		f.Name, f.Form = x.line(field+".name", f.Name), x.line(field+".form", f.Form)
		if f.Content == (record.Hash{}) {
			x.say(field+".content", "the SHA-256 of the file is missing; without it nobody can say later which file was meant")
		}
		x.number(field+".size", f.Size, 0, 1<<50)
	}
	w := c.Written
	if w == nil {
		return c
	}
	if len(w.Lacking) == 0 { // a program that says no time may still lack a file
		x.known("written.at", w.At)
	}
	w.Lacking = x.lines("written.lacking", w.Lacking)
	x.optionalCode("written.means", w.Means, writtenMeans)
	x.line("written.instance", w.Instance)
	switch q := s.sequences[x.who.Device]; {
	case w.Number == 0:
	case w.Number < 0:
		x.say("written.number", "the number is %d; a device counts from 1", w.Number)
	case x.who.Known != record.ByDevice:
		x.say("written.number", "only a device that signs counts what it sends; sign it, or leave the number out")
	case q == nil && w.Number > maxAhead, q != nil && w.Number > q.top+maxAhead:
		x.say("written.number", "the number %d lies more than %d ahead of what came; mend it", w.Number, maxAhead)
	case q != nil && q.has(w.Number):
		x.say("written.number", "the device has sent another report under the number %d; give this one a number of its own", w.Number)
	}
	if w.Corrects < 0 || w.Corrects > 0 && w.Corrects >= w.Number {
		x.say("written.corrects", "a report mends an earlier one of the same device; %d is not earlier than %d", w.Corrects, w.Number)
	}
	return c
}

// measureCrater records a sheet of measures.
func (s *state) measureCrater(x *exam, c MeasureCrater) ([]record.Draft, error) {
	fact := CraterMeasured{
		Crater: x.line("crater", c.Crater), Receiver: x.who.Member, Team: x.line("team", c.Team), Analyst: x.line("analyst", c.Analyst),
		Patrol: c.Patrol, Report: c.Report, At: x.moment("at", c.At), PlaceName: x.line("place_name", c.PlaceName), Place: c.Place, UncertaintyM: c.UncertaintyM,
		DiameterCm: c.DiameterCm, DepthCm: c.DepthCm, AzimuthDeg: c.AzimuthDeg, AzimuthPmDeg: c.AzimuthPmDeg,
		Surface: x.line("surface", c.Surface), Remnants: x.text("remnants", c.Remnants), Calibre: x.line("suspected_calibre", c.Calibre),
		Type: x.line("suspected_type", c.Type), RangeM: c.RangeM, Text: x.text("text", c.Text), Carried: s.carried(x, c.Carried),
	}
	x.need("crater", fact.Crater)
	x.need("team", fact.Team)
	x.need("surface", fact.Surface)
	x.need("remnants", fact.Remnants)
	if c.Place == nil {
		x.say("place", "the point is missing; a crater is measured where it lies")
	} else {
		x.point("place", *c.Place, c.ConfirmFar)
	}
	x.number("uncertainty_m", c.UncertaintyM, 0, maxSightM)
	x.optionalNumber("diameter_cm", c.DiameterCm, 1, 100_000)
	x.optionalNumber("depth_cm", c.DepthCm, 0, 100_000)
	x.optionalNumber("azimuth_deg", c.AzimuthDeg, 0, 359)
	x.optionalNumber("azimuth_uncertainty_deg", c.AzimuthPmDeg, 0, 180)
	x.optionalNumber("range_m", c.RangeM, 0, maxCount)
	s.patrolExists(x, c.Patrol)
	var about []int64
	if c.Report != nil {
		if _, err := s.visibleReport(x.who, *c.Report); err != nil {
			return nil, err
		}
		about = append(about, *c.Report)
	}
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: fact, Audience: record.Mission, Happened: fact.At, Refs: refs(about)}}, nil
}
