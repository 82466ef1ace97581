package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"truce.example/api"
	"truce.example/desk"
	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/follow"
	"truce.example/record/witness"
)

// A party is a member with a follower.
type party struct {
	t      *testing.T
	cfg    follow.Config
	events []string
}

// followAs begins a copy as a member, with a one-time link.
func followAs(t *testing.T, m *mission.Mission, base, member string) *party {
	t.Helper()
	link, err := newLink(context.Background(), m, member, "a follower")
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := mission.KindsOf(newHouse().desks)
	if err != nil {
		t.Fatal(err)
	}
	p := &party{t: t, cfg: follow.Config{URL: base, Dir: filepath.Join(t.TempDir(), "copy"), Key: m.PublicKey(), Link: base + link, Kinds: kinds, MaxFile: 1 << 20}}
	p.cfg.Tell = func(e follow.Event) { p.events = append(p.events, e.Event+": "+e.What) }
	return p
}

// step catches up once, as a run of the verb would.
func (p *party) step() error {
	p.t.Helper()
	f, err := follow.Open(context.Background(), p.cfg)
	if err != nil {
		return err
	}
	p.cfg.Link = ""
	return errors.Join(f.Once(context.Background()), f.Close())
}

func (p *party) must() {
	p.t.Helper()
	if err := p.step(); err != nil {
		p.t.Fatal(err)
	}
}

// look opens the copy to be read, and its house.
func (p *party) look() (*mission.Mission, house) {
	p.t.Helper()
	h := newHouse()
	m, err := mission.Open(mission.Config{Dir: p.cfg.Dir, Desks: h.desks, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { m.Close() })
	return m, h
}

func (p *party) holds() audit.Report {
	p.t.Helper()
	r, err := audit.Dir(context.Background(), p.cfg.Dir, audit.Options{Pins: audit.Pins{Key: p.cfg.Key}, Kinds: p.cfg.Kinds})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range r.Findings {
		p.t.Errorf("verify of the copy: %s", f)
	}
	return r
}

// A copy has what its member may read, to the last entry, and nothing else; what is forgotten goes from it too; and who
// has it can look at it, without writing.
func TestAFollowerHasWhatItsMemberMayRead(t *testing.T) {
	c := newCentre(t)
	srv := httptest.NewServer(c.face)
	defer srv.Close()
	c.file("olive", "party:A")
	c.file("heron", "mission")
	awkward := c.tell("olive", "observe/allegations", map[string]any{
		"source": "a clinic", "language": "en", "text": "EXERCISE to be forgotten", "place_name": "al-Naima", "place": map[string]any{"lat": 32.62, "lon": 36.17},
		"start": "2017-09-01T00:00:00Z", "type": "mortar", "accused": "B",
	})
	p := followAs(t, c.m, srv.URL, "olive")
	other := followAs(t, c.m, srv.URL, "heron")
	p.must()
	other.must()
	for member, follower := range map[string]*party{"olive": p, "heron": other} {
		follower.must() // keys that were granted since
		t.Run(member, func(t *testing.T) { c.compare(t, member, follower) })
		if r := follower.holds(); r.Files == 0 {
			t.Errorf("%s has no file", member)
		}
	}

	sign := witnessing(t, c.m)
	sign()
	c.tell("ward", "terms/forgetting", map[string]any{"entry": awkward, "reason": "a person may be found by it"})
	for _, side := range []string{"olive", "almond", "harbour", "birch", "wadi"} {
		c.tell(side, "terms/forgetting/agree", map[string]any{"entry": awkward})
	}
	p.must()
	if r := p.holds(); r.Erased == 0 || !strings.Contains(strings.Join(p.events, "\n"), "was forgotten by entry") {
		t.Errorf("the copy did not forget: %d erased, %q", r.Erased, p.events)
	}
	sign() // what a witness countersigned stays the beginning of the record
	c.compare(t, "olive", p)
}

// witnessing is a witness of a mission, which countersigns its newest checkpoint whenever it is called.
func witnessing(t *testing.T, m *mission.Mission) func() {
	t.Helper()
	secret, err := record.NewCosignerSecret("g1.example/witness", record.CosignEd25519)
	if err != nil {
		t.Fatal(err)
	}
	w, err := witness.Open(witness.Config{Dir: t.TempDir()}, []string{secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Watch(witness.Log{Keys: []string{m.PublicKey()}}, false); err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	return func() {
		t.Helper()
		at := m.Snapshot()
		proof, err := at.Tree.Consistency(m.Store(), size)
		if err != nil {
			t.Fatal(err)
		}
		if a := w.AddCheckpoint(context.Background(), witness.Request{Old: size, Proof: proof, Checkpoint: at.Checkpoint.Signed}.Bytes()); a.Status != http.StatusOK {
			t.Errorf("the witness answers %d %s", a.Status, a.Body)
		}
		size = at.Checkpoint.Size
	}
}

// A host, or somebody on the line, that alters a body or a file is refused with evidence; a file that broke off goes on where
// it stopped. In the end the copy has all of it.
func TestAFollowerRefusesAlteredBodiesAndResumesFiles(t *testing.T) {
	c := newCentre(t)
	c.file("olive", "party:A")
	alter, cut := "", true
	var ranges []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := httptest.NewRecorder()
		c.face.ServeHTTP(a, r)
		b := a.Body.Bytes()
		if alter != "" && strings.Contains(r.URL.Path, alter) && a.Code < 300 {
			b[len(b)-20] ^= 1
		}
		for k, v := range a.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(a.Code)
		if strings.HasSuffix(r.URL.Path, "/sealed-file") {
			ranges = append(ranges, r.Header.Get("Range"))
			if cut {
				w.Write(b[:100])
				http.NewResponseController(w).Flush()
				panic(http.ErrAbortHandler)
			}
		}
		w.Write(b)
	}))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	defer srv.Close()
	p := followAs(t, c.m, srv.URL, "olive")
	refused := func(what string) {
		t.Helper()
		var r *follow.RefusedError
		if err := p.step(); !errors.As(err, &r) || r.Kind != audit.BadBody || errors.Is(err, follow.ErrProven) {
			t.Fatalf("%s is answered with %v", what, err)
		}
		if _, report, err := audit.JudgeRefusal(r.Folder, audit.Pins{Key: p.cfg.Key}); err != nil || !strings.Contains(strings.Join(report.Notes, " "), "nothing in it proves") {
			t.Errorf("%s is judged with %v %v", what, report.Notes, err)
		}
	}
	alter = "/record/bodies"
	refused("an altered body")
	if r := p.holds(); r.Opened != 0 || r.Entries == 0 {
		t.Errorf("of the altered answer %d bodies were kept, of %d entries", r.Opened, r.Entries)
	}
	alter = ""
	if err := p.step(); err == nil {
		t.Fatal("a file that broke off is there")
	}
	cut, alter = false, "/sealed-file"
	refused("an altered file")
	alter = ""
	p.must()
	if want := []string{"bytes=0-", "bytes=100-", "bytes=0-"}; strings.Join(ranges, " ") != strings.Join(want, " ") {
		t.Errorf("the file was asked for as %q, not %q", ranges, want)
	}
	if r := p.holds(); r.Files != 1 || r.Opened == 0 {
		t.Errorf("the copy has %d files and %d bodies", r.Files, r.Opened)
	}
}

