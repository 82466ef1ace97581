// Command joint measures what it costs that nobody has to trust the operator: how long three witnesses take to countersign a
// checkpoint, how many followers one host bears that ask again and again, how long a record with countersignatures takes to
// verify, and how many statements are sealed in a second.
//
//	go run ./bench/joint -entries 50000 -followers 1000
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/bench/internal/yard"
	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/keys"
	"truce.example/record/store"
	"truce.example/record/tiles"
	"truce.example/record/witness"
)

var (
	entries   = flag.Int("entries", 50_000, "entries of the record")
	rounds    = flag.Int("rounds", 40, "checkpoints that are countersigned")
	followers = flag.Int("followers", 1000, "followers that ask one host")
)

const origin = "bench.example/exercise/joint"

func main() {
	flag.Parse()
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	l := newLog(filepath.Join(dir, "host"))
	defer l.store.Close()
	l.grow(*entries)
	policy, cosigned := countersign(dir, l)
	l.cosigned.Store(cosigned)
	verify(l, policy)
	l.serve()
	follow(l)
	seal(dir)
}

type log struct {
	dir    string
	store  *store.Store
	signer note.Signer
	public string
	url    string

	cosigned held
}

// held is what is served as countersigned.
type held struct {
	mu sync.Mutex
	b  []byte
}

func (h *held) Store(b []byte) { h.mu.Lock(); h.b = b; h.mu.Unlock() }
func (h *held) Load() []byte   { h.mu.Lock(); defer h.mu.Unlock(); return h.b }

func newLog(dir string) *log {
	yard.Check(os.MkdirAll(dir, 0o700))
	secret, public, err := record.NewLogKey(origin)
	yard.Check(err)
	signer, err := note.NewSigner(secret)
	yard.Check(err)
	path := filepath.Join(dir, "record.db")
	yard.Check(store.Create(path, origin, public, signer))
	s, err := store.Open(path)
	yard.Check(err)
	return &log{dir: dir, store: s, signer: signer, public: public}
}

func (l *log) grow(n int) {
	for n > 0 {
		b := store.Batch{Recorded: record.At(time.Now()), Signer: l.signer}
		for range min(n, 5000) {
			body := bytes.Repeat([]byte("sealed "), 80)
			b.Sealed = append(b.Sealed, record.Sealed{Event: record.NewID(), Compartment: record.NewID(), BodyHash: sha256.Sum256(body), Body: body})
		}
		_, err := l.store.Append(b)
		yard.Check(err)
		n -= len(b.Sealed)
	}
}

// countersign lets three witnesses with folders of their own, each over HTTP, countersign one checkpoint after the other.
func countersign(dir string, l *log) (record.WitnessPolicy, []byte) {
	policy := record.WitnessPolicy{Quorum: 3, Fresh: time.Hour}
	var askers []*witness.Asker
	for i := range 3 {
		var secrets []string
		for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
			s, err := record.NewCosignerSecret(fmt.Sprintf("g%d.example/witness", i), kind)
			yard.Check(err)
			secrets = append(secrets, s)
		}
		w, err := witness.Open(witness.Config{Dir: filepath.Join(dir, fmt.Sprint("witness-", i))}, secrets)
		yard.Check(err)
		yard.Check(w.Watch(witness.Log{Keys: []string{l.public}}, false))
		url := listen(func(rw http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			a := w.AddCheckpoint(r.Context(), body)
			rw.WriteHeader(a.Status)
			rw.Write(a.Body)
		})
		key, err := record.ParseCosigner(w.Keys()[0])
		yard.Check(err)
		policy.Witnesses = append(policy.Witnesses, record.Witness{Guarantor: fmt.Sprint("G", i), Key: key})
		askers = append(askers, &witness.Asker{Key: key, URL: url})
	}
	var first, all []float64
	var newest []record.Checkpoint
	for range *rounds {
		l.grow(1)
		at := l.store.Now()
		signed, took := make([]record.Checkpoint, len(askers)), make([]float64, len(askers))
		began := time.Now()
		var wg sync.WaitGroup
		for i, a := range askers {
			wg.Go(func() {
				var err error
				signed[i], err = a.Ask(context.Background(), at.Checkpoint, func(older int64) ([]record.Hash, error) { return at.Tree.Consistency(l.store, older) })
				yard.Check(err)
				took[i] = float64(time.Since(began).Microseconds()) / 1000
			})
		}
		wg.Wait()
		first, all, newest = append(first, min(took[0], took[1], took[2])), append(all, max(took[0], took[1], took[2])), signed
	}
	yard.Figure{Name: "countersigned 1/3", Unit: "ms", Runs: first}.Print()
	yard.Figure{Name: "countersigned 3/3", Unit: "ms", Runs: all}.Print()
	return policy, record.FormatCosigned(newest)
}

