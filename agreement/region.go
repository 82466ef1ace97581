package agreement

import (
	"cmp"
	"slices"
	"strings"

	"truce.example/geo"
)

// reach says how wide the place is that a test names, the narrowest first.
type reach int

const (
	reachWindow reach = iota
	reachZone
	reachArea
)

// windowFirst orders windows of silence before all else.
func (r reach) windowFirst() int {
	if r == reachWindow {
		return 0
	}
	return 1
}

// region is how the reported place lies to one place that a test names.
type region struct {
	key         string // of the sentence that explains it
	name        string
	version     int64
	relation    geo.Relation
	distanceCm  int64 // as reported in the hit
	depthCm     int64 // to where inside turns into outside; negative outside
	limitCm     int64
	toleranceCm int64
	reach       reach
	height      heightRelation
}

// locate finds how the place lies to the places that the test names, and takes the one it is most surely inside
// of. It returns false if none of them exists at that time.
func (h *hearing) locate(m match) (rankedHit, bool) {
	regions := h.regions(m.test)
	if len(regions) == 0 {
		return rankedHit{}, false
	}
	r := slices.MinFunc(regions, compareRegions)
	if r.height == heightPossible {
		r.relation = geo.Weaker(r.relation, geo.Possible)
	}
	if overlap(m.test.From, m.test.To, h.start, h.end) == partly {
		r.relation = geo.Weaker(r.relation, geo.Possible)
	}
	hit := Hit{
		Clause: m.clause.No, Act: m.act, Zone: r.name, ZoneVersion: r.version, Relation: geo.Weaker(r.relation, h.area.relation),
		DistanceCm: r.distanceCm, LimitCm: r.limitCm, ToleranceCm: r.toleranceCm,
	}
	hit.Why = explain(r.key, "clause", hit.Clause, "act", string(m.act), "zone", r.name, "relation", relationWords[hit.Relation],
		"distance", formatCm(r.distanceCm), "limit", formatCm(r.limitCm), "uncertainty", formatCm(h.uncertaintyCm))
	if hit.Relation != r.relation {
		hit.Why = hit.Why.and(explain("area_edge", "distance", formatCm(h.area.distanceCm), "uncertainty", formatCm(h.uncertaintyCm)))
	}
	switch r.height {
	case heightInside:
		hit.Why = hit.Why.and(explain("height_inside", h.heightWords(h.law.find.zones[r.name])...))
	case heightPossible:
		hit.Why = hit.Why.and(explain("height_possible", h.heightWords(h.law.find.zones[r.name])...))
	}
	return rankedHit{Hit: hit, depthCm: r.depthCm, reach: r.reach, height: r.height, match: m}, true
}

// relationWords are the relations as the sentences say them.
var relationWords = map[geo.Relation]string{
	geo.Inside:          "inside",
	geo.WithinTolerance: "within the tolerance of the edge",
	geo.Possible:        "possibly inside",
	geo.Outside:         "outside",
}

// compareRegions puts what the place may be inside of and the height surely not outside of first, then the more certain
// relation, and of equal ones the one that the place lies deeper in.
func compareRegions(a, b region) int {
	if c := cmp.Compare(a.far(), b.far()); c != 0 {
		return c
	}
	if a.relation == b.relation {
		return cmp.Compare(b.depthCm, a.depthCm)
	}
	return moreCertain(a.relation, b.relation)
}

// far orders regions by how much is known to speak against them: nothing, a height that does not compare, a height or a
// place that lies outside.
func (r region) far() int {
	switch {
	case r.relation == geo.Outside || r.height == heightOutside:
		return 2
	case r.height == heightUnclear:
		return 1
	}
	return 0
}

// moreCertain is negative if a is the more certain relation, positive if b is, zero if they are the same.
func moreCertain(a, b geo.Relation) int {
	switch {
	case a == b:
		return 0
	case geo.Weaker(a, b) == b:
		return -1
	}
	return 1
}

func (h *hearing) regions(test *Test) []region {
	switch {
	case test.DuringWindow:
		return h.inWindows()
	case test.Place.Anywhere:
		return []region{h.area}
	case len(test.Place.Inside) > 0:
		return h.inZones(test.Place.Inside)
	case len(test.Place.Beyond) > 0 && h.version >= 2:
		return h.beyond(test.Place.Beyond)
	}
	return h.inBelts(test.Place.Of, test.Place.WithinM)
}

