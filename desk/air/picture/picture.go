// Package picture keeps what one source shows in the air now: of each track where it is, whither it goes and the way by which
// it came; and of each aircraft its last reports as they came, from which the evidence of an event is cut.
//
// It reads no clock and writes nothing down. What it keeps of one aircraft is bounded, and so is how many it keeps.
package picture

import (
	"slices"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/track"
	"truce.example/geo"
)

// Bounds of what is kept.
const (
	mostTrail = 40      // points of a trail
	trailMs   = 15_000  // between two of them
	raw       = 8       // the newest reports of an aircraft, which are kept whatever they say
	calmMs    = 4_000   // before these, of an aircraft that is in no zone, one of each sort in so long
	beforeMs  = 120_000 // and none that is older: a doubt of the place goes on for half of that
	calm      = 96      // at most
	mostHeld  = 2_400   // reports of an aircraft in a zone; see Full
	farUnits  = 500_000 // 1e-7 degree, some 5 km: what jumps so far is kept
	most      = 50_000  // aircraft
)

// A Book is the picture of one source. It belongs to whoever locks it.
type Book struct {
	tracks *track.Book
	byAddr map[uint32]*craft
	byID   map[string]*craft
	planes map[string]*Plane
}

// A Plane is a track: an aircraft, or one of the places from which the same address reports.
type Plane struct {
	Step  track.Step  // the newest
	Said  feed.Report // the newest that the source said of each thing, put together
	Trail []Point     // the way it came, oldest first

	// Of who keeps the book: when it was last looked whither the track leads, and when it was warned of which zone.
	LookedMs int64
	Warned   map[string]int64

	craft *craft
}

// A Point is where a track was.
type Point struct {
	Ms    int64
	At    geo.Point
	Ft    int32 // by pressure, or by satellite where there is no other
	Known bool  // whether a height is known
}

// A craft is what one address, or one name, reported.
type craft struct {
	key     string // as feed.Report.Key
	address uint32
	id      string
	said    feed.Report
	kept    []feed.Report
	held    int
	heardMs int64
	planes  []*Plane
}

// NewBook returns an empty picture.
func NewBook(cfg track.Config) *Book {
	return &Book{tracks: track.NewBook(cfg), byAddr: map[uint32]*craft{}, byID: map[string]*craft{}, planes: map[string]*Plane{}}
}

// Len is how many tracks are in the picture.
func (b *Book) Len() int { return len(b.planes) }

// Take takes a report.
func (b *Book) Take(r *feed.Report) {
	c := b.craft(r)
	c.heardMs = max(c.heardMs, r.Ms)
	c.keep(r)
	c.note(r)
	step, moved := b.tracks.Take(r)
	if !moved {
		return
	}
	p := b.planes[step.Key]
	if p == nil {
		p = &Plane{craft: c}
		b.planes[step.Key] = p
		c.planes = append(c.planes, p)
	}
	p.Step, p.Said = step, c.said
	p.trail(&step)
}

const otherBit = 1 << 24

func (b *Book) craft(r *feed.Report) *craft {
	address := r.Address
	if r.Other {
		address |= otherBit
	}
	if r.ID != "" {
		if c := b.byID[r.ID]; c != nil {
			return c
		}
	} else if c := b.byAddr[address]; c != nil {
		return c
	}
	if len(b.byAddr)+len(b.byID) >= most {
		b.room()
	}
	c := &craft{key: r.Key(), address: address, id: r.ID}
	c.said.NIC, c.said.NACp, c.said.SIL = -1, -1, -1
	if r.ID != "" {
		b.byID[r.ID] = c
	} else {
		b.byAddr[address] = c
	}
	return c
}

// keep keeps a report for evidence. While the aircraft is in no zone, what repeats within a few seconds is dropped again when
// newer ones have come.
func (c *craft) keep(r *feed.Report) {
	c.kept = append(c.kept, *r)
	if c.held > 0 {
		return
	}
	if n := len(c.kept) - 1 - raw; n > 0 && c.repeats(n) {
		c.kept = slices.Delete(c.kept, n, n+1)
	}
	from := 0
	for from < len(c.kept)-raw && (c.kept[from].Ms < r.Ms-beforeMs || len(c.kept)-from > calm) {
		from++
	}
	if from > 16 || from > 0 && len(c.kept) > calm { // not one at a time
		c.kept = slices.Delete(c.kept, 0, from)
	}
}

// repeats says that the report of this number says nothing that the ones before it did not.
func (c *craft) repeats(n int) bool {
	r := &c.kept[n]
	for i := n - 1; i >= 0; i-- {
		o := &c.kept[i]
		if r.Ms-o.Ms >= calmMs || r.Ms < o.Ms {
			return false
		}
		if o.Has == r.Has {
			return !r.Says(feed.Place) || near(o.Place, r.Place)
		}
	}
	return false
}

