// Command append measures the record alone: a client makes a fact's body, commits to it and encrypts it, and hands it to
// the one writer, who puts what waits into the tree, signs, and answers when it is on the disk. Its peer, in turns with
// it, is the plainest durable store: the same bytes as rows of SQLite, with the same driver, the same queue of clients,
// and synchronous=FULL.
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/bench/internal/yard"
	"truce.example/desk/observe"
	"truce.example/record"
	"truce.example/record/store"
)

var (
	seconds = flag.Float64("seconds", 1, "length of one run")
	runs    = flag.Int("runs", 7, "how many runs of each")
)

const (
	origin   = "bench.invalid/exercise/append"
	maxBatch = 512 // more than there are clients
)

func main() {
	flag.Parse()
	debug.SetGCPercent(300) // as the program serves; the peer has the same
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	full, err := newLog(dir)
	yard.Check(err)
	plain, err := newPlain(dir, full)
	yard.Check(err)
	length := time.Duration(*seconds * float64(time.Second))
	whole, rows := way{full.seal, full.commit}, way{plain.prepare, plain.commit}
	measure(64, length/2, whole) // to warm up
	measure(64, length/2, rows)

	rate := yard.Figure{Name: "append, 64 clients", Unit: "/s", Peer: "plain rows, 64 clients", Goal: "ratio >= 0.5"}
	slow := yard.Figure{Name: "append, 1 client, p50", Unit: "ms", Peer: "plain row", Goal: "ratio <= 1.5"}
	work := yard.Figure{Name: "append, 64 clients, CPU a fact", Unit: "µs", Peer: "plain row"}
	for range *runs {
		a, _, cpu := measure(64, length, whole)
		b, _, peer := measure(64, length, rows)
		rate.Runs, rate.Peers = append(rate.Runs, a), append(rate.Peers, b)
		work.Runs, work.Peers = append(work.Runs, cpu), append(work.Peers, peer)
		_, a, _ = measure(1, length, whole)
		_, b, _ = measure(1, length, rows)
		slow.Runs, slow.Peers = append(slow.Runs, a), append(slow.Peers, b)
	}
	rate.Print()
	work.Print()
	slow.Print()
}

// A way to store facts: what a client does, and what the writer does with those that wait.
type way struct {
	prepare func() (record.Sealed, error)
	commit  func([]record.Sealed) error
}

// A fact on its way.
type fact struct {
	sealed record.Sealed
	done   chan struct{}
}

// measure lets clients store one fact after another.
func measure(clients int, length time.Duration, w way) (rate, p50, cpu float64) {
	before := yard.CPU()
	queue := make(chan fact, clients)
	go write(queue, w)
	times := make([][]float64, clients)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			done := make(chan struct{}, 1)
			for time.Since(began) < length {
				from := time.Now()
				sealed, err := w.prepare()
				yard.Check(err)
				queue <- fact{sealed, done}
				<-done
				times[i] = append(times[i], time.Since(from).Seconds()*1000)
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	close(queue)
	var all []float64
	for _, t := range times {
		all = append(all, t...)
	}
	return float64(len(all)) / took.Seconds(), yard.Median(all), 1e6 * (yard.CPU() - before) / float64(len(all))
}

func write(queue chan fact, w way) {
	for first := range queue {
		waiting := []fact{first}
		for more := true; more && len(waiting) < maxBatch; {
			select {
			case f, open := <-queue:
				if more = open; open {
					waiting = append(waiting, f)
				}
			default:
				more = false
			}
		}
		var batch []record.Sealed
		for _, f := range waiting {
			batch = append(batch, f.sealed)
		}
		yard.Check(w.commit(batch))
		for _, f := range waiting {
			f.done <- struct{}{}
		}
	}
}

// A log is the whole record.
type log struct {
	kinds  *record.Kinds
	key    *record.EpochKey
	signer note.Signer
	store  *store.Store
	fact   observe.Alleged
}

func newLog(dir string) (*log, error) {
	secret, public, err := record.NewLogKey(origin)
	if err != nil {
		return nil, err
	}
	l := &log{}
	if l.signer, err = note.NewSigner(secret); err != nil {
		return nil, err
	}
	if l.key, err = record.NewEpochKey(record.NewID(), record.NewSeed()); err != nil {
		return nil, err
	}
	if l.kinds, err = record.NewKinds(observe.New(nil).Facts...); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "record.db")
	if err := store.Create(path, origin, public, l.signer); err != nil {
		return nil, err
	}
	do := yard.Allegation(1)
	l.fact = observe.Alleged{
		Channel: do.Channel, ReceivedAt: do.Start, Receiver: "heron", Source: do.Source, Reliability: "B", Credibility: 2, Consent: "unknown",
		Language: "en", Text: do.Text, PlaceName: do.PlaceName, Place: do.Place, PlaceBasis: "given", UncertaintyM: 300,
		Start: do.Start, End: do.Start, Type: do.Type, Accused: do.Accused, Severity: 3, ExternalID: do.ExternalID, Dataset: do.Dataset,
	}
	l.store, err = store.Open(path)
	return l, err
}

// seal makes a body of the fact and seals it.
func (l *log) seal() (record.Sealed, error) {
	s := record.Submission{Author: record.Author{Member: "heron", Known: record.ByToken, Device: "0123456789abcdef01234567"}, Client: "b-1"}
	body, err := l.kinds.NewBody(record.NewSeed(), s, 0, record.Draft{Fact: l.fact, Audience: record.Mission, Happened: l.fact.Start})
	if err != nil {
		return record.Sealed{}, err
	}
	return record.Seal(origin, l.key, record.NewID(), body)
}

func (l *log) commit(batch []record.Sealed) error {
	_, err := l.store.Append(store.Batch{Recorded: record.At(time.Now()), Sealed: batch, Signer: l.signer})
	return err
}

// plain is a table of the same bytes.
type plain struct {
	db     *sql.DB
	insert *sql.Stmt
	leaf   []byte
	row    record.Sealed
}

func newPlain(dir string, l *log) (*plain, error) {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"journal_mode(wal)", "synchronous(full)", "cache_size(-8192)"}}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "plain.db")+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	p := &plain{db: db}
	if _, err := db.Exec("create table entry (n integer primary key, leaf blob not null, body blob not null)"); err != nil {
		return nil, err
	}
	if p.row, err = l.seal(); err != nil {
		return nil, err
	}
	p.leaf = p.row.Leaf(record.At(time.Now())).Bytes()
	p.insert, err = db.Prepare("insert into entry (leaf, body) values (?, ?)")
	return p, err
}

func (p *plain) prepare() (record.Sealed, error) { return p.row, nil }

func (p *plain) commit(batch []record.Sealed) error {
	tx, err := p.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert := tx.Stmt(p.insert)
	for _, b := range batch {
		if _, err := insert.Exec(p.leaf, b.Body); err != nil {
			return fmt.Errorf("plain row: %w", err)
		}
	}
	return tx.Commit()
}
