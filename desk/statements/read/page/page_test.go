package page

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

const story = `<html lang="en"><head><title>A title | Outlet</title><meta property="og:title" content="A title"><meta property="og:site_name" content="The Outlet"><meta property="article:published_time" content="2017-07-06T08:00:00Z"><link rel="canonical" href="https://example.org/a"></head>
<body><nav>Home News Sport</nav><script>alert("no")</script><article><h1>A title</h1><p>%s</p><p>%s</p></article><footer>All rights reserved</footer></body></html>`

func page(t *testing.T, first string) []byte {
	t.Helper()
	return fmt.Appendf(nil, story, first, strings.Repeat("The convoy went on to the next village and came back in the evening, the office said. ", 8))
}

func TestAPageOfTheWebBecomesItsArticle(t *testing.T) {
	p, err := Open(page(t, "“We saw <b>nothing</b>,” she said."))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.Text, "“We saw nothing,” she said.\n") || strings.Contains(p.Text, "alert") || strings.Contains(p.Text, "Home News") {
		t.Errorf("the text: %q", p.Text)
	}
	if p.About.Title != "A title" || p.About.Outlet != "The Outlet" || p.About.Published.Value != "2017-07-06" || p.About.Address != "https://example.org/a" {
		t.Errorf("about: %+v", p.About)
	}
}

func TestOldEncodingsAreReadAndNamed(t *testing.T) {
	ru, _ := charmap.Windows1251.NewEncoder().String("Министр заявил, что перемирие соблюдается.")
	ar, _ := charmap.Windows1256.NewEncoder().String("قال الوزير إن وقف إطلاق النار صامد في درعا.")
	for file, want := range map[string]string{
		ru: "Министр заявил", ar: "قال الوزير", "\xff\xfeH\x00i\x00": "Hi", "caf\xe9 on the corner of the street": "café",
	} {
		p, err := Open([]byte(file))
		if err != nil || !strings.Contains(p.Text, want) || len(p.Notes) == 0 {
			t.Errorf("%q: %+v, %v", want, p, err)
		}
	}
}

func TestWhatIsNoArticleIsRefusedInWords(t *testing.T) {
	bomb := pdfOf(strings.Repeat("\n", maxUnpacked+1))
	for _, c := range []struct {
		name string
		file []byte
		say  string
	}{
		{"nothing", nil, "empty"},
		{"a zip", []byte("PK\x03\x04…"), "zip archive"},
		{"a picture", []byte("\x89PNG\r\n"), "picture"},
		{"a program", []byte("\x7fELF\x00\x00\x01\x00"), "no text"},
		{"a page without words", []byte("<html><body><script>x()</script></body></html>"), "no words on the page"},
		{"a PDF without text", pdfOf("0 0 m 10 10 l S"), "no text"},
		{"a PDF that is cut off", []byte("%PDF-1.4\n1 0 obj\n<<"), "broken"},
		{"a PDF with a password", []byte("%PDF-1.4\ntrailer << /Encrypt 3 0 R >>"), "password"},
		{"a PDF that fills the memory", bomb, "64 MB"},
	} {
		if p, err := Open(c.file); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %+v, %v", c.name, p, err)
		}
	}
}

// pdfOf is a PDF of one page.
func pdfOf(content string) []byte {
	var z bytes.Buffer
	w, _ := zlib.NewWriterLevel(&z, zlib.BestSpeed)
	w.Write([]byte(content))
	w.Close()
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding >>\nendobj\n", z.Len(), z.Bytes())
}

func TestAPDFBecomesParagraphs(t *testing.T) {
	p, err := Open(pdfOf("BT /F1 12 Tf 72 720 Td (\\223The line is) Tj 0 -14 Td [(quiet,\\224 she) -300 (said.)] TJ 0 -40 Td (Next.) Tj ET"))
	if err != nil || p.Text != "“The line is quiet,” she said.\n\nNext.\n" {
		t.Errorf("%+v, %v", p, err)
	}
}

// FuzzOpen: any bytes give a text or a sentence, and no more than the bounds allow.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("<html><p>“a</p>"))
	f.Add(pdfOf("BT (x) Tj ET"))
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<< /Type /ObjStm /N 3 /First 5 >>\nstream\nxx\nendstream"))
	f.Add([]byte("1 0 obj [[[[[[[[ 2 0 R"))
	f.Add([]byte("\xff\xfea"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := Open(file)
		if err == nil && strings.TrimSpace(p.Text) == "" || err != nil && err.Error() == "" {
			t.Fatal("neither words nor a sentence")
		}
	})
}
