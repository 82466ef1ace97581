package mission

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"truce.example/desk"
	"truce.example/internal/photo"
	"truce.example/record"
	"truce.example/record/evidence"
)

// Pictures that are taken in are read once more: what they say about themselves, what they look like, and a working copy
// without the first. The original stays as it came.

// Picture is what was read of a picture when it was taken in. What it says about itself is its sender's word.
type Picture struct {
	Format string       `json:"format"`
	Width  int64        `json:"width,omitempty"`
	Height int64        `json:"height,omitempty"`
	Looks  string       `json:"looks,omitempty"` // difference hash, 16 hexadecimal digits
	Said   []photo.Said `json:"said,omitempty"`
	Doubt  string       `json:"doubt,omitempty"` // why it could not be read to its end
}

// TakenIn tells other desks of the file.
func (f FileTaken) TakenIn() desk.TakenFile {
	t := desk.TakenFile{File: desk.File{Content: f.Content, Name: f.Name, Form: f.Form, Size: f.Size}, CopyOf: f.CopyOf}
	if f.Picture != nil {
		t.Looks = f.Picture.Looks
	}
	return t
}

// IsDerived: a working copy is forgotten with its original, to which it refers.
func (f FileTaken) IsDerived() {}

// decoding bounds the memory of pictures: one at a time.
var decoding sync.Mutex

// examine reads a stored file as a picture. It returns nil for what is none; the working copy is empty when there is none.
func (m *Mission) examine(ctx context.Context, f evidence.File, key *record.EpochKey) (*Picture, evidence.File, error) {
	open := func() (io.ReadCloser, error) {
		return m.files.Open(f.Stored, func(record.ID) (*record.EpochKey, bool) { return key, true })
	}
	in, err := open()
	if err != nil {
		return nil, evidence.File{}, err
	}
	defer in.Close()
	out, w := io.Pipe()
	type read struct {
		p   photo.Picture
		err error
	}
	done := make(chan read, 1)
	go func() {
		p, err := photo.Strip(w, in)
		w.CloseWithError(err)
		done <- read{p, err}
	}()
	working, err := m.files.Put(out, maxFile, key)
	out.CloseWithError(context.Canceled) // where Put gave up, the reader must not wait for it
	got := <-done
	if errors.Is(got.err, photo.ErrNone) {
		return nil, evidence.File{}, nil
	}
	p := &Picture{Format: got.p.Format, Width: int64(got.p.Width), Height: int64(got.p.Height), Said: got.p.Said}
	var broken *photo.Broken
	switch {
	case errors.As(got.err, &broken):
		p.Doubt = broken.Sentence
		return p, evidence.File{}, nil
	case err != nil || got.err != nil:
		return nil, evidence.File{}, errors.Join(err, got.err)
	}
	decoding.Lock()
	defer decoding.Unlock()
	again, err := open()
	if err != nil {
		return nil, evidence.File{}, err
	}
	defer again.Close()
	p.Looks, err = got.p.Looks(again)
	if errors.As(err, &broken) || errors.Is(err, photo.ErrTooLarge) {
		p.Doubt, err = err.Error(), nil
	}
	return p, working, err
}

// guarded are files that are evidence: nobody opens one without saying why, on the record, in the hour before.
type guarded struct {
	mu     sync.Mutex
	files  map[int64]bool
	opened map[opening]record.Moment
}

type opening struct {
	file   int64
	member string
}

// openFor is for how long a file may be fetched after somebody said why.
const openFor = time.Hour

func (g *guarded) reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.files, g.opened = map[int64]bool{}, map[opening]record.Moment{}
}

func (g *guarded) apply(e record.Entry) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f, ok := e.Fact.(desk.GuardsFile); ok {
		if n, ok := f.GuardedFile(); ok {
			g.files[n] = true
		}
	}
	if f, ok := e.Fact.(desk.OpensFile); ok {
		if n, ok := f.OpenedFile(); ok {
			g.opened[opening{n, e.Author.Member}] = e.Recorded
		}
	}
}

// check refuses who has not said why.
func (g *guarded) check(n int64, who desk.Who, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.files[n] || now.Sub(g.opened[opening{n, who.Member}].Time()) <= openFor {
		return nil
	}
	return desk.Refuse(desk.NotAllowed, "file %d is evidence of a case, and every opening is logged; say why you open it, on the page of the case, and fetch it within the hour", n)
}
