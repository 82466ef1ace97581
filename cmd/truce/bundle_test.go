package main

import (
	"archive/zip"
	"bytes"
	"context"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A bundle is made of a record that is being written, twice the same to the byte; it verifies as a whole, and with any file
// altered it does not. Its pages need no script and stand in three languages.
func TestAnAuditorOpensOneFile(t *testing.T) {
	c := newCentre(t)
	c.file("olive", "party:A")
	t.Setenv("TRUCE_STATE", t.TempDir())
	verb := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(context.Background(), &console{out: &out, err: &out}, args)
		return out.String(), code
	}
	dir := t.TempDir()
	one, two, closed := filepath.Join(dir, "one.zip"), filepath.Join(dir, "two.zip"), filepath.Join(dir, "closed.zip")
	for _, args := range [][]string{{"bundle", c.dir, one}, {"bundle", c.dir, two}, {"bundle", c.dir, closed, "--without-keys"}} {
		if out, code := verb(args...); code != 0 {
			t.Fatalf("%v: %s", args, out)
		}
	}
	a, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(two); err != nil || !bytes.Equal(a, b) {
		t.Errorf("equal records make other bundles: %d and %d bytes, %v", len(a), len(b), err)
	}
	for file, says := range map[string]string{one: ", 0 closed here", closed: "0 of them opened"} {
		if out, code := verb("verify", file, "--key", c.m.PublicKey()); code != 0 || !strings.Contains(out, says) || !strings.Contains(out, "everything holds") {
			t.Errorf("verify %s: %d\n%s", filepath.Base(file), code, out)
		}
	}
	files := unzip(t, one)
	for _, name := range []string{"index.html", "index.ar.html", "index.ru.html"} {
		page := html.UnescapeString(files[name])
		if !strings.Contains(page, c.m.PublicKey()) || strings.Contains(page, "<script") || !strings.Contains(page, "EXERCISE") {
			t.Errorf("%s is not as it should be", name)
		}
	}
	if !strings.Contains(files["index.html"], "observe.alleged/1") || !strings.Contains(files["index.ar.html"], `dir="rtl"`) || !strings.Contains(files["FORMAT.md"], "The stored form") {
		t.Error("something is missing from the pages or the documents")
	}
	texts := 0
	for name := range files {
		if strings.HasPrefix(name, "agreement/") {
			texts++
		}
	}
	if texts == 0 {
		t.Error("the agreement is not in it")
	}
	for name := range unzip(t, closed) {
		if strings.HasPrefix(name, "agreement/") {
			t.Errorf("without keys it still holds %s in the clear", name)
		}
	}
	altered := filepath.Join(dir, "altered.zip")
	for _, at := range []int{100, len(a) / 2, bytes.Index(a, []byte("The stored form")), bytes.LastIndex(a, []byte(c.m.PublicKey()))} {
		b := bytes.Clone(a)
		b[at] ^= 1
		if err := os.WriteFile(altered, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := verb("verify", altered, "--key", c.m.PublicKey()); code != exitFails {
			t.Errorf("byte %d was changed: %d\n%s", at, code, out)
		}
	}
	export := filepath.Join(dir, "export.zip")
	if out, code := verb("export", c.dir, export); code != 0 {
		t.Fatal(out)
	}
	if out, code := verb("verify", export, "--key", c.m.PublicKey()); code != 0 {
		t.Errorf("an export is verified as it is: %s", out)
	}
}

func unzip(t *testing.T, name string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte(`{"format":"truce-bundle-1","origin":"o","entries":1,"checkpoint":"c","keys":true,"files":[{"name":"record.zip","size":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseBundle(b)
		if err != nil {
			return
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(file.Name) || file.Size < 0 {
				t.Errorf("it may hold %q", file.Name)
			}
		}
	})
}
