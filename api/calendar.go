package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/record"
)

// maxDates bounds a calendar. Nothing is left out in silence: who asks for more is told to ask for less time.
const maxDates = 2000

// calendar serves what happens, is due or holds as iCalendar (RFC 5545): by default from a month back to a year ahead.
func (f *Face) calendar(w http.ResponseWriter, r *http.Request, q desk.Question) error {
	from, err := momentOf(q.Params, "from")
	if err != nil {
		return err
	}
	to, err := momentOf(q.Params, "to")
	if err != nil {
		return err
	}
	if !from.Known() {
		from = record.At(q.At.AddDate(0, -1, 0))
	}
	if !to.Known() {
		to = record.At(from.Time().AddDate(1, 1, 0))
	}
	if to <= from {
		return desk.Refuse(desk.Invalid, "to= lies before from=; give the earlier day first")
	}
	q.Params = nil
	var all []desk.Date
	for _, d := range f.Mission.Desks() {
		if d.Dates == nil {
			continue
		}
		dates, err := d.Dates(r.Context(), q, from, to)
		if err != nil {
			return err
		}
		all = append(all, dates...)
	}
	if len(all) > maxDates {
		return desk.Refuse(desk.Invalid, "there are more than %d dates in that time; ask for less of it with from= and to=", maxDates)
	}
	slices.SortStableFunc(all, func(a, b desk.Date) int {
		if a.Start != b.Start {
			return int(max(-1, min(1, a.Start-b.Start)))
		}
		return strings.Compare(a.ID, b.ID)
	})
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="truce.ics"`)
	w.Write([]byte(f.ics(all, q.At, site(r))))
	return nil
}

func (f *Face) ics(dates []desk.Date, now time.Time, site string) string {
	var c ical
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Truce//Truce//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH")
	c.text("X-WR-CALNAME", f.marked("Truce, "+f.Mission.Origin()))
	exercise := record.IsExercise(f.Mission.Origin())
	for _, d := range dates {
		c.line("BEGIN", "VEVENT")
		c.text("UID", d.ID+"@"+f.Mission.Origin())
		c.line("DTSTAMP", icalTime(now))
		c.line("DTSTART", icalTime(d.Start.Time()))
		if d.End.Known() && d.End > d.Start {
			c.line("DTEND", icalTime(d.End.Time()))
		}
		c.line("SEQUENCE", fmt.Sprint(d.Changed))
		c.text("SUMMARY", f.marked(d.Title))
		if d.Text != "" {
			c.text("DESCRIPTION", d.Text)
		}
		categories := []string{d.Category}
		if exercise {
			categories = append(categories, "EXERCISE")
		}
		for i := range categories {
			categories[i] = icalText(categories[i])
		}
		c.line("CATEGORIES", strings.Join(categories, ","))
		c.line("STATUS", map[bool]string{false: "CONFIRMED", true: "CANCELLED"}[d.Cancelled])
		c.line("TRANSP", "TRANSPARENT")
		if d.Entry >= 0 {
			c.line("URL", fmt.Sprintf("%s/entries/%d", site, d.Entry))
		}
		c.line("END", "VEVENT")
	}
	c.line("END", "VCALENDAR")
	return c.String()
}

func icalTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// An ical writes lines of at most 75 octets, as RFC 5545, section 3.1, wants them.
type ical struct{ strings.Builder }

func (c *ical) text(name, value string) { c.line(name, icalText(value)) }

func (c *ical) line(name, value string) {
	rest := name + ":" + value
	room := 75
	for len(rest) > room {
		n := room
		for n > 0 && !utf8.RuneStart(rest[n]) {
			n--
		}
		c.WriteString(rest[:n] + "\r\n ")
		rest, room = rest[n:], 74
	}
	c.WriteString(rest + "\r\n")
}

// icalText escapes a text (section 3.3.11). Control characters but the end of a line are left out.
func icalText(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n") {
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029' || r == '\r':
			b.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			b.WriteString(`\` + string(r))
		case unicode.IsControl(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
