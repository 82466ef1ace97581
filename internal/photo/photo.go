// Package photo reads what a picture says about itself, tells which pictures look nearly the same, and writes a copy of one
// without what it says about itself. It reads JPEG and PNG, from one end to the other, in bounded memory. What a picture says
// about itself anybody can write into it: it is shown as said, and never believed.
//
// JPEG is ITU-T T.81, Exif is CIPA DC-008, PNG is W3C PNG (third edition).
package photo

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// Bounds, so that no file makes the reader take more than some 64 KB for what it says, nor the decoder some 250 MB.
const (
	maxExif     = 64 << 10
	maxParts    = 100_000    // segments or chunks
	maxPixels   = 50_000_000 // of a picture whose looks are computed
	maxGradual  = 12_000_000 // of a progressive JPEG, which takes more memory
	maxDeep     = 25_000_000 // of a PNG, which may have 8 bytes for each
	maxSaid     = 200        // bytes of one value
	maxSaidRows = 64
)

// Said is one thing that a picture says about itself, or what is wrong with how it says it.
type Said struct {
	Name string `json:"name"` // "taken", "device", "place" …; "doubt" for what is wrong
	Text string `json:"text"`
}

// A Picture is what was read of one.
type Picture struct {
	Format string // jpeg or png
	Width  int
	Height int
	Said   []Said

	gradual bool // a progressive JPEG
}

// ErrNone means that the bytes are no JPEG and no PNG.
var ErrNone = errors.New("this is no JPEG and no PNG picture")

// Broken says what is wrong with a picture.
type Broken struct{ Sentence string }

func (b *Broken) Error() string { return b.Sentence }

func broken(format string, args ...any) error { return &Broken{fmt.Sprintf(format, args...)} }

// Strip reads a picture to its end, and writes to w a copy with the same pixels and without what it says about itself: no
// Exif, no comments, no text, no thumbnails, nothing behind its end. The picture is returned as far as it was read, also with
// an error; then the copy is of no use.
func Strip(w io.Writer, r io.Reader) (Picture, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return Picture{}, err
	}
	var p Picture
	switch {
	case len(head) >= 2 && head[0] == 0xff && head[1] == 0xd8:
		p.Format = "jpeg"
		err = p.jpeg(w, in)
	case string(head) == pngHead:
		p.Format = "png"
		err = p.png(w, in)
	default:
		return p, ErrNone
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = broken("the picture ends too early; the file is not whole")
	}
	return p, err
}

func (p *Picture) say(name, format string, args ...any) {
	if len(p.Said) >= maxSaidRows {
		return
	}
	p.Said = append(p.Said, Said{name, clean(fmt.Sprintf(format, args...))})
}

// Markers of JPEG.
const (
	soi   = 0xd8
	eoi   = 0xd9
	sos   = 0xda
	com   = 0xfe
	app0  = 0xe0
	app1  = 0xe1
	app14 = 0xee
	app15 = 0xef
)

func (p *Picture) jpeg(w io.Writer, in *bufio.Reader) error {
	if _, err := in.Discard(2); err != nil {
		return err
	}
	if _, err := w.Write([]byte{0xff, soi}); err != nil {
		return err
	}
	begun := false
	for range maxParts {
		m, err := marker(in, begun)
		begun = false
		if err != nil {
			return err
		}
		switch {
		case m == eoi:
			if _, err := w.Write([]byte{0xff, eoi}); err != nil {
				return err
			}
			return p.behind(in)
		case m >= 0xd0 && m <= 0xd7 || m == 0x01:
			continue // stands alone
		}
		body, err := segment(in)
		if err != nil {
			return err
		}
		if err := p.segmentOf(w, m, body); err != nil {
			return err
		}
		if m == sos {
			if err := scan(w, in); err != nil {
				return err
			}
			begun = true
		}
	}
	return broken("the picture has more than %d parts; it is not a picture that a camera makes", maxParts)
}

// marker reads the next one, of which the first byte may have been read. Fill bytes before it are allowed; anything else is not.
func marker(in *bufio.Reader, begun bool) (b byte, err error) {
	if b = 0xff; !begun {
		if b, err = in.ReadByte(); err != nil {
			return 0, err
		}
	}
	if b != 0xff {
		return 0, broken("the picture has bytes where a part should begin; it is damaged, or was made to mislead")
	}
	for b == 0xff {
		if b, err = in.ReadByte(); err != nil {
			return 0, err
		}
	}
	return b, nil
}

func segment(in *bufio.Reader) ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	if n < 2 {
		return nil, broken("a part of the picture says that it is %d bytes long, which none is", n)
	}
	body := make([]byte, n-2)
	_, err := io.ReadFull(in, body)
	return body, err
}

