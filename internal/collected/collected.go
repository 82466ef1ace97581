// Package collected gives tests the data that was collected for the project: the folder shared beside the checkout. Where
// it is not, a test is skipped with a word, and fails if TRUCE_CI is set. TRUCE_SHARED names another folder.
package collected

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files reads the files that fit a pattern below the folder data, by their last name; those that end in .gz unpacked.
func Files(t testing.TB, pattern string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder(t), "data", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatalf("the collected data %s is not beside the checkout", pattern)
		}
		t.Skipf("the collected data %s is not beside the checkout", pattern)
	}
	out := map[string][]byte{}
	for _, name := range names {
		out[filepath.Base(name)] = read(t, name)
	}
	return out
}

// File reads one file.
func File(t testing.TB, name string) []byte {
	t.Helper()
	return Files(t, name)[filepath.Base(name)]
}

func folder(t testing.TB) string {
	if dir := os.Getenv("TRUCE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	return filepath.Join(filepath.Dir(dir), "shared")
}

func read(t testing.TB, name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return b
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if b, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return b
}
