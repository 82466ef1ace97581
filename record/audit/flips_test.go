package audit_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"truce.example/record/audit"
)

var (
	flips    = flag.Int("flips", 1000, "random bits that TestAFlippedBitChangesNoAnswerUnnoticed flips")
	flipSeed = flag.Uint64("flip-seed", 0, "seed of the bits to flip; 0 draws one")
)

// TestAFlippedBitChangesNoAnswerUnnoticed flips single bits of a small record with something of everything. After each
// flip the verifier must find it and say where, or all that readers answer must be what it was: there are bits in a
// database file, in pages that nothing uses, that mean nothing.
func TestAFlippedBitChangesNoAnswerUnnoticed(t *testing.T) {
	seed := *flipSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d (again with -flip-seed=%d)", seed, seed)
	n := *flips
	if testing.Short() {
		n = 100
	}
	w := newWorld(t, 150)
	wantOK(t, verify(t, w.dir, w.options()))
	before, err := answers(copyDir(t, w.dir), w.kinds)
	if err != nil {
		t.Fatal(err)
	}
	draw := rand.New(rand.NewPCG(seed, 1))
	work := make(chan flip)
	var found, silent int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 2 {
		f := flipper{w: w, dir: copyDir(t, w.dir), before: before}
		wg.Go(func() {
			for at := range work {
				what, err := f.try(t, at)
				mu.Lock()
				switch {
				case err != nil:
					t.Errorf("%s: %v", at, err)
				case what == "found":
					found++
				default:
					silent++
				}
				mu.Unlock()
			}
		})
	}
	for range n {
		work <- drawFlip(t, draw, w)
	}
	close(work)
	wg.Wait()
	t.Logf("%d flips: %d found and named, %d without meaning", n, found, silent)
	if found < n/2 {
		t.Errorf("only %d of %d flips were found", found, n)
	}
}

// A flip is one bit of one file.
type flip struct {
	name string
	bit  int64
}

func (f flip) String() string { return fmt.Sprintf("%s, bit %d of byte %d", f.name, f.bit%8, f.bit/8) }

func drawFlip(t *testing.T, draw *rand.Rand, w world) flip {
	names := []string{"record.db", "record.db", "record.db", "record.db", "record.db", "record.db", "record.db", "record.db", "keys/reading", "evidence/" + filepath.Base(w.file)}
	name := names[draw.IntN(len(names))]
	info, err := os.Stat(filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return flip{name, draw.Int64N(8 * info.Size())}
}

// A flipper owns a copy of the record's folder, which the verifier does not change.
type flipper struct {
	w      world
	dir    string
	before string
}

func (f flipper) try(t *testing.T, at flip) (string, error) {
	path := filepath.Join(f.dir, at.name)
	if err := toggle(path, at.bit); err != nil {
		return "", err
	}
	defer toggle(path, at.bit)
	flipped, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	r, err := audit.Dir(context.Background(), f.dir, f.w.options())
	if err != nil {
		return "", fmt.Errorf("the verifier gave up: %w", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, flipped) {
		return "", fmt.Errorf("the verifier changed the file (%v)", err)
	}
	for _, finding := range r.Findings {
		if finding.Where == "" || finding.What == "" {
			return "", fmt.Errorf("found without saying where: %+v", finding)
		}
	}
	if !r.OK() {
		return "found", nil
	}
	again := filepath.Join(f.dir, "..", "read")
	defer os.RemoveAll(again)
	if err := os.CopyFS(again, os.DirFS(f.dir)); err != nil {
		return "", err
	}
	after, err := answers(again, f.w.kinds)
	if err != nil {
		return "", fmt.Errorf("the verifier found nothing, and readers fail: %w", err)
	}
	if after != f.before {
		return "", fmt.Errorf("the verifier found nothing, and readers answer something else")
	}
	return "silent", nil
}

func toggle(path string, bit int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	var b [1]byte
	if _, err := f.ReadAt(b[:], bit/8); err != nil {
		return err
	}
	b[0] ^= 1 << (bit % 8)
	_, err = f.WriteAt(b[:], bit/8)
	return err
}
