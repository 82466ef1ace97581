// Package page takes the words out of what an article was saved as: a page of the web, plain text or PDF. It runs nothing that a
// page contains, fetches nothing, and holds no more than a fixed amount in memory however a file was made.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	uni "golang.org/x/text/encoding/unicode"

	"truce.example/desk/statements/read"
)

// Bounds of a file.
const (
	MaxFile     = 32 << 20 // bytes
	maxElements = 200_000  // of a page
)

// A Page is the text of an article and what the file says about it.
type Page struct {
	Text  string
	About read.About
	Form  string   // html, text or pdf
	Notes []string // what was done to it
}

// Open takes the words out of a file. Its errors are sentences for people.
func Open(file []byte) (*Page, error) {
	p, err := open(file)
	if err == nil && strings.TrimFunc(p.Text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) == "" {
		return nil, errors.New("there are no words in it")
	}
	return p, err
}

func open(file []byte) (*Page, error) {
	switch {
	case len(file) > MaxFile:
		return nil, fmt.Errorf("the file has %d MB; an article may have %d MB", len(file)>>20, MaxFile>>20)
	case len(bytes.TrimSpace(file)) == 0:
		return nil, errors.New("the file is empty")
	case bytes.HasPrefix(file, []byte("%PDF-")):
		return openPDF(file)
	}
	for _, k := range []struct{ begins, sentence string }{
		{"PK\x03\x04", "this is a zip archive (or a document of an office program); unpack it, or save the article as text, HTML or PDF"},
		{"\x1f\x8b", "this is compressed with gzip; unpack it first"},
		{"7z\xbc\xaf", "this is a 7z archive; unpack it first"},
		{"\x89PNG", "this is a picture; there is no text to read in it"},
		{"\xff\xd8\xff", "this is a picture; there is no text to read in it"},
		{"GIF8", "this is a picture; there is no text to read in it"},
		{"\xd0\xcf\x11\xe0", "this is a document of an old office program; save it as text, HTML or PDF"},
	} {
		if bytes.HasPrefix(file, []byte(k.begins)) {
			return nil, errors.New(k.sentence)
		}
	}
	if looksLikeHTML(file) {
		return openHTML(file)
	}
	return openText(file)
}

var htmlStart = regexp.MustCompile(`(?is)<(!doctype\s+html|html|head|body|article|meta|title|p|div)[\s>]`)

func looksLikeHTML(file []byte) bool {
	head := file[:min(len(file), 2048)]
	if bytes.IndexByte(head, 0) >= 0 { // UTF-16
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	return htmlStart.Match(head)
}

// openText keeps the bytes of a UTF-8 file as they are, so that places in it can be pointed at.
func openText(file []byte) (*Page, error) {
	p := &Page{Form: "text"}
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xfe")), bytes.HasPrefix(file, []byte("\xfe\xff")):
		b, err := uni.UTF16(uni.LittleEndian, uni.UseBOM).NewDecoder().Bytes(file)
		if err != nil {
			return nil, errors.New("the file begins as UTF-16 and does not go on so")
		}
		p.Text = string(b)
		p.Notes = append(p.Notes, "read as UTF-16; places are counted in UTF-8")
	case utf8.Valid(file):
		p.Text = string(file)
	default:
		text, name := legacy(file)
		if text == "" {
			return nil, errors.New("this is no text: it is neither UTF-8 nor one of the old encodings of Latin, Cyrillic and Arabic script")
		}
		p.Text = text
		p.Notes = append(p.Notes, "not UTF-8; read as "+name+", which may be wrong: look at the letters. Places are counted in UTF-8")
	}
	if strings.IndexByte(p.Text, 0) >= 0 {
		return nil, errors.New("this is no text: it has zero bytes in it")
	}
	return p, nil
}

// legacy guesses between the old encodings by what the bytes above ASCII would be: letters of one script, mostly small ones.
func legacy(file []byte) (string, string) {
	if bytes.IndexByte(file, 0) >= 0 {
		return "", ""
	}
	best, bestName, bestScore := "", "", 0
	for _, e := range []struct {
		name   string
		coding encoding.Encoding
		script *unicode.RangeTable
	}{{"Windows-1251 (Cyrillic)", charmap.Windows1251, unicode.Cyrillic}, {"KOI8-R (Cyrillic)", charmap.KOI8R, unicode.Cyrillic}, {"Windows-1256 (Arabic)", charmap.Windows1256, unicode.Arabic}, {"Windows-1252 (Latin)", charmap.Windows1252, unicode.Latin}} {
		b, err := e.coding.NewDecoder().Bytes(file)
		if err != nil {
			continue
		}
		score := 1
		prev := ' '
		for _, c := range string(b) {
			switch {
			case c < 0x80:
			case unicode.Is(e.script, c) && e.script == unicode.Latin:
				if unicode.IsLower(c) && (prev < 0x80) {
					score += 2
				} else {
					score -= 2
				}
			case unicode.Is(e.script, c) && (!unicode.IsUpper(c) || !unicode.IsLetter(prev)):
				score++
			case c == utf8.RuneError:
				score -= 5
			case unicode.IsPunct(c) || c == 0xa0:
			default:
				score--
			}
			prev = c
		}
		if score > bestScore {
			best, bestName, bestScore = string(b), e.name, score
		}
	}
	return best, bestName
}