func (h *hearing) inArea() region {
	area := h.law.agreement.Area
	r := region{key: "area", version: area.Version, toleranceCm: 100 * h.law.agreement.Tolerances.AreaM, reach: reachArea}
	return h.within(r, area.Geometry)
}

func (h *hearing) inZones(ids []string) []region {
	var regions []region
	for _, id := range ids {
		zone := h.law.find.zones[id]
		valid := overlap(zone.ValidFrom, zone.ValidTo, h.start, h.end)
		if valid == apart {
			continue
		}
		r := region{key: "zone", name: id, version: zone.Version, toleranceCm: h.toleranceCm(zone.ToleranceM, h.law.agreement.Tolerances.ZoneM), reach: reachZone}
		r.height = h.inHeight(zone)
		regions = append(regions, h.within(r, zone.Geometry).weakened(valid))
	}
	return regions
}

// within relates the place to a shape.
func (h *hearing) within(r region, shape geo.MultiPolygon) region {
	r.distanceCm = shape.EdgeDistanceCm(h.in.Place)
	return h.atDepth(r, depth(shape.Contains(h.in.Place), r.distanceCm))
}

// atDepth relates the place to something that it lies depthCm inside of.
func (h *hearing) atDepth(r region, depthCm int64) region {
	r.depthCm = depthCm
	r.relation = geo.RelateToEdge(depthCm >= 0, max(depthCm, -depthCm), h.uncertaintyCm, r.toleranceCm)
	return r
}

func depth(isInside bool, edgeCm int64) int64 {
	if isInside {
		return edgeCm
	}
	return -edgeCm
}

// inBelts measures the distance to lines and zones.
func (h *hearing) inBelts(ids []string, withinM int64) []region {
	var regions []region
	for _, id := range ids {
		r := region{key: "belt", name: id, limitCm: 100 * withinM, reach: reachZone}
		valid := apart
		if line, isLine := h.law.find.lines[id]; isLine {
			valid = overlap(line.ValidFrom, line.ValidTo, h.start, h.end)
			r.version, r.distanceCm = line.Version, line.Geometry.DistanceCm(h.in.Place)
			r.toleranceCm = h.toleranceCm(line.ToleranceM, h.law.agreement.Tolerances.LineM)
		} else {
			zone := h.law.find.zones[id]
			valid = overlap(zone.ValidFrom, zone.ValidTo, h.start, h.end)
			r.version, r.distanceCm = zone.Version, distanceToZoneCm(zone, h.in.Place)
			r.toleranceCm = h.toleranceCm(zone.ToleranceM, h.law.agreement.Tolerances.ZoneM)
		}
		if valid == apart {
			continue
		}
		regions = append(regions, h.withinLimit(r).weakened(valid))
	}
	return regions
}

// beyond relates the place to the side of lines that is not the accused's own. Whose own side is not known may have come
// from either.
func (h *hearing) beyond(ids []string) []region {
	var regions []region
	for _, id := range ids {
		line := h.law.find.lines[id]
		valid := overlap(line.ValidFrom, line.ValidTo, h.start, h.end)
		if valid == apart {
			continue
		}
		r := region{key: "beyond", name: id, version: line.Version, reach: reachZone}
		r.distanceCm = line.Geometry.DistanceCm(h.in.Place)
		r.toleranceCm = h.toleranceCm(line.ToleranceM, h.law.agreement.Tolerances.LineM)
		side := line.Geometry.Side(h.in.Place)
		switch h.who.side {
		case line.SideA: // the left is its own
			r = h.atDepth(r, depth(side < 0, r.distanceCm))
		case line.SideB:
			r = h.atDepth(r, depth(side > 0, r.distanceCm))
		default:
			r.key, r.relation, r.depthCm = "beyond_unknown", geo.Possible, 0
		}
		regions = append(regions, r.weakened(valid))
	}
	return regions
}

// distanceToZoneCm is negative inside the zone, and then the way out.
func distanceToZoneCm(zone *Zone, p geo.Point) int64 {
	return -depth(zone.Geometry.Contains(p), zone.Geometry.EdgeDistanceCm(p))
}

