package web

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// A build is whole: every script and style that the front page names is there.
func TestConsoleIsWhole(t *testing.T) {
	files := Console()
	if files == nil {
		if os.Getenv("TRUCE_CI") != "" {
			t.Fatal("the console is not built; run make web before the tests")
		}
		t.Skip("the console is not built here; run make web")
	}
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, part := range strings.Split(string(page), `"`) {
		path, ok := strings.CutPrefix(part, "/assets/")
		if !ok {
			continue
		}
		named++
		if _, err := fs.Stat(files, "assets/"+path); err != nil {
			t.Errorf("index.html names %s: %v", part, err)
		}
	}
	if named == 0 {
		t.Error("index.html names nothing")
	}
	if _, err := fs.Stat(files, "basemap.pmtiles"); err != nil {
		t.Errorf("there is no map to draw on: %v", err)
	}
}
