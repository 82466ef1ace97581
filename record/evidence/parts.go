package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"truce.example/internal/durable"
	"truce.example/record"
)

// Parts keeps files that are on their way in over a line that breaks: each stretch that arrived is a file of its own, encrypted and
// on the disk before it is acknowledged. A folder for each upload holds
//
//	head                        what the upload is, sealed like a part
//	00000000000000000000-4096   the bytes from offset 0 on, 4096 of them
//	done                        the upload was taken in; the parts are gone
//
// A crash leaves at most a stretch that was not acknowledged, which is removed at the next start.
type Parts struct{ dir string }

// OpenParts opens the folder, makes it if needed, and removes stretches that a crash interrupted.
func OpenParts(dir string) (*Parts, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "incoming-*"))
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return &Parts{dir}, nil
}

// ErrNoUpload means that there is no upload of the name.
var ErrNoUpload = errors.New("there is no such upload")

// ErrGap means that a stretch does not begin where the last one ended.
var ErrGap = errors.New("the stretch does not follow what has come")

// mostParts bounds the stretches of one upload.
const mostParts = 20_000

// ErrTooMany means that an upload came in too many stretches.
var ErrTooMany = errors.New("the file came in too many stretches")

var uploadName = regexp.MustCompile(`^[0-9a-f]{16,96}$`)

func (p *Parts) folder(id string) (string, error) {
	if !uploadName.MatchString(id) {
		return "", ErrNoUpload
	}
	return filepath.Join(p.dir, id), nil
}

// Begin makes an upload; one that is there stays as it is. head is sealed with the key.
func (p *Parts) Begin(id string, head any, key *record.EpochKey) error {
	dir, err := p.folder(id)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "head")); err == nil {
		return nil
	}
	b, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := durable.SyncDir(p.dir); err != nil {
		return err
	}
	_, err = lay(dir, func(int64) string { return "head" }, strings.NewReader(string(b)), key)
	return err
}

// Head reads what the upload is.
func (p *Parts) Head(id string, head any, keys KeyOf) error {
	dir, err := p.folder(id)
	if err != nil {
		return err
	}
	r, err := unseal(filepath.Join(dir, "head"), keys)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoUpload
	}
	if err != nil {
		return err
	}
	defer r.Close()
	return json.NewDecoder(r).Decode(head)
}

// A stretch is one part that has come.
type stretch struct {
	name         string
	from, length int64
}

// stretches are in order and without a gap: each was only taken where the last one ended.
func (p *Parts) stretches(id string) ([]stretch, error) {
	dir, err := p.folder(id)
	if err != nil {
		return nil, err
	}
	names, err := os.ReadDir(dir) // sorted by name, which is by offset
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoUpload
	}
	if err != nil {
		return nil, err
	}
	var out []stretch
	for _, n := range names {
		from, length, ok := strings.Cut(n.Name(), "-")
		f, err1 := strconv.ParseInt(from, 10, 64)
		l, err2 := strconv.ParseInt(length, 10, 64)
		if ok && err1 == nil && err2 == nil {
			out = append(out, stretch{filepath.Join(dir, n.Name()), f, l})
		}
	}
	return out, nil
}

// Size says how much has come.
func (p *Parts) Size(id string) (int64, error) {
	list, err := p.stretches(id)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	last := list[len(list)-1]
	return last.from + last.length, nil
}

// Add takes in what r gives, at most limit bytes, from the offset on, which must be where the last stretch ended. When r breaks off
// what had come until then is kept. It returns how much has come in all; that is on the disk. Nobody else may add to the upload at
// the same time.
func (p *Parts) Add(id string, offset int64, r io.Reader, limit int64, key *record.EpochKey) (int64, error) {
	list, err := p.stretches(id)
	if err != nil {
		return 0, err
	}
	var size int64
	if n := len(list); n > 0 {
		size = list[n-1].from + list[n-1].length
	}
	switch {
	case offset != size:
		return size, ErrGap
	case len(list) >= mostParts:
		return size, ErrTooMany
	}
	dir, err := p.folder(id)
	if err != nil {
		return 0, err
	}
	broken := &untilBroken{r: io.LimitReader(r, limit+1)}
	length, err := lay(dir, func(n int64) string {
		if n == 0 || n > limit {
			return ""
		}
		return fmt.Sprintf("%020d-%d", offset, n)
	}, broken, key)
	if err != nil {
		return size, err
	}
	if length > limit {
		return size, fmt.Errorf("%w: more came than the %d bytes that are left", ErrTooLarge, limit)
	}
	return size + length, nil
}

