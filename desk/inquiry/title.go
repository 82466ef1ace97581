package inquiry

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// headings are the words for a type in a title: what was reported, with nobody's guilt in it. A type without a word is
// called by its name in the agreement.
var headings = map[string]string{
	"aid_attacked":          "Convoy struck",
	"aid_denied":            "Aid held up",
	"aid_looted":            "Aid taken",
	"siege_aid_block":       "Aid cut off",
	"siege":                 "Area cut off",
	"small_arms":            "Small-arms fire",
	"hmg":                   "Machine-gun fire",
	"rocket":                "Rocket fire",
	"airstrike":             "Air strike",
	"uav_overflight":        "Unmanned flight",
	"uav_attack":            "Strike by unmanned aircraft",
	"air_event":             "Unidentified flight",
	"clash_ground":          "Exchange of fire",
	"ied":                   "Explosion",
	"mine_uxo":              "Explosive found",
	"assassination":         "Attempt on a life",
	"position_new":          "New position",
	"observer_obstruction":  "Observers held up",
	"observer_attacked":     "Observers under fire",
	"infrastructure_damage": "Service damaged",
	"foreign_force_seen":    "Foreign force reported",
	"hostile_propaganda":    "Call for hostility",
	"sensor_jam":            "Sensor disturbed",
	"heavy_weapon_seen":     "Heavy weapon seen",
}

// title makes a neutral title: what, near which place, on which day of the place's own calendar.
func title(terms *agreement.Terms, eventType, placeName string, at record.Moment) string {
	out := heading(terms, eventType)
	if placeName != "" {
		out += " near " + placeName
	}
	if d := day(terms, at); d != "" {
		out += ", " + d
	}
	return out
}

func heading(terms *agreement.Terms, eventType string) string {
	word, ok := headings[eventType]
	if !ok {
		word = words(eventType)
		if terms != nil {
			if t := terms.EventType(eventType); t != nil {
				word = t.Name.En
			}
		}
	}
	first, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[n:]
}

// day is the date at the place of the agreement. The words go into the fact: a later change of the zone's rules changes
// no title that was recorded.
func day(terms *agreement.Terms, at record.Moment) string {
	if !at.Known() {
		return ""
	}
	return at.Time().In(zone(terms)).Format("2 Jan 2006")
}

func zone(terms *agreement.Terms) *time.Location {
	if terms == nil {
		return time.UTC
	}
	z, err := time.LoadLocation(terms.Agreement().EntryIntoForce.TZ)
	if err != nil {
		return time.UTC // a machine without the zone's data still opens cases
	}
	return z
}

// How exactly a place is told to others than the mission.
const (
	namedWithinM = 5_000 // a named place stands for what lies so near
	coarseM      = 5_000 // side of the square in which a published place lies
	gridDigits   = 1     // MGRS: a square of 10 km
)

// generalised is where something happened as others may read it: the named place, or where there is none, or the
// agreement itself is restricted, the square of the grid.
func generalised(terms *agreement.Terms, o *Opened) (near, grid string) {
	narrow := terms != nil && terms.Agreement().Publicity == "restricted"
	if o.PlaceName != "" && !narrow {
		return o.PlaceName, ""
	}
	if o.Place != nil {
		return "", strings.TrimSpace(o.Place.MGRS(gridDigits))
	}
	return "", ""
}

// coarse moves a point to the middle of its square, so that the exact place cannot be told from it. All points of one
// square give one point, however often it is published.
func coarse(p *geo.Point) *geo.Point {
	if p == nil {
		return nil
	}
	const step = coarseM * 90 // 1e-7 degree of latitude is 1.11 cm
	lat := middle(p.Lat, step)
	north := geo.DistanceCm(geo.Point{Lat: lat}, geo.Point{Lat: lat - sign(lat)*1_000_000})
	east := max(geo.DistanceCm(geo.Point{Lat: lat}, geo.Point{Lat: lat, Lon: 1_000_000}), 1)
	return &geo.Point{Lat: lat, Lon: middle(p.Lon, min(step*north/east, 1_800_000_000))}
}

func middle(units int32, step int64) int32 {
	cell := int64(units) / step
	if units < 0 && int64(units)%step != 0 {
		cell--
	}
	return int32(min(max(cell*step+step/2, -1_800_000_000), 1_800_000_000))
}

func sign(n int32) int32 {
	if n < 0 {
		return -1
	}
	return 1
}
