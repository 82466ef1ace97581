package feed

import (
	"strings"
	"testing"
)

func TestFeedsOfBothForms(t *testing.T) {
	rss := `<?xml version="1.0"?><rss version="2.0" xmlns:content="c"><channel><title>Herald</title><item><title>Quiet &amp; calm</title><link>https://example.org/a</link><pubDate>Wed, 05 Jul 2017 23:30:00 -0300</pubDate><description>&lt;p&gt;“We wait,” she said.&lt;/p&gt;</description></item></channel></rss>`
	atom := `<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title><entry><title>Quiet &amp; calm</title><link href="https://example.org/a"/><published>2017-07-06T02:30:00Z</published><summary type="html">&lt;p&gt;“We wait,” she said.&lt;/p&gt;</summary></entry></feed>`
	for _, file := range []string{rss, atom} {
		f, err := Parse([]byte(file))
		if err != nil || f.Title != "Herald" || len(f.Items) != 1 {
			t.Fatalf("%+v, %v", f, err)
		}
		if i := f.Items[0]; i.Title != "Quiet & calm" || i.Address != "https://example.org/a" || i.Published != "2017-07-06" || strings.TrimSpace(i.Text) != "“We wait,” she said." {
			t.Errorf("%+v", i)
		}
	}
	if _, err := Parse([]byte("<html><body>no</body></html>")); err != ErrNoFeed {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("<rss><channel><item><title>a</title></item></channel></rss>"))
	f.Add([]byte("<feed><entry><link href='x'/><content>&lt;p&gt;a"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if got, err := Parse(file); err == nil && len(got.Items) > maxItems {
			t.Fatal(len(got.Items))
		}
	})
}
