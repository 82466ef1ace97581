package keys

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"truce.example/record"
)

// Property: whatever stands in the files, Read fails with an error or gives a ring that opens with no more keys than there
// are lines; it changes nothing, and Open mends at most the end of the reading file, after which Read finds no torn end.
func FuzzRead(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "keys")
	r, _, err := Create(dir, origin, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range []record.Audience{record.Mission, record.Public, record.ToParty("A")} {
		if _, _, err := r.Current(a); err != nil {
			f.Fatal(err)
		}
	}
	file := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	master, reading := file(masterFile), file(readingFile)
	f.Add(master, reading)
	f.Add(master, reading[:len(reading)-1])
	f.Add(master, reading[:len(reading)-9])
	f.Add(master, append(bytes.Clone(reading[:len(reading)-1]), 'x'))
	f.Add(master, bytes.Repeat(reading, 2))
	f.Add(master, []byte("\n\nAAAA\n"))
	f.Add([]byte(plainMaster+"AAAA"), reading)
	f.Add([]byte("age-encryption.org/v1\n-> scrypt AAAA 99\n"), reading)
	f.Fuzz(func(t *testing.T, master, reading []byte) {
		dir := t.TempDir()
		for name, b := range map[string][]byte{masterFile: master, readingFile: reading} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Read(dir, nil)
		if now, _ := os.ReadFile(filepath.Join(dir, readingFile)); !bytes.Equal(now, reading) {
			t.Fatal("reading changed the file")
		}
		if err != nil {
			return
		}
		if lines := bytes.Count(reading, []byte("\n")) + 1; r.Len() > lines {
			t.Fatalf("%d keys out of %d lines", r.Len(), lines)
		}
		opened, err := Open(dir, nil)
		if err != nil {
			t.Fatalf("what can be read cannot be opened: %v", err)
		}
		mended, err := Read(dir, nil)
		if err != nil || mended.Torn() || mended.Len() != opened.Len() {
			t.Fatalf("after mending: %v, torn %v, %d keys instead of %d", err, mended.Torn(), mended.Len(), opened.Len())
		}
	})
}
