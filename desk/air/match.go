package air

import (
	"cmp"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/record"
)

// How one side of a flight fits a track.
const (
	fits    = "fits"
	unclear = "unclear" // one of the two does not say
	fails   = "fails"
)

// A Match is how a track fits a flight that was asked for, from 0 to 100, and why.
type Match struct {
	Flight     int64      `json:"flight"`
	Call       string     `json:"call_sign"`
	Score      int64      `json:"score"`
	Time       string     `json:"time"`     // fits, unclear or fails
	Corridor   string     `json:"corridor"` // likewise
	Identity   string     `json:"identity"`
	Level      string     `json:"level"`
	Allowed    string     `json:"allowed"`    // whether the flight may fly
	Conditions string     `json:"conditions"` // of its approval
	Exempt     bool       `json:"exempt"`     // it is this flight, and as agreed
	OffMinutes int64      `json:"off_minutes,omitempty"`
	OffM       int64      `json:"off_m,omitempty"` // farthest from the route
	Why        []Sentence `json:"why"`
}

// The weights of what is compared; together 100. What is unclear counts half.
const (
	ofTime     = 30
	ofIdentity = 30
	ofCorridor = 25
	ofLevel    = 15
)

// likeness is the score from which a flight is named as one that the track is like.
const likeness = 50

// Flown is what of a track is held against flights.
type Flown struct {
	From, To record.Moment // from its first position to its last
	Fixes    []fence.Fix   // those in the zone, and the ones beside them
	Call     string
	Address  string // empty if the source gives none
	Squawk   string
	DoubtCm  int64
}

// mayFly lists the states of flights that may fly, or did.
var mayFly = []string{approved, approvedWith, notified, active, completed, diverted}

// Compare says how a track fits a flight. It is a pure function in integers: time, way, name, level, whether the flight may
// fly, and its conditions, each apart. Air says what the agreement allows; it may be nil.
func Compare(t Flown, f Form, c Considered, air *agreement.Air) Match {
	m := Match{Flight: c.Flight, Call: f.CallSign}
	m.compareTime(t, f, air)
	m.compareWay(t, f, air)
	m.compareName(t, f)
	m.compareLevel(t, f)
	m.Allowed, m.Conditions = fits, fits
	if !slices.Contains(mayFly, c.State) {
		m.Allowed = fails
		m.Why = append(m.Why, say("not_allowed", "state", c.State))
	}
	if c.Flew != "" {
		m.Allowed = fails
		m.Why = append(m.Why, say("explains_another", "aircraft", c.Flew))
	}
	for _, k := range c.Conditions {
		if k.Within != nil && slices.ContainsFunc(t.Fixes, func(x fence.Fix) bool { return !k.Within.contains(x.At) }) {
			m.Conditions = fails
			m.Why = append(m.Why, say("condition_broken", "by", k.By, "text", k.Text))
		}
	}
	for _, part := range []struct {
		how    string
		weight int64
	}{{m.Time, ofTime}, {m.Identity, ofIdentity}, {m.Corridor, ofCorridor}, {m.Level, ofLevel}} {
		switch part.how {
		case fits:
			m.Score += part.weight
		case unclear:
			m.Score += part.weight / 2
		}
	}
	known := m.Identity == fits || m.Corridor == fits && m.Level == fits // without a name, everything else has to fit
	broken := slices.Contains([]string{m.Time, m.Identity, m.Corridor, m.Level, m.Allowed, m.Conditions}, fails)
	m.Exempt = known && !broken && m.Time == fits
	return m
}

// like says whether the track may be this flight, flown otherwise than was agreed: its name is the same, or its way is and
// it came within an hour of its time.
func (m Match) like() bool {
	return m.Exempt || m.Score >= likeness && (m.Identity == fits || m.Identity == unclear && m.Corridor == fits && m.OffMinutes <= 60)
}

const minuteMs = record.Moment(60_000)

func (m *Match) compareTime(t Flown, f Form, air *agreement.Air) {
	var tolerance record.Moment
	if air != nil {
		tolerance = record.Moment(air.Early) * minuteMs
	}
	early, late := f.From-t.From, t.To-f.To
	off := max(early, late)
	m.OffMinutes = int64(max(0, off)+minuteMs-1) / int64(minuteMs)
	switch {
	case off <= tolerance:
		m.Time = fits
		m.Why = append(m.Why, say("time_fits", "from", moment(t.From), "to", moment(t.To)))
	case early > late:
		m.Time = fails
		m.Why = append(m.Why, say("time_early", "minutes", figure(m.OffMinutes)))
	default:
		m.Time = fails
		m.Why = append(m.Why, say("time_late", "minutes", figure(m.OffMinutes)))
	}
}

