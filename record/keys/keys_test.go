package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
)

const origin = "test.example/exercise/keys"

func create(t *testing.T, passphrase string) (dir, public string, r *Ring) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "keys")
	r, public, err := Create(dir, origin, []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	return dir, public, r
}

func reopen(t *testing.T, dir, passphrase string) *Ring {
	t.Helper()
	r, err := Open(dir, []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func current(t *testing.T, r *Ring, a record.Audience) *record.EpochKey {
	t.Helper()
	k, _, err := r.Current(a)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAFullCycle(t *testing.T) {
	for _, passphrase := range []string{"", "correct horse"} {
		dir, public, r := create(t, passphrase)
		first, isNew, err := r.Current(record.Mission)
		if err != nil || !isNew {
			t.Fatal(isNew, err)
		}
		if again, isNew, err := r.Current(record.Mission); err != nil || isNew || again.Compartment != first.Compartment {
			t.Error("a second key for the same epoch")
		}
		other := current(t, r, record.ToParty("A"))
		next, err := r.NextEpoch(record.Mission)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*Ring{r, reopen(t, dir, passphrase)} {
			if got := current(t, r, record.Mission); got.Compartment != next.Compartment {
				t.Error("the newest epoch is not the current one")
			}
			for _, k := range []*record.EpochKey{first, next, other} {
				got, audience, ok := r.Key(k.Compartment)
				if !ok || got.Compartment != k.Compartment || (audience == record.Mission) == (k == other) {
					t.Errorf("key of %s: %v %q", k.Compartment, ok, audience)
				}
			}
			if len(r.Epochs()) != 3 || len(r.Damage()) != 0 || r.Torn() {
				t.Errorf("%d epochs, damage %v", len(r.Epochs()), r.Damage())
			}
			signer, err := r.Signer()
			if err != nil {
				t.Fatal(err)
			}
			v, err := note.NewVerifier(public)
			if err != nil || v.KeyHash() != signer.KeyHash() {
				t.Error("the signer is not the public key's")
			}
			if got, err := r.PublicKey(); err != nil || got != public {
				t.Errorf("public key %q, not %q: %v", got, public, err)
			}
		}
		// What the first ring wrapped, the second one opens.
		wrapped := first.Wrap([]byte("secret"), []byte("context"))
		again, _, _ := reopen(t, dir, passphrase).Key(first.Compartment)
		if got, err := again.Unwrap(wrapped, []byte("context")); err != nil || string(got) != "secret" {
			t.Errorf("unwrapped %q, %v", got, err)
		}
		for _, name := range []string{"", "master", "log", "reading"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
	}
}

func TestThePassphraseIsNeeded(t *testing.T) {
	dir, _, _ := create(t, "correct horse")
	for _, wrong := range []string{"", "battery staple"} {
		if _, err := Open(dir, []byte(wrong)); !errors.Is(err, ErrPassphrase) {
			t.Errorf("with %q: %v", wrong, err)
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "master"))
	if err != nil || bytes.Contains(b, []byte(plainMaster)) {
		t.Error("the master key rests open")
	}
}

func TestWhatAStoppedMachineLeftIsMended(t *testing.T) {
	dir, _, r := create(t, "")
	kept := current(t, r, record.Mission)
	name := filepath.Join(dir, "reading")
	whole := read1(t, name)
	if err := os.WriteFile(name, append(bytes.Clone(whole), whole[:len(whole)/2]...), 0o600); err != nil {
		t.Fatal(err)
	}
	torn := read1(t, name)
	if r, err := Read(dir, nil); err != nil || !r.Torn() || len(r.Damage()) != 0 || !bytes.Equal(read1(t, name), torn) {
		t.Errorf("read: %v; the file was changed: %v", err, !bytes.Equal(read1(t, name), torn))
	}
	r = reopen(t, dir, "")
	if !bytes.Equal(read1(t, name), whole) {
		t.Error("half a line stayed")
	}
	more := current(t, r, record.Parties)
	r = reopen(t, dir, "")
	for _, k := range []*record.EpochKey{kept, more} {
		if _, _, ok := r.Key(k.Compartment); !ok || len(r.Damage()) != 0 {
			t.Errorf("a key is lost; damage %v", r.Damage())
		}
	}
}

func TestALastLineWithoutItsNewlineIsNotCutOff(t *testing.T) {
	for _, end := range []string{"", "x", "\v"} {
		dir, _, r := create(t, "")
		kept := current(t, r, record.Mission)
		name := filepath.Join(dir, "reading")
		whole := read1(t, name)
		if err := os.WriteFile(name, append(whole[:len(whole)-1:len(whole)-1], end...), 0o600); err != nil {
			t.Fatal(err)
		}
		r = reopen(t, dir, "")
		if _, _, ok := r.Key(kept.Compartment); !ok || len(r.Damage()) != 1 {
			t.Errorf("ended with %q: key %v, damage %v", end, ok, r.Damage())
		}
		if !bytes.Equal(read1(t, name), whole) {
			t.Errorf("ended with %q: not mended", end)
		}
	}
}

func TestADamagedLineIsNamedAndTheOthersAreRead(t *testing.T) {
	dir, _, r := create(t, "")
	var ks []*record.EpochKey
	for _, a := range []record.Audience{record.Mission, record.Parties, record.Public} {
		ks = append(ks, current(t, r, a))
	}
	name := filepath.Join(dir, "reading")
	lines := bytes.SplitAfter(read1(t, name), []byte("\n"))
	lines[1][7] ^= 1
	if err := os.WriteFile(name, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	r = reopen(t, dir, "")
	if d := r.Damage(); len(d) != 1 || !strings.Contains(d[0], "line 2") {
		t.Errorf("damage %v", d)
	}
	for i, k := range ks {
		if _, _, ok := r.Key(k.Compartment); ok == (i == 1) {
			t.Errorf("key %d: %v", i, ok)
		}
	}
}

func TestACopyWithoutLogKeySaysSoAndIsGivenOne(t *testing.T) {
	dir, public, _ := create(t, "")
	files, err := Exported(dir)
	if err != nil || len(files) != 2 || files["log"] != nil {
		t.Fatal(files, err)
	}
	copied := filepath.Join(t.TempDir(), "keys")
	if err := os.Mkdir(copied, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(copied, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := reopen(t, copied, "")
	if _, err := r.Signer(); !errors.Is(err, ErrNoLogKey) {
		t.Errorf("signer: %v", err)
	}
	if _, err := r.PublicKey(); !errors.Is(err, ErrNoLogKey) {
		t.Errorf("public key: %v", err)
	}
	own, err := r.ReplaceLogKey(origin)
	if err != nil || own == public {
		t.Fatal(own, err)
	}
	if got, err := reopen(t, copied, "").PublicKey(); err != nil || got != own {
		t.Errorf("%q %v", got, err)
	}
	if _, err := r.ReplaceLogKey(origin); err == nil {
		t.Error("a log key was written over")
	}
}

func read1(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
