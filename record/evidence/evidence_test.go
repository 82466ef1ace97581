package evidence

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"truce.example/record"
)

func newKey(t testing.TB) *record.EpochKey {
	t.Helper()
	k, err := record.NewEpochKey(record.NewID(), record.NewSeed())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// ring holds some keys.
func ring(ks ...*record.EpochKey) KeyOf {
	return func(id record.ID) (*record.EpochKey, bool) {
		for _, k := range ks {
			if k.Compartment == id {
				return k, true
			}
		}
		return nil, false
	}
}

func newStore(t testing.TB) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "evidence")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func put(t *testing.T, s *Store, content string, k *record.EpochKey) File {
	t.Helper()
	f, err := s.Put(strings.NewReader(content), 1<<20, k)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	es, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range es {
		out = append(out, e.Name())
	}
	return out
}

func TestAFileComesBackAsItWentIn(t *testing.T) {
	s, dir := newStore(t)
	k := newKey(t)
	for _, content := range []string{"", "a photograph", strings.Repeat("crater ", 40_000)} {
		f := put(t, s, content, k)
		if f.Content != sha256.Sum256([]byte(content)) || f.Size != int64(len(content)) {
			t.Errorf("%+v", f)
		}
		stored, err := os.ReadFile(filepath.Join(dir, f.Stored.String()+".age"))
		if err != nil || f.Stored != sha256.Sum256(stored) || len(content) > 0 && bytes.Contains(stored, []byte(content)) {
			t.Errorf("stored as something else: %v", err)
		}
		r, err := s.Open(f.Stored, ring(newKey(t), k))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != content {
			t.Errorf("read %d bytes, %v", len(got), err)
		}
		r.Close()
		if err := s.Check(f.Stored); err != nil {
			t.Error(err)
		}
		if got, err := s.Inspect(f.Stored, ring(k)); err != nil || got != f {
			t.Errorf("inspected %+v, %v", got, err)
		}
	}
}

func TestTheLimitIsExact(t *testing.T) {
	s, dir := newStore(t)
	k := newKey(t)
	if _, err := s.Put(strings.NewReader("12345"), 5, k); err != nil {
		t.Error(err)
	}
	if _, err := s.Put(strings.NewReader("123456"), 5, k); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one byte too many: %v", err)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("the folder holds %v", got)
	}
}

func TestAnotherAudienceCannotOpenIt(t *testing.T) {
	s, _ := newStore(t)
	f := put(t, s, "a photograph", newKey(t))
	if r, err := s.Open(f.Stored, ring(newKey(t))); err == nil {
		r.Close()
		t.Error("opened without its key")
	}
	if _, err := s.Inspect(f.Stored, ring()); err == nil {
		t.Error("inspected without its key")
	}
	if err := s.Check(f.Stored); err != nil {
		t.Errorf("its hash needs no key: %v", err)
	}
}

func TestAChangedFileIsNoticed(t *testing.T) {
	s, dir := newStore(t)
	k := newKey(t)
	f := put(t, s, strings.Repeat("crater ", 20_000), k)
	path := filepath.Join(dir, f.Stored.String()+".age")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 60, len(good) / 2, len(good) - 1} {
		bad := bytes.Clone(good)
		bad[at] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(f.Stored); err == nil || !strings.Contains(err.Error(), "altered") {
			t.Errorf("byte %d: %v", at, err)
		}
		if _, err := s.Inspect(f.Stored, ring(k)); err == nil || !strings.Contains(err.Error(), "altered") {
			t.Errorf("byte %d: %v", at, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Inspect(f.Stored, ring(k)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if err := s.Check(f.Stored); err == nil {
		t.Error("a missing file passed")
	}
}

func TestAnInterruptedUploadLeavesNothing(t *testing.T) {
	s, dir := newStore(t)
	k := newKey(t)
	broken := errors.New("the line went down")
	if _, err := s.Put(io.MultiReader(strings.NewReader("half a"), iotest.ErrReader(broken)), 1<<20, k); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left %v", got)
	}
	// The machine stopped in the middle: nobody was there to clean up.
	if err := os.WriteFile(filepath.Join(dir, "incoming-123"), []byte("half a"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := put(t, s, "whole", k)
	if At(dir); len(names(t, dir)) != 2 {
		t.Error("a verifier removed something")
	}
	if _, err := Open(dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 1 || got[0] != f.Stored.String()+".age" {
		t.Errorf("the folder holds %v", got)
	}
}

func TestAForgottenFileIsGoneAndListed(t *testing.T) {
	s, dir := newStore(t)
	a, b := put(t, s, "one", newKey(t)), put(t, s, "two", newKey(t))
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Remove(a.Stored); err != nil {
			t.Error(err)
		}
	}
	var got []record.Hash
	if err := s.List(func(h record.Hash, _ string) error { got = append(got, h); return nil }); err != nil || len(got) != 1 || got[0] != b.Stored {
		t.Errorf("listed %v %v", got, err)
	}
	if err := At(filepath.Join(dir, "none")).List(nil); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// BenchmarkPutBesideHash takes a file of 64 MB in, and hashes the same bytes alone, as sha256sum does.
func BenchmarkPutBesideHash(b *testing.B) {
	data := bytes.Repeat([]byte("the same bytes for both "), 64<<20/24)
	b.Run("put", func(b *testing.B) {
		s, _ := newStore(b)
		key := newKey(b)
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			f, err := s.Put(bytes.NewReader(data), 1<<30, key)
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Remove(f.Stored); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			sha256.Sum256(data)
		}
	})
}
