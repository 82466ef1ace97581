package page

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A PDF is read as far as its words go: objects, streams packed with Flate, fonts with a table to Unicode or a usual encoding. No
// library on offer bounds what a stream may unpack to; this one counts.

// Bounds of a PDF.
const (
	maxUnpacked = 64 << 20 // bytes, of all streams together
	maxObjects  = 200_000
	maxPages    = 2_000
	maxDepth    = 40
)

var (
	errLocked = errors.New("the PDF is locked with a password; save it without one")
	errNoText = errors.New("the PDF has no text: it may be a scan. Let a program read the letters (OCR), and give the text")
	errTooBig = errors.New("the PDF unpacks to more than 64 MB; it may be made to fill the memory. Save the article as text")
	errBroken = errors.New("the PDF is broken: no page was found in it")
)

type (
	pdfName string
	pdfRef  int
	pdfDict map[pdfName]any
	// pdfStream is packed.
	pdfStream struct {
		dict pdfDict
		raw  []byte
	}
)

type pdf struct {
	file     []byte
	at       map[int]int // object number: where its body begins
	objects  map[int]any // parsed
	unpacked int
	depth    int
	tooBig   bool
}

var objectStart = regexp.MustCompile(`(\d{1,8})\s+\d{1,5}\s+obj\b`)

func openPDF(file []byte) (*Page, error) {
	p := &pdf{file: file, at: map[int]int{}, objects: map[int]any{}}
	if bytes.Contains(file, []byte("/Encrypt")) {
		return nil, errLocked
	}
	for _, m := range objectStart.FindAllSubmatchIndex(file, maxObjects) {
		n, _ := strconv.Atoi(string(file[m[2]:m[3]]))
		p.at[n] = m[1]
	}
	numbers := make([]int, 0, len(p.at))
	for n := range p.at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers { // objects that are packed together
		if s, ok := p.object(n).(pdfStream); ok && s.dict["Type"] == pdfName("ObjStm") {
			p.unpackObjects(s)
		}
	}
	var pages []pdfDict
	for _, n := range p.all() {
		if d, ok := p.object(n).(pdfDict); ok && d["Type"] == pdfName("Catalog") {
			pages = p.pages(d["Pages"], nil, map[int]bool{}, pages)
		}
	}
	if len(pages) == 0 {
		for _, n := range p.all() {
			if d, ok := p.object(n).(pdfDict); ok && d["Type"] == pdfName("Page") && len(pages) < maxPages {
				pages = append(pages, d)
			}
		}
	}
	if len(pages) == 0 {
		return nil, errBroken
	}
	var lines []line
	for _, page := range pages {
		lines = append(lines, p.page(page)...)
		lines = append(lines, line{end: true})
	}
	if p.tooBig {
		return nil, errTooBig
	}
	text := paragraphs(lines)
	if strings.TrimSpace(text) == "" {
		return nil, errNoText
	}
	return &Page{Text: text, Form: "pdf", Notes: []string{"places are counted in the text that was taken out of the PDF"}}, nil
}

