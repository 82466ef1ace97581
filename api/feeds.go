package api

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// Feeds are what other programs take in by themselves: alerts (CAP 1.2), news (Atom) and dates (iCalendar). They show a
// reader what the pages show, and less: no text of a feed names a place more exactly than it says here.
//
// A program that cannot send a bearer token signs in by HTTP Basic, with any name and the token as password; this holds
// at these doors alone. A token in an address is taken nowhere: addresses are logged, kept and handed on.

func (f *Face) feedRoutes() {
	f.feed("GET /cap", f.capIndex)
	f.feed("GET /cap/{n}", f.capAlert)
	f.feed("GET /feeds/{name}", f.atom)
	f.feed("GET /calendar.ics", f.calendar)
}

// feed registers a door that also takes HTTP Basic. With ?signin somebody who is not signed in is asked to: most feed
// readers send a password only when they are asked.
func (f *Face) feed(pattern string, h func(w http.ResponseWriter, r *http.Request, q desk.Question) error) {
	f.handle(pattern, func(w http.ResponseWriter, r *http.Request) error {
		right := desk.RightAnybody
		if r.URL.Query().Has("signin") {
			right = desk.RightSignedIn
		}
		q, err := f.question(r, right)
		if err != nil {
			return err
		}
		w.Header().Set(headerEntry, strconv.FormatInt(q.View.Entry(), 10))
		return h(w, r, q)
	})
}

// feedSize is how many entries a feed has.
const feedSize = 50

// An atomFeed is RFC 4287, section 4.1.1.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Categories []atomCategory `xml:"category"`
	Links      []atomLink     `xml:"link"`
	Content    *atomContent   `xml:"content,omitempty"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// eventURN is what an entry is called outside, for as long as the record stands: its event id.
func eventURN(id record.ID) string {
	s := id.String()
	return "urn:uuid:" + s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// rfc3339 is a moment as Atom writes it.
func rfc3339(m record.Moment) string { return m.Time().UTC().Format(time.RFC3339) }

// atom serves the newest entries of a layer, or the newest texts of a desk.
func (f *Face) atom(w http.ResponseWriter, r *http.Request, q desk.Question) error {
	name, ok := strings.CutSuffix(r.PathValue("name"), ".atom")
	if !ok {
		return desk.Refuse(desk.NotFound, "a feed is named after a layer or a desk and ends in .atom, such as /feeds/observe.atom")
	}
	feed := atomFeed{ID: f.tag("feeds/" + name), Title: f.marked(name), Author: atomAuthor{f.Mission.Origin()}}
	var err error
	if l, isLayer := f.layers[name]; isLayer {
		if err := f.allow(q.Who, l.Right); err != nil {
			return err
		}
		feed.Title = f.marked(l.Title)
		feed.Links = []atomLink{{"alternate", "text/html", site(r) + "/layers/" + l.ID}}
		feed.Entries, err = f.layerEntries(r, q, l)
	} else if slices.Contains(f.deskNames(), name) {
		feed.Links = []atomLink{{"alternate", "text/html", site(r) + "/search?desk=" + name}}
		feed.Entries, err = f.deskEntries(r, q, name)
	} else {
		return desk.Refuse(desk.NotFound, "there is no layer and no desk %q; their names stand at /", cut(name))
	}
	if err != nil {
		return err
	}
	feed.Links = append(feed.Links, atomLink{"self", "application/atom+xml", site(r) + r.URL.Path})
	return f.writeAtom(w, feed)
}

// tag names what is not an entry (RFC 4151): by the log's origin, which begins with a host.
func (f *Face) tag(what string) string {
	host, rest, _ := strings.Cut(f.Mission.Origin(), "/")
	return "tag:" + host + ",2026:" + rest + ":" + what
}

func (f *Face) writeAtom(w http.ResponseWriter, feed atomFeed) error {
	feed.Updated = rfc3339(record.At(f.Mission.Now()))
	if len(feed.Entries) > 0 {
		feed.Updated = feed.Entries[0].Updated
		for _, e := range feed.Entries {
			feed.Updated = max(feed.Updated, e.Updated)
		}
	}
	return writeXML(w, "application/atom+xml; charset=utf-8", feed)
}

func writeXML(w http.ResponseWriter, form string, v any) error {
	b, err := xml.MarshalIndent(v, "", " ") // signs that XML cannot have become U+FFFD
	if err != nil {
		return fmt.Errorf("write XML: %w", err)
	}
	w.Header().Set("Content-Type", form)
	w.Write([]byte(xml.Header + string(b) + "\n"))
	return nil
}

// layerEntries are the rows of a layer, with the values of its columns.
func (f *Face) layerEntries(r *http.Request, q desk.Question, l desk.Layer) ([]atomEntry, error) {
	rows, err := l.Rows(r.Context(), q, 0, feedSize)
	if err != nil {
		return nil, err
	}
	var out []atomEntry
	for _, row := range rows {
		var lines []string
		for _, c := range l.Columns {
			if text := show(row.Values[c.Name]); text != "" && !place(c.Name) {
				lines = append(lines, c.Title+": "+text)
			}
		}
		e, err := f.atomEntry(r, row.Entry, fmt.Sprintf("%s, entry %d", l.Title, row.Entry), strings.Join(lines, "\n"), l.ID)
		if err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(out, func(x atomEntry) bool { return x.ID == e.ID }); at >= 0 { // two rows of one entry
			out[at].Content.Text += "\n\n" + e.Content.Text
			continue
		}
		out = append(out, e)
	}
	return out, nil
}

// place says of a column that it holds positions; feeds give none.
func place(column string) bool {
	return slices.Contains([]string{"place", "lat", "lon", "uncertainty_m", "geometry"}, column)
}

// deskEntries are what a desk recorded in words.
func (f *Face) deskEntries(r *http.Request, q desk.Question, name string) ([]atomEntry, error) {
	ctx, cancel := context.WithTimeout(r.Context(), searchTime)
	defer cancel()
	found, err := q.View.Search(ctx, view.Search{Desk: name, Known: -1, Limit: feedSize})
	if err != nil {
		return nil, err
	}
	var out []atomEntry
	for _, h := range found.Hits {
		if len(out) > 0 && strings.HasSuffix(out[len(out)-1].Links[0].Href, fmt.Sprintf("/entries/%d", h.Entry)) {
			continue // another part of the same entry
		}
		text := h.Text.Text
		if h.Ended > 0 {
			text = fmt.Sprintf("Taken back by entry %d.\n%s", h.Ended, text)
		}
		e, err := f.atomEntry(r, h.Entry, h.Title, text, h.Kind)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (f *Face) atomEntry(r *http.Request, n int64, title, text, category string) (atomEntry, error) {
	e, err := f.Mission.Entry(r.Context(), n)
	if err != nil {
		return atomEntry{}, err
	}
	at := rfc3339(e.Recorded)
	return atomEntry{
		ID: eventURN(e.Event), Title: f.marked(title), Updated: at, Published: at, Categories: []atomCategory{{category}},
		Links: []atomLink{{"alternate", "text/html", fmt.Sprintf("%s/entries/%d", site(r), n)}}, Content: &atomContent{"text", text},
	}, nil
}