// segmentOf keeps what draws the picture, and reads what it says about itself.
func (p *Picture) segmentOf(w io.Writer, m byte, body []byte) error {
	switch {
	case m == app1:
		if len(body) >= 6 && string(body[:6]) == "Exif\x00\x00" {
			p.exif(body[6:])
		} else {
			p.say("other", "%d bytes of description in another form", len(body))
		}
		return nil
	case m == com:
		p.say("comment", "%s", body[:min(len(body), maxSaid)])
		return nil
	case m >= app0 && m <= app15 && m != app14 && m != app0:
		return nil // colour profiles and makers' own; profiles name devices
	case m == app0:
		body = jfif(body)
		if body == nil {
			return nil
		}
	case m == 0xc4 || m == 0xc8 || m == 0xcc: // tables, not frames
	case m >= 0xc0 && m <= 0xcf:
		if len(body) < 6 {
			return broken("the picture does not say how large it is")
		}
		p.Height, p.Width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
		p.gradual = m != 0xc0 && m != 0xc1
	}
	head := []byte{0xff, m, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

// jfif is the header without its thumbnail, or nil for another use of the marker.
func jfif(body []byte) []byte {
	if len(body) < 14 || string(body[:5]) != "JFIF\x00" {
		return nil
	}
	body = slices.Clone(body[:14])
	body[12], body[13] = 0, 0
	return body
}

// scan copies the coded picture, and reads the first byte of the marker behind it.
func scan(w io.Writer, in *bufio.Reader) error {
	for {
		chunk, err := in.ReadSlice(0xff)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			if _, err := w.Write(chunk); err != nil {
				return err
			}
			continue
		}
		if _, err := w.Write(chunk[:len(chunk)-1]); err != nil {
			return err
		}
		next, err := in.Peek(1)
		if err != nil {
			return err
		}
		switch {
		case next[0] == 0x00 || next[0] >= 0xd0 && next[0] <= 0xd7:
			if _, err := w.Write([]byte{0xff, next[0]}); err != nil {
				return err
			}
			if _, err := in.Discard(1); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// behind reads what stands behind the end.
func (p *Picture) behind(in io.Reader) error {
	n, err := io.Copy(io.Discard, in)
	if n > 0 {
		p.say("doubt", "%d bytes stand behind the end of the picture; the working copy is without them", n)
	}
	return err
}

const pngHead = "\x89PNG\r\n\x1a\n"

// drawing are the chunks of PNG that draw the picture.
var drawing = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}

func (p *Picture) png(w io.Writer, in *bufio.Reader) error {
	if _, err := in.Discard(len(pngHead)); err != nil {
		return err
	}
	if _, err := io.WriteString(w, pngHead); err != nil {
		return err
	}
	for i := range maxParts {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return err
		}
		size, kind := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		if size > 1<<31-1 {
			return broken("a part of the picture says that it is %d bytes long, which none is", size)
		}
		if (i == 0) != (kind == "IHDR") {
			return broken("the picture does not begin with its size; it is damaged, or was made to mislead")
		}
		if err := p.chunk(w, in, head, size, kind); err != nil {
			return err
		}
		if kind == "IEND" {
			return p.behind(in)
		}
	}
	return broken("the picture has more than %d parts; it is not a picture that a camera makes", maxParts)
}

// chunk copies one that draws the picture, and reads the beginning of any other. Its check sum has to fit.
func (p *Picture) chunk(w io.Writer, in io.Reader, head [8]byte, size int64, kind string) error {
	sum := crc32.NewIEEE()
	sum.Write(head[4:])
	keep := slices.Contains(drawing, kind)
	out := io.Discard
	if keep {
		out = w
		if _, err := w.Write(head[:]); err != nil {
			return err
		}
	}
	said := make([]byte, min(size, maxExif))
	if kind == "IDAT" || kind == "fdAT" {
		said = nil
	}
	if _, err := io.ReadFull(in, said); err != nil {
		return err
	}
	sum.Write(said)
	if _, err := out.Write(said); err != nil {
		return err
	}
	if _, err := io.CopyN(io.MultiWriter(out, sum), in, size-int64(len(said))); err != nil {
		return err
	}
	var tail [4]byte
	if _, err := io.ReadFull(in, tail[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(tail[:]) != sum.Sum32() {
		return broken("a part of the picture does not fit its check sum; the file is damaged")
	}
	if _, err := out.Write(tail[:]); err != nil {
		return err
	}
	switch kind {
	case "IHDR":
		if len(said) < 8 {
			return broken("the picture does not say how large it is")
		}
		p.Width, p.Height = int(int32(binary.BigEndian.Uint32(said))), int(int32(binary.BigEndian.Uint32(said[4:])))
	case "eXIf":
		p.exif(said)
	case "tEXt", "iTXt":
		p.say("comment", "%s", said[:min(len(said), maxSaid)])
	case "tIME":
		if len(said) == 7 {
			p.say("changed", "%04d-%02d-%02d %02d:%02d:%02d", binary.BigEndian.Uint16(said), said[2], said[3], said[4], said[5], said[6])
		}
	}
	return nil
}
