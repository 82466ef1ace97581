package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	root "truce.example"
	"truce.example/desk/terms"
	"truce.example/internal/durable"
	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/audit"
)

// A bundle is one zip for an auditor who opens it in ten years, with this program or without it: pages that a browser opens
// from the disk, how the record is written, which program verifies it, the agreement's texts, and the record itself as an
// export within. Equal records give equal bytes, but for the program's own version.

var bundleVerb = verb{
	use:   "bundle DIR FILE [--without-keys] [--passphrase-file FILE] [--json]",
	about: "write a record, and all that is needed to check it, into one file for auditors",
	help: `
    truce bundle /srv/centre centre-audit-2027.zip
    truce verify centre-audit-2027.zip --key KEY

One zip: index.html in English, Arabic and Russian, which opens from the disk; FORMAT.md, by which another program can be
written; VERIFIER.txt, which says what this one is made of; the newest checkpoint, the log's keys, what witnesses
countersigned, every text of the agreement, and record.zip, which is an export. It can be read as the folder can: keep it as
safe. With --without-keys it can only be verified, and the agreement is left out.`,
	run: runBundle,
}

// A bundleManifest lists what a bundle holds, but itself.
type bundleManifest struct {
	Format     string                 `json:"format"` // "truce-bundle-1"
	Origin     string                 `json:"origin"`
	Entries    int64                  `json:"entries"`
	Checkpoint string                 `json:"checkpoint"`
	Keys       bool                   `json:"keys"`
	Files      []mission.ManifestFile `json:"files"`
}

const (
	bundleFormat   = "truce-bundle-1"
	bundleManifold = "manifest.json"
	bundledRecord  = "record.zip"
)

func runBundle(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	without := f.Bool("without-keys", false, "")
	things, err := c.parse(f, args, 2)
	if err != nil {
		return err
	}
	m, err := makeBundle(ctx, things[0], things[1], s, *without)
	if err != nil {
		return err
	}
	return c.result(m, func(w io.Writer) {
		fmt.Fprintf(w, "%d entries of %s in %s, with what is needed to check them\n", m.Entries, m.Origin, things[1])
		if m.Keys {
			fmt.Fprintln(w, "who has this file can read the record: keep it as safe as the folder")
		}
	})
}

// makeBundle exports first, and says everything of the export: what is written about the record is about what is in it.
func makeBundle(ctx context.Context, dir, file string, s secrets, without bool) (m bundleManifest, err error) {
	if _, err := os.Stat(file); err == nil {
		return m, fmt.Errorf("%s exists already; choose another name", file)
	}
	work, err := os.MkdirTemp(filepath.Dir(file), "."+filepath.Base(file)+".making-*")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(work)
	export, restored := filepath.Join(work, bundledRecord), filepath.Join(work, "restored")
	made, err := mission.Export(ctx, dir, export, mission.ExportOptions{WithoutKeys: without})
	if err != nil {
		return m, err
	}
	if _, err := mission.Restore(ctx, export, restored); err != nil {
		return m, err
	}
	b := &bundler{index: bundleIndex{Origin: made.Origin, Entries: made.Entries, Checkpoint: made.Checkpoint, Keys: !without, Exercise: record.IsExercise(made.Origin)}}
	if err := b.look(ctx, restored, s, without); err != nil {
		return m, err
	}
	m = bundleManifest{Format: bundleFormat, Origin: made.Origin, Entries: made.Entries, Checkpoint: made.Checkpoint, Keys: !without}
	return m, b.write(file, export, &m)
}

// A bundler gathers what the pages say.
type bundler struct {
	index bundleIndex
	texts map[string][]byte // files besides the record and the pages
}

// A bundleIndex is what a page shows.
type bundleIndex struct {
	Origin, Checkpoint string
	Entries            int64
	Keys, Exercise     bool
	First, Last        record.Moment
	LogKeys            []string
	Witnesses          *audit.WitnessReport
	Texts              []bundledText
	Kinds              []kindCount
	Files              []mission.ManifestFile

	Words    map[string]string
	Language string
	Dir      string
}

type bundledText struct {
	File    string
	Version int64
	Entry   int64
	Title   string
}

type kindCount struct {
	Kind  string
	Count int
}

