package main

import (
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/observe/form"
)

// A peer is the plainest server that takes in the same reports: it reads the JSON, and answers when the bytes are on the
// disk as a row of SQLite, with the same driver, synchronous=FULL and one transaction for all that wait. It knows no
// rights, no rules, no keys and no proofs.
type peer struct {
	db    *sql.DB
	queue chan row
	all   []*client
}

type row struct {
	body []byte
	done chan error
}

func newPeer(dir string) (*peer, error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "plain.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("create table report (n integer primary key, body blob not null)"); err != nil {
		return nil, err
	}
	p := &peer{db: db, queue: make(chan row, 1024)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go http.Serve(l, http.HandlerFunc(p.take))
	go p.write()
	for i := range *clients {
		c, err := dial(l.Addr().String(), "none", i, 0)
		if err != nil {
			return nil, err
		}
		p.all = append(p.all, c)
	}
	return p, nil
}

func (p *peer) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, new(form.Allege))
	}
	if err == nil {
		waiting := row{body, make(chan error, 1)}
		p.queue <- waiting
		err = <-waiting.done
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (p *peer) write() {
	for first := range p.queue {
		rows := []row{first}
		for len(p.queue) > 0 && len(rows) < 512 {
			rows = append(rows, <-p.queue)
		}
		err := p.insert(rows)
		for _, r := range rows {
			r.done <- err
		}
	}
}

func (p *peer) insert(rows []row) error {
	tx, err := p.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare("insert into report (body) values (?)")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if _, err := insert.Exec(r.body); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// run answers how many reports a second it took, and the processor time of each in milliseconds.
func (p *peer) run(length time.Duration) (rate, cpu float64) {
	before := yard.CPU()
	took, times := run(p.all, length)
	return float64(len(times)) / took.Seconds(), 1000 * (yard.CPU() - before) / float64(len(times))
}
