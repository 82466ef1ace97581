package read

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a paragraph is.
const (
	body      = iota
	heading   // a title, or a line between paragraphs
	caption   // under a picture: it says what is seen, and is nobody's statement
	furniture // of the page: links, credits, licences
)

type paragraph struct {
	Span
	kind   int
	quotes []quotation
}

// A quotation is a range between quotation marks; outer includes them.
type quotation struct {
	in, outer Span
	sentence  bool // it stands as a sentence of its own
	goesOn    bool // its end stands in a later paragraph
	before    bool // its beginning stands in an earlier one
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func id(kind string, i int) string { return fmt.Sprintf("%s%02d", kind, i+1) }

var (
	// Lines that belong to a page and not to an article, in any outlet.
	pageLine = regexp.MustCompile(`(?i)^\W*(related|watch|see also|read more|read also|more|photos?|video|listen|also read|don't miss|what to expect from|live|view|font size|accessibility links|breaking news|share|advertisement|follow (us|@|\S+ \S+ on)|sign up|subscribe|newsletter|send tips|click here|download|copyright|©|please wait|no media source|loading|comments?|tags?|topics?|skip to|most (read|popular)|print|e-?mail|to find out more|\d+:\d\d)\b`)
	// A line behind which the article is over.
	lastLine = regexp.MustCompile(`(?i)^\W*(with (additional )?(reporting|files|material) (by|from)|follow \S+( \S+)? on (twitter|facebook|x)|send tips|additional reporting|(reporting|writing|editing) by|copyright|©|all content created by|this (article|story|report) (was|originally)|sources?$|related news|external links|have an opinion)`)
	credit   = regexp.MustCompile(`(?i)(\(.{0,80}(photo|picture|image)s? (by|courtesy|:)|\b(photo|picture|image|graphic)s?( credit)?:|/(released|reuters|ap|afp|epa|getty|handout)\)?\.?\s*$|\b(reuters|getty images|associated press|afp|epa|maps4news)(/[\w ]+)?\s*$)`)
	mediaID  = regexp.MustCompile(`^(RTX|RTS|RTR|GETTY|AP_)\w+\s`)
)

// layOut cuts the text into paragraphs, says what each is, and finds what stands between quotation marks.
func (r *reader) layOut() {
	text := r.doc.Text
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		next := end + 1
		if end-at > maxParagraph { // a line without end is cut at a space
			end = at + maxParagraph
			if sp := strings.LastIndexByte(text[at:end], ' '); sp > 0 {
				end = at + sp
			}
			for !utf8.RuneStart(text[end]) {
				end--
			}
			next = end
		}
		from, to := at, end
		for from < to {
			c, n := utf8.DecodeRuneInString(text[from:to])
			if !unicode.IsSpace(c) && c != '\ufeff' {
				break
			}
			from += n
		}
		to = from + len(strings.TrimRightFunc(text[from:to], unicode.IsSpace))
		if to > from {
			r.paras = append(r.paras, paragraph{Span: Span{from, to}})
		}
		at = next
	}
	over := false
	for i := range r.paras {
		p := &r.paras[i]
		line := text[p.Span[0]:p.Span[1]]
		p.kind = kindOf(line)
		if i > len(r.paras)/2 && lastLine.MatchString(line) {
			over = true
		}
		if over {
			p.kind = furniture
		}
		if p.kind == body || p.kind == caption {
			p.quotes = r.quotations(*p, i > 0 && len(r.paras[i-1].quotes) > 0 && r.paras[i-1].quotes[len(r.paras[i-1].quotes)-1].goesOn)
		}
	}
	r.closeOpen()
}

// Words that only a licence, a plea or a notice uses; and words without which a line is no credit of a picture.
var (
	noticeWords = []string{"all rights reserved", "without charge to any", "republish", "cookie", "privacy policy", "terms of use", "click here", "licensing", "unsubscribe", "could face fines", "for sharing, liking"}
	creditWords = []string{"photo", "picture", "image", "graphic", "reuters", "getty", "associated press", "afp", "epa", "maps4news", "/released", "/handout", "/ap"}
	mailAddress = regexp.MustCompile(`@[a-z0-9.-]+\.(org|com|net)`)
)

func hasAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

