package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/record"
)

// One field is shown and proven to a stranger; nothing else of the entry is in the file; and only who may read the entry can
// make one.
func TestOneFieldIsShownAndNothingElse(t *testing.T) {
	c := newCentre(t)
	n := c.tell("olive", "observe/allegations", map[string]any{
		"source": "a clinic", "language": "en", "text": "EXERCISE qxsecret", "place_name": "al-Naima", "place": map[string]any{"lat": 32.62, "lon": 36.17},
		"start": "2017-09-01T00:00:00Z", "type": "mortar", "accused": "B",
	})
	door := fmt.Sprintf("/api/record/entries/%d/disclosure?field=kind&field=fact/type", n)
	for member, status := range map[string]int{"olive": http.StatusOK, "heron": http.StatusOK, "birch": http.StatusNotFound, "": http.StatusNotFound} {
		if a := c.knock(member, "GET", door, nil); a.Code != status {
			t.Errorf("%q gets %d: %s", member, a.Code, a.Body)
		}
	}
	if a := c.knock("olive", "GET", strings.Replace(door, "fact/type", "fact/nothing", 1), nil); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.Body.String(), "fact/text") {
		t.Errorf("a field that is not there: %d %s", a.Code, a.Body)
	}
	shown := c.knock("olive", "GET", door, nil).Body.Bytes()
	dir := t.TempDir()
	file := filepath.Join(dir, "shown")
	if err := os.WriteFile(file, shown, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TRUCE_STATE", t.TempDir())
	verb := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(context.Background(), &console{out: &out, err: &out}, args)
		return out.String(), code
	}
	out, code := verb("verify", file, "--key", c.m.PublicKey())
	if code != 0 || !strings.Contains(out, `fact/type = "mortar"`) || !strings.Contains(out, "what else the entry says is not shown") {
		t.Errorf("%d\n%s", code, out)
	}
	r, err := record.ParseReceipt(shown)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.Split(string(shown), "\n")[1], "extra "))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("qxsecret")) || r.Extra.Seed != nil || r.Extra.Fields != nil {
		t.Error("more is in it than was to be shown")
	}
	for i := range r.Extra.Shown {
		other := r
		other.Extra.Shown = append([]record.Disclosure{}, r.Extra.Shown...)
		other.Extra.Shown[i].Value = []byte{0x61, 'x'}
		if err := os.WriteFile(file, other.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := verb("verify", file, "--key", c.m.PublicKey()); code != exitFails {
			t.Errorf("another value holds: %s", out)
		}
	}

	// The same without a server, from the receipt; and the receipt's fields are listed.
	whole := filepath.Join(dir, "whole")
	if err := os.WriteFile(whole, c.knock("olive", "GET", fmt.Sprintf("/api/record/entries/%d/receipt", n), nil).Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := verb("disclose", whole); code != 0 || !strings.Contains(out, "fact/type = \"mortar\"") {
		t.Errorf("%d\n%s", code, out)
	}
	again := filepath.Join(dir, "again")
	if out, code := verb("disclose", whole, "--field", "fact/type", "--field", "kind", "--out", again); code != 0 {
		t.Errorf("%d\n%s", code, out)
	}
	if b, err := os.ReadFile(again); err != nil || !bytes.Equal(b, shown) {
		t.Errorf("it is another file: %v", err)
	}
	if out, code := verb("disclose", again, "--field", "kind"); code != exitFails || !strings.Contains(out, "does not carry") {
		t.Errorf("what is closed was opened: %d\n%s", code, out)
	}
}
