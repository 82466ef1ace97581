package mission

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/evidence"
)

// Files over a line that breaks: begin an upload, send stretches, ask after each break how much has come, go on from there. What was
// acknowledged is on the disk. When the last byte is there and the hash is the one announced, the file is taken in as any other.

const (
	maxStretch   = 64 << 20           // bytes of one request
	mostUploads  = 500                // that one member may have open, or finished of late
	uploadsStay  = 7 * 24 * time.Hour // without anything added
	uploadPrefix = 16                 // hex digits of an upload's name that stand for its member
)

// An announcement says what will come.
type announcement struct {
	Name     string          `json:"name"`
	Form     string          `json:"form"`
	Audience record.Audience `json:"audience"`
	Size     int64           `json:"size"`
	Content  record.Hash     `json:"content"`
}

// An uploadHead is what is kept of an upload.
type uploadHead struct {
	announcement
	Member string `json:"member"`
	ID     string `json:"id"` // of the request that began it; the fact's command has it
}

// An Upload says how much of a file has come.
type Upload struct {
	Upload string `json:"upload"`
	Offset int64  `json:"offset"` // bytes that are on the disk; go on from here
	Size   int64  `json:"size"`
	// Entry is where the file was taken in, once it is whole.
	Entry *int64 `json:"entry,omitempty"`
}

// busyUploads are those that somebody is adding to.
type busyUploads struct {
	mu  sync.Mutex
	now map[string]bool
}

func (b *busyUploads) take(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now[id] {
		return false
	}
	if b.now == nil {
		b.now = map[string]bool{}
	}
	b.now[id] = true
	return true
}

func (b *busyUploads) free(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.now, id)
}

// uploadOf names the upload that a member's request begins: the same request names the same.
func uploadOf(member, id string) string {
	m, key := sha256.Sum256([]byte(member)), record.CommandKey(member, id)
	return hex.EncodeToString(m[:uploadPrefix/2]) + hex.EncodeToString(key[:])
}

// beginUpload announces a file. The same request again finds the upload as it stands.
func (m *Mission) beginUpload(_ context.Context, r desk.Question, _ desk.Clerk) (any, error) {
	if m.parts == nil {
		return nil, desk.Refuse(desk.NotAllowed, "this is a reading copy of the record and takes nothing in; send the file to the host of the record")
	}
	var a announcement
	body := json.NewDecoder(r.Body)
	body.DisallowUnknownFields()
	if err := body.Decode(&a); err != nil {
		return nil, desk.Refuse(desk.Invalid, "the announcement does not fit: %v; say name, form, audience, size and content", err)
	}
	if err := m.checkFileAudience(r.Who, a.Audience); err != nil {
		return nil, err
	}
	var err error
	if a.Name, err = cleanName(a.Name); err != nil {
		return nil, err
	}
	if a.Size < 0 || a.Size > maxFile || a.Content == (record.Hash{}) {
		return nil, desk.Refuse(desk.Invalid, "say the size in bytes, up to %d, and the SHA-256 of the file in content", int64(maxFile))
	}
	if len(a.Form) > 200 {
		return nil, desk.Refuse(desk.Invalid, "the media type has more than 200 bytes; shorten it")
	}
	id := uploadOf(r.Who.Member, r.ID)
	if err := m.parts.Sweep(time.Now().Add(-uploadsStay)); err != nil {
		return nil, err
	}
	var before uploadHead
	switch err := m.parts.Head(id, &before, m.keyOf); {
	case err == nil && before.announcement != a:
		return nil, desk.Refuse(desk.Conflict, "you began another upload with this id; give this one an id of its own")
	case err == nil:
		return m.uploadAt(id, before)
	case !errors.Is(err, evidence.ErrNoUpload):
		return nil, err
	}
	if n, err := m.parts.Count(id[:uploadPrefix]); err != nil || n >= mostUploads {
		return nil, errors.Join(err, desk.Refuse(desk.Busy, "you have %d uploads open; finish some first", n))
	}
	key, _, err := m.ring.Current(a.Audience)
	if err != nil {
		return nil, err
	}
	head := uploadHead{a, r.Who.Member, r.ID}
	if err := m.parts.Begin(id, head, key); err != nil {
		return nil, fmt.Errorf("begin an upload: %w", err)
	}
	return m.uploadAt(id, head)
}

func (m *Mission) keyOf(id record.ID) (*record.EpochKey, bool) {
	key, _, ok := m.ring.Key(id)
	return key, ok
}

// uploadAt says how far an upload has come.
func (m *Mission) uploadAt(id string, head uploadHead) (Upload, error) {
	u := Upload{Upload: id, Size: head.Size}
	if entry, ok := m.parts.Taken(id); ok {
		u.Entry, u.Offset = &entry, head.Size
		return u, nil
	}
	var err error
	u.Offset, err = m.parts.Size(id)
	return u, err
}

// upload finds an upload of who asks.
func (m *Mission) upload(r desk.Question) (string, uploadHead, error) {
	var head uploadHead
	id := r.Path("upload")
	err := evidence.ErrNoUpload
	if m.parts != nil {
		err = m.parts.Head(id, &head, m.keyOf)
	}
	if errors.Is(err, evidence.ErrNoUpload) || err == nil && head.Member != r.Who.Member {
		return "", head, desk.Refuse(desk.NotFound, "there is no upload %q of yours; begin it again, with the same Idempotency-Key", cut(id))
	}
	return id, head, err
}