func near(a, b geo.Point) bool {
	lat, lon := int64(a.Lat)-int64(b.Lat), int64(a.Lon)-int64(b.Lon)
	return lat < farUnits && lat > -farUnits && lon < farUnits && lon > -farUnits
}

// note puts what a report says to what was said before.
func (c *craft) note(r *feed.Report) {
	s := &c.said
	s.Has |= r.Has
	s.Ms = r.Ms
	if r.Says(feed.Pressure) {
		s.PressureCm = r.PressureCm
	}
	if r.Says(feed.Geometric) {
		s.GeometricCm, s.AMSL = r.GeometricCm, r.AMSL
	}
	if r.Says(feed.OnGround) {
		s.Ground = r.Ground
	}
	if r.Says(feed.Call) {
		s.Call = r.Call
	}
	if r.Says(feed.Squawk) {
		s.Squawk = r.Squawk
	}
	if r.Says(feed.Speed) {
		s.SpeedCms = r.SpeedCms
	}
	if r.Says(feed.Course) {
		s.CourseCdeg = r.CourseCdeg
	}
	if r.Says(feed.Climb) {
		s.ClimbCms = r.ClimbCms
	}
}

func (p *Plane) trail(s *track.Step) {
	if n := len(p.Trail); n > 0 && s.Fix.Ms-p.Trail[n-1].Ms < trailMs {
		return
	}
	at := Point{Ms: s.Fix.Ms, At: s.Fix.At}
	switch {
	case p.Said.Says(feed.Pressure):
		at.Ft, at.Known = int32(int64(p.Said.PressureCm)*100/3048), true
	case p.Said.Says(feed.Geometric):
		at.Ft, at.Known = int32(int64(p.Said.GeometricCm)*100/3048), true
	}
	if len(p.Trail) >= mostTrail {
		p.Trail = slices.Delete(p.Trail, 0, len(p.Trail)-mostTrail+1)
	}
	p.Trail = append(p.Trail, at)
}

// Each calls f with every track, in no order.
func (b *Book) Each(f func(p *Plane)) {
	for _, p := range b.planes {
		f(p)
	}
}

// Plane is the track of a key, or nil.
func (b *Book) Plane(key string) *Plane { return b.planes[key] }

// Craft is the key of the aircraft of a track: all that was reported under its address or name.
func (p *Plane) Craft() string { return p.craft.key }

// HeardMs is when the aircraft was last heard of, by the clock of the reports.
func (p *Plane) HeardMs() int64 { return p.craft.heardMs }

// Cut returns what is kept of the aircraft of a track: the reports of a few minutes before it came into a zone, and all since.
func (p *Plane) Cut() []feed.Report { return slices.Clone(p.craft.kept) }

// Hold keeps every report of the aircraft from now on, until Release is called as often.
func (p *Plane) Hold() { p.craft.held++ }

// Release ends a Hold.
func (p *Plane) Release() { p.craft.held = max(0, p.craft.held-1) }

// Full says that so much is kept of the aircraft that it should be written down, and then dropped with Shorten.
func (p *Plane) Full() bool { return len(p.craft.kept) >= mostHeld }

// Shorten drops the older reports of an aircraft that is held, but for those of the last minutes.
func (p *Plane) Shorten() {
	c := p.craft
	from := max(0, len(c.kept)-mostHeld/2)
	c.kept = slices.Delete(c.kept, 0, from)
}

// room drops any aircraft that is not held: the book is full only where somebody floods it with addresses.
func (b *Book) room() {
	for a, c := range b.byAddr {
		if c.held == 0 {
			b.drop(c)
			delete(b.byAddr, a)
			return
		}
	}
	for id, c := range b.byID {
		if c.held == 0 {
			b.drop(c)
			delete(b.byID, id)
			return
		}
	}
}

func (b *Book) drop(c *craft) {
	for _, p := range c.planes {
		delete(b.planes, p.Step.Key)
	}
}

// Expire forgets the aircraft that were not heard for as long as the tracks are kept, unless they are held.
func (b *Book) Expire(nowMs, forgetMs int64) {
	b.tracks.Expire(nowMs)
	gone := func(c *craft) bool { return c.held == 0 && nowMs-c.heardMs > forgetMs }
	for a, c := range b.byAddr {
		if gone(c) {
			b.drop(c)
			delete(b.byAddr, a)
		}
	}
	for id, c := range b.byID {
		if gone(c) {
			b.drop(c)
			delete(b.byID, id)
		}
	}
}
