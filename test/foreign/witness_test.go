package foreign

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
	"truce.example/record/witness"
)

// Countersignatures are read and made as others read and make them, in both kinds.
func TestCountersignaturesAreThoseOfOthers(t *testing.T) {
	secret, public, err := record.NewLogKey(origin)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	v, err := note.NewVerifier(public)
	must(t, err)
	c, err := record.Sign(origin, 7, record.Hash{1, 2, 3}, signer)
	must(t, err)
	for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
		text, err := record.NewCosignerSecret("g1.example/witness", kind)
		must(t, err)
		ours, err := record.OpenCosignerSecret(text)
		must(t, err)
		theirs, err := fnote.NewVerifierForCosignatureV1(ours.Public().String())
		must(t, err)
		line, err := ours.Cosign(c, record.At(time.Now()))
		must(t, err)
		n, err := note.Open(c.WithCosignatures(line).Signed, note.VerifierList(v, theirs))
		must(t, err)
		if len(n.Sigs) != 2 {
			t.Fatalf("kind %d: they verify %d signatures", kind, len(n.Sigs))
		}
		signs, err := fnote.NewSignerForCosignatureV1(text)
		must(t, err)
		signed, err := note.Sign(&note.Note{Text: n.Text, Sigs: n.Sigs[:1]}, signs)
		must(t, err)
		opened, err := record.OpenCheckpoint(signed, v)
		must(t, err)
		found, err := record.Cosignatures(opened, []*record.Cosigner{ours.Public()})
		must(t, err)
		if len(found) != 1 || time.Since(found[0].At.Time()) > time.Minute {
			t.Fatalf("kind %d: of theirs we verify %v", kind, found)
		}
	}
}

// A log of others, Tessera, gets its checkpoints countersigned by our witness.
func TestTesseraIsWitnessedByUs(t *testing.T) {
	const name = "tessera.example/log"
	secret, public, err := record.NewLogKey(name)
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	ours, err := record.NewCosignerSecret("w.example/witness", record.CosignEd25519)
	must(t, err)
	w, err := witness.Open(witness.Config{Dir: t.TempDir()}, []string{ours})
	must(t, err)
	defer w.Close()
	must(t, w.Watch(witness.Log{Keys: []string{public}}, false))
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != "POST" || !strings.HasSuffix(r.URL.Path, "/add-checkpoint") {
			http.NotFound(rw, r)
			return
		}
		a := w.AddCheckpoint(r.Context(), body)
		rw.Header().Set("Content-Type", a.Type)
		rw.WriteHeader(a.Status)
		rw.Write(a.Body)
	}))
	defer srv.Close()
	at, err := url.Parse(srv.URL)
	must(t, err)
	theirs, err := tessera.NewWitness(w.Keys()[0], at)
	must(t, err)
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	driver, err := posix.New(ctx, posix.Config{Path: filepath.Join(t.TempDir(), "log")})
	must(t, err)
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithCheckpointInterval(100*time.Millisecond).
		WithBatching(1, 10*time.Millisecond).WithWitnesses(tessera.NewWitnessGroup(1, theirs), nil)
	appender, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	must(t, err)
	await := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 50*time.Millisecond)
	for i := range 3 {
		_, signed, err := await.Await(ctx, appender.Add(ctx, tessera.NewEntry([]byte(fmt.Sprintf("entry %d", i)))))
		must(t, err)
		v, err := note.NewVerifier(public)
		must(t, err)
		c, err := record.OpenCheckpoint(signed, v)
		must(t, err)
		k, err := record.ParseCosigner(w.Keys()[0])
		must(t, err)
		if found, err := record.Cosignatures(c, []*record.Cosigner{k}); err != nil || len(found) != 1 {
			t.Fatalf("their checkpoint of %d entries: %v %v", c.Size, found, err)
		}
	}
	must(t, shutdown(ctx))
}

// theirWitness is a witness made of the parts of others alone: it reads checkpoints, proves and signs with their packages.
type theirWitness struct {
	log    note.Verifier
	signer *fnote.Signer
	size   uint64
	root   []byte
}

func (w *theirWitness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	head, raw, _ := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	old, err := strconv.ParseUint(strings.TrimPrefix(lines[0], "old "), 10, 64)
	if err != nil {
		rw.WriteHeader(400)
		return
	}
	var path [][]byte
	for _, l := range lines[1:] {
		h, err := base64.StdEncoding.DecodeString(l)
		if err != nil {
			rw.WriteHeader(400)
			return
		}
		path = append(path, h)
	}
	c, _, n, err := log.ParseCheckpoint(raw, w.log.Name(), w.log)
	if err != nil {
		rw.WriteHeader(403)
		return
	}
	if old != w.size {
		rw.Header().Set("Content-Type", "text/x.tlog.size")
		rw.WriteHeader(409)
		fmt.Fprintf(rw, "%d\n", w.size)
		return
	}
	if old > 0 {
		if err := merkle.VerifyConsistency(rfc6962.DefaultHasher, old, c.Size, path, w.root, c.Hash); err != nil {
			rw.WriteHeader(422)
			return
		}
	}
	w.size, w.root = c.Size, c.Hash
	signed, err := note.Sign(&note.Note{Text: n.Text}, w.signer)
	if err != nil {
		rw.WriteHeader(500)
		return
	}
	_, sigs, _ := bytes.Cut(signed, []byte("\n\n"))
	rw.Write(sigs)
}

func TestAForeignWitnessCountersignsOurs(t *testing.T) {
	l := serve(t, 300, nil)
	for _, kind := range []byte{record.CosignEd25519, record.CosignMLDSA44} {
		text, err := record.NewCosignerSecret("foreign.example/w", kind)
		must(t, err)
		ours, err := record.OpenCosignerSecret(text)
		must(t, err)
		signer, err := fnote.NewSignerForCosignatureV1(text)
		must(t, err)
		them := &theirWitness{log: l.verify, signer: signer}
		srv := httptest.NewServer(them)
		defer srv.Close()
		asker := &witness.Asker{Key: ours.Public(), URL: srv.URL}
		for range 3 {
			now := l.Now()
			c, err := asker.Ask(context.Background(), now.Checkpoint, func(older int64) ([]record.Hash, error) { return now.Tree.Consistency(l.Store, older) })
			must(t, err)
			if found, err := record.Cosignatures(c, []*record.Cosigner{ours.Public()}); err != nil || len(found) != 1 {
				t.Fatalf("%v %v", found, err)
			}
			if them.size != uint64(now.Checkpoint.Size) {
				t.Fatalf("it signed %d entries", them.size)
			}
			l.grow(t, 37)
		}
	}
}
