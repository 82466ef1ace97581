package intake

import (
	"fmt"
	"strings"
	"time"

	"truce.example/agreement"
	"truce.example/desk/observe/form"
	"truce.example/record"
)

// acledColumns are the columns of an ACLED export without which a row says nothing.
var acledColumns = []string{"event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "latitude", "longitude"}

// geoPrecisions gives the radius in metres that we take for ACLED's geo_precision: the town, a part of a region, the
// region.
var geoPrecisions = [...]int64{1: 5_000, 2: 25_000, 3: 100_000}

// interWords are ACLED's codes of the kinds of actors, in words that take no side.
var interWords = map[string]string{
	"1": "state forces", "2": "armed group", "3": "political militia", "4": "identity militia",
	"5": "rioters", "6": "protesters", "7": "civilians", "8": "external or other forces",
}

// acled reads a row of an ACLED export.
func acled(m *Mapping) translation {
	return func(row cells) (*form.Allege, error) {
		f := &form.Allege{
			Channel: "import", Dataset: orElse(m.Dataset, "acled"), ExternalID: row.get("event_id_cnty"), Language: "en",
			PlaceName: line(row.get("location")), Level: 1, ConfirmFar: true, ConfirmPlace: true,
			Text: paragraph(row.get("notes")), Note: acledNote(row), Source: line(orElse(row.get("source"), "ACLED")),
		}
		if f.Text == "" {
			f.Text = line(row.get("event_type") + ": " + row.get("sub_event_type"))
		}
		if sources := row.get("source"); sources != "" {
			f.Sources = int64(strings.Count(sources, ";") + 1)
		}
		for _, fill := range []func(*Mapping, *form.Allege, cells) error{acledTime, acledPlace, acledAct, acledDead} {
			if err := fill(m, f, row); err != nil {
				return nil, err
			}
		}
		return f, nil
	}
}

// acledTime reads the day, and widens it to the week around it (time_precision 2) or to its month (3).
func acledTime(m *Mapping, f *form.Allege, row cells) error {
	precision, err := optionalCode(row, "time_precision", 3)
	if err != nil {
		return err
	}
	day, err := acledDay(row.get("event_date"), m.zone)
	if err != nil {
		return err
	}
	first, next := day, day.AddDate(0, 0, 1)
	switch precision {
	case 2:
		first, next = day.AddDate(0, 0, -3), day.AddDate(0, 0, 4)
	case 3:
		first = time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, m.zone)
		next = first.AddDate(0, 1, 0)
	}
	f.Start, f.End, f.TimePrecision = record.At(first), record.At(next)-1, int64(precision)
	f.TimeText = fmt.Sprintf("%s, time_precision %d", row.get("event_date"), precision)
	return nil
}

func acledDay(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "02 January 2006", "2 January 2006", "02-January-2006"} {
		day, err := time.ParseInLocation(layout, text, zone)
		if err == nil && day.Year() >= 1900 && day.Year() <= 2200 {
			return day, nil
		}
	}
	return time.Time{}, fmt.Errorf("event_date %q is neither like 2017-07-09 nor like 09 July 2017", shorten(text))
}

func acledPlace(_ *Mapping, f *form.Allege, row cells) error {
	precision, err := optionalCode(row, "geo_precision", 3)
	if err != nil {
		return err
	}
	f.PlacePrecision, f.UncertaintyM = min(int64(precision)+1, 3), geoPrecisions[precision]
	f.Place, err = point(row.get("latitude"), row.get("longitude"))
	return err
}

// acledAct reads who did what. A battle has two sides and accuses neither; otherwise the first actor did it.
func acledAct(_ *Mapping, f *form.Allege, row cells) error {
	event, sub := row.get("event_type"), row.get("sub_event_type")
	eventType, known := agreement.MapACLED(event, sub)
	if !known {
		return fmt.Errorf("the event %q, %q is not in ACLED's list as this program knows it; mend it, or use csv with a mapping", shorten(event), shorten(sub))
	}
	f.Type = eventType
	f.Accused = line(row.get("actor1"))
	if other := line(row.get("actor2")); strings.EqualFold(event, "Battles") && other != "" {
		f.Accused = line(f.Accused + "; " + other)
	} else {
		f.Target = other
	}
	return nil
}

// acledDead reads the deaths. ACLED gives one number and no bounds.
func acledDead(_ *Mapping, f *form.Allege, row cells) error {
	text := row.get("fatalities")
	if text == "" {
		return nil
	}
	n, err := wholeNumber(text)
	if err != nil || n < 0 {
		return fmt.Errorf("column \"fatalities\": %q is no number of deaths", shorten(text))
	}
	f.Casualties = []form.Casualties{{Harm: "dead", Status: "unknown", Best: &n, Source: "ACLED"}}
	return nil
}

func acledNote(row cells) string {
	var kinds []string
	for _, column := range []string{"inter1", "inter2"} {
		inter := row.get(column)
		if word, ok := interWords[inter]; ok {
			inter = word
		}
		if inter != "" && inter != "0" {
			kinds = append(kinds, inter)
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return "Kinds of actors: " + line(strings.Join(kinds, "; ")) + "."
}

// optionalCode reads a code, and takes the highest, which says least, if the column is missing or empty.
func optionalCode(row cells, column string, highest int) (int, error) {
	if row.get(column) == "" {
		return highest, nil
	}
	return code(row, column, highest)
}
