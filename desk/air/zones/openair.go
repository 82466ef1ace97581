package zones

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/internal/decimal"
)

// ParseOpenAir reads OpenAir, version 1 or 2. A zone in which one line cannot be read is refused whole, with that line; the
// next zone begins anew. Orders to draw (SP, SB, AT, TO, TC) are passed over.
func ParseOpenAir(text []byte) File {
	p := &openAir{clockwise: true}
	for line := range strings.Lines(latin(text)) {
		p.line++
		p.read(strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")))
	}
	p.end()
	return p.file
}

// latin makes UTF-8 of a file: old ones are in ISO 8859-1.
func latin(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	var b strings.Builder
	for _, c := range text {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// openAir reads one line after the other.
type openAir struct {
	file      File
	line      int
	zone      *Zone
	broken    bool // the zone was refused; its other lines mean nothing
	ring      geo.Ring
	airway    []geo.Point
	centre    *geo.Point
	clockwise bool
	widthCm   int64
	given     map[string]bool
	orphan    bool
}

func (p *openAir) read(line string) {
	if strings.HasPrefix(line, "*") || line == "" {
		return
	}
	command, rest, _ := strings.Cut(line, " ")
	command = strings.ToUpper(command)
	if i := strings.Index(rest, "*"); i >= 0 && command != "AC" {
		rest = rest[:i]
	}
	if i := strings.Index(rest, ";"); i >= 0 && command != "AN" {
		rest = rest[:i]
	}
	rest = strings.TrimSpace(rest)
	if strings.HasPrefix(command, ";") {
		return
	}
	if command == "AC" {
		p.end()
		p.zone, p.given = &Zone{Line: p.line, Code: rest}, map[string]bool{}
		p.centre, p.clockwise, p.widthCm, p.orphan = nil, true, 0, false
		if rest == "" {
			p.fail("AC names no class")
		}
		return
	}
	if p.broken {
		return
	}
	if p.zone == nil {
		if !p.orphan && command != "SP" && command != "SB" && command != "V" && command != "TO" && command != "TC" {
			p.orphan = true
			p.file.refuse(p.line, "", "%s comes before any AC: a zone begins with its class", command)
		}
		return
	}
	if err := p.command(command, rest); err != nil {
		p.fail("%s %s: %s", command, rest, err)
	}
}

func (p *openAir) fail(format string, args ...any) {
	p.file.refuse(p.line, p.zone.Name, format, args...)
	p.broken = true
}

func (p *openAir) command(command, rest string) (err error) {
	once := func() {
		if p.given[command] {
			err = errors.New("is there twice in one zone")
		}
		p.given[command] = true
	}
	z := p.zone
	switch command {
	case "AN":
		once()
		z.Name = rest
		if rest == "" {
			return errors.New("the name is empty")
		}
	case "AI":
		once()
		z.ID = rest
	case "AY":
		once()
		z.Kind = strings.ToUpper(rest)
	case "AF":
		once()
		z.Frequency = rest
	case "AG":
		once()
		z.Station = rest
	case "AX":
		once()
		z.Squawk = rest
		if len(rest) != 4 || strings.Trim(rest, "01234567") != "" {
			return errors.New("a transponder code has four digits from 0 to 7")
		}
	case "AL", "AH":
		once()
		level, assumed, bad := ParseLevel(rest)
		if bad != nil {
			return bad
		}
		if assumed {
			p.file.note(p.line, z.Name, "%s %s has no datum and is taken to be above mean sea level, as OpenAir says", command, rest)
		}
		if command == "AL" {
			z.Floor = level
		} else {
			z.Ceiling = level
		}
	case "AA":
		return p.activation(rest)
	case "DP":
		q, bad := place(rest)
		p.ring = append(p.ring, q)
		return bad
	case "DY":
		q, bad := place(rest)
		p.airway = append(p.airway, q)
		return bad
	case "V":
		return p.variable(rest)
	case "DC":
		return p.circle(rest)
	case "DA":
		return p.arcByAngles(rest)
	case "DB":
		return p.arcByPoints(rest)
	case "SP", "SB", "AT", "TO", "TC":
	default:
		p.file.note(p.line, z.Name, "%s is not known and was passed over", command)
	}
	return err
}

func (p *openAir) variable(rest string) error {
	name, value, ok := strings.Cut(strings.ReplaceAll(rest, " =", "="), "=")
	value = strings.TrimSpace(value)
	if !ok {
		return errors.New("a variable is written V X=…, V D=+ or V W=…")
	}
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "X":
		q, err := place(value)
		p.centre = &q
		return err
	case "D":
		if value != "+" && value != "-" {
			return errors.New("the direction is + or -")
		}
		p.clockwise = value == "+"
	case "W":
		var err error
		p.widthCm, err = miles(value)
		return err
	}
	return nil // Z, T and the like say how to draw
}

// miles reads a length in nautical miles, as centimetres.
func miles(text string) (int64, error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.ToUpper(text), "NM"))
	n, ok := decimal.Parse(text, 6)
	if !ok || n < 0 || n > 2000_000_000 {
		return 0, fmt.Errorf("%q is not a length in nautical miles", text)
	}
	return (n*1852 + 5_000) / 10_000, nil
}

