package photo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/bits"
	"strconv"
	"strings"
	"testing"
)

// shade is a picture of which each point has a brightness.
func shade(w, h int, at func(x, y int) uint8) image.Image {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetGray(x, y, color.Gray{Y: at(x, y)})
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// row is one entry of a directory: its value or, when that is longer than 4 bytes, what it points to.
type row struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// exifOf writes a block with a first directory and one for the position.
func exifOf(first, gps []row) []byte {
	order := binary.LittleEndian
	size := func(rows []row) int { return 2 + 12*len(rows) + 4 }
	gpsAt := 8 + size(first) + 12
	heap := gpsAt + size(gps)
	var b, values bytes.Buffer
	b.WriteString("II*\x00\x08\x00\x00\x00")
	write := func(rows []row) {
		binary.Write(&b, order, uint16(len(rows)))
		for _, r := range rows {
			binary.Write(&b, order, r.tag)
			binary.Write(&b, order, r.kind)
			binary.Write(&b, order, r.count)
			if len(r.value) <= 4 {
				b.Write(append(bytes.Clone(r.value), make([]byte, 4-len(r.value))...))
				continue
			}
			binary.Write(&b, order, uint32(heap+values.Len()))
			values.Write(r.value)
		}
		binary.Write(&b, order, uint32(0))
	}
	write(append(first, row{0x8825, 4, 1, order.AppendUint32(nil, uint32(gpsAt))}))
	write(gps)
	return append(b.Bytes(), values.Bytes()...)
}

func text(tag uint16, s string) row { return row{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)} }

func fractions(tag uint16, parts ...uint32) row {
	var b []byte
	for _, p := range parts {
		b = binary.LittleEndian.AppendUint32(b, p)
	}
	return row{tag, 5, uint32(len(parts) / 2), b}
}

func here(degrees uint32) []row {
	return []row{text(1, "N"), fractions(2, degrees, 1, 43, 1, 48, 1), text(3, "E"), fractions(4, 36, 1, 12, 1, 0, 1)}
}

// withExif puts the block behind the first two bytes, where cameras write it.
func withExif(picture, exif []byte) []byte {
	body := append([]byte("Exif\x00\x00"), exif...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(head[4:], uint16(len(body)+2))
	return append(append(head, body...), picture[2:]...)
}

func said(p Picture) string {
	var out []string
	for _, s := range p.Said {
		out = append(out, s.Name+"="+s.Text)
	}
	return strings.Join(out, "; ")
}

var slope = func(x, y int) uint8 { return uint8(2 * x) }

func TestWhatAPictureSaysIsReadAndLeftOutOfTheCopy(t *testing.T) {
	plain := asJPEG(t, shade(120, 80, slope))
	b := withExif(plain, exifOf([]row{text(0x0110, "CAMERA-7"), text(0x9003, "2017:08:12 14:05:00"), text(0x9011, "+03:00")}, here(32)))
	b = append(b, "HIDDEN BEHIND"...)
	var copied bytes.Buffer
	p, err := Strip(&copied, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"device=CAMERA-7", "taken=2017:08:12 14:05:00", "offset=+03:00", "place=N 32.730000, E 36.200000", "doubt=13 bytes stand behind the end"} {
		if !strings.Contains(said(p), want) {
			t.Errorf("%s is not in %s", want, said(p))
		}
	}
	if p.Format != "jpeg" || p.Width != 120 || p.Height != 80 {
		t.Errorf("%+v", p)
	}
	for _, word := range []string{"CAMERA-7", "HIDDEN", "Exif"} {
		if bytes.Contains(copied.Bytes(), []byte(word)) {
			t.Errorf("the copy holds %s", word)
		}
	}
	same(t, plain, copied.Bytes())
}

// same wants two pictures to have the same points.
func same(t *testing.T, a, b []byte) {
	t.Helper()
	x, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	y, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(x) != fmt.Sprint(y) {
		t.Error("the copy does not show the same")
	}
}

func TestAPNGLosesItsTexts(t *testing.T) {
	plain := asPNG(t, shade(90, 80, slope))
	chunk := func(kind, body string) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		b = append(append(b, kind...), body...)
		return binary.BigEndian.AppendUint32(b, sumOf(kind+body))
	}
	b := append(append(bytes.Clone(plain[:33]), chunk("tEXt", "Author\x00SOMEBODY")...), append(chunk("eXIf", string(exifOf(nil, here(32)))), plain[33:]...)...)
	var copied bytes.Buffer
	p, err := Strip(&copied, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said(p), "SOMEBODY") || !strings.Contains(said(p), "place=N 32.73") || bytes.Contains(copied.Bytes(), []byte("SOMEBODY")) {
		t.Error(said(p))
	}
	if !bytes.Equal(copied.Bytes(), plain) {
		t.Error("the copy is not the picture without its texts")
	}
}

