package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"truce.example/agreement"
	"truce.example/desk/observe/form"
	"truce.example/record"
)

// A Mapping says what the columns of a file mean. It is written as YAML:
//
//	tz: Asia/Damascus             # of dates and times without an offset; UTC if left out
//	date: DD.MM.YYYY hh:mm        # how they are written; ISO 8601 if left out
//	dataset: clinic-register
//	constants: {channel: agency, type: mortar}
//	columns: {text: Description, start: Date, lat: Lat, lon: Lon, accused: By}
//	codes:                        # words of the file, and ours
//	  accused: {army: A, "not known": "?"}
//
// The keys of constants, columns and codes are fields of the form. A word that codes does not list stays as it is.
type Mapping struct {
	TZ        string                       `yaml:"tz"`
	Date      string                       `yaml:"date"`
	Dataset   string                       `yaml:"dataset"`
	Constants map[string]string            `yaml:"constants"`
	Columns   map[string]string            `yaml:"columns"`
	Codes     map[string]map[string]string `yaml:"codes"`

	zone   *time.Location
	layout string // of Date; empty for ISO 8601
}

// ParseMapping reads a mapping. Empty text is the mapping that maps nothing.
func ParseMapping(text []byte) (*Mapping, error) {
	m := &Mapping{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the mapping cannot be read: %w", err)
	}
	var err error
	if m.zone, err = time.LoadLocation(m.TZ); err != nil || m.TZ == "Local" {
		return nil, fmt.Errorf("the mapping's tz %q is no time zone; write one such as Asia/Damascus", shorten(m.TZ))
	}
	if m.layout, err = layoutOf(m.Date); err != nil {
		return nil, err
	}
	return m, m.checkFields()
}

func (m *Mapping) checkFields() error {
	names := slices.Collect(maps.Keys(m.Constants))
	names = slices.AppendSeq(names, maps.Keys(m.Columns))
	names = slices.AppendSeq(names, maps.Keys(m.Codes))
	slices.Sort(names)
	for _, name := range names {
		if _, ok := fields[name]; !ok {
			return fmt.Errorf("the mapping names the field %q, which the form does not have; the fields are %s", shorten(name), fieldNames())
		}
	}
	return nil
}

// dateWords are the parts of a date pattern and of Go's, the longer before the shorter.
var dateWords = strings.NewReplacer("YYYY", "2006", "MMMM", "January", "MMM", "Jan", "MM", "01", "DD", "02", "D", "2",
	"hh", "15", "mm", "04", "ss", "05", "ZZ", "Z07:00")

func layoutOf(pattern string) (string, error) {
	if pattern == "" {
		return "", nil
	}
	layout := dateWords.Replace(pattern)
	if !strings.Contains(layout, "2006") {
		return "", fmt.Errorf("the mapping's date %q names no year; write a pattern such as DD.MM.YYYY hh:mm", shorten(pattern))
	}
	return layout, nil
}

// translate makes a form of a row by the mapping.
func (m *Mapping) translate(row cells) (*form.Allege, error) {
	d := draft{mapping: m, form: form.Allege{Dataset: m.Dataset}}
	for _, name := range slices.Sorted(maps.Keys(m.Constants)) {
		if err := d.set(name, m.Constants[name]); err != nil {
			return nil, err
		}
	}
	columns := m.Columns
	if len(columns) == 0 {
		var err error
		if columns, err = fieldsByName(row); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if err := d.set(name, row.get(columns[name])); err != nil {
			return nil, fmt.Errorf("column %q: %w", shorten(columns[name]), err)
		}
	}
	return d.finish()
}

// fieldsByName maps each column to the field of its own name, for files that were made for the form.
func fieldsByName(row cells) (map[string]string, error) {
	listed, ok := row.(interface{ columns() []string })
	if !ok {
		return nil, errors.New("the file has no column names")
	}
	columns := map[string]string{}
	for _, name := range listed.columns() {
		switch field := alias(name); {
		case name == "":
		case fields[field] == nil:
			return nil, fmt.Errorf("the column %q is not a field of the form; rename it, or use a mapping. The fields are %s", shorten(name), fieldNames())
		default:
			columns[field] = name
		}
	}
	return columns, nil
}

// alias is the field that a column name stands for.
func alias(column string) string {
	switch column {
	case "latitude":
		return "lat"
	case "longitude":
		return "lon"
	}
	return column
}

// interval reads a date or a time. A date alone is the whole day on the mapping's clock.
func (m *Mapping) interval(text string) (first, last record.Moment, err error) {
	if at, ok := excelSerial(text, m.zone); ok {
		return whole(at, !strings.Contains(text, "."))
	}
	if agreement.IsDTG(text) {
		return m.group(text)
	}
	if m.layout != "" {
		at, err := time.ParseInLocation(m.layout, text, m.zone)
		if err != nil {
			return 0, 0, fmt.Errorf("%q is not a date written as %s", shorten(text), m.Date)
		}
		if strings.Contains(m.layout, "15") && !strings.Contains(m.layout, "Z07:00") {
			return m.local(m.layout, text)
		}
		return whole(at, !strings.Contains(m.layout, "15"))
	}
	if at, err := record.ParseMoment(text); err == nil {
		return at, at, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, text); err == nil {
			return m.local(layout, text)
		}
	}
	at, err := time.ParseInLocation("2006-01-02", text, m.zone)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is not a date such as 2017-07-09 or a time such as 2017-07-09T12:00+03:00; give the pattern in the mapping if dates are written otherwise", shorten(text))
	}
	return whole(at, true)
}

// group reads a date-time group. Where the mapping names no zone its letter stands for itself.
func (m *Mapping) group(text string) (first, last record.Moment, err error) {
	zone := m.zone
	if m.TZ == "" {
		zone = nil
	}
	at, err := agreement.ParseDTG(text, zone)
	if err != nil {
		return 0, 0, err
	}
	return whole(at.Time(), false)
}

// local reads a time on the mapping's clock. One that this clock showed twice or never is refused: the row has to say
// the offset.
func (m *Mapping) local(layout, text string) (first, last record.Moment, err error) {
	wall, err := time.Parse(layout, text)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is not a time written as %s", shorten(text), m.Date)
	}
	at, err := agreement.LocalMoment(wall, m.zone)
	if err != nil {
		return 0, 0, err
	}
	return whole(at, false)
}

// whole is the moment itself, or the day that begins with it.
func whole(at time.Time, day bool) (first, last record.Moment, err error) {
	if y := at.Year(); y < 1900 || y > 2200 {
		return 0, 0, fmt.Errorf("the year %d is not between 1900 and 2200; check the date", y)
	}
	if !day {
		return record.At(at), record.At(at), nil
	}
	return record.At(at), record.At(at.AddDate(0, 0, 1)) - 1, nil
}

// excelSerial reads a date as workbooks keep it: days since the end of 1899. Only numbers that are dates of the years
// 1927 to 2119 are taken for one.
func excelSerial(text string, zone *time.Location) (time.Time, bool) {
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < 10_000 || days > 80_000 {
		return time.Time{}, false
	}
	whole := int(days)
	seconds := int((days-float64(whole))*86_400 + 0.5)
	return time.Date(1899, 12, 30+whole, 0, 0, seconds, 0, zone), true
}