// inWindows measures the distance to the centres of the windows that are open at that time and bind.
func (h *hearing) inWindows() []region {
	var regions []region
	for i := range h.law.windows {
		w := &h.law.windows[i]
		open := overlap(&w.From, &w.To, h.start, h.end)
		if open == apart || !w.guaranteed(h.law.agreement.Parties) {
			continue
		}
		r := region{key: "window", name: w.ID, limitCm: 100 * w.RadiusM, reach: reachWindow}
		r.distanceCm = geo.DistanceCm(w.Centre, h.in.Place)
		regions = append(regions, h.withinLimit(r).weakened(open))
	}
	return regions
}

// withinLimit relates a place to everything not farther than limitCm from something distanceCm away. A place at
// exactly the limit counts as inside.
func (h *hearing) withinLimit(r region) region {
	r = h.atDepth(r, r.limitCm-r.distanceCm)
	r.distanceCm = max(r.distanceCm, 0)
	return r
}

// weakened makes a relation no more than possible if the region existed for only a part of the time.
func (r region) weakened(o overlapping) region {
	if o == partly {
		r.relation = geo.Weaker(r.relation, geo.Possible)
	}
	return r
}

func (h *hearing) toleranceCm(own *int64, usual int64) int64 {
	if own != nil {
		return 100 * *own
	}
	return 100 * usual
}

type overlapping int

const (
	apart overlapping = iota
	partly
	wholly
)

// overlap says how much of the interval from start to end, both included, lies from from on and before to. A
// missing bound is no bound.
func overlap(from, to *Instant, start, end int64) overlapping {
	startsIn := from == nil || start >= int64(*from)
	endsIn := to == nil || end < int64(*to)
	switch {
	case startsIn && endsIn:
		return wholly
	case from != nil && end < int64(*from), to != nil && start >= int64(*to):
		return apart
	}
	return partly
}

// exemption finds an exemption of the clause that holds. Where one fails that the report leans on, it says so in
// the hit.
func (h *hearing) exemption(m match, hit *Hit) (verdict, bool) {
	for _, id := range m.clause.Exemptions {
		e := h.law.find.exemptions[id]
		if len(e.Acts) > 0 && !slices.Contains(e.Acts, m.act) || !h.leansOn(e) {
			continue
		}
		objections := h.objections(e)
		if len(objections) == 0 {
			return notCovered(Exempt, explain("exempt", "exemption", id, "text", e.Text.En)), true
		}
		if e.Named || e.Target != "" {
			for _, objection := range objections {
				hit.Why = hit.Why.and(objection)
			}
		}
	}
	return verdict{}, false
}

// leansOn reports whether the report could invoke the exemption at all.
func (h *hearing) leansOn(e *Exemption) bool {
	if e.Named {
		return h.in.Exemption == e.ID
	}
	return e.Target == "" || e.Target == h.target
}

// objections returns every condition of the exemption that fails. What is not known fails: an exemption has to be
// shown.
func (h *hearing) objections(e *Exemption) []Why {
	var whys []Why
	object := func(key string, pairs ...string) {
		whys = append(whys, explain(key, append(pairs, "exemption", e.ID)...))
	}
	if e.Target != "" && e.Target != h.target {
		object("exemption_target", "target", e.Target)
	}
	if len(e.Parties) > 0 && !slices.Contains(e.Parties, h.who.side) {
		object("exemption_party", "side", h.sideName())
	}
	if len(e.Inside) > 0 && !h.surelyInside(e.Inside) {
		object("exemption_place", "zone", strings.Join(e.Inside, ", "))
	}
	if e.MinNotice == nil {
		return whys
	}
	needed := formatCount(int64(*e.MinNotice))
	switch notice := h.in.NoticeMinutes; {
	case notice == nil:
		object("notice_missing", "needed", needed)
	case *notice < int64(*e.MinNotice):
		object("notice_short", "given", formatCount(*notice), "needed", needed)
	}
	return whys
}

func (h *hearing) surelyInside(zones []string) bool {
	return slices.ContainsFunc(h.inZones(zones), func(r region) bool {
		high := r.height == heightNone || r.height == heightInside
		return high && (r.relation == geo.Inside || r.relation == geo.WithinTolerance)
	})
}
