// Package track makes tracks of reports: it tells aircraft apart, drops what repeats, notices what cannot be, and states
// how well place and height are known. What it is unsure of it passes on with its doubt; it never mends a position.
//
// Order is the caller's where it can be had: reports of one aircraft that come late are counted and not used, for the
// crossing that they could change was already told.
package track

import (
	"cmp"
	"slices"
	"strings"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/fence"
	"truce.example/geo"
)

// A Doubt is a reason not to rely on a position. Several may hold.
type Doubt uint16

// The doubts.
const (
	Jumped     Doubt = 1 << iota // no aircraft flies from the last place to this one in that time
	TwoPlaces                    // the same address reports from two places in turn
	NoGuidance                   // the aircraft says that its own navigation is not to be relied on (NIC 0 or SIL 0)
	Coarse                       // the place may be off by more than a nautical mile
	Odd                          // the way made and the speed reported do not agree
	NoHeight                     // no height is known
	Future                       // its clock runs ahead of the others
)

var doubtWords = [...]string{"position jumped", "one address in two places", "no reliable navigation", "position coarse", "speed and way disagree", "no altitude", "clock ahead"}

// Integrity says whether one of the doubts is of the place itself, and not only of the height.
func (d Doubt) Integrity() bool { return d&^NoHeight != 0 }