// untilBroken ends where the line breaks.
type untilBroken struct{ r io.Reader }

func (u *untilBroken) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// lay writes what r gives under the name that follows from its length; no name keeps nothing.
func lay(dir string, name func(length int64) string, r io.Reader, key *record.EpochKey) (int64, error) {
	tmp, err := os.CreateTemp(dir, "incoming-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	defer tmp.Close()
	w, err := age.Encrypt(tmp, recipient{key})
	if err != nil {
		return 0, err
	}
	length, err := io.Copy(w, r)
	if err := errors.Join(err, w.Close(), tmp.Sync(), tmp.Close()); err != nil {
		return 0, err
	}
	as := name(length)
	if as == "" {
		return length, nil
	}
	if err := os.Rename(tmp.Name(), filepath.Join(dir, as)); err != nil {
		return 0, err
	}
	return length, durable.SyncDir(dir)
}

func unseal(path string, keys KeyOf) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(f, identity{keys})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a part of a file: %w", err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{r, f}, nil
}

// Open reads all that has come, as it came in.
func (p *Parts) Open(id string, keys KeyOf) (io.ReadCloser, error) {
	list, err := p.stretches(id)
	if err != nil {
		return nil, err
	}
	return &chain{list: list, keys: keys}, nil
}

// A chain reads stretches one after the other, with one file open at a time.
type chain struct {
	list []stretch
	keys KeyOf
	now  io.ReadCloser
}

func (c *chain) Read(b []byte) (int, error) {
	for {
		if c.now == nil {
			if len(c.list) == 0 {
				return 0, io.EOF
			}
			r, err := unseal(c.list[0].name, c.keys)
			if err != nil {
				return 0, err
			}
			c.list, c.now = c.list[1:], r
		}
		n, err := c.now.Read(b)
		if errors.Is(err, io.EOF) {
			err = c.Close()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (c *chain) Close() error {
	if c.now == nil {
		return nil
	}
	err := c.now.Close()
	c.now = nil
	return err
}

// Finish notes that the upload was taken in, at which entry, and removes its parts. Doing it twice is harmless.
func (p *Parts) Finish(id string, entry int64) error {
	dir, err := p.folder(id)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, "done"), []byte(strconv.FormatInt(entry, 10)), 0o600); err != nil {
		return err
	}
	return p.drop(id)
}

// Taken says at which entry the upload was taken in.
func (p *Parts) Taken(id string) (int64, bool) {
	dir, err := p.folder(id)
	if err != nil {
		return 0, false
	}
	b, err := os.ReadFile(filepath.Join(dir, "done"))
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil
}

// drop removes the parts of an upload.
func (p *Parts) drop(id string) error {
	list, err := p.stretches(id)
	if err != nil {
		return err
	}
	for _, s := range slices.Backward(list) { // from the end, so that no gap appears
		if err := os.Remove(s.name); err != nil {
			return err
		}
	}
	return nil
}

// Again removes what has come of an upload that turned out to be something else.
func (p *Parts) Again(id string) error { return p.drop(id) }

// Count says how many uploads there are whose names begin so.
func (p *Parts) Count(prefix string) (int, error) {
	names, err := os.ReadDir(p.dir)
	n := 0
	for _, name := range names {
		if strings.HasPrefix(name.Name(), prefix) {
			n++
		}
	}
	return n, err
}

// Sweep removes uploads that nothing was added to since the moment.
func (p *Parts) Sweep(before time.Time) error {
	names, err := os.ReadDir(p.dir)
	if err != nil {
		return err
	}
	for _, n := range names {
		info, err := n.Info()
		if err != nil || !uploadName.MatchString(n.Name()) || !info.ModTime().Before(before) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(p.dir, n.Name())); err != nil {
			return err
		}
	}
	return nil
}
