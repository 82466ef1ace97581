package score

import (
	"encoding/xml"
	"fmt"
	"html"
	"regexp"
	"strings"

	"truce.example/desk/statements/read"
)

// Wikinews is an article of the GUM corpus (CC-BY): words one to a line, dates as tags, and which clauses only say who said it.
type Wikinews struct {
	Title, Text string
	words       []read.Span
	Dates       []GoldDate
	Sources     []read.Span // clauses such as "the minister said"
}

var attribute = regexp.MustCompile(`(\w+)="([^"]*)"`)

// ParseWikinews reads one article: its words (xml) and its clauses (rs4).
func ParseWikinews(words, clauses []byte) (*Wikinews, error) {
	w := &Wikinews{}
	var text strings.Builder
	joined, fresh := 0, true
	type open struct {
		when string
		from int
	}
	var dates []open
	for line := range strings.Lines(string(words)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "<text "):
			for _, m := range attribute.FindAllStringSubmatch(line, -1) {
				if m[1] == "title" {
					w.Title = html.UnescapeString(m[2])
				}
			}
		case strings.HasPrefix(line, "<w>"), strings.HasPrefix(line, "<w "):
			joined = 1
			if text.Len() > 0 && !fresh {
				text.WriteByte(' ')
			}
			fresh = true
		case line == "</w>":
			joined, fresh = 0, false
		case strings.HasPrefix(line, "<date"):
			o := open{from: len(w.words)}
			for _, m := range attribute.FindAllStringSubmatch(line, -1) {
				if m[1] == "when" {
					o.when = m[2]
				}
			}
			dates = append(dates, o)
		case line == "</date>" && len(dates) > 0:
			o := dates[len(dates)-1]
			dates = dates[:len(dates)-1]
			if o.when != "" && o.when[0] != '-' && o.from < len(w.words) {
				w.Dates = append(w.Dates, GoldDate{Span: read.Span{w.words[o.from][0], w.words[len(w.words)-1][1]}, Resolved: o.when})
			}
		case strings.HasPrefix(line, "</p>"), strings.HasPrefix(line, "</head>"), strings.HasPrefix(line, "</item>"), strings.HasPrefix(line, "</caption>"):
			text.WriteByte('\n')
			fresh = true
		case strings.HasPrefix(line, "<") || line == "":
		default:
			word, _, _ := strings.Cut(line, "\t")
			word = html.UnescapeString(word)
			if !fresh && joined == 0 {
				text.WriteByte(' ')
			}
			from := text.Len()
			text.WriteString(word)
			w.words = append(w.words, read.Span{from, text.Len()})
			fresh = false
		}
	}
	w.Text = text.String()
	for i := range w.Dates {
		w.Dates[i].Expression = w.Text[w.Dates[i].Span[0]:w.Dates[i].Span[1]]
	}
	var rs struct {
		Segments []struct {
			Relation string `xml:"relname,attr"`
			Text     string `xml:",chardata"`
		} `xml:"body>segment"`
	}
	if err := xml.Unmarshal(clauses, &rs); err != nil {
		return nil, fmt.Errorf("the clauses: %w", err)
	}
	at := 0
	for _, s := range rs.Segments {
		n := len(strings.Fields(s.Text))
		if at+n > len(w.words) {
			return nil, fmt.Errorf("the clauses have more words than the article")
		}
		if n > 0 && strings.HasPrefix(s.Relation, "attribution") {
			w.Sources = append(w.Sources, read.Span{w.words[at][0], w.words[at+n-1][1]})
		}
		at += n
	}
	return w, nil
}

// Wikinews scores one article: does a verb that the reader took stand in a clause of attribution, and each clause have one.
func (t *Table) Wikinews(kind string, w *Wikinews, doc *read.Document) {
	row := t.row(kind+": clauses that say who said it (a verb in it)", false)
	cues := map[read.Span]bool{}
	for _, s := range doc.Statements {
		if s.Cue[1] > 0 && s.Kind != read.Headline {
			cues[s.Cue] = true
		}
	}
	row.Found += len(cues)
	row.Gold += len(w.Sources)
	for _, g := range w.Sources {
		hit := false
		for c := range cues {
			if overlap(c, g) > 0 {
				hit = true
				delete(cues, c)
			}
		}
		if hit {
			row.Right++
		} else {
			row.Missed = append(row.Missed, cut(w.Text, g))
		}
	}
	for c := range cues {
		row.Wrong = append(row.Wrong, cut(w.Text, read.Span{max(0, c[0]-40), min(len(w.Text), c[1]+40)}))
	}
	found, value := t.row(kind+": dates marked with a time (spans overlap)", true), t.row(kind+": … resolved right, of those found (value, strict)", true)
	for _, g := range w.Dates {
		found.Gold++
		hit := false
		for _, e := range doc.Dates {
			if overlap(e.Span, g.Span) > 0 {
				hit = true
				value.Gold++
				if e.Value == g.Resolved {
					value.Right++
				} else {
					value.Missed = append(value.Missed, fmt.Sprintf("%q %s; found %q", g.Expression, g.Resolved, e.Value))
				}
				break
			}
		}
		if hit {
			found.Right++
		} else {
			found.Missed = append(found.Missed, fmt.Sprintf("%q %s", g.Expression, g.Resolved))
		}
	}
}
