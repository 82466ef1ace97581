// Package foreign lets programs of others judge a Truce record: Tessera's fsck and client read the served log, and the
// proof packages of transparency-dev verify a receipt. It is a module of its own, so that Truce does not depend on them.
package foreign

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/transparency-dev/formats/proof"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

const origin = "test.example/exercise/foreign"

var size = flag.Int("entries", 70_000, "entries of the record that the foreign verifiers read")

func TestMain(m *testing.M) {
	flag.Parse()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // Tessera tells its story there
	m.Run()
}

// A served log is a record that is served over HTTP.
type served struct {
	*store.Store
	url    *url.URL
	public string
	verify note.Verifier
	sealed []record.Sealed
	signer note.Signer
}

func (l served) grow(t *testing.T, n int) {
	t.Helper()
	b := store.Batch{Recorded: 1_600_000_000_000, Signer: l.signer}
	for range n {
		b.Sealed = append(b.Sealed, record.Sealed{Event: record.NewID(), Compartment: record.NewID(), Body: []byte("sealed")})
	}
	_, err := l.Append(b)
	must(t, err)
}

func serve(t *testing.T, n int, change func(path string, b []byte)) served {
	t.Helper()
	secret, public, err := record.NewLogKey(origin)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	path := filepath.Join(t.TempDir(), "record.db")
	must(t, store.Create(path, origin, public, signer))
	l := served{public: public, signer: signer}
	l.Store, err = store.Open(path)
	must(t, err)
	t.Cleanup(func() { l.Close() })
	for at := 0; at < n; at += 5000 {
		b := store.Batch{Recorded: record.Moment(1_500_000_000_000 + at), Signer: signer}
		for range min(5000, n-at) {
			b.Sealed = append(b.Sealed, record.Sealed{Event: record.NewID(), Compartment: record.NewID(), Body: []byte("sealed")})
		}
		l.sealed = append(l.sealed, b.Sealed...)
		_, err := l.Append(b)
		must(t, err)
	}
	l.verify, err = note.NewVerifier(public)
	must(t, err)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/log/")
		b, _, err := tiles.Path(l.Store, path)
		switch {
		case errors.Is(err, tiles.ErrNotFound):
			http.NotFound(w, r)
			return
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		b = append([]byte(nil), b...)
		if change != nil {
			change(path, b)
		}
		w.Write(b)
	}))
	t.Cleanup(srv.Close)
	l.url, err = url.Parse(srv.URL + "/log/")
	must(t, err)
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l served) fetcher(t *testing.T) *client.HTTPFetcher {
	f, err := client.NewHTTPFetcher(l.url, nil)
	must(t, err)
	return f
}

// leafHashes reads a bundle of entries as Tessera does.
func leafHashes(b []byte) ([][]byte, error) {
	var eb api.EntryBundle
	if err := eb.UnmarshalText(b); err != nil {
		return nil, err
	}
	var out [][]byte
	for _, e := range eb.Entries {
		out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return out, nil
}

func (l served) fsck(t *testing.T) error {
	return fsck.New(origin, l.verify, l.fetcher(t), leafHashes, fsck.Opts{N: 2}).Check(context.Background())
}

func TestTesseraAcceptsTheLog(t *testing.T) {
	l := serve(t, *size, nil)
	must(t, l.fsck(t))
	n := uint64(*size)
	root := l.Now().Tree.Root()
	b, err := client.NewProofBuilder(context.Background(), n, l.fetcher(t).ReadTile)
	must(t, err)
	for _, i := range []uint64{0, 1, 255, 256, n / 2, 65535 % n, 65536 % n, n - 1} {
		p, err := b.InclusionProof(context.Background(), i)
		must(t, err)
		hash, err := l.LeafHash(context.Background(), int64(i))
		must(t, err)
		must(t, merkle.VerifyInclusion(rfc6962.DefaultHasher, i, n, hash[:], p, root[:]))
	}
}

func TestTesseraRefusesOneFlippedByte(t *testing.T) {
	for _, path := range []string{"checkpoint", "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/88"} {
		t.Run(path, func(t *testing.T) {
			changed := false
			l := serve(t, 600, func(p string, b []byte) {
				if p == path {
					b[len(b)/2] ^= 1
					changed = true
				}
			})
			err := l.fsck(t)
			if !changed {
				t.Fatal("the foreign verifier never asked for it")
			}
			if err == nil {
				t.Fatal("the foreign verifier accepts a changed byte")
			}
		})
	}
}

func TestAReceiptIsAProofToOthers(t *testing.T) {
	l := serve(t, 700, nil)
	now := l.Now()
	for _, i := range []int64{0, 255, 256, 511, 699} {
		p, err := now.Tree.Inclusion(l.Store, i)
		must(t, err)
		leaf, err := l.Leaves(context.Background(), i, i+1)
		must(t, err)
		parsed, err := record.ParseLeaf(leaf[0])
		must(t, err)
		receipt := record.NewReceipt(i, p, parsed, now.Checkpoint, l.public, nil).Bytes()

		var foreign proof.TLogProof
		must(t, foreign.Unmarshal(receipt))
		opened, err := note.Open(foreign.Checkpoint, note.VerifierList(l.verify))
		must(t, err)
		if !strings.HasPrefix(opened.Text, origin+"\n700\n") || foreign.Index != uint64(i) {
			t.Fatalf("they read %q, index %d", opened.Text, foreign.Index)
		}
		root := now.Tree.Root()
		must(t, merkle.VerifyInclusion(rfc6962.DefaultHasher, foreign.Index, 700, rfc6962.DefaultHasher.HashLeaf(leaf[0]), hashesOf(foreign), root[:]))
		if merkle.VerifyInclusion(rfc6962.DefaultHasher, foreign.Index, 700, rfc6962.DefaultHasher.HashLeaf([]byte("another")), hashesOf(foreign), root[:]) == nil {
			t.Fatal("they accept another leaf")
		}
	}
}

func hashesOf(p proof.TLogProof) [][]byte {
	var out [][]byte
	for i := range p.Hashes {
		out = append(out, p.Hashes[i][:])
	}
	return out
}
