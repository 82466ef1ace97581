// Package api is the HTTP face of any set of desks: identity, rights, refusals, the OpenAPI document, the live stream, the
// record's public tiles, and plain pages for every layer. It knows how, the desks know what: no subject may enter here.
package api

import (
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// A Mission is what the face needs of the running mission. Package mission implements it.
type Mission interface {
	desk.Clerk
	Now() time.Time
	Origin() string
	PublicKey() string
	Desks() []desk.Desk
	View(who desk.Who) view.Reader
	ViewEntry() int64
	Rehearse(ctx context.Context, who desk.Who, c desk.Command) ([]record.Draft, error)
	WaitView(ctx context.Context, n int64) error
	Wait(ctx context.Context, n int64) (int64, error)
	Entries(ctx context.Context, from, to int64, f func(record.Entry) error) error
	Entry(ctx context.Context, n int64) (record.Entry, error)
	Receipt(ctx context.Context, who desk.Who, n int64) (desk.Receipt, error)
	Head() record.Checkpoint
	Witnessed() (standing record.Standing, states []string, fresh time.Duration)
	Folding() bool
	LogFile(path string) (data []byte, immutable bool, err error)
	Sealed(ctx context.Context, who desk.Who, from, to int64, limit int, f func(n int64, sealed []byte) error) (next int64, err error)
	SealedFile(ctx context.Context, who desk.Who, n int64) (io.ReadSeekCloser, error)
	Grants(who desk.Who) []desk.Grant
	TakenAs(ctx context.Context, who desk.Who, id string) (file desk.File, ok bool, err error)
	OpenFile(ctx context.Context, who desk.Who, n int64) (name, form string, r io.ReadCloser, err error)
}

// Config says what the face stands on. Mission, Identity and Rights are needed.
type Config struct {
	Mission  Mission
	Identity desk.Identity
	Rights   desk.Rights
	Log      *slog.Logger // nil is slog.Default; it never sees bodies, names or places
	Version  string       // of the program
	Console  fs.FS        // the built console, with index.html at its top; nil serves the plain front page instead
	Basemap  string       // PMTiles file that the operator brings for a richer map; "" for none
	Owner    *Owner       // lets the owner of a reading copy look at it; nil for a record that takes something in
}

// A Face serves one mission.
type Face struct {
	Config
	mux    *http.ServeMux
	routes []route
	lent   map[string]bool // patterns of doors at which the mission may look with a side's eyes
	layers map[string]desk.Layer
	order  []string // layer ids in the order of the desks
	atlas  *atlas   // what map tiles are drawn from
	doc    []byte   // the OpenAPI document as JSON
	ogcDoc []byte   // that of the doors for map programs
	tagKey []byte   // of the tags of answers; new at every start

	downloads chan struct{} // one for each file that is being made
	seek      chan struct{} // one for each search that runs
}

type route struct {
	desk.Route
	desk string
}

// New makes the face. It fails when a desk's declarations do not fit together.
func New(cfg Config) (*Face, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	f := &Face{
		Config: cfg, mux: http.NewServeMux(), lent: map[string]bool{}, layers: map[string]desk.Layer{}, tagKey: make([]byte, 32),
		downloads: make(chan struct{}, mostDownloads), seek: make(chan struct{}, maxSearches),
	}
	rand.Read(f.tagKey)
	for _, d := range cfg.Mission.Desks() {
		for _, r := range d.Routes {
			f.route(d.Name, r)
		}
		for _, l := range d.Layers {
			if err := fitsTiles(l); err != nil {
				return nil, err
			}
			f.layers[l.ID] = l
			f.order = append(f.order, l.ID)
		}
	}
	var err error
	if f.doc, err = f.document(); err != nil {
		return nil, err
	}
	f.recordRoutes()
	f.layerRoutes()
	f.consoleRoutes()
	f.sheetRoutes()
	if err := f.featureRoutes(); err != nil {
		return nil, err
	}
	f.searchRoutes()
	f.feedRoutes()
	f.pageRoutes()
	f.atlas = newAtlas(f)
	f.tileRoutes()
	return f, nil
}

func (f *Face) route(name string, r desk.Route) {
	f.routes = append(f.routes, route{r, name})
	path := r.Method + " /api/" + name + "/" + r.Path
	switch {
	case r.Ask != nil:
		f.lent[path] = true
		f.handle(path, f.ask(r))
	case r.Tell != nil:
		f.handle(path, f.tell(name, r))
	default:
		f.handle(path, f.do(r))
	}
}

// Handler is the whole face: with protection against requests that another site makes a browser send, and with headers
// that keep pages to themselves.
func (f *Face) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.fail(w, r, desk.Refuse(desk.NotAllowed, "the request came from another site's page; open this site itself and do it there"))
	}))
	inner := guard.Handler(f.mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; worker-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set(headerEntry, strconv.FormatInt(f.Mission.ViewEntry(), 10))
		inner.ServeHTTP(w, r)
	})
}

// handle registers a handler that may fail.
func (f *Face) handle(pattern string, h func(w http.ResponseWriter, r *http.Request) error) {
	f.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			f.fail(w, r, err)
		}
	})
}
