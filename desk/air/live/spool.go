package live

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"truce.example/desk/air/feed"
	"truce.example/desk/air/feed/tracks"
)

// A Spool keeps what one source reports, as it came: a table for each hour, which package tracks reads. Lines are handed to the
// system once a second at the least, so that what is lost when the program is killed is less than that; the last line may be
// torn. Its methods may be called from any goroutine.
type Spool struct {
	dir string

	mu    sync.Mutex // of all below
	hour  int64      // since 1970, of the open file
	file  *os.File
	out   *bufio.Writer
	line  []byte
	broke error // of the first write that failed: nothing is written after it until the next hour
}

const hourMs = 3_600_000

// OpenSpool opens the folder, and makes it if it is not there.
func OpenSpool(dir string) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &Spool{dir: dir}, nil
}

// An Hour is a table that is whole.
type Hour struct {
	From time.Time
	Path string
}

const spoolName = "2006-01-02T15Z"

// Add writes reports that came at a moment.
func (s *Spool) Add(at time.Time, reports []feed.Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if hour := at.UnixMilli() / hourMs; hour != s.hour || s.file == nil && s.broke == nil {
		s.broke = errors.Join(s.close(), s.open(at, hour))
	}
	if s.broke != nil {
		return
	}
	for i := range reports {
		s.line = tracks.AppendCSV(s.line[:0], &reports[i])
		if _, err := s.out.Write(s.line); err != nil {
			s.broke = err
			return
		}
	}
}

// open goes on with the table of an hour. A last line that a kill tore is taken off first: half of a number would be another.
func (s *Spool) open(at time.Time, hour int64) error {
	s.hour = hour
	path := filepath.Join(s.dir, at.UTC().Format(spoolName)+".csv")
	text, from, err := end(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if whole := from + int64(len(text)); err == nil {
		if err := os.Truncate(path, whole); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s.file, s.out = f, bufio.NewWriterSize(f, 64<<10)
	if from == 0 && len(text) == 0 {
		_, err = s.out.WriteString(tracks.Heading)
	}
	return err
}

func (s *Spool) close() error {
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.out.Flush(), s.file.Close())
	s.file = nil
	return err
}

// Flush hands what was written to the system. The error is of the first thing that went wrong in this hour.
func (s *Spool) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil && s.broke == nil {
		s.broke = s.out.Flush()
	}
	return s.broke
}

// Close ends the writing.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.broke, s.close())
}

// Whole lists the tables of hours that are over at a moment, oldest first.
func (s *Spool) Whole(at time.Time) ([]Hour, error) {
	return s.hours(".csv", at.UTC().Truncate(time.Hour))
}

func (s *Spool) hours(ending string, before time.Time) ([]Hour, error) {
	names, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var out []Hour
	for _, n := range names {
		text, ok := strings.CutSuffix(n.Name(), ending)
		from, err := time.Parse(spoolName, text)
		if ok && err == nil && from.Before(before) {
			out = append(out, Hour{from, filepath.Join(s.dir, n.Name())})
		}
	}
	slices.SortFunc(out, func(a, b Hour) int { return a.From.Compare(b.From) })
	return out, nil
}

// Done marks a table as taken over by somebody who keeps it, and removes those that were marked before that hour.
func (s *Spool) Done(h Hour) error {
	if err := os.Rename(h.Path, strings.TrimSuffix(h.Path, ".csv")+".kept"); err != nil {
		return err
	}
	old, err := s.hours(".kept", h.From)
	for _, o := range old {
		err = errors.Join(err, os.Remove(o.Path))
	}
	return err
}

// mostTail bounds what is read back of a table, in bytes.
const mostTail = 32 << 20

// Tail reads back the reports of the last so many milliseconds that were written, by their own time: with them a program that
// was stopped goes on. Lines that cannot be read are left out.
func (s *Spool) Tail(backMs int64) ([]feed.Report, error) {
	far := time.Unix(1<<40, 0)
	whole, err := s.hours(".csv", far)
	if err != nil {
		return nil, err
	}
	kept, err := s.hours(".kept", far)
	if err != nil {
		return nil, err
	}
	all := append(kept, whole...)
	slices.SortFunc(all, func(a, b Hour) int { return a.From.Compare(b.From) })
	var out []feed.Report
	for _, h := range all[max(0, len(all)-2):] {
		text, err := tail(h.Path)
		if err != nil {
			return nil, err
		}
		if len(text) == 0 {
			continue
		}
		reports, _, err := tracks.ParseCSV(text)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", h.Path, err)
		}
		out = append(out, reports...)
	}
	last := int64(0)
	for i := range out {
		last = max(last, out[i].Ms)
	}
	return slices.DeleteFunc(out, func(r feed.Report) bool { return r.Ms < last-backMs }), nil
}

// end is the end of a table, up to its last whole line, and where it begins.
func end(path string) (text []byte, from int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, err
	}
	from = max(0, size-mostTail)
	text = make([]byte, size-from)
	if _, err := f.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	return text[:bytes.LastIndexByte(text, '\n')+1], from, nil
}

// tail is the heading of a table and its last whole lines.
func tail(path string) ([]byte, error) {
	text, from, err := end(path)
	if err != nil || from == 0 {
		return text, err
	}
	_, whole, _ := bytes.Cut(text, []byte("\n"))
	return append([]byte(tracks.Heading), whole...), nil
}

// SpoolName is a name of a folder for a source: its letters and digits, and a mark of the rest.
func SpoolName(source string) string {
	sum := uint64(14695981039346656037)
	for i := range len(source) {
		sum = (sum ^ uint64(source[i])) * 1099511628211
	}
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, source)
	return plain[:min(len(plain), 40)] + "-" + strconv.FormatUint(sum&0xffffff, 16)
}
