package air

import (
	"fmt"
	"slices"
	"strings"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/air/fence"
	"truce.example/geo"
	"truce.example/record"
)

// airKinds are the kinds of an agreement's zones that are of the air.
var airKinds = []string{"nofly", "restricted_air", "danger_air"}

func isAir(kind string) bool { return slices.Contains(airKinds, kind) }

// zonesFor makes ready the zones in force at a moment: those of the agreement in the version then known, and the imports.
func (q *question) zonesFor(in *inquest, at record.Moment) error {
	var sets []*imported
	for _, i := range q.imports {
		sets = append(sets, i)
	}
	return in.prepare(in.importsAt(sets, at), q.sets)
}

// importsAt notes which imports hold at a moment, in the order of their entries, and gives what they say.
func (in *inquest) importsAt(sets []*imported, at record.Moment) map[int64]*ZonesImported {
	slices.SortFunc(sets, func(a, b *imported) int { return int(min(1, max(-1, a.entry-b.entry))) })
	facts := map[int64]*ZonesImported{}
	for _, i := range sets {
		if i.fact.From <= at && (!i.ended.Known() || at < i.ended) {
			in.imports = append(in.imports, i.entry)
			facts[i.entry] = i.fact
		}
	}
	return facts
}

// prepare makes the set of zones, or takes it from those made before.
func (in *inquest) prepare(imports map[int64]*ZonesImported, made map[setKey]*fence.Set) error {
	key := setKey{agreement: in.inForce(), imports: fmt.Sprint(in.imports)}
	all, err := in.collect(imports)
	if err != nil {
		return err
	}
	if in.set = made[key]; in.set != nil {
		return nil
	}
	set, err := fence.NewSet(all...)
	if err != nil {
		return fmt.Errorf("zones in force: %w", err)
	}
	in.set = set
	if made != nil {
		made[key] = set
	}
	return nil
}

// inForce is the agreement whose zones are looked at: none before it is in force, and none after it has ended. While it is
// suspended its zones are looked at, and what is found there is judged as of that time. The first version of the rules looked
// at them always.
func (in *inquest) inForce() *agreement.Agreement {
	if in.terms == nil {
		return nil
	}
	status := in.terms.StatusAt(in.beginsMs())
	if in.rules >= 2 && status != agreement.InForce && status != agreement.Suspended {
		return nil
	}
	return in.terms.Agreement()
}

// beginsMs is the moment whose zones are looked at.
func (in *inquest) beginsMs() int64 {
	if len(in.fixes) == 0 {
		return in.atMs
	}
	return in.fixes[0].Ms
}

// collect lists the zones in force, and notes where each comes from.
func (in *inquest) collect(imports map[int64]*ZonesImported) ([]*fence.Zone, error) {
	in.zones = map[string]zoneOrigin{}
	var all []*fence.Zone
	if a := in.inForce(); a != nil {
		for i := range a.Zones {
			if z := &a.Zones[i]; isAir(z.Kind) {
				all = append(all, ofAgreement(a, z))
				in.zones[z.ID] = zoneOrigin{version: z.Version}
			}
		}
	}
	for _, n := range in.imports {
		for i := range imports[n].Zones {
			z, err := imports[n].Zones[i].fence(imports[n].Name)
			if err != nil {
				return nil, fmt.Errorf("zones imported by entry %d: %w", n, err)
			}
			if _, twice := in.zones[z.ID]; twice {
				continue // the agreement's own zone, or the older import's, has the name
			}
			all = append(all, z)
			in.zones[z.ID] = zoneOrigin{entry: n, protected: imports[n].Protected}
		}
	}
	return all, nil
}

// ofAgreement is a zone of the agreement as the engine takes it. Without a floor it begins at the surface, without a ceiling
// it has no top.
func ofAgreement(a *agreement.Agreement, z *agreement.Zone) *fence.Zone {
	out := &fence.Zone{
		ID: z.ID, Name: z.Name.En, Class: z.Kind, Area: z.Geometry, Floor: fence.Level{Datum: fence.Surface}, Ceiling: fence.Level{Datum: fence.Unlimited},
		ToleranceCm: a.Tolerances.ZoneM * 100,
	}
	if z.ToleranceM != nil {
		out.ToleranceCm = *z.ToleranceM * 100
	}
	if z.Floor != nil {
		out.Floor = levelOf(*z.Floor)
	}
	if z.Ceiling != nil {
		out.Ceiling = levelOf(*z.Ceiling)
	}
	if z.ValidFrom != nil || z.ValidTo != nil {
		w := fence.Window{FromMs: -1 << 60}
		if z.ValidFrom != nil {
			w.FromMs = int64(*z.ValidFrom)
		}
		if z.ValidTo != nil {
			w.ToMs = int64(*z.ValidTo)
		}
		out.Active = []fence.Window{w}
	}
	return out
}

