package intake

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce.example/agreement"
	"truce.example/desk/observe/form"
	"truce.example/record"
)

// ucdpColumns are the columns of UCDP GED without which a row says nothing.
var ucdpColumns = []string{"id", "type_of_violence", "side_a", "side_b", "date_start", "date_end", "date_prec", "where_prec", "latitude", "longitude", "low", "best", "high"}

// wherePrecisions gives, for UCDP's where_prec from 1 to 7, our place precision and the radius in metres that we take
// for it: the place (as wide as a town), near a place (25 km by UCDP's own words), second-order district, first-order
// district, a part of the country or a line, the country, and sea or several countries. The last five are our estimates
// of how far such a region reaches from its middle.
var wherePrecisions = [...]struct{ precision, radiusM int64 }{
	1: {2, 5_000}, 2: {2, 25_000}, 3: {3, 50_000}, 4: {3, 100_000}, 5: {3, 100_000}, 6: {3, 500_000}, 7: {3, 1_000_000},
}

// datePrecisions gives, for UCDP's date_prec from 1 to 5, our time precision: the day, some days, a week, a month, more.
var datePrecisions = [...]int64{1: 1, 2: 2, 3: 2, 4: 3, 5: 3}

// ucdp reads a row of UCDP GED. A day begins at midnight on the mapping's clock.
func ucdp(m *Mapping) translation {
	return func(row cells) (*form.Allege, error) {
		f := &form.Allege{
			Channel: "import", Dataset: orElse(m.Dataset, "ucdp-ged"), ExternalID: row.get("id"), Language: "en",
			PlaceName: line(row.get("where_coordinates")), Level: 1, ConfirmFar: true, ConfirmPlace: true,
		}
		f.Text, f.Note, f.Source = ucdpWords(row)
		for _, fill := range []func(*Mapping, *form.Allege, cells) error{ucdpTime, ucdpPlace, ucdpAct, ucdpDead} {
			if err := fill(m, f, row); err != nil {
				return nil, err
			}
		}
		return f, nil
	}
}

func ucdpTime(m *Mapping, f *form.Allege, row cells) (err error) {
	precision, err := code(row, "date_prec", len(datePrecisions)-1)
	if err != nil {
		return err
	}
	f.TimePrecision = datePrecisions[precision]
	if f.Start, f.End, err = m.days(row.get("date_start"), row.get("date_end")); err != nil {
		return err
	}
	f.TimeText = fmt.Sprintf("%s to %s, date_prec %d", row.get("date_start"), row.get("date_end"), precision)
	return nil
}

// days is from the beginning of the first day to the end of the last.
func (m *Mapping) days(from, to string) (first, last record.Moment, err error) {
	from, _, _ = strings.Cut(from, "T") // the GeoJSON edition writes midnight behind the day
	to, _, _ = strings.Cut(to, "T")
	if first, _, err = m.interval(from); err != nil {
		return 0, 0, err
	}
	if _, last, err = m.interval(to); err != nil {
		return 0, 0, err
	}
	if last < first {
		return 0, 0, fmt.Errorf("date_end %s is before date_start %s", to, from)
	}
	return first, last, nil
}

func ucdpPlace(_ *Mapping, f *form.Allege, row cells) (err error) {
	precision, err := code(row, "where_prec", len(wherePrecisions)-1)
	if err != nil {
		return err
	}
	f.PlacePrecision, f.UncertaintyM = wherePrecisions[precision].precision, wherePrecisions[precision].radiusM
	f.Place, err = point(row.get("latitude"), row.get("longitude"))
	return err
}

// ucdpAct reads who fought. One-sided violence has a doer; in the other two kinds two sides fought and the data set
// accuses neither.
func ucdpAct(_ *Mapping, f *form.Allege, row cells) error {
	violence, err := code(row, "type_of_violence", 3)
	if err != nil {
		return err
	}
	f.Type, _ = agreement.MapUCDP(violence)
	a, b := line(row.get("side_a")), line(row.get("side_b"))
	if violence == 3 {
		f.Accused, f.Target = a, b
		return nil
	}
	f.Accused = line(a + "; " + b)
	return nil
}

// ucdpDead reads the deaths. Some rows have a best number outside low and high; then the best is left out and the note
// says so. A number of sources of -1 means that nobody counted.
func ucdpDead(_ *Mapping, f *form.Allege, row cells) error {
	var n [3]int64
	for i, column := range []string{"low", "best", "high"} {
		var err error
		if n[i], err = wholeNumber(row.get(column)); err != nil {
			return fmt.Errorf("column %q: %w", column, err)
		}
		if n[i] < 0 {
			return fmt.Errorf("column %q: %d deaths cannot be", column, n[i])
		}
	}
	if sources, err := strconv.ParseInt(row.get("number_of_sources"), 10, 64); err == nil && sources > 0 {
		f.Sources = sources
	}
	low, best, high := n[0], n[1], n[2]
	dead := form.Casualties{Harm: "dead", Status: "unknown", Low: &low, Best: &best, High: &high, Source: "UCDP"}
	if low > best || best > high {
		f.Note = strings.TrimSpace(fmt.Sprintf("%s\nThe data set gives low %d, best %d, high %d, which do not rise; best is left out.", f.Note, low, best, high))
		dead.Best = nil
		low, high = min(low, high), max(low, high)
	}
	f.Casualties = []form.Casualties{dead}
	return nil
}

// ucdpWords takes the headline as the text, or else what the row says of its source, and the whole of the source as the
// note.
func ucdpWords(row cells) (text, note, source string) {
	article := paragraph(row.get("source_article"))
	text = paragraph(row.get("source_headline"))
	for _, instead := range []string{article, paragraph(row.get("source_original"))} {
		if text == "" {
			text = instead
		}
	}
	if text == "" {
		text = fmt.Sprintf("%s and %s at %s", row.get("side_a"), row.get("side_b"), row.get("where_coordinates"))
	}
	source = orElse(line(row.get("source_office")), line(row.get("source_original")))
	if article != text {
		note = article
	}
	return text, note, orElse(source, "UCDP")
}

// code reads a code from 1 to the highest.
func code(row cells, column string, highest int) (int, error) {
	n, err := strconv.Atoi(row.get(column))
	if err != nil || n < 1 || n > highest {
		return 0, fmt.Errorf("column %q holds %q; the codes go from 1 to %d", column, shorten(row.get(column)), highest)
	}
	return n, nil
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}

// Lengths that the form takes.
const (
	longestLine = 300
	longestText = 20_000
)

// line makes one line of a text and cuts it to what a name may hold.
func line(s string) string { return cut(strings.Join(strings.Fields(printable(s)), " "), longestLine) }

// paragraph cleans a text of control characters and cuts it to what the form takes.
func paragraph(s string) string { return cut(strings.TrimSpace(printable(s)), longestText) }

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, s)
}

func cut(s string, longest int) string {
	if len(s) <= longest || utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}
