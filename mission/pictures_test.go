package mission

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 90, 80))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 90 * 2)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func take(m *Mission, id, name string, body io.Reader) (any, error) {
	return m.takeFile(context.Background(), desk.Question{
		Who: alice, Params: url.Values{"audience": {"mission"}, "name": {name}}, ID: id, Form: "image/png", Body: body,
	}, m)
}

func TestAPictureIsReadAndHasAWorkingCopy(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	b := append(picture(t), "BEHIND THE END"...)
	answer, err := take(m, "p", "../\u202egnp.crater.png", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	entry := answer.(TakenFile).Entry
	read := func(n int64) (*FileTaken, string) {
		e, err := m.Entry(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		_, _, r, err := m.OpenFile(context.Background(), alice, n)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		whole, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return e.Fact.(*FileTaken), string(whole)
	}
	original, bytesOf := read(entry)
	if original.Picture == nil || original.Picture.Looks != "ffffffffffffffff" || len(original.Picture.Said) != 1 || bytesOf != string(b) {
		t.Errorf("%+v", original)
	}
	if strings.ContainsAny(original.Name, "/\u202e") || strings.HasPrefix(original.Name, ".") {
		t.Errorf("the name is %q", original.Name)
	}
	working, bytesOf := read(entry + 1)
	if working.CopyOf != original.Content.String() || strings.Contains(bytesOf, "BEHIND") || bytesOf != string(picture(t)) {
		t.Errorf("%+v", working)
	}
	size := m.Head().Size
	again, err := take(m, "p", "crater.png", bytes.NewReader(b))
	if err != nil || again.(TakenFile).Entry != entry || m.Head().Size != size {
		t.Errorf("sent again: %+v, %v", again, err)
	}
}

func TestADamagedPictureIsKeptAndMarked(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	answer, err := take(m, "p", "half.png", bytes.NewReader(picture(t)[:60]))
	if err != nil {
		t.Fatal(err)
	}
	e, err := m.Entry(context.Background(), answer.(TakenFile).Entry)
	if err != nil {
		t.Fatal(err)
	}
	if f := e.Fact.(*FileTaken); f.Picture == nil || !strings.Contains(f.Picture.Doubt, "ends too early") || m.Head().Size != e.Number+1 {
		t.Errorf("%+v", f)
	}
}

// A line that breaks, or a server that is killed, while a picture comes in: nothing is recorded and no half of a file stays.
func TestABrokenUploadLeavesNothing(t *testing.T) {
	dir := newTest(t)
	m, _ := openTest(t, dir)
	size := m.Head().Size
	if _, err := take(m, "p", "crater.png", io.MultiReader(bytes.NewReader(picture(t)[:100]), broken{})); err == nil {
		t.Error("a broken upload was taken")
	}
	if m.Head().Size != size {
		t.Error("something was recorded")
	}
	m.Close()
	for _, name := range []string{"incoming-1", "incoming-2"} { // as a killed server leaves the original and the working copy
		if err := os.WriteFile(filepath.Join(dir, "evidence", name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, _ = openTest(t, dir)
	defer m.Close()
	left, err := os.ReadDir(filepath.Join(dir, "evidence"))
	if err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
	if _, err := take(m, "p", "crater.png", bytes.NewReader(picture(t))); err != nil {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

type guard struct{ n int64 }

func (g guard) GuardedFile() (int64, bool) { return g.n, true }

type openedFact struct{ n int64 }

func (o openedFact) OpenedFile() (int64, bool) { return o.n, true }

func TestAFileThatIsEvidenceOpensOnlyAfterSayingWhy(t *testing.T) {
	var g guarded
	g.reset()
	now := time.Date(2031, 6, 1, 9, 0, 0, 0, time.UTC)
	may := func(who string, at time.Time) bool { return g.check(7, desk.Who{Member: who}, at) == nil }
	if !may("alice", now) {
		t.Error("a file that is no evidence is kept back")
	}
	g.apply(record.Entry{Fact: guard{7}})
	if may("alice", now) {
		t.Error("evidence opens without a word")
	}
	g.apply(record.Entry{Fact: openedFact{7}, Author: record.Author{Member: "alice"}, Recorded: record.At(now)})
	if !may("alice", now.Add(time.Hour)) || may("bob", now) || may("alice", now.Add(time.Hour+time.Second)) {
		t.Error("who said why may open it for an hour, and nobody else")
	}
}
