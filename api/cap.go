package api

import (
	"encoding/xml"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
)

// Alerts by the OASIS Common Alerting Protocol 1.2. The standard: docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html

const capNamespace = "urn:oasis:names:tc:emergency:cap:1.2"

// An alert in the order of elements that the standard's schema demands.
type capMessage struct {
	XMLName     xml.Name  `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier  string    `xml:"identifier"`
	Sender      string    `xml:"sender"`
	Sent        string    `xml:"sent"`
	Status      string    `xml:"status"`
	MsgType     string    `xml:"msgType"`
	Scope       string    `xml:"scope"`
	Restriction string    `xml:"restriction,omitempty"`
	Note        string    `xml:"note,omitempty"`
	References  string    `xml:"references,omitempty"`
	Info        []capInfo `xml:"info"`
}

type capInfo struct {
	Language    string   `xml:"language"`
	Category    string   `xml:"category"`
	Event       string   `xml:"event"`
	Urgency     string   `xml:"urgency"`
	Severity    string   `xml:"severity"`
	Certainty   string   `xml:"certainty"`
	Effective   string   `xml:"effective"`
	Expires     string   `xml:"expires"`
	SenderName  string   `xml:"senderName"`
	Headline    string   `xml:"headline"`
	Description string   `xml:"description,omitempty"`
	Web         string   `xml:"web"`
	Area        *capArea `xml:"area,omitempty"`
}

type capArea struct {
	AreaDesc string `xml:"areaDesc"`
	Circle   string `xml:"circle"`
}

// capLevels says how each kind of alarm stands in the standard's three scales. The same table stands in docs/operating.md.
var capLevels = map[string]struct{ category, urgency, severity, certainty string }{
	desk.AlarmSOS:       {"Rescue", "Immediate", "Extreme", "Observed"},
	desk.AlarmSilence:   {"Rescue", "Expected", "Severe", "Possible"},
	desk.AlarmFlash:     {"Security", "Immediate", "Unknown", "Unknown"},
	desk.AlarmImmediate: {"Security", "Expected", "Unknown", "Unknown"},
	desk.AlarmSuspended: {"Security", "Immediate", "Severe", "Observed"},
	desk.AlarmEnded:     {"Security", "Immediate", "Severe", "Observed"},
}

// capEvents names the kinds for people.
var capEvents = map[string]map[string]string{
	desk.AlarmSOS:       {"en": "Call for help", "ar": "طلب نجدة", "ru": "Вызов о помощи"},
	desk.AlarmSilence:   {"en": "Silence of a patrol", "ar": "صمت دورية", "ru": "Молчание патруля"},
	desk.AlarmFlash:     {"en": "Notice, flash", "ar": "إخطار عاجل جداً", "ru": "Уведомление, немедленно"},
	desk.AlarmImmediate: {"en": "Notice, immediate", "ar": "إخطار عاجل", "ru": "Уведомление, срочно"},
	desk.AlarmSuspended: {"en": "Agreement suspended", "ar": "تعليق الاتفاق", "ru": "Приостановка соглашения"},
	desk.AlarmEnded:     {"en": "Agreement ended", "ar": "انتهاء الاتفاق", "ru": "Прекращение соглашения"},
}

const (
	// capLasts is how long an alert counts when the alarm does not say: who takes it in must look again.
	capLasts = 24 * time.Hour
	// capRadiusKm is the circle that an alert draws, around a point in whole hundredths of a degree: an alert travels
	// further than this program can see, and who comes to help opens the entry.
	capRadiusKm = 2
)

// capTime is a moment as the standard writes it: never Z.
func capTime(m record.Moment) string { return m.Time().UTC().Format("2006-01-02T15:04:05") + "-00:00" }

func (f *Face) warnings(r *http.Request, q desk.Question, before int64, limit int) ([]desk.Warning, error) {
	var out []desk.Warning
	for _, d := range f.Mission.Desks() {
		if d.Warnings == nil {
			continue
		}
		more, err := d.Warnings(r.Context(), q, before, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	slices.SortFunc(out, func(a, b desk.Warning) int { return int(b.Entry - a.Entry) })
	return out[:min(len(out), limit)], nil
}

// capIndex lists the newest alerts as an Atom feed of links.
func (f *Face) capIndex(w http.ResponseWriter, r *http.Request, q desk.Question) error {
	list, err := f.warnings(r, q, 0, feedSize)
	if err != nil {
		return err
	}
	feed := atomFeed{ID: f.tag("cap"), Title: f.marked("Alerts"), Author: atomAuthor{f.Mission.Origin()}, Links: []atomLink{{"self", "application/atom+xml", site(r) + "/cap"}}}
	for _, warning := range list {
		title := warning.Headline["en"]
		e, err := f.atomEntry(r, warning.Entry, title, title, warning.Kind)
		if err != nil {
			return err
		}
		e.Links = append(e.Links, atomLink{"enclosure", "application/cap+xml", fmt.Sprintf("%s/cap/%d", site(r), warning.Entry)})
		feed.Entries = append(feed.Entries, e)
	}
	return f.writeAtom(w, feed)
}

func (f *Face) capAlert(w http.ResponseWriter, r *http.Request, q desk.Question) error {
	none := desk.Refuse(desk.NotFound, "there is no alert %q that you may see; /cap lists them", cut(r.PathValue("n")))
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 0 || n == math.MaxInt64 {
		return none
	}
	list, err := f.warnings(r, q, n+1, 1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Entry != n {
		return none
	}
	alert, err := f.alert(r, q, list[0])
	if err != nil {
		return err
	}
	return writeXML(w, "application/cap+xml; charset=utf-8", alert)
}

func (f *Face) alert(r *http.Request, q desk.Question, warning desk.Warning) (capMessage, error) {
	e, err := f.Mission.Entry(r.Context(), warning.Entry)
	if err != nil {
		return capMessage{}, err
	}
	sender := capWord(f.Mission.Origin())
	sent := capTime(warning.Recorded)
	out := capMessage{Identifier: eventURN(e.Event), Sender: sender, Sent: sent, Status: "Actual", MsgType: "Alert", Scope: "Public"}
	if record.IsExercise(f.Mission.Origin()) {
		out.Status, out.Note = "Exercise", "EXERCISE"
	}
	if q.Who.Member != "" {
		out.Scope, out.Restriction = "Restricted", "For those to whom the mission gives it. Do not publish."
	}
	if warning.Replaces > 0 {
		earlier, err := f.Mission.Entry(r.Context(), warning.Replaces)
		if err != nil {
			return capMessage{}, err
		}
		out.MsgType = "Update"
		out.References = fmt.Sprintf("%s,%s,%s", sender, eventURN(earlier.Event), capTime(warning.Since))
	}
	if warning.Over {
		out.MsgType = "Cancel"
	}
	for _, language := range []string{"en", "ar", "ru"} {
		if warning.Headline[language] == "" {
			continue
		}
		info := f.info(warning, language)
		info.Web = fmt.Sprintf("%s/entries/%d", site(r), warning.Entry)
		out.Info = append(out.Info, info)
	}
	return out, nil
}

func (f *Face) info(warning desk.Warning, language string) capInfo {
	level := capLevels[warning.Kind]
	if warning.Over {
		level.urgency = "Past"
	}
	expires := warning.Expires
	if expires <= warning.Recorded {
		expires = record.At(warning.Recorded.Time().Add(capLasts))
	}
	info := capInfo{
		Language: language, Category: level.category, Event: capEvents[warning.Kind][language], Urgency: level.urgency, Severity: level.severity,
		Certainty: level.certainty, Effective: capTime(warning.Recorded), Expires: capTime(expires), SenderName: f.marked(f.Mission.Origin()),
		Headline: f.marked(warning.Headline[language]),
	}
	if language == "en" {
		info.Description = warning.Text
	}
	if warning.Place != nil {
		info.Area = &capArea{"Within about 2 km", circleAround(*warning.Place)}
	}
	return info
}

// circleAround is a circle in whole hundredths of a degree, about a kilometre.
func circleAround(p geo.Point) string {
	round := func(e7 int32) float64 { return math.Round(float64(e7)/1e5) / 100 }
	return fmt.Sprintf("%.2f,%.2f %d", round(p.Lat), round(p.Lon), capRadiusKm)
}

// capWord drops what the standard forbids in names: spaces, commas, < and &.
func capWord(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,<&\t\n", r) {
			return '-'
		}
		return r
	}, s)
}