func (p *pdf) all() []int {
	seen := map[int]bool{}
	var out []int
	for n := range p.at {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	for n := range p.objects {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// pages walks the tree of pages in order.
func (p *pdf) pages(node any, resources any, seen map[int]bool, out []pdfDict) []pdfDict {
	if r, ok := node.(pdfRef); ok {
		if seen[int(r)] {
			return out
		}
		seen[int(r)] = true
	}
	d, ok := p.value(node).(pdfDict)
	if !ok || len(out) >= maxPages || len(seen) > 4*maxPages {
		return out
	}
	if r, ok := d["Resources"]; ok {
		resources = r
	}
	if kids, ok := p.value(d["Kids"]).([]any); ok {
		if p.depth++; p.depth < maxDepth {
			for _, k := range kids {
				out = p.pages(k, resources, seen, out)
			}
		}
		p.depth--
		return out
	}
	c := pdfDict{"Contents": d["Contents"], "Resources": resources}
	return append(out, c)
}

// value follows references.
func (p *pdf) value(v any) any {
	for range 8 {
		r, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = p.object(int(r))
	}
	return nil
}

func (p *pdf) object(n int) any {
	if v, ok := p.objects[n]; ok {
		return v
	}
	at, ok := p.at[n]
	if !ok {
		return nil
	}
	p.objects[n] = nil // against circles
	lex := &lexer{b: p.file, at: at}
	v := lex.value(0)
	if d, ok := v.(pdfDict); ok {
		lex.space()
		if bytes.HasPrefix(lex.rest(), []byte("stream")) {
			lex.at += len("stream")
			if lex.at < len(lex.b) && lex.b[lex.at] == '\r' {
				lex.at++
			}
			if lex.at < len(lex.b) && lex.b[lex.at] == '\n' {
				lex.at++
			}
			size := -1
			if f, ok := d["Length"].(float64); ok {
				size = int(f)
			}
			rest := lex.rest()
			if size < 0 || size > len(rest) || !bytes.HasPrefix(bytes.TrimLeft(rest[size:min(len(rest), size+16)], "\r\n "), []byte("endstream")) {
				if size = bytes.Index(rest, []byte("endstream")); size < 0 {
					size = 0
				}
			}
			v = pdfStream{d, rest[:size]}
		}
	}
	p.objects[n] = v
	return v
}

// unpack gives the bytes of a stream, counted.
func (p *pdf) unpack(s pdfStream) []byte {
	filters := []any{p.value(s.dict["Filter"])}
	if list, ok := filters[0].([]any); ok {
		filters = list
	}
	b := s.raw
	for _, f := range filters {
		switch p.value(f) {
		case nil:
		case pdfName("FlateDecode"), pdfName("Fl"):
			z, err := zlib.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil
			}
			left := maxUnpacked - p.unpacked
			out, _ := io.ReadAll(io.LimitReader(z, int64(left)+1)) // what a broken stream gave is kept
			p.unpacked += len(out)
			if len(out) > left {
				p.tooBig = true
				return nil
			}
			b = out
		default:
			return nil // pictures
		}
	}
	return b
}

func (p *pdf) unpackObjects(s pdfStream) {
	b := p.unpack(s)
	n, _ := s.dict["N"].(float64)
	first, _ := s.dict["First"].(float64)
	if b == nil || n < 1 || n > maxObjects || first < 0 || int(first) > len(b) || s.dict["DecodeParms"] != nil {
		return
	}
	head := &lexer{b: b[:int(first)]}
	for range int(n) {
		num, ok1 := head.value(0).(float64)
		off, ok2 := head.value(0).(float64)
		if !ok1 || !ok2 || off < 0 || int(first)+int(off) > len(b) || len(p.objects) > maxObjects {
			return
		}
		if _, has := p.at[int(num)]; !has {
			p.objects[int(num)] = (&lexer{b: b, at: int(first) + int(off)}).value(0)
		}
	}
}

// A lexer reads the syntax of PDF.
type lexer struct {
	b  []byte
	at int
}

type pdfOp string

func (l *lexer) rest() []byte { return l.b[min(l.at, len(l.b)):] }

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}
func isDelimiter(c byte) bool {
	return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' || c == '/' || c == '%'
}

func (l *lexer) space() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

type closing byte

// value reads one value, a closing sign, or an operator; nil at the end.
func (l *lexer) value(depth int) any {
	l.space()
	if l.at >= len(l.b) || depth > maxDepth {
		return nil
	}
	switch c := l.b[l.at]; {
	case c == '/':
		l.at++
		return pdfName(l.word())
	case c == '(':
		return l.literal()
	case c == '<' && l.at+1 < len(l.b) && l.b[l.at+1] == '<':
		l.at += 2
		d := pdfDict{}
		for {
			k := l.value(depth + 1)
			name, ok := k.(pdfName)
			if !ok {
				return d
			}
			v := l.value(depth + 1)
			if v == closing('>') || v == nil {
				return d
			}
			d[name] = v
		}
	case c == '<':
		return l.hex()
	case c == '>':
		l.at++
		if l.at < len(l.b) && l.b[l.at] == '>' {
			l.at++
		}
		return closing('>')
	case c == '[':
		l.at++
		list := []any{}
		for {
			v := l.value(depth + 1)
			if v == nil || v == closing(']') || v == closing('>') || len(list) > maxObjects {
				return list
			}
			list = append(list, v)
		}
	case c == ']' || c == ')' || c == '{' || c == '}':
		l.at++
		return closing(c)
	}
	w := l.word()
	if w == "" {
		l.at++
		return closing('?')
	}
	if f, err := strconv.ParseFloat(w, 64); err == nil {
		// 12 0 R
		save := l.at
		if f >= 0 && f == float64(int(f)) {
			l.space()
			if g := l.word(); g != "" && isDigits(g) {
				l.space()
				if l.at < len(l.b) && l.b[l.at] == 'R' && (l.at+1 == len(l.b) || isSpace(l.b[l.at+1]) || isDelimiter(l.b[l.at+1])) {
					l.at++
					return pdfRef(int(f))
				}
			}
		}
		l.at = save
		return f
	}
	return pdfOp(w)
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func (l *lexer) word() string {
	from := l.at
	for l.at < len(l.b) && !isSpace(l.b[l.at]) && !isDelimiter(l.b[l.at]) && l.at-from < 256 {
		l.at++
	}
	return string(l.b[from:l.at])
}

func (l *lexer) literal() []byte {
	var out []byte
	depth := 0
	for ; l.at < len(l.b); l.at++ {
		c := l.b[l.at]
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.at++
				return out
			}
		case '\\':
			l.at++
			if l.at >= len(l.b) {
				return out
			}
			switch e := l.b[l.at]; {
			case e == 'n':
				c = '\n'
			case e == 'r':
				c = '\r'
			case e == 't':
				c = '\t'
			case e >= '0' && e <= '7':
				v := 0
				for k := 0; k < 3 && l.at < len(l.b) && l.b[l.at] >= '0' && l.b[l.at] <= '7'; k++ {
					v = v*8 + int(l.b[l.at]-'0')
					l.at++
				}
				l.at--
				c = byte(v)
			case e == '\n' || e == '\r':
				continue
			default:
				c = e
			}
		}
		out = append(out, c)
	}
	return out
}

