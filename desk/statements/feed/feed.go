// Package feed reads a file of RSS 2.0 or Atom: the articles that an outlet lists, with their days and as much of their text as it gives.
// It fetches nothing.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"truce.example/desk/statements/read/page"
)

// Bounds of a feed.
const (
	MaxFile  = 8 << 20
	maxItems = 500
	maxDepth = 60
)

// ErrNoFeed says that a file is no feed.
var ErrNoFeed = errors.New("this is no feed: it is neither RSS nor Atom; save the feed itself and not the page that shows it")

// A Feed is what an outlet lists.
type Feed struct {
	Title string `json:"title"`
	Items []Item `json:"items"`
	Cut   bool   `json:"cut"` // there are more items than are read
}

// An Item is one article of it.
type Item struct {
	Title     string `json:"title"`
	Address   string `json:"address"`
	Author    string `json:"author"`
	Published string `json:"published"` // a day in UTC; empty when it is not given
	Text      string `json:"text"`      // as far as the feed gives it
}

// Parse reads a feed.
func Parse(file []byte) (*Feed, error) {
	if len(file) > MaxFile {
		return nil, fmt.Errorf("the feed has %d MB; it may have %d MB", len(file)>>20, MaxFile>>20)
	}
	d := xml.NewDecoder(bytes.NewReader(file))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	out := &Feed{Items: []Item{}}
	var path []string
	var item *Item
	var body string
	var text strings.Builder
	known := false
	for {
		token, err := d.Token()
		if err == io.EOF || err != nil && known { // what a broken feed gave is kept
			break
		}
		if err != nil {
			return nil, ErrNoFeed
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if len(path) > maxDepth {
				return nil, errors.New("the feed is nested too deeply; it is broken")
			}
			text.Reset()
			switch t.Name.Local {
			case "rss", "feed", "RDF":
				known = true
			case "item", "entry":
				if len(out.Items) >= maxItems {
					out.Cut = true
					return out, nil
				}
				item, body = &Item{}, ""
			case "link":
				for _, a := range t.Attr {
					if a.Name.Local == "href" && item != nil && item.Address == "" {
						item.Address = a.Value
					}
				}
			}
		case xml.CharData:
			if text.Len() < 4<<20 {
				text.Write(t)
			}
		case xml.EndElement:
			v := strings.TrimSpace(text.String())
			switch {
			case item == nil && t.Name.Local == "title" && out.Title == "":
				out.Title = line(v)
			case item == nil:
			case t.Name.Local == "title":
				item.Title = line(v)
			case t.Name.Local == "link" && v != "":
				item.Address = line(v)
			case t.Name.Local == "creator" || t.Name.Local == "author" && v != "" || t.Name.Local == "name":
				item.Author = line(v)
			case t.Name.Local == "pubDate" || t.Name.Local == "published" || t.Name.Local == "updated" && item.Published == "" || t.Name.Local == "date":
				item.Published = day(v)
			case t.Name.Local == "description" || t.Name.Local == "summary" || t.Name.Local == "encoded" || t.Name.Local == "content":
				if len(v) > len(body) {
					body = v
				}
			case t.Name.Local == "item" || t.Name.Local == "entry":
				item.Text = words(body)
				out.Items = append(out.Items, *item)
				item = nil
			}
			text.Reset()
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
	if !known {
		return nil, ErrNoFeed
	}
	return out, nil
}

// line is a text of one line, bounded.
func line(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if len(s) > 1000 {
		s = strings.ToValidUTF8(s[:1000], "")
	}
	return s
}

// words takes the text out of what a feed gives as HTML.
func words(body string) string {
	if body == "" {
		return ""
	}
	p, err := page.Open([]byte("<html><body>" + body + "</body></html>"))
	if err != nil {
		return ""
	}
	return p.Text
}

func day(s string) string {
	for _, form := range []string{time.RFC3339, time.RFC1123Z, time.RFC1123, time.RFC822Z, time.RFC822, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC().Format(time.DateOnly)
		}
	}
	return ""
}
