// Package web holds the console as it was built: bytes for the browser. The build is not in git; `make web` makes it, and
// a program built without it serves the API and the plain pages and says so on its front page.
package web

import (
	"embed"
	"io/fs"
)

// dist has at least a placeholder, so that the program builds without Node.
//
//go:embed all:dist
var dist embed.FS

// Console returns the files of the console, with index.html at the top, or nil when the program was built without it.
func Console() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil
	}
	return files
}
