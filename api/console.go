package api

import (
	"compress/gzip"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
)

// The console is a page that works with the same doors as anybody: the face only hands out its files. Where the program
// was built without it, the plain front page stands in its place and says so.

// A text file of the console may lie beside a smaller copy of itself, which is sent to a browser that takes it.
const packed = ".gz"

// basemapFile is the map that was built in. One that the operator brings stands before it under the same name.
const basemapFile = "basemap.pmtiles"

func (f *Face) consoleRoutes() {
	if f.Console == nil {
		f.handle("GET /{$}", f.plain("Truce", "front.html"))
	} else {
		f.handle("GET /{$}", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Cache-Control", "no-cache")
			return f.consoleFile(w, r, "index.html")
		})
		f.handle("GET /assets/{name}", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // the name holds the content's hash
			return f.consoleFile(w, r, "assets/"+r.PathValue("name"))
		})
	}
	if f.Console != nil {
		f.handle("GET /field/{path...}", f.fieldFile)
	}
	f.handle("GET /plain", f.plain("Truce", "front.html"))
	f.handle("GET /basemap/{name}", f.basemap)
}

// fieldFile serves the field app, which a phone keeps: what is named after its content may be kept for good, the rest is asked for
// again whenever there is a line. It may load nothing from elsewhere, and show the photographs that it took.
func (f *Face) fieldFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("path")
	if name == "" {
		name = "index.html"
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; font-src 'self'; worker-src 'self'; manifest-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return f.consoleFile(w, r, path.Join("field", path.Clean("/"+name)))
}

func (f *Face) consoleFile(w http.ResponseWriter, r *http.Request, name string) error {
	form := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".webmanifest" {
		form = "application/manifest+json"
	}
	if path.Ext(name) == ".woff2" {
		form = "font/woff2" // not every system knows it
	}
	file, err := f.Console.Open(name + packed)
	if err != nil {
		return f.wholeFile(w, r, name, form)
	}
	defer file.Close()
	w.Header().Set("Content-Type", form)
	w.Header().Set("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		plain, err := gzip.NewReader(file)
		if err != nil {
			return err
		}
		io.Copy(w, plain) // a browser that went away is no error of ours
		return nil
	}
	w.Header().Set("Content-Encoding", "gzip")
	if info, err := file.Stat(); err == nil {
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	}
	io.Copy(w, file)
	return nil
}

func (f *Face) wholeFile(w http.ResponseWriter, r *http.Request, name, form string) error {
	file, err := f.Console.Open(name)
	if err != nil {
		return desk.Refuse(desk.NotFound, "the console has no file %q; load the page again", cut(name))
	}
	defer file.Close()
	seeker, ok := file.(io.ReadSeeker)
	if !ok {
		return desk.Refuse(desk.NotFound, "the console has no file %q", cut(name))
	}
	w.Header().Set("Content-Type", form)
	http.ServeContent(w, r, "", time.Time{}, seeker)
	return nil
}

// basemap serves what the map is drawn on, in the parts that a browser asks for: world.pmtiles, which is built in, and
// local.pmtiles, which the operator may bring. Both are public: they hold nothing of the mission.
func (f *Face) basemap(w http.ResponseWriter, r *http.Request) error {
	var file fs.File
	var err error = fs.ErrNotExist
	switch name := r.PathValue("name"); {
	case name == "world.pmtiles" && f.Console != nil:
		file, err = f.Console.Open(basemapFile)
	case name == "local.pmtiles" && f.Basemap != "":
		file, err = os.Open(f.Basemap)
	}
	if err != nil {
		return desk.Refuse(desk.NotFound, "there is no map %q here", cut(r.PathValue("name")))
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	seeker, ok := file.(io.ReadSeeker)
	if !ok {
		return desk.Refuse(desk.NotFound, "the map %q cannot be read in parts", cut(r.PathValue("name")))
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "no-cache")
	// The length and the version of the program say when the built-in one changed: it carries no time of its own.
	w.Header().Set("ETag", strconv.Quote(f.Version+"-"+strconv.FormatInt(info.Size(), 10)+"-"+strconv.FormatInt(info.ModTime().Unix(), 10)))
	http.ServeContent(w, r, "", info.ModTime(), seeker)
	return nil
}