func levelOf(h agreement.Height) fence.Level {
	cm := fence.Feet(h.Ft * 100)
	switch h.Datum {
	case "FL":
		return fence.Level{Datum: fence.Standard, Cm: cm}
	case "AMSL":
		return fence.Level{Datum: fence.AMSL, Cm: cm}
	}
	if cm == 0 {
		return fence.Level{Datum: fence.Surface}
	}
	return fence.Level{Datum: fence.AGL, Cm: cm}
}

// datumNames are the engine's datums by the names in facts.
var datumNames = []fence.Datum{fence.Unset, fence.Surface, fence.AGL, fence.AMSL, fence.Standard, fence.Unlimited}

func (b Bound) level() fence.Level {
	for _, d := range datumNames {
		if d.String() == b.Datum {
			return fence.Level{Datum: d, Cm: b.Cm}
		}
	}
	return fence.Level{}
}

// fence is an imported zone as the engine takes it. Its id begins with the name of its import.
func (z *AirZone) fence(set string) (*fence.Zone, error) {
	area, err := z.area()
	if err != nil {
		return nil, err
	}
	out := &fence.Zone{ID: set + "/" + z.ID, Name: z.Name, Class: z.Class, Area: area, Floor: z.Floor.level(), Ceiling: z.Ceiling.level(), Dormant: z.Dormant}
	for _, w := range z.Active {
		out.Active = append(out.Active, fence.Window{FromMs: int64(w.From), ToMs: int64(w.To)})
	}
	return out, out.Check()
}

// area puts the zone's polygons together.
func (z *AirZone) area() (geo.MultiPolygon, error) {
	var area geo.MultiPolygon
	for _, rings := range z.Area {
		var made []geo.Ring
		for _, points := range rings {
			made = append(made, geo.Ring(points))
		}
		if len(made) == 0 {
			return nil, fmt.Errorf("zone %s: a polygon has no edge", z.ID)
		}
		polygon, err := geo.NewPolygon(made[0], made[1:]...)
		if err != nil {
			return nil, fmt.Errorf("zone %s: %w", z.ID, err)
		}
		area = append(area, polygon)
	}
	return area, nil
}

// maxZones bounds one import.
const maxZones = 10_000

// zoneKeepers are the roles that read protected zones.
var zoneKeepers = record.Audiences(record.ToRole("airspace_desk"), record.ToRole("deconfliction_desk"), record.ToRole("duty_officer"))

// importZones takes zones in. The door has read the file; what it refused stands in the notes.
func (q *question) importZones(c Import) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	f := c.Fact
	q.Line("name", f.Name)
	q.Line("source", f.Source)
	if strings.Contains(f.Name, "/") {
		q.Say("name", "a slash divides the name of the set from that of its zone; leave it out of name")
	}
	if len(f.Zones) == 0 || len(f.Zones) > maxZones {
		q.Say("zones", "the file has %d zones that can be taken; it needs one at least, and at most %d", len(f.Zones), maxZones)
	}
	if !f.From.Known() {
		f.From = q.now
	}
	if f.To.Known() && f.To <= f.From {
		q.Say("to", "to (%s) is not after from (%s); exchange them", f.To, f.From)
	}
	for i := range f.Zones {
		if _, err := f.Zones[i].fence(f.Name); err != nil {
			q.Say(fmt.Sprintf("zones[%d]", i), "%v", err)
		}
	}
	if f.File != 0 {
		q.entriesExist("file", f.File)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	audience := q.withMission()
	if f.Protected {
		audience = zoneKeepers
	}
	return one(f, audience, f.From), nil
}

func (q *question) withdrawZones(c WithdrawZones) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	i := q.imports[c.Name]
	if i == nil || i.ended.Known() && i.ended <= q.now {
		return nil, desk.Refuse(desk.NotFound, "no import %q is in force; look it up in the list of zones", short(c.Name))
	}
	f := ZonesWithdrawn{Name: c.Name, At: c.At, Reason: c.Reason}
	if !f.At.Known() {
		f.At = q.now
	}
	q.Text("reason", c.Reason)
	if f.At < i.fact.From {
		q.Say("at", "the zones begin at %s only; take an hour after that", i.fact.From)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	audience := q.withMission()
	if i.fact.Protected {
		audience = zoneKeepers
	}
	return one(f, audience, f.At, record.To(i.entry)), nil
}

// stateSensor writes down how a sensor does.
func (q *question) stateSensor(c StateSensor) ([]record.Draft, error) {
	if err := q.mission(); err != nil {
		return nil, err
	}
	f := c.SensorStated
	q.Line("source", f.Source)
	q.code("source_kind", f.Kind, sourceKinds)
	q.code("state", f.State, []string{"up", "degraded", "down"})
	f.At = q.past("at", f.At)
	if f.RangeM < 0 || f.RangeM > 500_000 {
		q.Say("range_m", "%d metres is no range; it goes to 500000", f.RangeM)
	}
	q.Words("text", f.Text, desk.LongestText)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	return one(f, q.withMission(), f.At), nil
}
