// Command search measures the text index: what it costs to follow the record with it, how large it is, and how long
// searches take, for words that stand in every text, in some, and in a few, in three scripts. Beside it PostgreSQL with
// the same words as tsvector and GIN, in a cluster of its own that is stopped at the end; without it (Debian:
// postgresql) the peer is left out with a word.
//
//	go run ./bench/search -texts 1000000
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/internal/words"
	"truce.example/record"
	"truce.example/view"
)

var (
	texts   = flag.Int("texts", 100_000, "texts in the index")
	asked   = flag.Int("queries", 200, "searches of each kind")
	clients = flag.Int("clients", 4, "readers at once, for the rate")
	alone   = flag.Bool("alone", false, "leave out the peer")
)

func main() {
	flag.Parse()
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)

	engine, path := follow(dir)
	defer engine.Close()
	var p *postgres
	if !*alone {
		p, err = newPostgres(filepath.Join(dir, "peer"))
		if err != nil {
			fmt.Println("search: no peer:", err)
		} else {
			defer p.stop()
			began := time.Now()
			yard.Check(p.fill(*texts))
			yard.One("peer: the same texts copied in and indexed, each", "µs", time.Since(began).Seconds()*1e6/float64(*texts), "")
		}
	}
	size(path, p)
	for _, k := range kinds() {
		measure(engine, p, k)
	}
}

// Audiences of the texts, by turns: of a hundred, the mission reads 88, side A 31, and the public 1.
func audienceOf(n int) record.Audience {
	switch n % 100 {
	case 0:
		return record.Public
	case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10:
		return record.ToParty("A")
	case 11, 12:
		return record.ToParty("B")
	case 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32:
		return record.Audiences(record.Mission, record.ToParty("A"))
	}
	return record.Mission
}

type reader []record.Audience

func (r reader) Sees(a record.Audience) bool {
	for _, t := range a.Terms() {
		for _, x := range r {
			if record.Audience(t) == x {
				return true
			}
		}
	}
	return false
}

func (r reader) ViewerKey() string { return fmt.Sprint([]record.Audience(r)) }

var (
	mission = reader{record.Public, record.Mission}
	public  = reader{record.Public}
)

// Words of the three scripts. "mortar", "обстрел" and "قصف" stand in every text.
var (
	everywhere = []string{"mortar", "обстрел", "قَصْف"}
	some       = strings.Fields(`north south ridge village school convoy patrol checkpoint artillery drone hospital market bridge quarry
		орудие колонна деревня мост больница школа рынок пост патруль дрон северный южный гребень карьер
		قرية مدرسة قافلة دورية حاجز مدفعية طائرة مستشفى سوق جسر شمال جنوب تلة محجر`)
)

// say makes the text of an entry: three common words, twelve of some forty, and eight of a long tail.
func say(n int) (title, text string) {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	w := append([]string{}, everywhere...)
	for range 12 {
		w = append(w, some[r.IntN(len(some))])
	}
	for range 8 {
		w = append(w, rare(r.IntN(max(1000, *texts/10))))
	}
	r.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
	return "Report: mortar", strings.Join(w, " ")
}

// rare is a word that stands in about eighty texts.
func rare(n int) string {
	return []string{"place", "место", "موقع"}[n%3] + letters(n)
}

func letters(n int) string {
	var b []byte
	for ; len(b) < 4; n /= 26 {
		b = append(b, byte('a'+n%26))
	}
	return string(b)
}

type fact struct{ n int }

func desk(withText bool) *view.View {
	return &view.View{
		Name: "bench", Version: 1, Schema: "create table bench_row (entry integer not null primary key, audience integer not null, doc text not null)",
		Apply: func(tx *view.Tx, e record.Entry) error {
			audience, err := tx.Audience(e.Audience)
			if err != nil {
				return err
			}
			title, text := say(e.Fact.(*fact).n)
			if err := tx.Exec("insert into bench_row values (?, ?, ?)", e.Number, audience, text); err != nil || !withText {
				return err
			}
			return tx.Text(e, view.Text{Desk: "bench", Kind: "report", At: e.Recorded, Title: title, Text: text})
		},
	}
}

