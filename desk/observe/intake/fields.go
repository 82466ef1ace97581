package intake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"truce.example/desk/observe/form"
	"truce.example/geo"
	"truce.example/record"
)

// A draft is a form that is being filled in, field by field in any order.
type draft struct {
	mapping *Mapping
	form    form.Allege

	lat, lon      string
	endOfStart    record.Moment
	dead, wounded form.Casualties
	count         form.Count
}

// A field sets one field of the form from the text of a cell.
type field func(d *draft, text string) error

// fields lists what a column can fill in, by name. They are called like the fields of the JSON form; what is nested
// there has a plain name here.
var fields = map[string]field{
	"channel":               text(func(f *form.Allege) *string { return &f.Channel }),
	"on_behalf_of":          text(func(f *form.Allege) *string { return &f.OnBehalfOf }),
	"source":                text(func(f *form.Allege) *string { return &f.Source }),
	"reliability":           text(func(f *form.Allege) *string { return &f.Reliability }),
	"consent":               text(func(f *form.Allege) *string { return &f.Consent }),
	"language":              text(func(f *form.Allege) *string { return &f.Language }),
	"text":                  text(func(f *form.Allege) *string { return &f.Text }),
	"place_name":            text(func(f *form.Allege) *string { return &f.PlaceName }),
	"place_mgrs":            text(func(f *form.Allege) *string { return &f.PlaceMGRS }),
	"height_datum":          text(func(f *form.Allege) *string { return &f.HeightDatum }),
	"time_text":             text(func(f *form.Allege) *string { return &f.TimeText }),
	"type":                  text(func(f *form.Allege) *string { return &f.Type }),
	"weapon":                text(func(f *form.Allege) *string { return &f.Weapon }),
	"direction":             text(func(f *form.Allege) *string { return &f.Direction }),
	"accuser":               text(func(f *form.Allege) *string { return &f.Accuser }),
	"accused":               text(func(f *form.Allege) *string { return &f.Accused }),
	"target":                text(func(f *form.Allege) *string { return &f.Target }),
	"exemption":             text(func(f *form.Allege) *string { return &f.Exemption }),
	"external_id":           text(func(f *form.Allege) *string { return &f.ExternalID }),
	"dataset":               text(func(f *form.Allege) *string { return &f.Dataset }),
	"fact_basis":            text(func(f *form.Allege) *string { return &f.FactBasis }),
	"note":                  text(func(f *form.Allege) *string { return &f.Note }),
	"credibility":           number(func(d *draft) *int64 { return &d.form.Credibility }),
	"sources":               number(func(d *draft) *int64 { return &d.form.Sources }),
	"place_precision":       number(func(d *draft) *int64 { return &d.form.PlacePrecision }),
	"uncertainty_m":         number(func(d *draft) *int64 { return &d.form.UncertaintyM }),
	"time_precision":        number(func(d *draft) *int64 { return &d.form.TimePrecision }),
	"height_uncertainty_ft": number(func(d *draft) *int64 { return &d.form.HeightUncertaintyFt }),
	"severity":              number(func(d *draft) *int64 { return &d.form.Severity }),
	"level":                 number(func(d *draft) *int64 { return &d.form.Level }),
	"count":                 number(func(d *draft) *int64 { return &d.count.N }),
	"height_ft":             perhaps(func(d *draft) **int64 { return &d.form.HeightFt }),
	"notice_minutes":        perhaps(func(d *draft) **int64 { return &d.form.NoticeMinutes }),
	"dead_low":              perhaps(func(d *draft) **int64 { return &d.dead.Low }),
	"dead":                  perhaps(func(d *draft) **int64 { return &d.dead.Best }),
	"dead_high":             perhaps(func(d *draft) **int64 { return &d.dead.High }),
	"wounded_low":           perhaps(func(d *draft) **int64 { return &d.wounded.Low }),
	"wounded":               perhaps(func(d *draft) **int64 { return &d.wounded.Best }),
	"wounded_high":          perhaps(func(d *draft) **int64 { return &d.wounded.High }),
	"confirm_far":           yes(func(d *draft) *bool { return &d.form.ConfirmFar }),
	"confirm_place":         yes(func(d *draft) *bool { return &d.form.ConfirmPlace }),
	"count_at_least":        yes(func(d *draft) *bool { return &d.count.AtLeast }),
	"lat":                   func(d *draft, t string) error { d.lat = t; return nil },
	"lon":                   func(d *draft, t string) error { d.lon = t; return nil },
	"count_of":              func(d *draft, t string) error { d.count.Of = t; return nil },
	"delay_minutes":         (*draft).setDelay,
	"received_at":           (*draft).setReceived,
	"start":                 (*draft).setStart,
	"end":                   (*draft).setEnd,
}

