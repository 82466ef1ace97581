package brief

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"truce.example/agreement"
	"truce.example/record"
)

// A voice writes words, numbers and times in one language.
type voice struct {
	code  string
	index int // into the table of messages
	tag   language.Tag
	print *message.Printer
	zone  *time.Location
}

func speak(code, zone string) voice {
	v := voice{code: code, index: max(0, slices.Index(languages, code))}
	v.tag = language.Make(code)
	v.print = message.NewPrinter(v.tag)
	var err error
	if v.zone, err = time.LoadLocation(zone); err != nil {
		v.zone = time.UTC
	}
	return v
}

// Dir is the direction of writing.
func (v voice) Dir() string {
	if v.code == "ar" {
		return "rtl"
	}
	return "ltr"
}

// Word is a message without anything filled in; a key that is not in the table is a code of the agreement's own.
func (v voice) Word(key string) string {
	if w, ok := words[key]; ok {
		return v.digitsOutside(w[v.index])
	}
	_, code, _ := strings.Cut(key, ".")
	return code
}

// Number is a whole number with the digits and separators of the language.
func (v voice) Number(n int64) string { return v.print.Sprint(number.Decimal(n)) }

// digits writes the digits of a text as the language does, without separators.
func (v voice) digits(text string) string {
	if v.code != "ar" {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '٠' + (r - '0')
		}
		return r
	}, text)
}

// digitsOutside writes the digits of a message, and leaves those that stand for what is filled in.
func (v voice) digitsOutside(text string) string {
	if v.code != "ar" || !strings.ContainsAny(text, "0123456789") {
		return text
	}
	var out strings.Builder
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		out.WriteString(v.digits(before))
		if !found {
			break
		}
		mark, behind, _ := strings.Cut(after, "}")
		out.WriteString("{" + mark + "}")
		rest = behind
	}
	return out.String()
}

// Plural is a number with a unit that agrees with it.
func (v voice) Plural(unit string, n int64) string {
	forms := plurals[unit][v.index]
	category := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}[plural.Cardinal.MatchPlural(v.tag, int(n%1_000_000), 0, 0, 0, 0)]
	text, ok := forms[category]
	if !ok {
		text = forms["other"]
	}
	return strings.ReplaceAll(text, "{0}", v.Number(n))
}

// Minutes is a length of time: hours when there are many.
func (v voice) Minutes(n int64) string {
	if n < 600 {
		return v.Plural("minutes", n)
	}
	return v.Plural("hours", (n+30)/60)
}

// Permille is a share in percent with one place.
func (v voice) Permille(n int64) string {
	return v.print.Sprint(number.Decimal(float64(n)/10, number.MinFractionDigits(1), number.MaxFractionDigits(1))) + "\u00a0" + v.percent()
}

func (v voice) percent() string {
	if v.code == "ar" {
		return "٪"
	}
	return "%"
}

// Date is a day.
func (v voice) Date(t time.Time) string {
	day, month, year := v.digits(strconv.Itoa(t.Day())), monthNames[v.index][t.Month()-1], v.digits(strconv.Itoa(t.Year()))
	if v.code == "ru" {
		return day + "\u00a0" + month + " " + year + "\u00a0г."
	}
	return day + "\u00a0" + month + " " + year
}

func (v voice) hour(t time.Time) string { return v.digits(t.Format("15:04")) }

// Local is a moment where the agreement holds.
func (v voice) Local(m record.Moment) string {
	if !m.Known() {
		return v.Word("unknown_time")
	}
	t := m.Time().In(v.zone)
	return v.Date(t) + v.comma() + v.hour(t)
}

// UTC is a moment in UTC.
func (v voice) UTC(m record.Moment) string {
	t := m.Time()
	return v.Date(t) + v.comma() + v.hour(t)
}

// Short is a moment for a table: local, and the hour of UTC beside it.
func (v voice) Short(m record.Moment) string {
	if !m.Known() {
		return v.Word("unknown_time")
	}
	t := m.Time().In(v.zone)
	return v.digits(t.Format("2006-01-02 15:04"))
}

// ShortUTC is the UTC beside Short.
func (v voice) ShortUTC(m record.Moment) string {
	if !m.Known() {
		return ""
	}
	format := "15:04"
	if m.Time().Day() != m.Time().In(v.zone).Day() {
		format = "01-02 15:04"
	}
	return v.digits(m.Time().Format(format)) + " UTC"
}

func (v voice) comma() string {
	if v.code == "ar" {
		return "، "
	}
	return ", "
}