func (l *lexer) hex() []byte {
	l.at++
	var out []byte
	half := -1
	for l.at < len(l.b) {
		c := l.b[l.at]
		l.at++
		if c == '>' {
			break
		}
		v := strings.IndexByte("0123456789abcdef", c|0x20)
		if c <= '9' {
			v = strings.IndexByte("0123456789", c)
		}
		if v < 0 {
			continue
		}
		if half < 0 {
			half = v
		} else {
			out = append(out, byte(half<<4|v))
			half = -1
		}
	}
	if half >= 0 {
		out = append(out, byte(half<<4))
	}
	return out
}

// A font turns codes into letters.
type font struct {
	wide    bool
	unicode map[int]string
	names   map[int]string
}

func (p *pdf) font(v any) *font {
	d, _ := p.value(v).(pdfDict)
	f := &font{wide: d["Subtype"] == pdfName("Type0"), unicode: map[int]string{}, names: map[int]string{}}
	if s, ok := p.value(d["ToUnicode"]).(pdfStream); ok {
		f.table(p.unpack(s))
	}
	if e, ok := p.value(d["Encoding"]).(pdfDict); ok {
		code := 0
		list, _ := p.value(e["Differences"]).([]any)
		for _, x := range list {
			switch x := x.(type) {
			case float64:
				code = int(x)
			case pdfName:
				f.names[code] = glyph(string(x))
				code++
			}
		}
	}
	return f
}