// String names the doubts, beginning with "integrity doubtful" if one is of the place.
func (d Doubt) String() string {
	var out []string
	if d.Integrity() {
		out = append(out, "integrity doubtful")
	}
	for i, w := range doubtWords {
		if d&(1<<i) != 0 {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// Config is how a Book judges. The zero Config is made of careful figures.
type Config struct {
	GapMs      int64 // a way between reports further apart is not known; 120,000
	FastestCms int64 // no aircraft is faster; 60,000, some 1,170 knots
	PlaceCm    int64 // doubt of a place of which the source says nothing; 50,000
	PressureCm int64 // doubt of a pressure altitude, instrument and coding; 3,810 (125 ft)
	GeoidCm    int64 // height of mean sea level over the ellipsoid in the area, if HasGeoid
	HasGeoid   bool
	QNHdPa     int64 // pressure at sea level in tenths of a hectopascal, if HasQNH
	HasQNH     bool
	Most       int   // aircraft to remember; 50,000
	ForgetMs   int64 // an aircraft not heard for so long is forgotten; 1,800,000
	SettleMs   int64 // how long a doubt of the place goes on after its last cause; 60,000
}

func (c Config) filled() Config {
	set := func(v *int64, to int64) {
		if *v == 0 {
			*v = to
		}
	}
	set(&c.GapMs, 120_000)
	set(&c.FastestCms, 60_000)
	set(&c.PlaceCm, 50_000)
	set(&c.PressureCm, 3_810)
	set(&c.ForgetMs, 1_800_000)
	set(&c.SettleMs, 60_000)
	if c.Most == 0 {
		c.Most = 50_000
	}
	return c
}

// A Step is what one report adds to a track.
type Step struct {
	Aircraft int    // the number of the track, for the fence
	New      bool   // the track begins: whatever was known under this number is of another
	Key      string // the aircraft, with "/2" and so on for another place of the same address
	Call     string
	Fix      fence.Fix
	Ground   bool
	DoubtCm  int64 // how far the place may be off
	Doubt    Doubt

	// The last motion reported, for the warning of an approach.
	HasMotion                      bool
	SpeedCms, CourseCdeg, ClimbCms int32
}

// Counts are what became of reports.
type Counts struct{ Steps, NoPlace, Late, Repeated, Doubtful int64 }

// A Book keeps the tracks. It belongs to one goroutine; what it says of one aircraft depends on no other, but for Most.
type Book struct {
	Counts Counts
	cfg    Config
	planes map[string]*plane
	byAddr map[uint32]*plane
	tracks []*branch // by number; nil where free
	free   []int
}

// A plane is an address, with the places from which it is heard.
type plane struct {
	key      string
	address  uint32 // with the bit 24 for one that no state gave out; none if it goes by an id
	branches []*branch
	call     string
	heardMs  int64

	speed, course, climb    int32
	motionMs                int64
	hasSpeed, hasClimb      bool
	pressure, geometric     int32
	pressureMs, geometricMs int64
	amsl                    bool
	nic, nacp, sil          int8
	hasIntegrity            bool
}

// A branch is one place of an address.
type branch struct {
	plane  *plane
	number int
	key    string
	last   fence.Fix
	steps  int64
	ground bool // of the last step, as the next two
	said   Doubt
	doubt  int64 // centimetres
	born   Doubt // with which it began
	badMs  int64 // until when a doubt goes on
	bad    Doubt
}

// maxBranches bounds how many places one address may have at a time.
const maxBranches = 4

// NewBook returns an empty book.
func NewBook(cfg Config) *Book {
	return &Book{cfg: cfg.filled(), planes: map[string]*plane{}, byAddr: map[uint32]*plane{}}
}

// Len is how many aircraft the book holds.
func (b *Book) Len() int { return len(b.planes) }

// Take takes one report. ok is false if it moves nothing: it has no place, comes late, or repeats what was known.
func (b *Book) Take(r *feed.Report) (s Step, ok bool) {
	p := b.plane(r)
	p.heardMs = max(p.heardMs, r.Ms)
	p.note(r)
	if !r.Says(feed.Place) {
		b.Counts.NoPlace++
		return s, false
	}
	s = Step{Call: p.call, Ground: r.Says(feed.OnGround) && r.Ground}
	s.Doubt |= b.integrity(p, r, &s)
	s.Fix = fence.Fix{Ms: r.Ms, At: r.Place}
	s.Doubt |= b.heights(p, r.Ms, &s)
	t, doubt, ok := b.branch(p, r)
	if !ok {
		return s, false
	}
	s.Doubt |= doubt
	if t.steps > 0 {
		s.Fix.Apart = r.Ms-t.last.Ms > b.cfg.GapMs
	}
	if p.hasSpeed && r.Ms-p.motionMs < 30_000 {
		s.HasMotion, s.SpeedCms, s.CourseCdeg = true, p.speed, p.course
		if p.hasClimb {
			s.ClimbCms = p.climb
		}
	}
	s.New = t.steps == 0
	t.last, t.ground, t.said, t.doubt = s.Fix, s.Ground, s.Doubt, s.DoubtCm
	t.steps++
	s.Aircraft, s.Key = t.number, t.key
	b.Counts.Steps++
	if s.Doubt.Integrity() {
		b.Counts.Doubtful++
	}
	return s, true
}

// Last returns the last step of a track by its number, without its motion. It is false if there is none of this number.
func (b *Book) Last(aircraft int) (Step, bool) {
	if aircraft < 0 || aircraft >= len(b.tracks) || b.tracks[aircraft] == nil {
		return Step{}, false
	}
	t := b.tracks[aircraft]
	return Step{Aircraft: aircraft, Key: t.key, Call: t.plane.call, Fix: t.last, Ground: t.ground, DoubtCm: t.doubt, Doubt: t.said}, true
}

func (b *Book) plane(r *feed.Report) *plane {
	address := r.Address
	if r.Other {
		address |= 1 << 24
	}
	if r.ID == "" {
		if p := b.byAddr[address]; p != nil {
			return p
		}
	} else if p := b.planes[r.ID]; p != nil {
		return p
	}
	if len(b.planes) >= b.cfg.Most {
		b.dropOldest()
	}
	p := &plane{key: r.Key(), address: address, heardMs: r.Ms, nic: -1, nacp: -1, sil: -1}
	b.planes[p.key] = p
	if r.ID == "" {
		b.byAddr[address] = p
	} else {
		p.address = none
	}
	return p
}

const none = 1 << 31 // no address

// dropOldest makes room where the book is full: a sixteenth of it at a time, so that a flood of addresses that were never
// heard before costs little for each.
func (b *Book) dropOldest() {
	all := make([]*plane, 0, len(b.planes))
	for _, p := range b.planes {
		all = append(all, p)
	}
	slices.SortFunc(all, func(p, q *plane) int { return cmp.Or(cmp.Compare(p.heardMs, q.heardMs), cmp.Compare(p.key, q.key)) })
	for _, p := range all[:len(all)/16+1] {
		b.drop(p)
	}
}

func (b *Book) drop(p *plane) {
	delete(b.planes, p.key)
	delete(b.byAddr, p.address)
	for _, t := range p.branches {
		b.tracks[t.number] = nil
		b.free = append(b.free, t.number)
	}
}

// Expire forgets the aircraft that were not heard for long, and returns the numbers of their tracks: the fence should
// forget them too, before the next report, because the numbers are given out again.
func (b *Book) Expire(nowMs int64) []int {
	from := len(b.free)
	for _, p := range b.planes {
		if nowMs-p.heardMs > b.cfg.ForgetMs {
			b.drop(p)
		}
	}
	return b.free[from:]
}

// note keeps what a report says besides the place.
func (p *plane) note(r *feed.Report) {
	if r.Says(feed.Call) {
		p.call = r.Call
	}
	if r.Says(feed.Speed | feed.Course) {
		p.speed, p.course, p.motionMs, p.hasSpeed = r.SpeedCms, r.CourseCdeg, r.Ms, true
	}
	if r.Says(feed.Climb) {
		p.climb, p.hasClimb = r.ClimbCms, true
	}
	if r.Says(feed.Pressure) {
		p.pressure, p.pressureMs = r.PressureCm, r.Ms
	}
	if r.Says(feed.Geometric) {
		p.geometric, p.geometricMs, p.amsl = r.GeometricCm, r.Ms, r.AMSL
	}
	if r.Says(feed.Integrity) {
		p.hasIntegrity = true
		keep := func(to *int8, v int8) {
			if v >= 0 {
				*to = v
			}
		}
		keep(&p.nic, r.NIC)
		keep(&p.nacp, r.NACp)
		keep(&p.sil, r.SIL)
	}
}

// integrity says how far the place may be off, and what is to be doubted of it by the aircraft's own word.
func (b *Book) integrity(p *plane, r *feed.Report, s *Step) (d Doubt) {
	s.DoubtCm = b.cfg.PlaceCm
	q := feed.Report{UncertaintyCm: r.UncertaintyCm, NIC: p.nic, NACp: p.nacp, SIL: p.sil}
	if p.hasIntegrity {
		q.Has = feed.Integrity
	}
	cm, ok := q.RadiusCm()
	if cm > 0 {
		s.DoubtCm = int64(cm)
	}
	if p.hasIntegrity && !ok && (p.nic == 0 || p.sil == 0 || p.nic < 0 && p.nacp == 0) {
		d |= NoGuidance
	}
	if cm > 185_200 {
		d |= Coarse
	}
	return d
}

// heightMs is how long a height that came without a place is good for.
const heightMs = 15_000

// heights states both heights, each with its doubt; from one the other follows with more.
func (b *Book) heights(p *plane, ms int64, s *Step) Doubt {
	s.Fix.Pressure, s.Fix.AMSL = fence.Anywhere, fence.Anywhere
	if s.Ground {
		s.Fix.Pressure, s.Fix.AMSL = fence.Grounded, fence.Grounded
		return 0
	}
	hasPressure := p.pressureMs != 0 && abs(ms-p.pressureMs) <= heightMs
	hasGeometric := p.geometricMs != 0 && abs(ms-p.geometricMs) <= heightMs
	if !hasPressure && !hasGeometric {
		return NoHeight
	}
	const geoid, satellite = 110_00, 45_00
	var above int64 // the geometric height above the sea
	doubt := int64(satellite)
	if hasGeometric {
		above = int64(p.geometric)
		switch {
		case p.amsl:
		case b.cfg.HasGeoid:
			above -= b.cfg.GeoidCm
		default:
			doubt += geoid // the sea lies so far off the ellipsoid at most
		}
		s.Fix.AMSL = fence.Around(above, doubt)
	}
	if hasPressure {
		at := int64(p.pressure)
		s.Fix.Pressure = fence.Around(at, b.cfg.PressureCm)
		if !hasGeometric {
			s.Fix.AMSL = b.fromPressure(at)
		}
		return 0
	}
	// Weather lifts and lowers pressure levels: by what it may, the level is not known.
	s.Fix.Pressure = fence.Around(above, doubt+weatherCm+abs(above)/10)
	return 0
}

// weatherCm is what the pressure at sea level does to heights, from about 980 to 1,050 hectopascals; a tenth of the height
// is what temperature does, 25 degrees off the standard.
const weatherCm = 300_00

// fromPressure is the height above the sea by a pressure altitude: close to it if the pressure at sea level is known.
func (b *Book) fromPressure(cm int64) fence.Span {
	if b.cfg.HasQNH {
		// 27.3 feet a hectopascal near the sea.
		return fence.Around(cm+(b.cfg.QNHdPa-10_132)*832/10, b.cfg.PressureCm+30_00+abs(cm)/10)
	}
	return fence.Around(cm, b.cfg.PressureCm+weatherCm+abs(cm)/10)
}

// branch finds the place of the address to which the report belongs, or begins another.
func (b *Book) branch(p *plane, r *feed.Report) (t *branch, d Doubt, ok bool) {
	nearest := int64(1) << 62
	if len(p.branches) == 1 && b.plain(p, p.branches[0], r) {
		return p.branches[0], p.branches[0].born, true
	}
	for _, c := range p.branches {
		way := geo.DistanceCm(c.last.At, r.Place)
		if b.may(c, way, r.Ms) && way < nearest {
			nearest, t = way, c
		}
	}
	if t == nil {
		t, d = b.begin(p, r)
		return t, d, true
	}
	past := r.Ms - t.last.Ms
	switch {
	case past < 0:
		b.Counts.Late++
		return nil, 0, false
	case past == 0 || nearest == 0 && p.hasSpeed && p.speed > 30_00 && past < 60_000:
		b.Counts.Repeated++ // the same moment, or the same place of something that flies: an old position sent again
		return nil, 0, false
	}
	d |= t.born
	if p.hasSpeed && past >= 4000 && past <= 60_000 && r.Ms-p.motionMs < 20_000 {
		told := int64(p.speed) * past / 1000
		if diff := abs(told - nearest); diff > 100_00*past/1000+500_00 && diff > told/2 {
			t.bad, t.badMs = t.bad|Odd, r.Ms+b.cfg.SettleMs
		}
	}
	for _, c := range p.branches {
		if c != t && abs(r.Ms-c.last.Ms) < b.cfg.SettleMs && c.steps > 1 && t.steps > 0 {
			t.bad, t.badMs = t.bad|TwoPlaces, r.Ms+b.cfg.SettleMs
		}
	}
	if r.Ms < t.badMs {
		d |= t.bad
	} else {
		t.bad = 0
	}
	return t, d, true
}

// plain says that the report goes on from the one place of its address, without a doubt: what most do, found without
// measuring the way.
func (b *Book) plain(p *plane, c *branch, r *feed.Report) bool {
	past := r.Ms - c.last.Ms
	if past <= 0 || r.Ms < c.badMs || p.hasSpeed && past >= 4000 {
		return false
	}
	units := abs(int64(r.Place.Lat)-int64(c.last.At.Lat)) + abs(int64(r.Place.Lon)-int64(c.last.At.Lon))
	if units < 100 && p.hasSpeed {
		return false // it may have repeated itself
	}
	if !b.may(c, units*9/8+1, r.Ms) { // no unit of 1e-7 degree is longer than 1.125 cm
		return false
	}
	c.bad = 0
	return true
}

// may says whether something could have flown from a branch's last place to another so far away.
func (b *Book) may(c *branch, way, ms int64) bool {
	past := abs(ms - c.last.Ms)
	return way <= b.cfg.FastestCms*past/1000+4*b.cfg.PlaceCm
}

func (b *Book) begin(p *plane, r *feed.Report) (*branch, Doubt) {
	t := &branch{plane: p, key: p.key}
	if len(p.branches) > 0 {
		t.born = Jumped
	}
	if len(p.branches) >= maxBranches {
		oldest := 0
		for i, c := range p.branches {
			if c.last.Ms < p.branches[oldest].last.Ms {
				oldest = i
			}
		}
		// Its number is taken over, and with it whatever the fence still has it in: it goes on from here, apart.
		t.number, t.key = p.branches[oldest].number, p.branches[oldest].key
		t.last, t.steps = p.branches[oldest].last, 1
		t.last.Ms = min(t.last.Ms, r.Ms-b.cfg.GapMs-1)
		p.branches[oldest] = t
		b.tracks[t.number] = t
		return t, t.born
	}
	if n := len(p.branches); n > 0 {
		t.key += "/" + string(rune('1'+n))
	}
	if n := len(b.free); n > 0 {
		t.number = b.free[n-1]
		b.free = b.free[:n-1]
		b.tracks[t.number] = t
	} else {
		t.number = len(b.tracks)
		b.tracks = append(b.tracks, t)
	}
	p.branches = append(p.branches, t)
	return t, t.born
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}

// A Warning says when an aircraft would enter a zone if it went on as it does.
type Warning struct {
	Zone *fence.Zone
	InMs int64
	At   geo.Point
	Sure bool // its height would prove it
}

// Approach lists the zones that a track would enter within the time, at its present course, speed and climb. Zones in
// which it already is are left out.
func Approach(set *fence.Set, s *Step, withinMs int64) []Warning {
	if !s.HasMotion {
		return nil
	}
	from, to := s.Fix, s.Fix
	from.Apart = false
	to.Apart = false
	to.Ms += withinMs
	to.At = geo.Ahead(from.At, int64(s.CourseCdeg), int64(s.SpeedCms)*withinMs/1000)
	climb := int32(int64(s.ClimbCms) * withinMs / 1000)
	raise := func(h fence.Span) fence.Span {
		if !h.Known() || h == fence.Grounded {
			return h
		}
		return fence.Span{LowCm: h.LowCm + climb, HighCm: h.HighCm + climb}
	}
	to.Pressure, to.AMSL = raise(from.Pressure), raise(from.AMSL)
	e := fence.NewEngine(set)
	e.Update(0, &from, nil)
	var out []Warning
	seen := map[*fence.Zone]bool{}
	for _, z := range e.Inside(0) {
		seen[z] = true
	}
	for _, ev := range e.Update(0, &to, nil) {
		if ev.Kind == fence.Enter && !seen[ev.Zone] {
			seen[ev.Zone] = true
			out = append(out, Warning{Zone: ev.Zone, InMs: ev.Ms - from.Ms, At: ev.At, Sure: ev.Sure})
		}
	}
	return out
}
