package mission

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"truce.example/record"
	"truce.example/record/keys"
)

// Property: whatever the file is, Restore fails and leaves nothing behind, neither the folder nor a half of it, or makes a
// folder that holds what the manifest states. It writes nowhere else.
func FuzzRestore(f *testing.F) {
	manifest := func(m Manifest) []byte {
		b, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	archive := func(files map[string][]byte) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range files {
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err != nil {
				f.Fatal(err)
			}
			if _, err := w.Write(content); err != nil {
				f.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			f.Fatal(err)
		}
		return b.Bytes()
	}
	hash := func(b []byte) record.Hash { return sha256.Sum256(b) }
	one := []byte("not a record")
	for _, name := range []string{"record.db", "../escape", "keys/log", "evidence/x.age", "README.txt"} {
		listed := manifest(Manifest{Format: exportFormat, Files: []ManifestFile{{Name: name, Size: int64(len(one)), SHA256: hash(one)}}})
		f.Add(archive(map[string][]byte{name: one, manifestName: listed}))
	}
	lying := manifest(Manifest{Format: exportFormat, Files: []ManifestFile{{Name: "record.db", Size: 1 << 40}}})
	f.Add(archive(map[string][]byte{"record.db": one, manifestName: lying}))
	f.Add(archive(map[string][]byte{manifestName: []byte(`{"format": 7}`)}))
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Add([]byte("no zip at all"))
	f.Fuzz(func(t *testing.T, b []byte) {
		around := t.TempDir()
		file, dir := filepath.Join(around, "export"), filepath.Join(around, "in", "restored")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := Restore(context.Background(), file, dir)
		left, _ := os.ReadDir(filepath.Join(around, "in"))
		if err != nil {
			if len(left) != 0 {
				t.Fatalf("%v, and %v is left behind", err, left)
			}
		} else if len(left) != 1 {
			t.Fatalf("beside the folder there is %v", left)
		}
		if beside, _ := os.ReadDir(around); len(beside) > 2 {
			t.Fatalf("it wrote outside: %v", beside)
		}
		for _, want := range m.Files {
			content, readErr := os.ReadFile(filepath.Join(dir, filepath.FromSlash(want.Name)))
			if err == nil && (readErr != nil || hash(content) != want.SHA256) {
				t.Fatalf("%s is not what the manifest states: %v", want.Name, readErr)
			}
		}
	})
}

// Property: a grant opens for the device, the record and the compartment that it was sealed for, and as it was sealed.
func FuzzOpenGrant(f *testing.F) {
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	const origin = "test.example/exercise/grants"
	e := keys.Epoch{Compartment: record.ID{1}, Secret: bytes.Repeat([]byte{7}, 32)}
	sealed, err := keys.SealGrant(origin, private.PublicKey().Bytes(), e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(origin, e.Compartment[:], sealed)
	f.Add(origin, []byte{2}, sealed)
	f.Add("another.example", e.Compartment[:], sealed)
	f.Add(origin, e.Compartment[:], sealed[:40])
	f.Add(origin, e.Compartment[:], []byte{})
	f.Fuzz(func(t *testing.T, to string, compartment, b []byte) {
		var id record.ID
		copy(id[:], compartment)
		key, err := OpenGrant(to, private, Granted{Compartment: id, Sealed: b})
		if (err == nil) != (key != nil) {
			t.Fatalf("a key and an error: %v %v", key, err)
		}
		if err == nil && (to != origin || id != e.Compartment || !bytes.Equal(b, sealed)) {
			t.Fatal("a grant opened that was not sealed so")
		}
	})
}
