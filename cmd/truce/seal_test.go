package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A testimony goes from one member's machine to another's through the host, which takes it in, proves that it did, and cannot
// open it: neither as it came in, nor with all its keys.
func TestATestimonyTheHostCannotOpen(t *testing.T) {
	c := newCentre(t)
	srv := httptest.NewServer(c.face)
	defer srv.Close()
	t.Setenv("TRUCE_STATE", t.TempDir())
	verb := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(context.Background(), &console{out: &out, err: &out}, args)
		return strings.TrimSpace(out.String()), code
	}
	writer, reader, third := followAs(t, c.m, srv.URL, "heron"), followAs(t, c.m, srv.URL, "ward"), followAs(t, c.m, srv.URL, "quartz")
	for _, p := range []*party{writer, reader, third} {
		p.must()
	}
	dir := t.TempDir()
	plain, sealed, out := filepath.Join(dir, "statement"), filepath.Join(dir, "sealed"), filepath.Join(dir, "out")
	const said = "EXERCISE qxwitness saw it from the roof"
	if err := os.WriteFile(plain, []byte(said), 0o600); err != nil {
		t.Fatal(err)
	}
	key, code := verb("seal", "--my-key", "--copy", reader.cfg.Dir)
	if code != 0 {
		t.Fatal(key)
	}
	if said, code := verb("seal", plain, "--copy", writer.cfg.Dir, "--for", key, "--out", sealed); code != 0 {
		t.Fatal(said)
	}
	b, err := os.ReadFile(sealed)
	if err != nil {
		t.Fatal(err)
	}
	a := c.knock("heron", "POST", "/api/record/files?audience=mission&name=statement", b, "Content-Type: application/octet-stream")
	var taken struct{ Entry int64 }
	if err := json.Unmarshal(a.Body.Bytes(), &taken); err != nil || a.Code != 201 {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	as := c.knock("heron", "GET", fmt.Sprintf("/api/record/entries/%d/file", taken.Entry), nil) // opened with all the host's keys
	if !bytes.Equal(as.Body.Bytes(), b) || bytes.Contains(b, []byte("qxwitness")) {
		t.Errorf("the host hands out something else than what came in: %d bytes", as.Body.Len())
	}
	for _, p := range []*party{reader, third} {
		p.must()
		p.must()
	}
	if words, code := verb("unseal", fmt.Sprint(taken.Entry), "--copy", reader.cfg.Dir, "--out", out); code != 0 {
		t.Fatal(words)
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != said {
		t.Errorf("%q, %v", got, err)
	}
	if words, code := verb("unseal", fmt.Sprint(taken.Entry), "--copy", third.cfg.Dir, "--out", filepath.Join(dir, "no")); code != exitFails || !strings.Contains(words, "not sealed for this device") {
		t.Errorf("a third member: %d %s", code, words)
	}
}