var errNoCentre = errors.New("there is no centre; V X= comes first")

func (p *openAir) circle(rest string) error {
	if p.centre == nil {
		return errNoCentre
	}
	radius, err := miles(rest)
	if err != nil {
		return err
	}
	c := Circle{*p.centre, radius}
	disc, err := Disc(c)
	if err != nil {
		return err
	}
	p.zone.Area, p.zone.Circle = append(p.zone.Area, disc...), &c
	if len(p.zone.Area) > 1 {
		p.zone.Circle = nil
	}
	return nil
}

func (p *openAir) arcByAngles(rest string) error {
	if p.centre == nil {
		return errNoCentre
	}
	parts := strings.Split(rest, ",")
	if len(parts) != 3 {
		return errors.New("an arc is written DA radius, from angle, to angle")
	}
	radius, err := miles(strings.TrimSpace(parts[0]))
	from, ok := decimal.Parse(strings.TrimSpace(parts[1]), 6)
	to, also := decimal.Parse(strings.TrimSpace(parts[2]), 6)
	if err != nil || !ok || !also || abs(from) > 720e6 || abs(to) > 720e6 {
		return errors.New("an arc has a radius in nautical miles and two angles in degrees")
	}
	m := float64(radius) / 100
	p.ring = append(p.ring, arc(*p.centre, float64(from)/1e6, float64(to)/1e6, m, m, p.clockwise)...)
	return nil
}

func (p *openAir) arcByPoints(rest string) error {
	if p.centre == nil {
		return errNoCentre
	}
	first, second, ok := strings.Cut(rest, ",")
	if !ok {
		return errors.New("an arc is written DB first point, second point")
	}
	from, err := place(first)
	if err != nil {
		return err
	}
	to, err := place(second)
	if err != nil {
		return err
	}
	near, start, _ := inverse(*p.centre, from)
	far, stop, _ := inverse(*p.centre, to)
	if near == 0 || far == 0 {
		return errors.New("the arc begins or ends at its centre")
	}
	if math.Abs(near-far) > 0.1*math.Max(near, far) {
		return fmt.Errorf("the arc begins %.0f m from its centre and ends %.0f m from it; that is no arc", near, far)
	}
	points := arc(*p.centre, start, stop, near, far, p.clockwise)
	points[0], points[len(points)-1] = from, to
	p.ring = append(p.ring, points...)
	return nil
}

// activation reads AA: a beginning and an end, either of which may be NONE; or NONE alone, active by notice only.
func (p *openAir) activation(rest string) error {
	z := p.zone
	if strings.EqualFold(rest, "NONE") {
		if len(z.Active) > 0 {
			return errors.New("NONE stands beside times of activity")
		}
		z.Dormant = true
		p.file.note(p.line, z.Name, "is active by notice only; until one is given it holds at no time")
		return nil
	}
	if z.Dormant {
		return errors.New("a time of activity stands beside NONE")
	}
	first, second, ok := strings.Cut(rest, "/")
	if !ok || strings.EqualFold(first, "NONE") && strings.EqualFold(second, "NONE") {
		return errors.New("a time of activity is written 2025-01-01T12:00Z/2025-01-01T13:00Z; one of the two may be NONE")
	}
	w := fence.Window{FromMs: math.MinInt64 / 4}
	if !strings.EqualFold(first, "NONE") {
		at, err := moment(first)
		if err != nil {
			return err
		}
		w.FromMs = at
	}
	if !strings.EqualFold(second, "NONE") {
		at, err := moment(second)
		if err != nil {
			return err
		}
		w.ToMs = at
	}
	if w.ToMs != 0 && w.ToMs <= w.FromMs {
		return errors.New("it ends before it begins")
	}
	z.Active = append(z.Active, w)
	return nil
}

