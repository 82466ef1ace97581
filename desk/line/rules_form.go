package line

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"truce.example/geo"
)

// Bounds of what a form may hold.
const (
	maxText      = 5_000
	maxLine      = 200
	maxPositions = 20
)

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$`)

func (q *question) text(field, value string) { q.needed(field, value, maxText) }

func (q *question) line(field, value string) { q.needed(field, value, maxLine) }

func (q *question) needed(field, value string, longest int) {
	q.Words(field, value, longest)
	if strings.TrimSpace(value) == "" {
		q.Say(field, "%s is required", field)
	}
}

func (q *question) code(field, value string, list []string) {
	if !slices.Contains(list, value) {
		q.Say(field, "%q is not a known %s; use one of %s", short(value), field, strings.Join(list, ", "))
	}
}

// positions reads each place in its three forms and holds them against one another. It says whether one of them is
// farther apart than a kilometre and was confirmed.
func (q *question) positions(do *Send) (out []Position, flagged bool) {
	q.Words("no_position", do.NoPosition, maxLine)
	switch {
	case do.Type == typeTest:
		if len(do.Positions) > 0 {
			q.Say("positions", "a test has no position; leave it out")
		}
		return nil, false
	case len(do.Positions) == 0 && strings.TrimSpace(do.NoPosition) == "":
		q.Say("positions", "give each place as a number, a name and a click on the map; if there is none, say in no_position why")
	case len(do.Positions) > 0 && do.NoPosition != "":
		q.Say("no_position", "there are positions; leave no_position out")
	case len(do.Positions) > maxPositions:
		q.Say("positions", "%d positions are more than %d; send several messages", len(do.Positions), maxPositions)
		return nil, false
	}
	for i, given := range do.Positions {
		p, ok := q.position(fmt.Sprintf("positions[%d]", i), given, do.Confirm)
		if ok {
			out = append(out, p)
			flagged = flagged || p.ApartM > askAgainM
		}
	}
	return out, flagged
}

func (q *question) position(field string, given PositionGiven, confirmed bool) (Position, bool) {
	before := len(q.Wrong)
	q.line(field+".name", given.Name)
	p := Position{Name: strings.TrimSpace(given.Name), Written: strings.TrimSpace(given.Number), Click: given.Click, RadiusM: given.RadiusM}
	if given.RadiusM < 0 || given.RadiusM > maxRadiusM {
		q.Say(field+".radius_m", "radius_m is %d; it goes from 0 to %d", given.RadiusM, maxRadiusM)
	}
	var err error
	if p.Point, err = geo.ParsePoint(given.Number); err != nil {
		q.Say(field+".number", "%v", err)
	} else if p.Point == (geo.Point{}) {
		q.Say(field+".number", "0, 0 is what a device writes that knows no position; mend it")
	}
	if given.Click == nil {
		q.Say(field+".click", "click the place on the map too: a wrong digit shows there")
	} else if _, err := geo.NewPoint(int64(given.Click.Lat), int64(given.Click.Lon)); err != nil {
		q.Say(field+".click", "%v", err)
	}
	if len(q.Wrong) > before {
		return p, false
	}
	others := []geo.Point{*p.Click}
	if q.terms != nil {
		if place := q.terms.PlaceNamed(p.Name); place != nil {
			at := place.Point
			p.Named = &at
			others = append(others, at)
			p.ApartM = apartM(at, *p.Click)
		}
	}
	for _, o := range others {
		p.ApartM = max(p.ApartM, apartM(p.Point, o))
	}
	if p.ApartM > askAgainM && !confirmed {
		q.askAgain(field, p)
	}
	return p, len(q.Wrong) == before
}

// askAgain says which of the forms do not fit, and what was perhaps meant.
func (q *question) askAgain(field string, p Position) {
	var parts []string
	if p.Named != nil {
		parts = append(parts, fmt.Sprintf("the number %s lies %s from %s", p.Point, distance(apartM(p.Point, *p.Named)), short(p.Name)))
	}
	parts = append(parts, fmt.Sprintf("the click lies %s from the number", distance(apartM(p.Point, *p.Click))))
	said := strings.Join(parts, ", ")
	meant := *p.Click
	if p.Named != nil {
		meant = *p.Named
	}
	if guess := exchanged(p.Written, meant); guess != "" {
		said += fmt.Sprintf("; two digits look exchanged, did you mean %s?", guess)
	} else if swapped, ok := p.Point.Swapped(); ok && apartM(swapped, meant) <= askAgainM {
		said += fmt.Sprintf("; latitude and longitude look exchanged, did you mean %s?", swapped)
	}
	q.Say(field+".number", "%s. Mend it, or set confirm_position if all are right", said)
}

// exchanged looks whether a place is meant when two neighbouring digits of a number change places, and gives that number.
func exchanged(written string, meant geo.Point) string {
	b := []byte(written)
	for i := 0; i+1 < len(b); i++ {
		if !digit(b[i]) || !digit(b[i+1]) || b[i] == b[i+1] {
			continue
		}
		b[i], b[i+1] = b[i+1], b[i]
		if p, err := geo.ParsePoint(string(b)); err == nil && apartM(p, meant) <= askAgainM {
			return string(b)
		}
		b[i], b[i+1] = b[i+1], b[i]
	}
	return ""
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func apartM(a, b geo.Point) int64 { return (geo.DistanceCm(a, b) + 50) / 100 }

func distance(m int64) string {
	if m >= 10_000 {
		return fmt.Sprintf("%d km", (m+500)/1000)
	}
	return fmt.Sprintf("%d m", m)
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