// look reads the restored copy: verified, so that a bundle of a record that does not hold is not made.
func (b *bundler) look(ctx context.Context, dir string, s secrets, without bool) error {
	b.texts = map[string][]byte{"FORMAT.md": root.Format, "VERIFIER.txt": verifierWords(), "checkpoint.txt": []byte(b.index.Checkpoint)}
	kinds, err := mission.KindsOf(newHouse().desks)
	if err != nil {
		return err
	}
	passphrase, err := s.passphrase()
	if err != nil {
		return err
	}
	counts := map[string]int{}
	each := func(e record.Entry) error {
		counts[e.Kind]++
		if e.Number == 0 || !b.index.First.Known() {
			b.index.First = e.Recorded
		}
		b.index.Last = e.Recorded
		return b.text(e)
	}
	r, err := audit.Dir(ctx, dir, audit.Options{Kinds: kinds, Passphrase: passphrase, Each: each})
	if err != nil {
		return err
	}
	for _, f := range r.Findings {
		if f.Where != "witnesses" { // who is missing is said on the pages, and no reason to make none
			return fmt.Errorf("the record does not hold, and a bundle of it would mislead: %s", f)
		}
	}
	b.index.Witnesses = r.Witnesses
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		b.index.Kinds = append(b.index.Kinds, kindCount{k, counts[k]})
	}
	if cosigned, err := os.ReadFile(filepath.Join(dir, "cosigned")); err == nil {
		b.texts["cosigned.txt"] = cosigned
	}
	return b.logKeys(dir)
}

func (b *bundler) text(e record.Entry) error {
	pack, version, title := []byte(nil), int64(0), ""
	switch f := e.Fact.(type) {
	case *terms.Offered:
		pack, version, title = f.Pack, f.Version, f.Title
	case *terms.Amended:
		pack, version, title = f.Pack, f.Version, f.Title
	default:
		return nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, pack, "", "  "); err != nil {
		return fmt.Errorf("the agreement of entry %d: %w", e.Number, err)
	}
	name := fmt.Sprintf("agreement/entry-%d-version-%d.json", e.Number, version)
	b.texts[name] = append(out.Bytes(), '\n')
	b.index.Texts = append(b.index.Texts, bundledText{name, version, e.Number, title})
	return nil
}

func (b *bundler) logKeys(dir string) error {
	keys, err := audit.Keys(dir)
	if err != nil {
		return err
	}
	b.index.LogKeys = keys
	b.texts["keys.txt"] = []byte(strings.Join(keys, "\n") + "\n")
	return nil
}

// verifierWords says what program this is, to the last module.
func verifierWords() []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "This bundle was made, and can be verified, by the program truce, version %s.\n\n", version)
	out.WriteString("    truce verify THIS-FILE --key KEY\n\nIts source is a Go module. With the source at hand:\n\n    go build ./cmd/truce\n\nbuilds it; nothing but Go and these modules is needed (module, version, and the sum by which Go knows its bytes):\n\n")
	if info, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintf(&out, "%s\n%s\n", info.GoVersion, info.Main.Path)
		for _, s := range info.Settings {
			if strings.HasPrefix(s.Key, "vcs.") {
				fmt.Fprintf(&out, "%s %s\n", s.Key, s.Value)
			}
		}
		for _, d := range info.Deps {
			fmt.Fprintf(&out, "%s %s %s\n", d.Path, d.Version, d.Sum)
		}
	}
	out.WriteString("\nWithout the program: FORMAT.md describes every byte of record.zip, so that another program can be written. The formats within\nare public: SQLite 3, C2SP signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof, RFC 6962, RFC 8949, RFC 9180, age.\n")
	return []byte(out.String())
}

// write writes the zip: whole, or not at all.
func (b *bundler) write(file, export string, m *bundleManifest) error {
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part) // gone already when all went well
	err = b.fill(zip.NewWriter(out), export, m)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(file))
}

func (b *bundler) fill(z *zip.Writer, export string, m *bundleManifest) error {
	add := func(name string, r io.Reader) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		h := sha256.New()
		n, err := io.Copy(io.MultiWriter(w, h), r)
		if name != bundleManifold {
			m.Files = append(m.Files, mission.ManifestFile{Name: name, Size: n, SHA256: record.Hash(h.Sum(nil))})
		}
		return err
	}
	in, err := os.Open(export)
	if err != nil {
		return err
	}
	if err := errors.Join(add(bundledRecord, in), in.Close()); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(b.texts)) {
		if err := add(name, bytes.NewReader(b.texts[name])); err != nil {
			return err
		}
	}
	b.index.Files = slices.Clone(m.Files)
	for _, language := range []string{"en", "ar", "ru"} {
		page, err := b.index.page(language)
		if err != nil {
			return err
		}
		if err := add(map[string]string{"en": "index.html", "ar": "index.ar.html", "ru": "index.ru.html"}[language], bytes.NewReader(page)); err != nil {
			return err
		}
	}
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(add(bundleManifold, bytes.NewReader(append(manifest, '\n'))), z.Close())
}