// askUpload says how much has come, for a sender whose line broke.
func (m *Mission) askUpload(_ context.Context, r desk.Question) (any, error) {
	id, head, err := m.upload(r)
	if err != nil {
		return nil, err
	}
	return m.uploadAt(id, head)
}

// addToUpload takes a stretch. What came of a request that broke off is kept.
func (m *Mission) addToUpload(ctx context.Context, r desk.Question, clerk desk.Clerk) (any, error) {
	id, head, err := m.upload(r)
	if err != nil {
		return nil, err
	}
	offset, err := strconv.ParseInt(r.Params.Get("offset"), 10, 64)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "say from which byte on the stretch is: add ?offset=")
	}
	if !m.uploading.take(id) {
		return nil, desk.Refuse(desk.Busy, "another request is adding to this upload; ask how far it has come in a moment")
	}
	defer m.uploading.free(id)
	if _, ok := m.parts.Taken(id); ok {
		return m.uploadAt(id, head)
	}
	size, err := m.parts.Size(id)
	if err != nil {
		return nil, err
	}
	if size < head.Size {
		key, _, err := m.ring.Current(head.Audience)
		if err != nil {
			return nil, err
		}
		size, err = m.parts.Add(id, offset, r.Body, head.Size-size, key)
		switch {
		case errors.Is(err, evidence.ErrGap):
			return nil, desk.Refuse(desk.Conflict, "%d bytes have come, and this stretch begins at %d; go on from %d", size, offset, size)
		case errors.Is(err, evidence.ErrTooLarge):
			return nil, desk.Refuse(desk.Invalid, "more came than the %d bytes announced; begin another upload", head.Size)
		case errors.Is(err, evidence.ErrTooMany):
			return nil, desk.Refuse(desk.Invalid, "the file came in too many small stretches; begin another upload and send larger ones")
		case err != nil:
			return nil, fmt.Errorf("add to an upload: %w", err)
		}
	}
	if size < head.Size {
		return Upload{Upload: id, Offset: size, Size: head.Size}, nil
	}
	return m.finishUpload(ctx, r.Who, id, head, clerk)
}

// finishUpload takes the whole file in. When the program stops on the way it is done again with the next request.
func (m *Mission) finishUpload(ctx context.Context, who desk.Who, id string, head uploadHead, clerk desk.Clerk) (any, error) {
	whole, err := m.parts.Open(id, m.keyOf)
	if err != nil {
		return nil, err
	}
	defer whole.Close()
	announced := head.Content
	taken, err := m.keepFile(ctx, who, head.ID, FileTaken{Name: head.Name, Form: head.Form}, head.Audience, whole, &announced, clerk)
	if errors.Is(err, errOther) {
		if err := m.parts.Again(id); err != nil {
			return nil, err
		}
		return nil, desk.Refuse(desk.Conflict, "what came is not the file that was announced: its hash is another; send it again from the beginning")
	}
	if err != nil {
		return nil, err
	}
	if err := m.parts.Finish(id, taken.Entry); err != nil {
		return nil, err
	}
	return Upload{Upload: id, Offset: head.Size, Size: head.Size, Entry: &taken.Entry}, nil
}

// errOther means that a file is not the one that was announced.
var errOther = errors.New("the file is not the one that was announced")

// keepFile stores what r gives and records it. The same id and content again answers with the first, and keeps no second copy.
func (m *Mission) keepFile(ctx context.Context, who desk.Who, id string, taken FileTaken, audience record.Audience, r io.Reader, announced *record.Hash, clerk desk.Clerk) (TakenFile, error) {
	key, _, err := m.ring.Current(audience)
	if err != nil {
		return TakenFile{}, err
	}
	f, err := m.files.Put(r, maxFile, key)
	if errors.Is(err, evidence.ErrTooLarge) {
		return TakenFile{}, desk.Refuse(desk.Invalid, "the file has more than %d bytes; split it", int64(maxFile))
	}
	if err != nil {
		return TakenFile{}, fmt.Errorf("take in a file: %w", err)
	}
	if announced != nil && f.Content != *announced {
		return TakenFile{}, errors.Join(errOther, m.files.Remove(f.Stored))
	}
	picture, working, err := m.examine(ctx, f, key)
	if err != nil {
		return TakenFile{}, fmt.Errorf("read a picture that was taken in: %w", err)
	}
	taken.Content, taken.Stored, taken.Size, taken.Picture = f.Content, f.Stored, f.Size, picture
	facts := []any{taken}
	if working != (evidence.File{}) {
		facts = append(facts, FileTaken{
			Name: "working copy of " + taken.Name, Form: taken.Form, Content: working.Content, Stored: working.Stored, Size: working.Size, CopyOf: f.Content.String(),
		})
	}
	receipts, err := clerk.Submit(ctx, who, desk.Command{
		Desk: "record", ID: id, Submitted: f.Content, Do: &keep{Facts: facts, For: audience},
	})
	if err != nil {
		return TakenFile{}, err // the files stay: the facts may have been recorded after all
	}
	if receipts[0].Again {
		if err := m.files.Remove(working.Stored); err != nil {
			return TakenFile{}, err
		}
		return m.takenBefore(ctx, f, receipts[0])
	}
	return TakenFile{f, receipts[0]}, nil
}