func kindOf(line string) int {
	words := len(strings.Fields(line))
	low := strings.ToLower(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	ends := strings.ContainsRune(".!?:…。؟\"”»)’'", last)
	switch {
	case words <= 150 && (hasAny(low, noticeWords) || strings.Contains(low, "@") && mailAddress.MatchString(low)), words <= 40 && pageLine.MatchString(line) && !(ends && words > 14):
		return furniture
	case mediaID.MatchString(line):
		return caption
	case words <= 90 && hasAny(low, creditWords) && credit.MatchString(line):
		if words < 14 {
			return furniture
		}
		return caption
	case words <= 25 && !ends:
		return heading
	case words <= 2 && !strings.ContainsAny(line, "“\"«"):
		return heading
	}
	return body
}

// openers and closers of quotations. A straight mark is both.
var closers = map[rune]string{'"': "\"", '“': "”\"“", '«': "»", '„': "“”\"", '”': "”"}

// quotations finds what stands between marks in a paragraph. A mark between two letters is a slip of the pen and marks nothing.
func (r *reader) quotations(p paragraph, goingOn bool) []quotation {
	text := r.doc.Text
	var out []quotation
	open := -1
	var closer string
	prev := ' '
	first := true
	for i := p.Span[0]; i < p.Span[1]; {
		c, n := utf8.DecodeRuneInString(text[i:p.Span[1]])
		after := ' '
		if i+n < p.Span[1] {
			after, _ = utf8.DecodeRuneInString(text[i+n:])
		}
		isMark := c == '"' || c == '“' || c == '”' || c == '«' || c == '»' || c == '„'
		switch {
		case !isMark || unicode.IsLetter(prev) && unicode.IsLetter(after):
		case open < 0:
			if cl, ok := closers[c]; ok && !unicode.IsSpace(after) && (c != '”' || !unicode.IsLetter(prev)) {
				open, closer = i, cl
			}
		case strings.ContainsRune(closer, c) && !(c == '"' && unicode.IsSpace(prev) && unicode.IsLetter(after)) && !(c == '“' && closer[0] != '"' && unicode.IsSpace(prev)):
			_, w := utf8.DecodeRuneInString(text[open:])
			out = append(out, r.quotation(p, Span{open + w, i}, Span{open, i + n}, first && goingOn))
			open, first = -1, false
		case c == '"' || c == '“' || c == '«': // another begins: the one before was never closed
			open = i
		}
		prev = c
		i += n
	}
	if open >= 0 {
		_, w := utf8.DecodeRuneInString(text[open:])
		q := r.quotation(p, Span{open + w, p.Span[1]}, Span{open, p.Span[1]}, first && goingOn)
		q.goesOn = true
		out = append(out, q)
	}
	return out
}

func (r *reader) quotation(p paragraph, in, outer Span, before bool) quotation {
	text := r.doc.Text
	s := strings.TrimRightFunc(text[in[0]:in[1]], func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == '،' })
	in[1] = in[0] + len(s)
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	in[0] = in[1] - len(s)
	q := quotation{in: in, outer: outer, before: before && outer[0] == p.Span[0]}
	c, _ := utf8.DecodeRuneInString(s)
	led := strings.TrimRightFunc(text[p.Span[0]:outer[0]], unicode.IsSpace)
	lead, _ := utf8.DecodeLastRuneInString(led)
	starts := led == "" || strings.ContainsRune(".?!:,—-،", lead) || strings.HasSuffix(led, "”") || strings.HasSuffix(led, "\"")
	tail := text[in[1]:outer[1]] // a comma that was cut off says that the sentence goes on behind
	last, _ := utf8.DecodeLastRuneInString(s)
	ends := strings.ContainsAny(tail, ",،") || strings.ContainsRune(".?!…؟", last) || outer[1] == p.Span[1] || strings.HasPrefix(text[outer[1]:], ",") || strings.HasPrefix(text[outer[1]:], ".")
	q.sentence = (unicode.IsUpper(c) || !unicode.IsLower(c) && starts) && len(strings.Fields(s)) >= 3 && (starts || ends)
	return q
}

// closeOpen decides about quotations whose end is missing: they go on where the next paragraph begins with a mark; else one is
// kept that stands as a sentence.
func (r *reader) closeOpen() {
	for i := range r.paras {
		p := &r.paras[i]
		if len(p.quotes) == 0 {
			continue
		}
		q := &p.quotes[len(p.quotes)-1]
		if !q.goesOn {
			continue
		}
		goes := i+1 < len(r.paras) && len(r.paras[i+1].quotes) > 0 && r.paras[i+1].quotes[0].outer[0] == r.paras[i+1].Span[0]
		if !goes && !q.sentence {
			p.quotes = p.quotes[:len(p.quotes)-1]
			continue
		}
		if q.goesOn = goes; goes {
			r.paras[i+1].quotes[0].before = true
		}
	}
}

var inAddress = regexp.MustCompile(`\b(19|20)(\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])\b`)

// aboutIt takes from the text what nobody told: the title, the language, and the day in the address.
func (r *reader) aboutIt() {
	d := r.doc
	if d.Title == "" {
		for _, p := range r.paras {
			line := d.Text[p.Span[0]:p.Span[1]]
			if p.kind == body {
				break
			}
			if p.kind == heading && len(strings.Fields(line)) >= 4 {
				d.Title = line
				break
			}
		}
	}
	if d.Language == "" {
		d.Language = languageOf(d.Text)
	}
	if d.Published.Value == "" {
		if m := inAddress.FindStringSubmatch(d.Address); m != nil {
			if v, ok := makeDay(atoi(m[1]+m[2]), atoi(m[3]), atoi(m[4])); ok {
				d.Published = Date{v.String(), "day", "in the address"}
			}
		}
	}
	r.today, _ = parseDay(d.Published.Value)
}

// languageOf goes by the script: the first thousand letters.
func languageOf(text string) string {
	var latin, arabic, cyrillic int
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Latin, c):
			latin++
		case unicode.Is(unicode.Arabic, c):
			arabic++
		case unicode.Is(unicode.Cyrillic, c):
			cyrillic++
		}
		if latin+arabic+cyrillic > 1000 {
			break
		}
	}
	switch {
	case arabic > latin && arabic > cyrillic:
		return "ar"
	case cyrillic > latin:
		return "ru"
	case latin > 0:
		return "en"
	}
	return ""
}
