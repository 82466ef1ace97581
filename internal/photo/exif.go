package photo

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// tags are the ones that matter to who weighs a picture, by their number in each directory.
var tags = map[uint16]string{
	0x010f: "maker", 0x0110: "device", 0x0131: "program", 0x0132: "changed", 0x013b: "author", 0x8298: "rights", 0x010e: "description",
	0x9003: "taken", 0x9004: "digitised", 0x9011: "offset", 0xa431: "serial number", 0xa435: "lens number", 0x0112: "orientation",
}

const (
	exifDirectory = 0x8769
	gpsDirectory  = 0x8825
	maxEntries    = 512 // of one directory
)

// A tiff is the body of Exif: directories that point into it.
type tiff struct {
	b     []byte
	order binary.ByteOrder
	p     *Picture
	gps   map[uint16]entry
	said  map[string]string
}

type entry struct {
	kind  uint16
	count uint32
	value []byte
}

// exif reads what matters. Whatever points out of the block, or says what cannot be, is told and passed over.
func (p *Picture) exif(b []byte) {
	t := tiff{b: b, p: p, gps: map[uint16]entry{}, said: map[string]string{}}
	switch {
	case len(b) < 8:
		p.say("doubt", "the description (Exif) is cut off")
		return
	case string(b[:4]) == "II*\x00":
		t.order = binary.LittleEndian
	case string(b[:4]) == "MM\x00*":
		t.order = binary.BigEndian
	default:
		p.say("doubt", "the description (Exif) is in no known form")
		return
	}
	if len(b) > maxExif {
		p.say("doubt", "the description (Exif) is longer than any camera writes; only its beginning was read")
		t.b = b[:maxExif]
	}
	t.directory(t.order.Uint32(b[4:]), 0)
	t.place()
	if at, ok := t.said["taken"]; ok {
		p.when(at, t.said["offset"])
	}
}

func (t *tiff) directory(at uint32, depth int) {
	if uint64(at)+2 > uint64(len(t.b)) || depth > 2 {
		t.p.say("doubt", "the description (Exif) points out of itself")
		return
	}
	n := int(t.order.Uint16(t.b[at:]))
	if n > maxEntries || int(at)+2+12*n > len(t.b) {
		t.p.say("doubt", "the description (Exif) says that it has %d entries, which it has not", n)
		return
	}
	for i := range n {
		row := t.b[int(at)+2+12*i:]
		tag := t.order.Uint16(row)
		e, ok := t.read(row)
		switch {
		case !ok:
			if tags[tag] != "" || depth == 2 {
				t.p.say("doubt", "the entry %04x of the description (Exif) points out of itself", tag)
			}
		case depth == 2:
			t.gps[tag] = e
		case tag == exifDirectory && depth == 0 && len(e.value) >= 4:
			t.directory(t.order.Uint32(e.value), 1)
		case tag == gpsDirectory && depth == 0 && len(e.value) >= 4:
			t.directory(t.order.Uint32(e.value), 2)
		case tags[tag] != "":
			t.tell(tags[tag], e)
		}
	}
}

var kindSizes = map[uint16]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}

func (t *tiff) read(row []byte) (entry, bool) {
	e := entry{kind: t.order.Uint16(row[2:]), count: t.order.Uint32(row[4:])}
	size := kindSizes[e.kind] * uint64(e.count)
	if size == 0 {
		return e, true
	}
	if size <= 4 {
		e.value = row[8 : 8+size]
		return e, true
	}
	at := uint64(t.order.Uint32(row[8:]))
	if at+size > uint64(len(t.b)) {
		return e, false
	}
	e.value = t.b[at : at+size]
	return e, true
}

func (t *tiff) tell(name string, e entry) {
	text := ""
	switch {
	case e.kind == 2:
		text = clean(string(e.value))
	case e.kind == 3 && len(e.value) >= 2:
		text = fmt.Sprint(t.order.Uint16(e.value))
	}
	if text == "" {
		return
	}
	t.said[name] = text
	if name != "offset" {
		t.p.say(name, "%s", text)
	}
}

// when says what is wrong with the hour, if anything is. The camera's clock is nobody's word.
func (p *Picture) when(at, offset string) {
	if _, err := time.Parse("2006:01:02 15:04:05", at); err != nil {
		p.say("doubt", "the hour at which it says it was taken is no hour")
		return
	}
	if offset == "" {
		p.say("doubt", "it does not say in which zone the hour was taken")
	} else {
		p.say("offset", "%s", offset)
	}
}

// place tells the position, in 1e-6 degree, if it can be one.
func (t *tiff) place() {
	if len(t.gps) == 0 {
		return
	}
	lat, okLat := t.degrees(0x0002)
	lon, okLon := t.degrees(0x0004)
	if !okLat || !okLon {
		t.p.say("doubt", "it has a part for a position, and no position in it")
		return
	}
	if lat > 90_000_000 || lon > 180_000_000 {
		t.p.say("doubt", "the position in it is not on the Earth")
		return
	}
	if lat == 0 && lon == 0 {
		t.p.say("doubt", "the position in it is 0, 0, which stands for none")
		return
	}
	ns, ew := t.sign(0x0001, "N", "S"), t.sign(0x0003, "E", "W")
	if ns == "" || ew == "" {
		t.p.say("doubt", "the position in it does not say north or south, east or west")
		return
	}
	t.p.say("place", "%s %d.%06d, %s %d.%06d", ns, lat/1_000_000, lat%1_000_000, ew, lon/1_000_000, lon%1_000_000)
}

func (t *tiff) sign(tag uint16, words ...string) string {
	v := strings.TrimRight(string(t.gps[tag].value), "\x00")
	for _, w := range words {
		if v == w {
			return w
		}
	}
	return ""
}

// degrees reads degrees, minutes and seconds as three fractions.
func (t *tiff) degrees(tag uint16) (micro uint64, ok bool) {
	e := t.gps[tag]
	if e.kind != 5 || len(e.value) < 24 {
		return 0, false
	}
	var nano uint64 // three times 2^32 degrees fit
	for i, part := range []uint64{1, 60, 3600} {
		over, under := uint64(t.order.Uint32(e.value[8*i:])), uint64(t.order.Uint32(e.value[8*i+4:]))
		if under == 0 && (over != 0 || i == 0) {
			return 0, false
		}
		nano += over * 1_000_000_000 / max(under, 1) / part
	}
	return (nano + 500) / 1000, true
}

// clean keeps of a text what can be shown: one line, no control or direction characters, not long.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return -1
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	for len(s) > maxSaid {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}