func moment(text string) (int64, error) {
	for _, form := range []string{"2006-01-02T15:04Z", time.RFC3339} {
		if t, err := time.Parse(form, strings.TrimSpace(text)); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf("%q is not a time such as 2025-01-01T12:00Z", text)
}

// end finishes the zone that was begun.
func (p *openAir) end() {
	z := p.zone
	ring, airway := p.ring, p.airway
	broken := p.broken
	p.zone, p.broken, p.ring, p.airway = nil, false, nil, nil
	if z == nil || broken {
		return
	}
	at := z.Line
	switch {
	case z.Name == "" && len(ring)+len(airway)+len(z.Area) == 0:
		p.file.note(at, "", "a class without name and boundary: it only says how to draw, and is no zone")
		return
	case z.Name == "":
		p.file.refuse(at, "", "the zone has no name; give it one with AN")
		return
	case z.Station != "" && z.Frequency == "":
		p.file.note(at, z.Name, "a station is named and no frequency")
	}
	if len(airway) > 0 {
		if p.widthCm == 0 {
			p.file.refuse(at, z.Name, "an airway has no width; give it one with V W=")
			return
		}
		strip, err := Strip(airway, p.widthCm)
		if err != nil {
			p.file.refuse(at, z.Name, "%s", err)
			return
		}
		z.Area = append(z.Area, strip...)
	}
	if len(ring) > 0 {
		n := len(ring)
		if ring[0] != ring[n-1] {
			ring = append(ring, ring[0])
			p.file.note(at, z.Name, "the boundary was open and was closed with a straight line")
		}
		mended, err := area(ring)
		if err != nil {
			p.file.refuse(at, z.Name, "%s", err)
			return
		}
		z.Area, z.Circle = append(z.Area, mended...), nil
	}
	if len(z.Area) == 0 {
		p.file.refuse(at, z.Name, "the zone has no boundary")
		return
	}
	slices.SortFunc(z.Active, func(a, b fence.Window) int {
		if a.FromMs < b.FromMs {
			return -1
		}
		return 1
	})
	z.Active = joined(z.Active)
	z.Class = classOf(z.Code, z.Kind)
	p.file.keep(*z)
}

// joined makes one of times of activity that overlap.
func joined(in []fence.Window) []fence.Window {
	var out []fence.Window
	for _, w := range in {
		if n := len(out); n > 0 && (out[n-1].ToMs == 0 || w.FromMs <= out[n-1].ToMs) {
			if out[n-1].ToMs != 0 && (w.ToMs == 0 || w.ToMs > out[n-1].ToMs) {
				out[n-1].ToMs = w.ToMs
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

// place reads a position as OpenAir writes it: 54:25:00 N 010:40:00 E, also with decimals of a minute or second, and as
// 265644.00N 0500434.00E. Sixty minutes or seconds, which is what rounding makes of 59.96, are carried over.
func place(text string) (geo.Point, error) {
	s := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	i := strings.IndexAny(s, "NS")
	if i < 0 || len(s) == 0 || strings.IndexByte("EW", s[len(s)-1]) < 0 {
		return geo.Point{}, notAPlace(text)
	}
	lat, ok := angle(s[:i], 2)
	lon, also := angle(s[i+1:len(s)-1], 3)
	if !ok || !also {
		return geo.Point{}, notAPlace(text)
	}
	if s[i] == 'S' {
		lat = -lat
	}
	if s[len(s)-1] == 'W' {
		lon = -lon
	}
	return geo.NewPoint(lat, lon)
}

func notAPlace(text string) error {
	return fmt.Errorf("%q is not a position; write it as 54:25:00 N 010:40:00 E, with minutes and seconds up to 60", strings.TrimSpace(text))
}

// angle reads degrees, minutes and seconds in units of 1e-7 degree, rounded to the nearest.
func angle(s string, wide int) (int64, bool) {
	parts := strings.Split(s, ":")
	if len(parts) == 1 { // 265644.00
		whole, _, _ := strings.Cut(s, ".")
		if len(whole) != wide+4 {
			return 0, false
		}
		parts = []string{s[:wide], s[wide : wide+2], s[wide+2:]}
	}
	if len(parts) > 3 {
		return 0, false
	}
	// In millionths of a second of arc; 1e-7 degree is 360 of them.
	total, scale := int64(0), int64(3600_000_000)
	for i, part := range parts {
		n, ok := decimal.Parse(part, 6)
		if !ok || n < 0 || strings.HasPrefix(part, "-") || i > 0 && n > 60_000_000 || n > 180_000_000 {
			return 0, false
		}
		if i+1 < len(parts) && n%1_000_000 != 0 {
			return 0, false
		}
		total += n * (scale / 1_000_000)
		scale /= 60
	}
	return (total + 180) / 360, true
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