// openHTML finds the article in a page, and what the page says of it in its head.
func openHTML(file []byte) (*Page, error) {
	coding, name, certain := charset.DetermineEncoding(file, "text/html")
	p := &Page{Form: "html"}
	b := file
	if name != "utf-8" && (certain || !utf8.Valid(file)) {
		var err error
		if b, err = coding.NewDecoder().Bytes(file); err != nil {
			return nil, fmt.Errorf("the page says that it is %s, and is not", name)
		}
		if !certain {
			p.Notes = append(p.Notes, "the page does not say its encoding; read as "+name)
		}
	}
	b = bytes.ToValidUTF8(b, []byte("\ufffd"))
	doc, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		return nil, errors.New("the page cannot be read as HTML: it is nested too deeply or broken")
	}
	if n := countElements(doc, maxElements); n >= maxElements {
		return nil, fmt.Errorf("the page has more than %d elements; save the article alone", maxElements)
	}
	p.meta(doc)
	u, err := url.Parse(p.About.Address)
	if err != nil || u.Host == "" {
		u = &url.URL{Scheme: "http", Host: "unknown.invalid"}
	}
	parser := readability.NewParser()
	parser.CharThresholds = 200
	article, err := parser.ParseDocument(doc, u)
	var text strings.Builder
	if err == nil && article.Node != nil {
		words(&text, article.Node)
		p.About.Title = either(p.About.Title, article.Title)
		p.About.Author = either(p.About.Author, article.Byline)
		p.About.Outlet = either(p.About.Outlet, article.SiteName)
		if article.PublishedTime != nil && p.About.Published.Value == "" {
			p.About.Published = read.Date{Value: article.PublishedTime.Format(time.DateOnly), Precision: "day", Basis: "stated by the page"}
		}
	}
	p.Text = tidy(text.String())
	if len(strings.Fields(p.Text)) < 20 { // no article stands out: take every word of the page
		doc, err := html.Parse(bytes.NewReader(b))
		if err != nil {
			return nil, errors.New("the page cannot be read as HTML")
		}
		text.Reset()
		words(&text, doc)
		p.Text = tidy(text.String())
		p.Notes = append(p.Notes, "no article stands out on the page; all its words are read")
	}
	if strings.TrimSpace(p.Text) == "" {
		return nil, errors.New("there are no words on the page; it may be built by a program as it is shown: save it as text or PDF")
	}
	return p, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return strings.TrimSpace(b)
}

func countElements(n *html.Node, most int) int {
	count := 0
	for n := range n.Descendants() {
		_ = n
		if count++; count >= most {
			break
		}
	}
	return count
}

// meta reads what the head of a page says: og:title, article:published_time, the canonical address.
func (p *Page) meta(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		switch n.Data {
		case "html":
			p.About.Language, _, _ = strings.Cut(strings.ToLower(at["lang"]), "-")
		case "link":
			if at["rel"] == "canonical" && strings.HasPrefix(at["href"], "http") {
				p.About.Address = bounded(at["href"])
			}
		case "meta":
			v := bounded(at["content"])
			switch key := strings.ToLower(at["property"] + at["name"] + at["itemprop"]); key {
			case "og:title":
				p.About.Title = v
			case "og:site_name":
				p.About.Outlet = v
			case "og:url":
				p.About.Address = either(p.About.Address, v)
			case "author", "article:author":
				if !strings.HasPrefix(v, "http") {
					p.About.Author = v
				}
			case "article:published_time", "date", "dc.date", "datepublished", "pubdate", "parsely-pub-date", "publish-date":
				if len(v) >= 10 {
					if t, err := time.Parse(time.DateOnly, v[:10]); err == nil {
						p.About.Published = read.Date{Value: t.Format(time.DateOnly), Precision: "day", Basis: "stated by the page"}
					}
				}
			}
		}
	}
	switch p.About.Language {
	case "en", "ar", "ru":
	default:
		p.About.Language = ""
	}
}

func bounded(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "")
	}
	return s
}

var blocks = map[string]bool{"p": true, "div": true, "article": true, "section": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "li": true, "ul": true, "ol": true, "blockquote": true, "br": true, "tr": true, "table": true, "figure": true, "figcaption": true, "header": true, "footer": true, "pre": true, "main": true, "aside": true, "dd": true, "dt": true, "title": true}
var silent = map[string]bool{"script": true, "style": true, "noscript": true, "template": true, "svg": true, "iframe": true, "nav": true, "form": true, "button": true, "select": true, "head": true}

// words writes the text below a node, a line for each block. It keeps its own stack: pages are nested as deeply as they like.
func words(out *strings.Builder, root *html.Node) {
	for n := root; n != nil; {
		quiet := n.Type == html.ElementNode && silent[n.Data] || n.Type == html.CommentNode
		switch {
		case n.Type == html.TextNode:
			out.WriteString(strings.Map(func(r rune) rune {
				if r == '\n' || r == '\r' || r == '\t' {
					return ' '
				}
				return r
			}, n.Data))
		case blocks[n.Data]:
			out.WriteByte('\n')
		}
		if !quiet && n.FirstChild != nil {
			n = n.FirstChild
			continue
		}
		for n != nil && n != root && n.NextSibling == nil {
			n = n.Parent
			if n != nil && blocks[n.Data] {
				out.WriteByte('\n')
			}
		}
		if n == nil || n == root {
			return
		}
		n = n.NextSibling
	}
}

// tidy makes one space of many and one empty line of many.
func tidy(text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\u200b' || r == '\ufeff' }), " ")
		if line = strings.TrimFunc(line, unicode.IsSpace); line != "" {
			out.WriteString(line)
			out.WriteString("\n\n")
		}
	}
	return strings.TrimSpace(out.String()) + "\n"
}

// Merge is what a file says of an article, with what is given in its place where something is.
func Merge(file, given read.About) read.About {
	out := read.About{
		Title: either(given.Title, file.Title), Outlet: either(given.Outlet, file.Outlet), Author: either(given.Author, file.Author),
		Address: either(given.Address, file.Address), Language: either(given.Language, file.Language), Published: given.Published,
	}
	if out.Published.Value == "" {
		out.Published = file.Published
	}
	return out
}
