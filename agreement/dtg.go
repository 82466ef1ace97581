package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// groupForm is a date-time group: day, hour, minute, letter of the zone, month, year. Blanks are allowed.
var groupForm = regexp.MustCompile(`^(\d\d)\s?(\d\d)(\d\d)\s?([A-Z]?)\s?([A-Z]{3})\s?(\d{4}|\d\d)$`)

var groupMonths = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

// zoneLetters are the offsets from UTC in hours, by letter. J is missing: it is the clock of the place.
var zoneLetters = func() map[string]int {
	hours := map[string]int{"Z": 0}
	for i, letter := range "ABCDEFGHIKLM" {
		hours[string(letter)] = i + 1
	}
	for i, letter := range "NOPQRSTUVWXY" {
		hours[string(letter)] = -i - 1
	}
	return hours
}()

// IsDTG reports whether a text has the form of a date-time group, such as 081200CJUL17, right or wrong.
func IsDTG(text string) bool { return groupForm.MatchString(groupText(text)) }

func groupText(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }

// ParseDTG reads a date-time group, such as 081200CJUL17 for 8 July 2017, 12:00 at UTC+3. Two digits of a year are of
// this century. The letter must be Z or that of the zone's offset at that moment, because a wrong letter is how hours
// get lost; J is the zone's own clock, and is refused where that clock showed the hour twice or not at all. Without a
// zone (nil) every letter but J stands for itself.
func ParseDTG(text string, zone *time.Location) (Instant, error) {
	part := groupForm.FindStringSubmatch(groupText(text))
	if part == nil {
		return 0, fmt.Errorf("%q is not a date-time group; write day, hour, minute, letter, month and year, as in 081200CJUL17", text)
	}
	if len(part[6]) == 2 {
		part[6] = "20" + part[6]
	}
	wall, err := groupWall(part)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", text, err)
	}
	letter := part[4]
	hours, known := zoneLetters[letter]
	switch {
	case letter == "":
		return 0, fmt.Errorf("%q has no letter for its zone; write one after the minute, such as Z for UTC or C for UTC+3", text)
	case letter == "J" && zone == nil:
		return 0, fmt.Errorf("%q is on the clock of a place that is not known here; write Z for UTC or the letter of the offset", text)
	case letter == "J":
		at, err := LocalMoment(wall, zone)
		if err != nil {
			return 0, fmt.Errorf("%q: %w", text, err)
		}
		return Instant(at.UnixMilli()), nil
	case !known:
		return 0, fmt.Errorf("%q has the letter %s, which is no zone", text, letter)
	}
	at := wall.Add(-time.Duration(hours) * time.Hour)
	if zone == nil || letter == "Z" {
		return Instant(at.UnixMilli()), nil
	}
	if _, offset := at.In(zone).Zone(); offset != hours*3600 {
		return 0, fmt.Errorf("%q says UTC%+d by its letter %s, and the clock of %s was at UTC%s then; write %sZ for UTC, or mend the letter or the hour",
			text, hours, letter, zone, at.In(zone).Format("-07:00"), part[1]+part[2]+part[3])
	}
	return Instant(at.UnixMilli()), nil
}

// groupWall is what the group shows on a clock, written as if it were UTC.
func groupWall(part []string) (time.Time, error) {
	month := slices.Index(groupMonths, part[5]) + 1
	if month == 0 {
		return time.Time{}, fmt.Errorf("%s is no month; write one of %s", part[5], strings.Join(groupMonths, ", "))
	}
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits) // the form has only digits here
		return n
	}
	year, day, hour, minute := number(part[6]), number(part[1]), number(part[2]), number(part[3])
	wall := time.Date(year, time.Month(month), day, hour, minute, 0, 0, time.UTC)
	if year == 0 || wall.Day() != day || wall.Hour() != hour || wall.Minute() != minute {
		return time.Time{}, fmt.Errorf("there is no day %s at %s:%s in %s %s", part[1], part[2], part[3], part[5], part[6])
	}
	return wall, nil
}

// LocalMoment is the moment at which the clock of a zone showed what wall shows, which is written as if it were UTC. An
// hour that came twice, or never, because the clocks were changed, is refused: only a person can say which was meant.
func LocalMoment(wall time.Time, zone *time.Location) (time.Time, error) {
	var found []time.Time
	for _, near := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if _, then := at.In(zone).Zone(); then == offset && !slices.ContainsFunc(found, at.Equal) {
			found = append(found, at)
		}
	}
	const clock = "2006-01-02 15:04"
	switch len(found) {
	case 1:
		return found[0].In(zone), nil
	case 0:
		return time.Time{}, fmt.Errorf("the clock of %s never showed %s, because it was put forward; write the offset, as in Z or +03:00", zone, wall.Format(clock))
	}
	slices.SortFunc(found, time.Time.Compare)
	return time.Time{}, fmt.Errorf("the clock of %s showed %s twice, because it was put back; say which was meant: %s or %s",
		zone, wall.Format(clock), found[0].In(zone).Format(time.RFC3339), found[1].In(zone).Format(time.RFC3339))
}