// compare holds each entry of a copy against the host's rule.
func (c *centre) compare(t *testing.T, member string, p *party) {
	t.Helper()
	copied, h := p.look()
	read := 0
	for n := range copied.Readable() {
		whole, err := c.m.Entry(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		e, err := copied.Entry(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		// The author of what is for others reads it at the host, and has no key of their audience.
		may := whole.Status == record.Open && c.who[member].Sees(whole.Audience)
		if open := e.Status == record.Open; open != may && n < copied.Readable()-20 || open && !may {
			t.Errorf("entry %d, %s for %q, is %s in the copy of %s", n, whole.Kind, whole.Audience, e.Status, member)
		}
		if e.Status == record.Open {
			read++
		}
	}
	if read == 0 || copied.Readable() == 0 {
		t.Fatalf("the copy of %s has %d entries open of %d", member, read, copied.Readable())
	}
	c.reads(t, copied, h, p)
	if err := copied.Close(); err != nil {
		t.Error(err)
	}
}

// reads opens the pages of a copy by the owner's link.
func (c *centre) reads(t *testing.T, m *mission.Mission, h house, p *party) {
	t.Helper()
	who, err := readerOf(p.cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	owner := &api.Owner{Who: func() desk.Who { return who }}
	face, err := api.New(api.Config{Mission: m, Identity: h.who, Rights: h.law, Version: "test", Log: slog.New(slog.DiscardHandler), Owner: owner})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.WaitView(context.Background(), m.Readable()); err != nil {
		t.Fatal(err)
	}
	knock := func(method, path, from, cookie string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://copy.test"+path, strings.NewReader("{}"))
		r.RemoteAddr = from
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		face.Handler().ServeHTTP(w, r)
		return w
	}
	const here, elsewhere = "127.0.0.1:4711", "192.0.2.7:4711"
	link := owner.NewLink()
	if a := knock("GET", link, elsewhere, ""); a.Code < 400 {
		t.Errorf("from another machine the link is answered with %d", a.Code)
	}
	a := knock("GET", link, here, "")
	cookie, _, _ := strings.Cut(a.Header().Get("Set-Cookie"), ";")
	if a.Code != http.StatusSeeOther || cookie == "" {
		t.Fatalf("the owner's link is answered with %d %s", a.Code, a.Body)
	}
	if a := knock("GET", link, here, ""); a.Code != http.StatusNotFound {
		t.Errorf("the link works twice: %d", a.Code)
	}
	if a := knock("GET", "/api/observe/reports", here, ""); a.Code == http.StatusOK && strings.Contains(a.Body.String(), "EXERCISE") {
		t.Error("nobody reads the copy")
	}
	if a := knock("GET", "/api/observe/reports", here, cookie); a.Code != http.StatusOK || !strings.Contains(a.Body.String(), `"entry"`) {
		t.Errorf("the owner is answered with %d %.200s", a.Code, a.Body)
	}
	if a := knock("POST", "/api/people/leave-session", here, cookie); a.Code < 400 || !strings.Contains(a.Body.String(), "reading copy") {
		t.Errorf("a copy takes something in: %d %s", a.Code, a.Body)
	}
}

// A takeover is found by who verifies the served log, and taken by a follower only when people trust the new key.
func TestATakeoverIsFollowedOnlyWhenPeopleTrustIt(t *testing.T) {
	c := newCentre(t)
	first := httptest.NewServer(c.face)
	p := followAs(t, c.m, first.URL, "olive")
	p.must()
	old := c.m.PublicKey()
	zip := filepath.Join(t.TempDir(), "export.zip")
	if _, err := mission.Export(context.Background(), filepath.Dir(filepath.Dir(p.cfg.Dir)), zip, mission.ExportOptions{}); err == nil {
		t.Fatal("a folder without a record was exported")
	}
	if _, err := mission.Export(context.Background(), c.dir, zip, mission.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	first.Close()
	dir := filepath.Join(t.TempDir(), "second")
	if _, err := mission.Restore(context.Background(), zip, dir); err != nil {
		t.Fatal(err)
	}
	h := newHouse()
	cfg := mission.Config{Dir: dir, Desks: h.desks, Log: slog.New(slog.DiscardHandler), Clock: c.m.Now, Holders: h.who.Holders}
	key, err := mission.Takeover(context.Background(), cfg, "EXERCISE the first host was lost")
	if err != nil {
		t.Fatal(err)
	}
	m, err := mission.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	face, err := api.New(api.Config{Mission: m, Identity: h.who, Rights: h.law, Version: "test", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	second := httptest.NewServer(face.Handler())
	defer second.Close()

	url := func(base, pin string) string {
		r, err := audit.URL(context.Background(), base, audit.Options{Pins: audit.Pins{Key: pin}})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, f := range r.Findings {
			said = append(said, "FINDING "+f.String())
		}
		return strings.Join(append(said, r.Notes...), "\n")
	}
	if said := url(second.URL, key); strings.Contains(said, "FINDING") || !strings.Contains(said, "the record was taken over at entry") {
		t.Errorf("verify of the new host under its key: %s", said)
	}
	if said := url(second.URL, old); !strings.Contains(said, "FINDING") || !strings.Contains(said, "there it was taken over") {
		t.Errorf("verify of the new host under the old key: %s", said)
	}
	for name, change := range map[string]func([]byte) []byte{
		"hides it":  func(b []byte) []byte { return nil },
		"alters it": func(b []byte) []byte { return bytes.Replace(b, []byte("index "), []byte("index 1"), 1) },
	} {
		liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := httptest.NewRecorder()
			face.Handler().ServeHTTP(a, r)
			b := a.Body.Bytes()
			if strings.HasPrefix(r.URL.Path, "/log/takeover/") {
				b = change(b)
			}
			w.Write(b)
		}))
		if said := url(liar.URL, key); !strings.Contains(said, "FINDING key: the host states 2 keys") {
			t.Errorf("a host that %s: %s", name, said)
		}
		liar.Close()
	}

	p.cfg.URL = second.URL
	var refused *follow.RefusedError
	if err := p.step(); !errors.As(err, &refused) || refused.Kind != audit.OtherKey || errors.Is(err, follow.ErrProven) || !strings.Contains(err.Error(), "the first host was lost") {
		t.Fatalf("a takeover that nobody trusts is answered with %v", err)
	}
	p.cfg.Trust = key
	p.must()
	p.must()
	if r := p.holdsUnder(key); r.Entries <= 870 {
		t.Errorf("the copy has %d entries", r.Entries)
	}
	if _, err := os.Stat(filepath.Join(p.cfg.Dir, "incoming")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was left behind")
	}
}

func (p *party) holdsUnder(key string) audit.Report {
	p.t.Helper()
	p.cfg.Key = key
	return p.holds()
}