func TestWhatCannotBeIsMarked(t *testing.T) {
	plain := asJPEG(t, shade(16, 16, slope))
	for _, c := range []struct {
		name string
		exif []byte
		want string
	}{
		{"not on the Earth", exifOf(nil, here(99)), "not on the Earth"},
		{"no hemisphere", exifOf(nil, here(32)[1:2]), "no position in it"},
		{"zero", exifOf(nil, []row{text(1, "N"), fractions(2, 0, 1, 0, 1, 0, 1), text(3, "E"), fractions(4, 0, 1, 0, 1, 0, 1)}), "stands for none"},
		{"no hour", exifOf([]row{text(0x9003, "yesterday at noon")}, nil), "is no hour"},
		{"no zone", exifOf([]row{text(0x9003, "2017:08:12 14:05:00")}, nil), "in which zone"},
		{"points out", exifOf([]row{{0x0110, 2, 60000, []byte("12345")}}, nil), "points out of itself"},
		{"no form", []byte("garbage, garbage"), "in no known form"},
		{"cut", []byte("II*"), "cut off"},
		{"far", []byte("II*\x00\xff\xff\xff\xff"), "points out of itself"},
		{"hostile words", exifOf([]row{text(0x0110, "a\u202etxt.exe\n<script>")}, nil), "device=a txt.exe <script>"},
	} {
		p, err := Strip(io.Discard, bytes.NewReader(withExif(plain, c.exif)))
		if err != nil || !strings.Contains(said(p), c.want) {
			t.Errorf("%s: %v, %s", c.name, err, said(p))
		}
	}
}

func TestWhatIsNoPictureIsRefusedInWords(t *testing.T) {
	plain := asJPEG(t, shade(16, 16, slope))
	broken := asPNG(t, shade(16, 16, slope))
	broken[40] ^= 1
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"empty", nil, "no JPEG"}, {"a page", []byte("<html>"), "no JPEG"}, {"cut", plain[:len(plain)/2], "ends too early"},
		{"a part of one byte", []byte{0xff, 0xd8, 0xff, 0xe0, 0, 1}, "which none is"}, {"no marker", []byte{0xff, 0xd8, 0, 0}, "should begin"},
		{"PNG damaged", broken, "check sum"}, {"PNG without size", []byte(pngHead + "\x00\x00\x00\x00IEND"), "begin with its size"},
	} {
		if _, err := Strip(io.Discard, bytes.NewReader(c.b)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func looks(t testing.TB, b []byte) string {
	t.Helper()
	p, err := Strip(io.Discard, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Looks(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestLooksAreExact(t *testing.T) {
	for _, c := range []struct {
		name string
		at   func(x, y int) uint8
		want string
	}{
		{"brighter to the right", slope, "ffffffffffffffff"},
		{"darker to the right", func(x, _ int) uint8 { return uint8(200 - 2*x) }, "0000000000000000"},
		{"even", func(int, int) uint8 { return 9 }, "0000000000000000"},
		{"columns", func(x, _ int) uint8 { return uint8(x / 10 % 2 * 200) }, "aaaaaaaaaaaaaaaa"},
		{"a chessboard", func(x, y int) uint8 { return uint8((x/10 + y/10) % 2 * 200) }, "aa55aa55aa55aa55"},
		{"the lower half brightens", func(x, y int) uint8 { return uint8(y / 40 * x) }, "00000000ffffffff"},
	} {
		if got := looks(t, asPNG(t, shade(90, 80, c.at))); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPicturesThatLookTheSameAreNear(t *testing.T) {
	scene := func(scale int) func(x, y int) uint8 {
		return func(x, y int) uint8 { x, y = x/scale, y/scale; return uint8(90 + (x*x/7+y*x/3+5*y)%140) }
	}
	small, large := looks(t, asPNG(t, shade(90, 80, scene(1)))), looks(t, asJPEG(t, shade(270, 240, scene(3))))
	a, _ := strconv.ParseUint(small, 16, 64)
	b, _ := strconv.ParseUint(large, 16, 64)
	if d := bits.OnesCount64(a ^ b); d > 10 {
		t.Errorf("%s and %s differ in %d bits", small, large, d)
	}
}

func TestAPictureWithTooManyPointsIsNotDecoded(t *testing.T) {
	if _, err := (Picture{Format: "png", Width: 1 << 30, Height: 1 << 30}).Looks(nil); err != ErrTooLarge {
		t.Error(err)
	}
}

func FuzzStrip(f *testing.F) {
	plain := asJPEG(f, shade(16, 16, slope))
	f.Add(plain)
	f.Add(withExif(plain, exifOf([]row{text(0x9003, "2017:08:12 14:05:00")}, here(32))))
	f.Add(asPNG(f, shade(16, 16, slope)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var copied bytes.Buffer
		p, err := Strip(&copied, bytes.NewReader(b))
		for _, s := range p.Said {
			if len(s.Text) > maxSaid || strings.ContainsAny(s.Text, "\x00\n\u202e") {
				t.Errorf("%q", s)
			}
		}
		if err != nil {
			return
		}
		again, err := Strip(io.Discard, &copied)
		if err != nil {
			t.Fatalf("the copy is not taken: %v", err)
		}
		if len(again.Said) != 0 {
			t.Errorf("the copy says %v", again.Said)
		}
		if p.Width < 200 && p.Height < 200 {
			p.Looks(bytes.NewReader(b))
		}
	})
}

func sumOf(s string) uint32 { return crc32.ChecksumIEEE([]byte(s)) }