//go:embed bundle.html
var bundlePage string

var bundleTemplate = template.Must(template.New("bundle").Parse(bundlePage))

func (x bundleIndex) page(language string) ([]byte, error) {
	x.Language, x.Dir, x.Words = language, "ltr", map[string]string{}
	if language == "ar" {
		x.Dir = "rtl"
	}
	for name, words := range bundleWords {
		x.Words[name] = words[slices.Index([]string{"en", "ar", "ru"}, language)]
	}
	var out bytes.Buffer
	err := bundleTemplate.Execute(&out, x)
	return out.Bytes(), err
}

// bundledName are the only names that a bundle may hold.
var bundledName = regexp.MustCompile(`^(record\.zip|FORMAT\.md|VERIFIER\.txt|checkpoint\.txt|cosigned\.txt|keys\.txt|index(\.ar|\.ru)?\.html|agreement/entry-[0-9]+-version-[0-9]+\.json)$`)

// openBundle compares every file of a bundle with its manifest, and unpacks the record within into dir.
func openBundle(ctx context.Context, file, dir string) (m bundleManifest, err error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return m, fmt.Errorf("%s is not a bundle: %w", file, err)
	}
	defer z.Close()
	in := map[string]*zip.File{}
	for _, f := range z.File {
		in[f.Name] = f
	}
	if in[bundleManifold] == nil || in[bundleManifold].UncompressedSize64 > 1<<20 {
		return m, errors.New("it has no manifest")
	}
	b, err := unzipped(in[bundleManifold])
	if err != nil {
		return m, err
	}
	if m, err = parseBundle(b); err != nil {
		return m, err
	}
	if len(z.File) != len(m.Files)+1 || len(in) != len(z.File) {
		return m, fmt.Errorf("it holds %d files, and its manifest lists %d", len(z.File)-1, len(m.Files))
	}
	export := filepath.Join(dir, bundledRecord)
	for _, want := range m.Files {
		f := in[want.Name]
		if f == nil || f.Method != zip.Store || f.UncompressedSize64 != uint64(want.Size) {
			return m, fmt.Errorf("%s is not there as the manifest states", want.Name)
		}
		to := io.Discard
		if want.Name == bundledRecord {
			out, err := os.OpenFile(export, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
			if err != nil {
				return m, err
			}
			defer out.Close()
			to = out
		}
		if err := copyChecked(to, f, want); err != nil {
			return m, err
		}
	}
	made, err := mission.Restore(ctx, export, filepath.Join(dir, "record"))
	if err == nil && (made.Checkpoint != m.Checkpoint || made.Origin != m.Origin || made.Entries != m.Entries) {
		err = errors.New("the record within is not the one that the manifest names")
	}
	return m, err
}

// parseBundle reads a bundle's manifest.
func parseBundle(b []byte) (m bundleManifest, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("its manifest cannot be read: %w", err)
	}
	if m.Format != bundleFormat {
		return m, fmt.Errorf("it has format %q; this program reads %q", m.Format, bundleFormat)
	}
	for _, f := range m.Files {
		if !bundledName.MatchString(f.Name) || f.Size < 0 {
			return m, fmt.Errorf("it holds %q, which no bundle has", f.Name)
		}
	}
	return m, nil
}

func copyChecked(to io.Writer, f *zip.File, want mission.ManifestFile) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, h), io.LimitReader(r, want.Size+1)); err != nil {
		return fmt.Errorf("%s: %w", want.Name, err)
	}
	if record.Hash(h.Sum(nil)) != want.SHA256 {
		return fmt.Errorf("%s was altered: it is not what the manifest states", want.Name)
	}
	return nil
}

func unzipped(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, 1<<20))
}

// zipped verifies a bundle or an export, unpacked for the while.
func (v verifying) zipped(ctx context.Context, name string) (err error) {
	work, err := os.MkdirTemp("", "truce-verify-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	at := filepath.Join(work, "record")
	if _, bundled := openBundle(ctx, name, work); bundled != nil {
		if _, exported := mission.Restore(ctx, name, filepath.Join(work, "export")); exported != nil {
			return fmt.Errorf("%s is neither a bundle (%w) nor an export (%w)", name, bundled, exported)
		}
		at = filepath.Join(work, "export")
	}
	return v.folder(ctx, at)
}