func fieldNames() string { return strings.Join(slices.Sorted(maps.Keys(fields)), ", ") }

func text(of func(*form.Allege) *string) field {
	return func(d *draft, t string) error { *of(&d.form) = t; return nil }
}

func number(of func(*draft) *int64) field {
	return func(d *draft, t string) error {
		n, err := wholeNumber(t)
		*of(d) = n
		return err
	}
}

func perhaps(of func(*draft) **int64) field {
	return func(d *draft, t string) error {
		n, err := wholeNumber(t)
		*of(d) = &n
		return err
	}
}

func yes(of func(*draft) *bool) field {
	return func(d *draft, t string) error {
		switch strings.ToLower(t) {
		case "true", "yes", "1":
			*of(d) = true
		case "false", "no", "0":
			*of(d) = false
		default:
			return fmt.Errorf("%q is neither yes nor no", shorten(t))
		}
		return nil
	}
}

func wholeNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", shorten(text))
	}
	return n, nil
}

func (d *draft) setDelay(text string) error {
	n, err := wholeNumber(text)
	d.form.Quantities = map[string]int64{"delay_minutes": n}
	return err
}

func (d *draft) setReceived(text string) (err error) {
	d.form.ReceivedAt, _, err = d.mapping.interval(text)
	return err
}

func (d *draft) setStart(text string) (err error) {
	d.form.Start, d.endOfStart, err = d.mapping.interval(text)
	return err
}

func (d *draft) setEnd(text string) (err error) {
	_, d.form.End, err = d.mapping.interval(text)
	return err
}

// set fills in one field, in our words. An empty cell says nothing.
func (d *draft) set(name, cell string) error {
	if ours, ok := d.mapping.Codes[name][cell]; ok {
		cell = ours
	}
	if cell == "" {
		return nil
	}
	return fields[name](d, cell)
}

// finish puts together what several columns say.
func (d *draft) finish() (*form.Allege, error) {
	f := d.form
	var err error
	if f.Place, err = point(d.lat, d.lon); err != nil {
		return nil, err
	}
	if !f.End.Known() {
		f.End = d.endOfStart
	}
	if !f.Start.Known() && f.TimeText == "" {
		f.TimeText = "unknown"
	}
	if d.count.N != 0 {
		f.Count = &d.count
	}
	d.dead.Harm, d.wounded.Harm = "dead", "wounded"
	for _, c := range []form.Casualties{d.dead, d.wounded} {
		if c.Low != nil || c.Best != nil || c.High != nil {
			f.Casualties = append(f.Casualties, c)
		}
	}
	return &f, nil
}

// point reads a position in decimal degrees; none of the two is no position.
func point(lat, lon string) (*geo.Point, error) {
	if lat == "" && lon == "" {
		return nil, nil
	}
	if lat == "" || lon == "" {
		return nil, errors.New("one of latitude and longitude is missing; give both or none")
	}
	p, err := geo.ParsePoint(lat + ", " + lon)
	if err != nil {
		return nil, err
	}
	return &p, nil
}