var glyphs = map[string]string{"space": " ", "period": ".", "comma": ",", "hyphen": "-", "colon": ":", "semicolon": ";", "quoteright": "’", "quoteleft": "‘", "quotesingle": "'", "quotedbl": "\"", "quotedblleft": "“", "quotedblright": "”", "parenleft": "(", "parenright": ")", "exclam": "!", "question": "?", "endash": "–", "emdash": "—", "fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "slash": "/", "percent": "%", "dollar": "$", "ampersand": "&", "bullet": "•", "guillemotleft": "«", "guillemotright": "»", "ellipsis": "…", "nbspace": "\u00a0", "bracketleft": "[", "bracketright": "]"}

func glyph(name string) string {
	if g, ok := glyphs[name]; ok {
		return g
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) == 4 {
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil {
			return string(rune(v))
		}
	}
	if utf8.RuneCountInString(name) == 1 {
		return name
	}
	return ""
}

// table reads a table to Unicode (ToUnicode CMap).
func (f *font) table(b []byte) {
	l := &lexer{b: b}
	var stack []any
	for range maxObjects {
		v := l.value(0)
		if v == nil {
			return
		}
		op, ok := v.(pdfOp)
		if !ok {
			stack = append(stack, v)
			continue
		}
		switch op {
		case "endcodespacerange":
			if s, ok := last(stack).([]byte); ok {
				f.wide = len(s) == 2
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				a, ok1 := stack[i].([]byte)
				t, ok2 := stack[i+1].([]byte)
				if ok1 && ok2 {
					f.unicode[codeOf(a)] = utf16String(t)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				a, ok1 := stack[i].([]byte)
				z, ok2 := stack[i+1].([]byte)
				if !ok1 || !ok2 {
					continue
				}
				from, to := codeOf(a), min(codeOf(z), codeOf(a)+65535)
				switch t := stack[i+2].(type) {
				case []byte:
					base := []rune(utf16String(t))
					for c := from; c <= to && len(base) > 0 && len(f.unicode) < 70_000; c++ {
						r := slices.Clone(base)
						r[len(r)-1] += rune(c - from)
						f.unicode[c] = string(r)
					}
				case []any:
					for k, x := range t {
						if b, ok := x.([]byte); ok && from+k <= to {
							f.unicode[from+k] = utf16String(b)
						}
					}
				}
			}
		}
		stack = stack[:0]
	}
}

func last(s []any) any {
	if len(s) == 0 {
		return nil
	}
	return s[len(s)-1]
}

func codeOf(b []byte) int {
	v := 0
	for _, c := range b[:min(len(b), 4)] {
		v = v<<8 | int(c)
	}
	return v
}

func utf16String(b []byte) string {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b) && i < 64; i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

func (f *font) text(s []byte) string {
	var out strings.Builder
	step := 1
	if f != nil && f.wide {
		step = 2
	}
	for i := 0; i+step <= len(s); i += step {
		c := codeOf(s[i : i+step])
		switch {
		case f != nil && f.unicode[c] != "":
			out.WriteString(f.unicode[c])
		case f != nil && f.names[c] != "":
			out.WriteString(f.names[c])
		case step == 1:
			out.WriteRune(charmap.Windows1252.DecodeByte(byte(c)))
		}
	}
	return out.String()
}

// A line of a page, and where it stands.
type line struct {
	text string
	y    float64
	end  bool // of a page
}

// page reads the words of a page in the order in which they are drawn.
func (p *pdf) page(page pdfDict) []line {
	var content []byte
	switch c := p.value(page["Contents"]).(type) {
	case pdfStream:
		content = p.unpack(c)
	case []any:
		for _, x := range c {
			if s, ok := p.value(x).(pdfStream); ok {
				content = append(append(content, p.unpack(s)...), '\n')
			}
		}
	}
	fonts := map[pdfName]*font{}
	if r, ok := p.value(page["Resources"]).(pdfDict); ok {
		if d, ok := p.value(r["Font"]).(pdfDict); ok {
			for name, v := range d {
				fonts[name] = p.font(v)
			}
		}
	}
	var out []line
	var f *font
	var now strings.Builder
	y, leading := 0.0, 0.0
	flush := func() {
		if now.Len() > 0 {
			out = append(out, line{text: now.String(), y: y})
			now.Reset()
		}
	}
	space := func() {
		if s := now.String(); s != "" && !strings.HasSuffix(s, " ") {
			now.WriteByte(' ')
		}
	}
	moveY := func(dy float64) {
		if dy > 0.5 || dy < -0.5 {
			flush()
			y += dy
		} else {
			space()
		}
	}
	l := &lexer{b: content}
	var stack []any
	num := func(back int) float64 {
		if len(stack) < back {
			return 0
		}
		v, _ := stack[len(stack)-back].(float64)
		return v
	}
	for {
		v := l.value(0)
		if v == nil {
			break
		}
		op, ok := v.(pdfOp)
		if !ok {
			if stack = append(stack, v); len(stack) > 1000 {
				stack = stack[:0]
			}
			continue
		}
		switch op {
		case "Tf":
			if len(stack) >= 2 {
				if name, ok := stack[len(stack)-2].(pdfName); ok {
					f = fonts[name]
				}
			}
		case "Td":
			moveY(num(1))
		case "TD":
			leading = -num(1)
			moveY(num(1))
		case "TL":
			leading = num(1)
		case "T*":
			moveY(-max(leading, 1))
		case "Tm":
			moveY(num(1) - y)
		case "Tj", "'", "\"":
			if op != "Tj" {
				moveY(-max(leading, 1))
			}
			if s, ok := last(stack).([]byte); ok {
				now.WriteString(f.text(s))
			}
		case "TJ":
			list, _ := last(stack).([]any)
			for _, x := range list {
				switch x := x.(type) {
				case []byte:
					now.WriteString(f.text(x))
				case float64:
					if x < -180 {
						space()
					}
				}
			}
		case "ET":
			space()
		}
		stack = stack[:0]
	}
	flush()
	return out
}

// paragraphs joins lines that stand closer than usual, and parts those that stand further apart.
func paragraphs(lines []line) string {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if !lines[i].end && !lines[i-1].end {
			if g := lines[i-1].y - lines[i].y; g > 0 {
				gaps = append(gaps, g)
			}
		}
	}
	usual := 0.0
	if len(gaps) > 0 {
		slices.Sort(gaps)
		usual = gaps[len(gaps)/4]
	}
	var out strings.Builder
	open := false
	for i, ln := range lines {
		t := strings.TrimSpace(ln.text)
		if t == "" {
			continue
		}
		far := i > 0 && !lines[i-1].end && (lines[i-1].y-ln.y > 1.35*usual || lines[i-1].y < ln.y)
		switch {
		case !open:
		case far:
			out.WriteString("\n\n")
		default:
			out.WriteByte(' ')
		}
		out.WriteString(t)
		open = true
	}
	if open {
		out.WriteByte('\n')
	}
	return strings.ToValidUTF8(strings.ReplaceAll(out.String(), "\x00", ""), "")
}