func (m *Match) compareWay(t Flown, f Form, air *agreement.Air) {
	var points []geo.Point
	for _, leg := range f.Route {
		points = append(points, leg.Point)
	}
	way, err := geo.NewLine(points)
	if err != nil || len(points) < 2 {
		m.Corridor = unclear
		m.Why = append(m.Why, say("corridor_unknown"))
		return
	}
	width := f.CorridorM
	if width == 0 && air != nil {
		width = air.CorridorM
	}
	off := int64(0)
	for _, x := range t.Fixes {
		off = max(off, way.DistanceCm(x.At))
	}
	m.OffM = (off + 50) / 100
	m.Corridor = fits
	key := "corridor_fits"
	if off > width*100+t.DoubtCm {
		m.Corridor, key = fails, "corridor_left"
	}
	m.Why = append(m.Why, say(key, "off", figure(m.OffM), "width", figure(width)))
}

func (m *Match) compareName(t Flown, f Form) {
	same := func(told, asked string) string {
		switch {
		case told == "" || asked == "":
			return unclear
		case plainName(told) == plainName(asked):
			return fits
		}
		return fails
	}
	told, asked := t.Call, f.CallSign
	address, call, squawk := same(t.Address, f.Address), same(t.Call, f.CallSign), same(t.Squawk, f.Squawk)
	switch {
	case address != unclear: // the aircraft itself; a call sign may be that of a flight before
		m.Identity = address
		if address == fails {
			told, asked = t.Address, f.Address
		}
	case call != unclear:
		m.Identity = call
	case squawk == fits: // codes are given out again and again: another one proves nothing
		m.Identity, told = fits, t.Squawk
	default:
		m.Identity = unclear
	}
	switch m.Identity {
	case fits:
		if told == "" {
			told = t.Address
		}
		m.Why = append(m.Why, say("identity_fits", "name", told))
	case fails:
		m.Why = append(m.Why, say("identity_differs", "name", told, "asked", asked))
	default:
		m.Why = append(m.Why, say("identity_unknown"))
	}
}

// plainName drops what people write differently: letters' case, spaces and hyphens.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
}

// compareLevel fails only where a height is surely outside; above the ground nothing can be compared but the ground itself.
func (m *Match) compareLevel(t Flown, f Form) {
	m.Level = unclear
	for _, x := range t.Fixes {
		low, high := besideBound(x, f.Low, true), besideBound(x, f.High, false)
		if low == fails || high == fails {
			m.Level = fails
			break
		}
		if low == fits && high == fits {
			m.Level = fits
		}
	}
	m.Why = append(m.Why, say(map[string]string{fits: "level_fits", unclear: "level_unknown", fails: "level_left"}[m.Level]))
}

// besideBound says whether a height is on the right side of a bound, by a hundred feet more than its own doubt.
func besideBound(x fence.Fix, bound *agreement.Height, floor bool) string {
	if bound == nil {
		return fits
	}
	const slack = 3048 // 100 ft: levels are flown to the hundred
	var span fence.Span
	switch bound.Datum {
	case "FL":
		span = x.Pressure
	case "AMSL":
		span = x.AMSL
	default:
		if floor && bound.Ft == 0 {
			return fits // everything is above the ground
		}
		return unclear
	}
	if !span.Known() {
		return unclear
	}
	at := fence.Feet(bound.Ft * 100)
	if floor && int64(span.HighCm) < at-slack || !floor && int64(span.LowCm) > at+slack {
		return fails
	}
	return fits
}

// best orders matches, the best first; of equals the older flight.
func best(matches []Match) []Match {
	slices.SortStableFunc(matches, func(a, b Match) int {
		exempt := func(m Match) int {
			if m.Exempt {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(exempt(a), exempt(b)), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Flight, b.Flight))
	})
	return matches
}

// fixAt is a place without a height, as a fix.
func fixAt(at record.Moment, p geo.Point) []fence.Fix {
	return []fence.Fix{{Ms: int64(at), At: p, Pressure: fence.Anywhere, AMSL: fence.Anywhere}}
}
