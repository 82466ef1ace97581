package agreement

import (
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

// region is how the reported place lies to one place that a test names.
type region struct {
	key         string // of the sentence that explains it
	name        string
	version     int64
	relation    geo.Relation
	distanceCm  int64 // as reported in the hit
	edgeCm      int64 // to where inside turns into outside
	limitCm     int64
	toleranceCm int64
	reach       reach
}

// locate finds how the place lies to the places that the test names, and takes the one it is most surely inside
// of. It returns false if none of them exists at that time.
func (h *hearing) locate(m match) (rankedHit, bool) {
	regions := h.regions(m.test)
	if len(regions) == 0 {
		return rankedHit{}, false
	}
	r := slices.MinFunc(regions, compareRegions)
	if overlap(m.test.From, m.test.To, h.start, h.end) == partly {
		r.relation = geo.Weaker(r.relation, geo.Possible)
	}
	hit := Hit{
		Clause: m.clause.No, Act: m.act, Zone: r.name, ZoneVersion: r.version, Relation: geo.Weaker(r.relation, h.area.relation),
		DistanceCm: r.distanceCm, LimitCm: r.limitCm, ToleranceCm: r.toleranceCm,
	}
	hit.Why = explain(r.key, "clause", hit.Clause, "act", string(m.act), "zone", r.name, "relation", relationWords[hit.Relation],
		"distance", formatCm(r.distanceCm), "limit", formatCm(r.limitCm), "uncertainty", formatCm(h.uncertaintyCm))
	return rankedHit{Hit: hit, edgeCm: r.edgeCm, reach: r.reach, match: m}, true
}

// relationWords are the relations as the sentences say them.
var relationWords = map[geo.Relation]string{
	geo.Inside:          "inside",
	geo.WithinTolerance: "within the tolerance of the edge",
	geo.Possible:        "possibly inside",
	geo.Outside:         "outside",
}

// compareRegions puts the more certain relation first, and of equal ones the one whose edge is nearer.
func compareRegions(a, b region) int {
	switch {
	case a.relation == b.relation && a.edgeCm <= b.edgeCm:
		return -1
	case a.relation == b.relation:
		return 1
	case geo.Weaker(a.relation, b.relation) == b.relation:
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
	}
	return h.inBelts(test.Place.Of, test.Place.WithinM)
}

func (h *hearing) inArea() region {
	area := h.law.agreement.Area
	r := region{key: "area", version: area.Version, toleranceCm: 100 * h.law.agreement.Tolerances.AreaM, reach: reachArea}
	r.relation, r.edgeCm = geo.Relate(area.Geometry, h.in.Place, h.uncertaintyCm, r.toleranceCm)
	r.distanceCm = r.edgeCm
	return r
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
		r.relation, r.edgeCm = geo.Relate(zone.Geometry, h.in.Place, h.uncertaintyCm, r.toleranceCm)
		r.distanceCm = r.edgeCm
		regions = append(regions, r.weakened(valid))
	}
	return regions
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

// distanceToZoneCm is negative inside the zone, and then the way out.
func distanceToZoneCm(zone *Zone, p geo.Point) int64 {
	edge := zone.Geometry.EdgeDistanceCm(p)
	if zone.Geometry.Contains(p) {
		return -edge
	}
	return edge
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
	r.edgeCm = r.limitCm - r.distanceCm
	isInside := r.edgeCm >= 0
	if !isInside {
		r.edgeCm = -r.edgeCm
	}
	r.distanceCm = max(r.distanceCm, 0)
	r.relation = geo.RelateToEdge(isInside, r.edgeCm, h.uncertaintyCm, r.toleranceCm)
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
		key, pairs := h.objection(e)
		if key == "" {
			return notCovered(Exempt, explain("exempt", "exemption", id, "text", e.Text.En)), true
		}
		if e.Named || e.Target != "" {
			hit.Why = hit.Why.and(explain(key, append(pairs, "exemption", id)...))
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

// objection returns the key of the sentence that says which condition of the exemption fails, or "" if none does.
// What is not known fails: an exemption has to be shown.
func (h *hearing) objection(e *Exemption) (key string, pairs []string) {
	switch {
	case e.Target != "" && e.Target != h.target:
		return "exemption_target", []string{"target", e.Target}
	case len(e.Parties) > 0 && !slices.Contains(e.Parties, h.who.side):
		return "exemption_party", []string{"side", h.sideName()}
	case len(e.Inside) > 0 && !h.surelyInside(e.Inside):
		return "exemption_place", []string{"zone", strings.Join(e.Inside, ", ")}
	case e.MinNotice == nil:
		return "", nil
	}
	needed := formatCount(int64(*e.MinNotice))
	switch {
	case h.in.NoticeMinutes == nil:
		return "notice_missing", []string{"needed", needed}
	case *h.in.NoticeMinutes < int64(*e.MinNotice):
		return "notice_short", []string{"given", formatCount(*h.in.NoticeMinutes), "needed", needed}
	}
	return "", nil
}

func (h *hearing) surelyInside(zones []string) bool {
	return slices.ContainsFunc(h.inZones(zones), func(r region) bool {
		return r.relation == geo.Inside || r.relation == geo.WithinTolerance
	})
}
