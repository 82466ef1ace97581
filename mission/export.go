package mission

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"time"

	"truce.example/internal/durable"
	"truce.example/record"
	"truce.example/record/evidence"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// An export is one file that holds a whole record: a zip whose files are stored as they are, in this order: README.txt,
// record.db, cosigned (if there is one), keys/master, keys/reading, evidence/<hash>.age …, manifest.json. It never holds the log key: what is
// restored from it can be read and verified, and becomes a writer only by a recorded takeover.

// A Manifest lists what an export holds.
type Manifest struct {
	Format     string         `json:"format"` // "truce-export-1"
	Origin     string         `json:"origin"`
	Entries    int64          `json:"entries"`
	Checkpoint string         `json:"checkpoint"` // the signed checkpoint of the record as exported
	Keys       bool           `json:"keys"`       // whether the bodies can be read from it
	Files      []ManifestFile `json:"files"`
}

// A ManifestFile is one file of an export.
type ManifestFile struct {
	Name   string      `json:"name"`
	Size   int64       `json:"size"`
	SHA256 record.Hash `json:"sha256"`
}

const (
	exportFormat = "truce-export-1"
	manifestName = "manifest.json"
	maxManifest  = 256 << 20
)

// ExportOptions say what goes into an export.
type ExportOptions struct {
	WithoutKeys bool // structure and hashes only: who gets the file cannot read it
	Progress    func(done, of int64)
}

// Export writes the record in dir to a new file. The mission may be running meanwhile, here or in another program: the
// export is the record at one moment. Keys go as they rest, sealed by the passphrase if there is one, and without a
// passphrase open: then the file must be kept as the folder itself. When Export fails it leaves no file.
func Export(ctx context.Context, dir, file string, o ExportOptions) (Manifest, error) {
	if _, err := os.Stat(file); err == nil {
		return Manifest{}, fmt.Errorf("%s exists already; choose another name", file)
	}
	if _, err := os.Stat(filepath.Join(dir, pendingFile)); err == nil {
		return Manifest{}, fmt.Errorf("a takeover of %s was begun and not finished; finish it first with: truce takeover %s", dir, dir)
	}
	e := &exporter{ctx: ctx, dir: dir, o: o, copied: file + ".record-part"}
	defer e.sweep()
	part := file + ".part"
	defer os.Remove(part) // gone already when all went well
	if err := errors.Join(e.sweep(), remove(part)); err != nil {
		return Manifest{}, err
	}
	out, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Manifest{}, err
	}
	err = e.write(out)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return Manifest{}, fmt.Errorf("export %s: %w", dir, err)
	}
	if err := os.Rename(part, file); err != nil {
		return Manifest{}, err
	}
	return e.m, durable.SyncDir(filepath.Dir(file))
}

// An exporter writes one export.
type exporter struct {
	ctx    context.Context
	dir    string
	o      ExportOptions
	copied string // the consistent copy of record.db
	zip    *zip.Writer
	m      Manifest

	cosigned []byte // as it was before the record was copied, so that it is not ahead of it; nil when there is none
	done     int64
	of       int64
}

// sweep removes the copy, also one that an export left which was killed.
func (e *exporter) sweep() error {
	return errors.Join(remove(e.copied), remove(e.copied+"-wal"), remove(e.copied+"-shm"), remove(e.copied+"-journal"))
}

func remove(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (e *exporter) write(w io.Writer) error {
	forgotten, err := e.copyRecord()
	if err != nil {
		return err
	}
	e.zip = zip.NewWriter(w)
	files, err := e.files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := e.add(f); err != nil {
			return err
		}
	}
	if now, err := tombstones(filepath.Join(e.dir, "record.db")); err != nil || now != forgotten {
		return errors.Join(err, errors.New("something was forgotten meanwhile, and the export would still hold it; export again"))
	}
	m, err := json.MarshalIndent(e.m, "", "  ")
	if err != nil {
		return err
	}
	if err := e.addBytes(manifestName, m); err != nil {
		return err
	}
	return e.zip.Close()
}