// Zone names the clock: its name, and what it is ahead of UTC at a moment.
func (v voice) Zone(name string, at record.Moment) string {
	_, offset := at.Time().In(v.zone).Zone()
	if name == "UTC" {
		return name
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	text := fmt.Sprintf("%s%d", sign, offset/3600)
	if minutes := offset % 3600 / 60; minutes != 0 {
		text += fmt.Sprintf(":%02d", minutes)
	}
	return "\u2066" + name + " (UTC" + text + ")\u2069" // one piece, from left to right in any language
}

// Value is a figure in words.
func (v voice) Value(f Figure) string {
	if f.State != "" {
		return v.Word("state." + f.State)
	}
	switch f.Unit {
	case "minutes":
		return v.Minutes(f.Value)
	case "permille":
		return v.Permille(f.Value)
	case "persons", "hours", "days", "km":
		return v.Plural(f.Unit, f.Value)
	case "record", "version":
		return v.digits(strconv.FormatInt(f.Value, 10))
	case "difference":
		if f.Value > 0 {
			return "+" + v.Number(f.Value)
		}
	}
	return v.Number(f.Value)
}

// Cell is a figure in a table, where the column names what the persons are.
func (v voice) Cell(f Figure) string {
	if f.Unit == "persons" && f.State == "" {
		return v.Number(f.Value)
	}
	return v.Value(f)
}

// Label is what a line is called.
func (v voice) Label(l Label) string {
	name := ""
	if l.Name != nil {
		name = l.Name.In(v.code)
	}
	switch l.Kind {
	case "zone":
		if l.Code == wholeArea || name == "" {
			return cmpOr(name, v.Word("zone."+l.Code))
		}
		return l.Code + " – " + name
	case "side":
		return cmpOr(name, v.Word("side."+l.Code))
	case "clause":
		if name == "" {
			return l.Code
		}
		return l.Code + " – " + name
	case "week":
		text := strings.ReplaceAll(v.Word("week"), "{0}", v.digits(l.Code))
		return strings.ReplaceAll(text, "{1}", v.Date(l.From.Time().In(v.zone)))
	case "month":
		t, err := time.Parse("2006-01", l.Code)
		if err != nil {
			return v.Word("unknown_time")
		}
		month := monthNames[v.index][t.Month()-1]
		if v.code == "ru" {
			month = monthsAloneRu[t.Month()-1]
		}
		return month + " " + v.digits(strconv.Itoa(t.Year()))
	case "duty":
		side, duty, _ := strings.Cut(l.Code, "/")
		return cmpOr(name, side) + " – " + v.Word("duty."+duty)
	case "via":
		channel, dataset, found := strings.Cut(l.Code, "/")
		if !found {
			return v.Word("channel." + channel)
		}
		return v.Word("channel."+channel) + " – " + dataset
	case "name":
		return l.Code
	case "type":
		return cmpOr(name, l.Code)
	}
	return v.Word(l.Kind + "." + l.Code)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// arg is what is filled into a sentence, as text.
func (v voice) arg(a Arg) string {
	switch {
	case a.Figure != nil:
		return v.Value(*a.Figure)
	case a.Label != nil:
		return v.Label(*a.Label)
	case a.Moment.Known():
		return v.Local(a.Moment)
	}
	return a.Text
}

// Say is a sentence as text.
func (v voice) Say(s Say) string {
	text := v.Word(s.Key)
	for i, a := range s.Args {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), v.arg(a))
	}
	return text
}

// Tell is a sentence as HTML, in which numbers link to their entries.
func (v voice) Tell(s Say) template.HTML {
	text := template.HTMLEscapeString(v.Word(s.Key))
	for i, a := range s.Args {
		filled := template.HTMLEscapeString(v.arg(a))
		if a.Figure != nil {
			filled = string(v.Linked(*a.Figure))
		} else {
			filled = "<bdi>" + filled + "</bdi>"
		}
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), filled)
	}
	return template.HTML(text)
}

// Linked is a figure as HTML, with the way to its entries.
func (v voice) Linked(f Figure) template.HTML { return v.linked(f, v.Value(f)) }

// LinkedCell is the same in a table.
func (v voice) LinkedCell(f Figure) template.HTML { return v.linked(f, v.Cell(f)) }

func (v voice) linked(f Figure, value string) template.HTML {
	text := "<bdi>" + template.HTMLEscapeString(value) + "</bdi>"
	if f.State != "" && f.State != "none" {
		text = `<span class="state">` + text + "</span>"
	}
	if f.Query == "" || f.Entries == 0 {
		return template.HTML(text)
	}
	return template.HTML(`<a href="/api/brief/entries?` + template.HTMLEscapeString(f.Query+"&form=html&lang="+v.code) + `">` + text + "</a>")
}

// Fill fills texts into a message.
func (v voice) Fill(key string, texts ...string) string {
	text := v.Word(key)
	for i, t := range texts {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), t)
	}
	return text
}

// short is the text of a flash brief, of at most 300 characters, in each language.
func (m *maker) short(r *Row) agreement.Text {
	var out [3]string
	for i, code := range languages {
		v := speak(code, m.clock.name)
		mark := ""
		if m.out.Exercise {
			mark = v.Word("mark.exercise") + " "
		}
		kind := v.Label(m.typeLabel(r.Type))
		when, place := v.Short(record.Moment(r.StartMs))+" "+m.clock.name, r.PlaceName
		source := r.Source
		if m.p.Edition == Public {
			source, place = "", ""
			if r.Place != nil {
				place = grid(*r.Place, m.rules.GridM)
			}
			when = v.digits(record.Moment(r.StartMs).Time().In(v.zone).Format(time.DateOnly))
		}
		if place == "" {
			place = v.Word("sms.nowhere")
		}
		if source == "" {
			source = v.Word("channel." + r.Channel)
		}
		accused := r.Accused
		if accused == "" || accused == "?" || accused == "-" {
			accused = v.Word("side." + cmpOr(accused, "?"))
		}
		for cut := 80; ; cut -= 10 {
			text := v.Fill("sms.text", mark, clip(kind, cut), when, clip(place, cut), clip(accused, cut), v.digits(strconv.FormatInt(r.Level, 10)), clip(source, cut), v.digits(strconv.FormatInt(r.Entry, 10)))
			if out[i] = text; len([]rune(text)) <= 300 || cut <= 10 {
				break
			}
		}
	}
	return agreement.Text{En: out[0], Ar: out[1], Ru: out[2]}
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