// verify holds the folder against its checkpoint, with and without what is countersigned.
func verify(l *log, policy record.WitnessPolicy) {
	var with, without []float64
	file := filepath.Join(l.dir, "cosigned")
	for range 3 {
		for _, cosigned := range []bool{true, false} {
			o := audit.Options{Pins: audit.Pins{Key: l.public}}
			if cosigned {
				o.Witnesses = policy
				yard.Check(os.WriteFile(file, l.cosigned.Load(), 0o600))
			} else if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
				yard.Check(err)
			}
			began := time.Now()
			r, err := audit.Dir(context.Background(), l.dir, o)
			yard.Check(err)
			if len(r.Findings) > 0 || cosigned && r.Witnesses.Whole != 3 {
				yard.Check(fmt.Errorf("it does not hold: %v %+v", r.Findings, r.Witnesses))
			}
			rate := float64(r.Entries) / time.Since(began).Seconds()
			if cosigned {
				with = append(with, rate)
			} else {
				without = append(without, rate)
			}
		}
	}
	yard.Figure{Name: fmt.Sprintf("verify %d entries, 3/3 countersigned", *entries), Unit: "entries/s", Peer: "the same without countersignatures", Runs: with, Peers: without}.Print()
}

func (l *log) serve() {
	l.url = listen(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/log/")
		if path == "cosigned" {
			w.Write(l.cosigned.Load())
			return
		}
		b, _, err := tiles.Path(l.store, path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(b)
	})
}

// follow lets many followers ask at once what each asks at every turn: what is countersigned, the checkpoint, and the newest
// entries. A turn is every 15 seconds; what one host can bear is how many turns it answers in a second.
func follow(l *log) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *followers}, Timeout: time.Minute}
	size := l.store.Now().Tree.Size()
	newest := tiles.Tile{Entries: true, N: (size - 1) / record.TileWidth, Width: int((size-1)%record.TileWidth) + 1}.String()
	turn := func() {
		for _, path := range []string{"cosigned", "checkpoint", newest} {
			a, err := client.Get(l.url + "/log/" + path)
			yard.Check(err)
			_, err = io.Copy(io.Discard, a.Body)
			yard.Check(errors.Join(err, a.Body.Close()))
			if a.StatusCode != http.StatusOK {
				yard.Check(fmt.Errorf("%s: %s", path, a.Status))
			}
		}
	}
	var rate []float64
	for range 4 { // the first opens the connections
		began := time.Now()
		var wg sync.WaitGroup
		for range *followers {
			wg.Go(turn)
		}
		wg.Wait()
		rate = append(rate, float64(*followers)/time.Since(began).Seconds())
	}
	yard.Figure{Name: fmt.Sprintf("%d followers at once, turns answered", *followers), Unit: "1/s", Runs: rate[1:]}.Print()
}

// seal seals statements of a page for three devices, and opens them.
func seal(dir string) {
	var to []keys.SealingKey
	var own keys.Device
	for i := range 3 {
		folder := filepath.Join(dir, fmt.Sprint("device-", i))
		yard.Check(keys.CreateCopy(folder, nil))
		ring, err := keys.Open(folder, nil)
		yard.Check(err)
		own, err = ring.Device()
		yard.Check(err)
		to = append(to, own.SealingKey())
	}
	page := strings.Repeat("EXERCISE statement ", 100)
	var sealing, opening []float64
	for range 3 {
		const n = 300
		var last bytes.Buffer
		began := time.Now()
		for range n {
			last.Reset()
			yard.Check(keys.SealFile(&last, origin, to, strings.NewReader(page), int64(len(page))))
		}
		sealing = append(sealing, n/time.Since(began).Seconds())
		began = time.Now()
		for range n {
			r, err := keys.OpenSealed(origin, own, bytes.NewReader(last.Bytes()))
			yard.Check(err)
			_, err = io.Copy(io.Discard, r)
			yard.Check(err)
		}
		opening = append(opening, n/time.Since(began).Seconds())
	}
	yard.Figure{Name: "seal a page for three devices", Unit: "1/s", Runs: sealing}.Print()
	yard.Figure{Name: "unseal it as the third", Unit: "1/s", Runs: opening}.Print()
}

func listen(h http.HandlerFunc) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	yard.Check(err)
	go http.Serve(l, h)
	return "http://" + l.Addr().String()
}
