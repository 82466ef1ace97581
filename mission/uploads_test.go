package mission

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/audit"
)

var film = bytes.Repeat([]byte("film of the bridge "), 20_000)

func announce(m *Mission, who desk.Who, id string, content []byte) (Upload, error) {
	body := fmt.Sprintf(`{"name": "bridge.mp4", "form": "video/mp4", "audience": "mission", "size": %d, "content": "%x"}`, len(content), sha256.Sum256(content))
	answer, err := m.beginUpload(context.Background(), desk.Question{Who: who, ID: id, Body: strings.NewReader(body)}, m)
	if err != nil {
		return Upload{}, err
	}
	return answer.(Upload), nil
}

func add(m *Mission, who desk.Who, upload string, offset int64, r io.Reader) (Upload, error) {
	answer, err := m.addToUpload(context.Background(), desk.Question{
		Who: who, Body: r, Params: url.Values{"offset": {fmt.Sprint(offset)}}, Path: func(string) string { return upload },
	}, m)
	if err != nil {
		return Upload{}, err
	}
	return answer.(Upload), nil
}

func refusedAs(t *testing.T, kind desk.Refusal, err error) {
	t.Helper()
	if r, ok := desk.Refused(err); !ok || r.Kind != kind {
		t.Errorf("refused with %v, want %s", err, kind)
	}
}

func TestAFileGoesOnWhereTheLineBroke(t *testing.T) {
	dir := newTest(t)
	m, _ := openTest(t, dir)
	u, err := announce(m, alice, "u1", film)
	if err != nil || u.Offset != 0 || u.Size != int64(len(film)) {
		t.Fatalf("%+v, %v", u, err)
	}
	// The line breaks in the middle of each stretch, and the program is killed and started in between.
	for u.Entry == nil {
		left := film[u.Offset:]
		broken := io.MultiReader(bytes.NewReader(left[:min(len(left), 90_000)]), iotest.ErrReader(errors.New("the line broke")))
		was := u.Offset
		if u, err = add(m, alice, u.Upload, u.Offset, broken); err != nil {
			t.Fatal(err)
		}
		if u.Entry == nil && u.Offset != was+90_000 {
			t.Fatalf("of 90000 bytes from %d on, %d are kept", was, u.Offset-was)
		}
		if err := os.WriteFile(filepath.Join(dir, "uploads", u.Upload, "incoming-1"), []byte("cut off"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		if m, _ = openTest(t, dir); err != nil {
			t.Fatal(err)
		}
	}
	defer func() { m.Close() }()
	_, form, r, err := m.OpenFile(context.Background(), alice, *u.Entry)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || form != "video/mp4" || !bytes.Equal(got, film) {
		t.Errorf("%d bytes of %s came out: %v", len(got), form, err)
	}
	again, err := announce(m, alice, "u1", film)
	if err != nil || again.Entry == nil || *again.Entry != *u.Entry {
		t.Errorf("the announcement again: %+v, %v", again, err)
	}
	size := m.Head().Size
	if u, err := add(m, alice, u.Upload, 0, bytes.NewReader(film)); err != nil || u.Entry == nil || m.Head().Size != size {
		t.Errorf("a stretch of what was taken in: %+v, %v", u, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "uploads", "*", "0*"))
	if err != nil || len(left) > 0 {
		t.Errorf("parts are left: %v, %v", left, err)
	}
}

func TestAnUploadIsFinishedAfterAKillBetweenItsSteps(t *testing.T) {
	dir := newTest(t)
	m, _ := openTest(t, dir)
	u, err := announce(m, alice, "u1", film)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := m.ring.Current(record.Mission)
	if err != nil {
		t.Fatal(err)
	}
	// All parts have come and nothing else was done; then the file is recorded and the upload not marked as done.
	if _, err := m.parts.Add(u.Upload, 0, bytes.NewReader(film), int64(len(film)), key); err != nil {
		t.Fatal(err)
	}
	m.Close()
	m, _ = openTest(t, dir)
	whole, err := m.parts.Open(u.Upload, m.keyOf)
	if err != nil {
		t.Fatal(err)
	}
	first, err := m.keepFile(context.Background(), alice, "u1", FileTaken{Name: "bridge.mp4", Form: "video/mp4"}, record.Mission, whole, nil, m)
	if err != nil {
		t.Fatal(err)
	}
	m.Close()
	m, _ = openTest(t, dir)
	size := m.Head().Size
	u, err = add(m, alice, u.Upload, int64(len(film)), strings.NewReader(""))
	if err != nil || u.Entry == nil || *u.Entry != first.Entry || m.Head().Size != size {
		t.Errorf("%+v, %v; entry %d was the first", u, err, first.Entry)
	}
	m.Close()
	if r := audited(t, dir, audit.Options{}); !r.OK() {
		t.Errorf("%+v", r)
	}
}

func TestWhatDoesNotFitAnUploadIsRefused(t *testing.T) {
	m, _ := openTest(t, newTest(t))
	defer m.Close()
	bob := alice
	bob.Member = "bob"
	u, err := announce(m, alice, "u1", film)
	if err != nil {
		t.Fatal(err)
	}
	_, err = announce(m, alice, "u1", film[1:])
	refusedAs(t, desk.Conflict, err)
	_, err = add(m, alice, u.Upload, 5, bytes.NewReader(film))
	refusedAs(t, desk.Conflict, err)
	_, err = add(m, bob, u.Upload, 0, bytes.NewReader(film))
	refusedAs(t, desk.NotFound, err)
	_, err = add(m, alice, "../../record", 0, bytes.NewReader(film))
	refusedAs(t, desk.NotFound, err)
	_, err = add(m, alice, u.Upload, 0, io.MultiReader(bytes.NewReader(film), strings.NewReader("more")))
	refusedAs(t, desk.Invalid, err)
	other := bytes.Clone(film)
	other[7]++
	_, err = add(m, alice, u.Upload, 0, bytes.NewReader(other))
	refusedAs(t, desk.Conflict, err)
	if u, err = add(m, alice, u.Upload, 0, bytes.NewReader(film)); err != nil || u.Entry == nil {
		t.Errorf("the right file after a wrong one: %+v, %v", u, err)
	}
}

// What came of an upload rests encrypted, its name too.
func TestPartsRestSealed(t *testing.T) {
	dir := newTest(t)
	m, _ := openTest(t, dir)
	defer m.Close()
	u, err := announce(m, alice, "u1", film)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := add(m, alice, u.Upload, 0, bytes.NewReader(film[:50_000])); err != nil {
		t.Fatal(err)
	}
	err = filepath.Walk(filepath.Join(dir, "uploads"), func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte("bridge")) {
			t.Errorf("%s can be read", info.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
