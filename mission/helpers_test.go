package mission

import (
	"os"
	"testing"

	"truce.example/view"
)

// replace puts a record's file in the place of another, as a restored backup would.
func replace(t *testing.T, path, with string) {
	t.Helper()
	if err := view.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(with, path); err != nil {
		t.Fatal(err)
	}
}
