package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The drill: the centre burns down. What is left is an export and the shares that lie with the guarantors. Nobody has the
// passphrase. Two guarantors open the keys, one of them takes the record over, and everything that was recorded can be read
// and proven, without the first server; a third guarantor's follower goes on with the new host when its people say so.
func TestTheRecordOutlivesItsHost(t *testing.T) {
	j := newJointCentre(t)
	passphrase := filepath.Join(j.dir, "passphrase")
	if err := os.WriteFile(passphrase, []byte("known to the host alone\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(j.host()); err != nil {
		t.Fatal(err)
	}
	var made initialised
	if err := json.Unmarshal([]byte(j.must("init", j.host(), "--agreement", filepath.Join(j.dir, "agreement"), "--exercise", "--origin", "joint.example/exercise/log", "--passphrase-file", passphrase, "--json")), &made); err != nil {
		t.Fatal(err)
	}
	j.public = made.Key
	at := map[string]string{}
	for i, g := range []string{"g1", "g2", "g3"} {
		_, at[g+".example/witness"] = j.witness(i + 1)
	}
	serve := []string{"serve", j.host(), "--listen", "127.0.0.1:0", "--passphrase-file", passphrase}
	for name, url := range at {
		serve = append(serve, "--witness-at", name+"="+url)
	}
	j.serving, j.url = j.start(nil, serve...)
	j.standing("all sign", func(s standingSaid) bool { return s.Whole == 3 })
	copied := filepath.Join(j.dir, "follower")
	j.must("follow", j.url, copied, "--key", made.Key, "--link", j.url+made.Admin, "--once")
	j.serving.kill()

	ceremony, export := filepath.Join(j.dir, "ceremony"), filepath.Join(j.dir, "export.zip")
	j.must("shares", j.host(), "--out", ceremony, "--passphrase-file", passphrase)
	share := func(g string) string { return filepath.Join(ceremony, "share-"+g+".json") }
	if out := j.must("shares", share("G2"), "--check"); !strings.Contains(out, "2 of G1, G2, G3") {
		t.Errorf("a holder is told %s", out)
	}
	j.must("export", j.host(), export)
	if err := errors.Join(os.RemoveAll(j.host()), os.Remove(passphrase)); err != nil {
		t.Fatal(err)
	}

	// Another machine, of another guarantor. Without a quorum the copy proves everything and says nothing.
	j.state = t.TempDir()
	restored := filepath.Join(j.dir, "restored")
	j.must("restore", export, restored)
	if out := j.must("verify", restored, "--key", made.Key); !strings.Contains(out, "0 of them opened") {
		t.Errorf("without the passphrase it says\n%s", out)
	}
	if out, code := j.run("recover", restored, share("G3")); code != exitUsage {
		t.Errorf("one share: %d %s", code, out)
	}
	if out, code := j.run("recover", restored, share("G3"), share("G3")); code != exitFails || !strings.Contains(out, "2 of 3") {
		t.Errorf("one share twice: %d %s", code, out)
	}
	j.must("recover", restored, share("G3"), share("G1"))
	if out := j.must("verify", restored, "--key", made.Key); !strings.Contains(out, "3 of 3 guarantors countersigned") || !strings.Contains(out, ", 0 closed here") {
		t.Errorf("recovered, it says\n%s", out)
	}

	// It goes on under a new key. Whoever pinned the old one is told, and follows when people trust the new one.
	var taken struct{ Key string }
	if err := json.Unmarshal([]byte(j.must("takeover", restored, "--reason", "the first host burned; minutes 14", "--json")), &taken); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(restored, j.host()); err != nil {
		t.Fatal(err)
	}
	j.serve(at)
	j.must("link", j.host())
	if out, code := j.run("follow", j.url, copied, "--once"); code != exitRefused || !strings.Contains(out, "taken over") {
		t.Errorf("a new key is followed unasked: %d %s", code, out)
	}
	if out, _ := j.run("follow", j.url, copied, "--trust", taken.Key, "--once"); !strings.Contains(out, "signed and consistent") {
		t.Errorf("the follower says %s", out)
	}
	if out := j.must("verify", j.host(), "--key", taken.Key); !strings.Contains(out, "everything holds") {
		t.Errorf("taken over, it says\n%s", out)
	}
}
