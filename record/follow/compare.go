package follow

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

// compare holds what others were shown against this copy. A checkpoint of theirs that cannot be true beside ours is proof
// of a fork. What cannot be read today is not proof of anything.
func (f *Follower) compare(ctx context.Context) error {
	for _, from := range f.cfg.Compare {
		c, get, done, err := f.other(ctx, from)
		if err == nil {
			_, err = f.hold(ctx, c, from, get)
			if closed := done(); err == nil {
				err = closed
			}
		}
		var refused *RefusedError
		switch {
		case errors.As(err, &refused), ctx.Err() != nil:
			return err
		case err != nil:
			f.tell("waiting", 0, "%s could not be compared: %s", from, err)
		default:
			f.tell("compared", 0, "%s, with %d entries, is of the same history", from, c.Size)
		}
	}
	return nil
}

// other reads another party's checkpoint: from an address, from a follower's folder, or from a text file. get reads the
// tiles behind it, where there are any.
func (f *Follower) other(ctx context.Context, from string) (c record.Checkpoint, get func(context.Context, string, int) ([]byte, error), done func() error, err error) {
	done = func() error { return nil }
	var signed []byte
	switch {
	case strings.HasPrefix(from, "http://"), strings.HasPrefix(from, "https://"):
		h := newHost(from)
		get = func(ctx context.Context, path string, limit int) ([]byte, error) {
			return h.get(ctx, "/log/"+path, limit)
		}
		if signed, err = get(ctx, "checkpoint", maxSmall); err != nil {
			return c, nil, done, err
		}
	case isFolder(from):
		s, err := store.Open(filepath.Join(from, "record.db"))
		if err != nil {
			return c, nil, done, err
		}
		get = func(_ context.Context, path string, _ int) ([]byte, error) {
			b, _, err := tiles.Path(s, path)
			return b, err
		}
		signed, done = s.Now().Checkpoint.Signed, s.Close
	default:
		if signed, err = os.ReadFile(from); err != nil {
			return c, nil, done, err
		}
	}
	if c, err = f.openKnown(signed); err != nil {
		return c, nil, done, errors.Join(err, done())
	}
	return c, get, done, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// openKnown opens a checkpoint under any key that this copy has known.
func (f *Follower) openKnown(signed []byte) (record.Checkpoint, error) {
	ks, err := f.store.Keys()
	if err != nil {
		return record.Checkpoint{}, err
	}
	last := error(record.ErrForeignKey)
	for _, k := range ks {
		v, err := note.NewVerifier(k.Public)
		if err != nil {
			return record.Checkpoint{}, err
		}
		c, err := record.OpenCheckpoint(signed, v)
		if err == nil {
			return c, nil
		}
		last = err
	}
	return record.Checkpoint{}, fmt.Errorf("its checkpoint: %w", last)
}
