package desktest

import (
	"embed"
	"io/fs"
	"testing"

	"truce.example/agreement"
)

//go:embed small
var folders embed.FS

// Agreement is a small agreement between the parties A and B with the guarantors G1 and G2, over the square from 32°N
// 36°E to 33°N 37°E with a line of contact down its middle. It enters into force three hours after [Start]. Each call
// returns another copy, which a test may change before it offers it.
func Agreement(t testing.TB) *agreement.Agreement {
	t.Helper()
	folder, err := fs.Sub(folders, "small")
	if err != nil {
		t.Fatal(err)
	}
	a, problems := agreement.Load(folder)
	for _, p := range problems {
		t.Error(p)
	}
	if a == nil {
		t.FailNow()
	}
	return a
}