// copyRecord makes the consistent copy and says how many entries were forgotten in it.
func (e *exporter) copyRecord() (forgotten int, err error) {
	if e.cosigned, err = os.ReadFile(filepath.Join(e.dir, cosignedFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, err
	}
	s, err := store.Open(filepath.Join(e.dir, "record.db"))
	if err != nil {
		return 0, err
	}
	if s.IsCopy() {
		return 0, errors.Join(errors.New("this is a follower's copy and not the record; to keep it, stop the follower and copy the folder"), s.Close())
	}
	err = errors.Join(s.Snapshot(e.ctx, e.copied), s.Close())
	if err != nil {
		return 0, err
	}
	c, err := store.Open(e.copied)
	if err != nil {
		return 0, err
	}
	head := c.Now().Checkpoint
	e.m = Manifest{Format: exportFormat, Origin: c.Origin(), Entries: head.Size, Checkpoint: string(head.Signed), Keys: !e.o.WithoutKeys}
	if err := c.Close(); err != nil {
		return 0, err
	}
	return tombstones(e.copied)
}

func tombstones(path string) (n int, err error) {
	s, err := store.Open(path)
	if err != nil {
		return 0, err
	}
	err = s.DB().QueryRow("select count(*) from tombstone").Scan(&n)
	return n, errors.Join(err, s.Close())
}

// A part is one file to be exported: from a path, or from memory.
type part struct {
	name, path string
	data       []byte
}

func (e *exporter) files() ([]part, error) {
	parts := []part{{name: "README.txt", data: e.readme()}, {name: "record.db", path: e.copied}}
	if e.cosigned != nil {
		parts = append(parts, part{name: cosignedFile, data: e.cosigned})
	}
	if !e.o.WithoutKeys {
		ks, err := keys.Exported(filepath.Join(e.dir, "keys"))
		if err != nil {
			return nil, err
		}
		for _, name := range []string{"master", "reading"} {
			parts = append(parts, part{name: "keys/" + name, data: ks[name]})
		}
	}
	var held []part
	err := evidence.At(filepath.Join(e.dir, "evidence")).List(func(stored record.Hash, path string) error {
		held = append(held, part{name: "evidence/" + stored.String() + ".age", path: path})
		return nil
	})
	sort.Slice(held, func(i, j int) bool { return held[i].name < held[j].name })
	parts = append(parts, held...)
	for _, p := range parts {
		if info, err := os.Stat(p.path); p.path != "" && err == nil {
			e.of += info.Size()
		}
	}
	return parts, err
}

func (e *exporter) add(p part) error {
	if err := e.ctx.Err(); err != nil {
		return err
	}
	if p.path == "" {
		return e.addFrom(p.name, strings.NewReader(string(p.data)))
	}
	f, err := os.Open(p.path)
	if err != nil {
		return err
	}
	return errors.Join(e.addFrom(p.name, f), f.Close())
}

func (e *exporter) addFrom(name string, r io.Reader) error {
	w, err := e.create(name)
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	e.m.Files = append(e.m.Files, ManifestFile{Name: name, Size: n, SHA256: record.Hash(h.Sum(nil))})
	if e.done += n; e.o.Progress != nil {
		e.o.Progress(e.done, max(e.of, e.done))
	}
	return nil
}

func (e *exporter) addBytes(name string, b []byte) error {
	w, err := e.create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// create begins a file of the zip. Every file has the same date, so that equal records give equal exports.
func (e *exporter) create(name string) (io.Writer, error) {
	return e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}

func (e *exporter) readme() []byte {
	can := "It holds the keys that open what was recorded for every audience. Keep it as you keep the mission's own folder.\nIf the mission uses a passphrase, it is needed here too."
	if e.o.WithoutKeys {
		can = "It holds no keys: it proves what was recorded and when, and nobody can read from it what was said."
	}
	return fmt.Appendf(nil, `This is the record %s, with %d entries.

To read or verify it, with the program truce:

    truce restore FILE DIR
    truce verify DIR

%s

record.db      every entry, and the hash tree over them, in one SQLite file
cosigned       the newest checkpoints that guarantors' witnesses countersigned, if there are any
keys/          what opens the entries (never what signs the record)
evidence/      files that were taken in, encrypted, each named by the SHA-256 of its bytes
manifest.json  size and SHA-256 of every file here, and the signed checkpoint of the record

A restored record is a reading copy. It takes nothing in until somebody takes it over, which is recorded in it for all
to see. How each file is written is described in docs/format.md of the program.
`, e.m.Origin, e.m.Entries, can)
}

// exportedName are the only names an export may hold: none leads out of the folder.
var exportedName = regexp.MustCompile(`^(README\.txt|record\.db|cosigned|keys/master|keys/reading|evidence/[0-9a-f]{64}\.age)$`)

// Restore makes a reading copy in dir, which must be empty or not exist, from an export. Every file is compared with the
// manifest, and the record with the manifest's checkpoint; whether the record itself holds is for verify to say. A
// restore that fails or is killed leaves dir as it was.
func Restore(ctx context.Context, file, dir string) (Manifest, error) {
	if names, err := os.ReadDir(dir); err == nil && len(names) > 0 {
		return Manifest{}, fmt.Errorf("%s is not empty; restore into a new folder", dir)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return Manifest{}, fmt.Errorf("%s is not an export: %w", file, err)
	}
	defer z.Close()
	m, err := readManifest(&z.Reader)
	if err != nil {
		return m, fmt.Errorf("%s is not an export that can be restored: %w", file, err)
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return m, err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".restoring-*")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(tmp) // gone already when all went well
	if err := unpack(ctx, &z.Reader, m, tmp); err != nil {
		return m, fmt.Errorf("restore %s: %w", file, err)
	}
	if err := checkRestored(m, tmp); err != nil {
		return m, fmt.Errorf("restore %s: %w", file, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return m, err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return m, err
	}
	return m, durable.SyncDir(filepath.Dir(dir))
}

func readManifest(z *zip.Reader) (Manifest, error) {
	var m Manifest
	inZip := map[string]*zip.File{}
	for _, f := range z.File {
		if inZip[f.Name] != nil {
			return m, fmt.Errorf("it holds %q twice", cut(f.Name))
		}
		inZip[f.Name] = f
	}
	f := inZip[manifestName]
	if f == nil || f.UncompressedSize64 > maxManifest {
		return m, errors.New("it has no manifest")
	}
	r, err := f.Open()
	if err != nil {
		return m, err
	}
	defer r.Close()
	d := json.NewDecoder(io.LimitReader(r, maxManifest))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("its manifest cannot be read: %w", err)
	}
	if m.Format != exportFormat {
		return m, fmt.Errorf("it has format %q; this program reads %q", cut(m.Format), exportFormat)
	}
	if len(m.Files)+1 != len(z.File) {
		return m, fmt.Errorf("it holds %d files, and its manifest lists %d", len(z.File)-1, len(m.Files))
	}
	for _, want := range m.Files {
		f := inZip[want.Name]
		switch {
		case !exportedName.MatchString(want.Name):
			return m, fmt.Errorf("it holds %q, which no export has", cut(want.Name))
		case f == nil:
			return m, fmt.Errorf("it lacks %s", want.Name)
		case f.Method != zip.Store || want.Size < 0 || f.UncompressedSize64 != uint64(want.Size) || f.CompressedSize64 != uint64(want.Size):
			return m, fmt.Errorf("%s does not have the size that the manifest states", want.Name)
		}
	}
	return m, nil
}

func unpack(ctx context.Context, z *zip.Reader, m Manifest, dir string) error {
	for _, sub := range []string{"keys", "evidence"} {
		if sub == "keys" && !m.Keys {
			continue
		}
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			return err
		}
	}
	for _, want := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := unpackFile(z, want, filepath.Join(dir, filepath.FromSlash(want.Name))); err != nil {
			return fmt.Errorf("%s: %w", want.Name, err)
		}
	}
	for _, sub := range []string{"evidence", "."} {
		if err := durable.SyncDir(filepath.Join(dir, sub)); err != nil {
			return err
		}
	}
	return nil
}

func unpackFile(z *zip.Reader, want ManifestFile, path string) error {
	r, err := z.Open(want.Name)
	if err != nil {
		return err
	}
	defer r.Close()
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), io.LimitReader(r, want.Size+1))
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if n != want.Size || record.Hash(h.Sum(nil)) != want.SHA256 {
		return errors.New("the export is damaged: the file is not what the manifest states")
	}
	return nil
}

func checkRestored(m Manifest, dir string) error {
	s, err := store.Open(filepath.Join(dir, "record.db"))
	if err != nil {
		return err
	}
	defer s.Close()
	if string(s.Now().Checkpoint.Signed) != m.Checkpoint || s.Origin() != m.Origin {
		return errors.New("the record is not the one that the manifest names")
	}
	return nil
}