// follow shows the texts to the tables, as the follower of a running mission does, and a part of them to tables without
// the index.
func follow(dir string) (*view.Engine, string) {
	path := filepath.Join(dir, "views.db")
	with, err := view.Open(path, desk(true))
	yard.Check(err)
	perText := apply(with, *texts)
	bare, err := view.Open(filepath.Join(dir, "bare.db"), desk(false))
	yard.Check(err)
	without := apply(bare, min(*texts, 50_000))
	yard.Check(bare.Close())
	yard.Figure{Name: "follow a text of 25 words", Unit: "µs CPU", Peer: "the same row without the index", Runs: []float64{perText}, Peers: []float64{without}}.Print()
	return with, path
}

func apply(e *view.Engine, n int) float64 {
	before := yard.CPU()
	var es []record.Entry
	for i := range n {
		es = append(es, record.Entry{Number: int64(i), Recorded: record.Moment(1_500_000_000_000 + i*1000), Kind: "bench", Audience: audienceOf(i), Fact: &fact{i}})
		if len(es) == 512 || i == n-1 {
			yard.Check(e.Apply(context.Background(), es))
			es = es[:0]
		}
	}
	return (yard.CPU() - before) * 1e6 / float64(n)
}

func size(path string, p *postgres) {
	var bytes int64
	for _, s := range []string{"", "-wal"} {
		if info, err := os.Stat(path + s); err == nil {
			bytes += info.Size()
		}
	}
	f := yard.Figure{Name: "tables with texts and index", Unit: "MB", Runs: []float64{float64(bytes) / 1e6}}
	if p != nil {
		f.Peer, f.Peers = "PostgreSQL: table, primary key and GIN", []float64{p.size()}
	}
	f.Print()
}

// A kind of search. It gives the n-th query as a reader writes it, and as PostgreSQL takes it.
type kind struct {
	name string
	who  reader
	ours func(n int) string
	his  string // with :n, a number below a thousand
}

func kinds() []kind {
	same := func(q string) func(int) string { return func(int) string { return q } }
	return []kind{
		{"a word of every text", mission, same(`"mortar"`), "mortar"},
		{"the same in Arabic", mission, same(`"القصف"`), "قصف"},
		{"the same in Cyrillic", mission, same(`"ОБСТРЕЛ"`), "обстрел"},
		{"a word of every text, for one in a hundred", public, same(`"mortar"`), "mortar"},
		{"two of some", mission, same(`"convoy" "больница"`), "convoy & больница"},
		{"every text, but not some", mission, same(`mortar -convoy`), "mortar & !convoy"},
		{"words that stand together", mission, same(`"school convoy"`), "school <-> convoy"},
		{"a rare word", mission, func(n int) string { return `"` + rare(n*3%999) + `"` }, "rare"},
		{"a rare word of every text", mission, func(n int) string { return `"mortar" "` + rare(n*3%999) + `"` }, "mortar & rare"},
		{"a beginning", mission, same("hosp"), "hosp:*"},
		{"nothing", mission, same(`"mortar" "nowhere"`), "mortar & nowhere"},
	}
}

func measure(e *view.Engine, p *postgres, k kind) {
	search := func(n int) time.Duration {
		q, err := words.ParseQuery(k.ours(n))
		yard.Check(err)
		began := time.Now()
		f, err := e.For(k.who).Search(context.Background(), view.Search{Query: q, Known: -1, Limit: 20})
		yard.Check(err)
		if len(f.Hits) == 0 && k.name != "nothing" {
			yard.Check(fmt.Errorf("%s: nothing is found", k.name))
		}
		return time.Since(began)
	}
	for n := range 5 {
		search(n) // connections and statements
	}
	var took []float64
	for n := range *asked {
		took = append(took, ms(search(n)))
	}
	began := time.Now()
	var all sync.WaitGroup
	for c := range *clients {
		all.Go(func() {
			for n := range *asked {
				search(n + c)
			}
		})
	}
	all.Wait()
	rate := float64(*asked**clients) / time.Since(began).Seconds()
	half := yard.Figure{Name: k.name + ", p50", Unit: "ms", Runs: []float64{yard.Quantile(took, 0.5)}}
	most := yard.Figure{Name: k.name + ", p99", Unit: "ms", Runs: []float64{yard.Quantile(took, 0.99)}}
	fast := yard.Figure{Name: fmt.Sprintf("%s, %d readers", k.name, *clients), Unit: "/s", Runs: []float64{rate}}
	if p != nil {
		his, hisRate, err := p.ask(k)
		yard.Check(err)
		half.Peers, most.Peers, fast.Peers = []float64{yard.Quantile(his, 0.5)}, []float64{yard.Quantile(his, 0.99)}, []float64{hisRate}
	}
	half.Print()
	most.Print()
	fast.Print()
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
