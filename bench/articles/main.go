// Command articles measures the reading of articles: taking the words out of a page of the web alone, the whole reader on text, one
// article of 4 MB, and the search for words in a row among many sentences. Its articles are made up; beside extraction stands
// parsing the same HTML and nothing more.
//
//	go run ./bench/articles -sentences 1000000
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html"

	"truce.example/bench/internal/yard"
	"truce.example/desk/statements/across"
	"truce.example/desk/statements/read"
	"truce.example/desk/statements/read/page"
)

var (
	articles  = flag.Int("articles", 400, "articles of each run")
	sentences = flag.Int("sentences", 100_000, "sentences in the index")
	asked     = flag.Int("queries", 1000, "searches")
	runs      = flag.Int("runs", 3, "runs of each")
)

func main() {
	flag.Parse()
	var texts []string
	var pages [][]byte
	bytesOfText, bytesOfPages := 0, 0
	for i := range *articles {
		t := article(rand.New(rand.NewPCG(1, uint64(i))))
		texts = append(texts, t)
		pages = append(pages, wrap(t))
		bytesOfText += len(t)
		bytesOfPages += len(pages[i])
	}
	about := read.About{Published: read.Date{Value: "2017-07-06", Precision: "day"}}
	extraction, peer := speed(func(i int) { _, err := page.Open(pages[i]); yard.Check(err) }), speed(func(i int) { _, err := html.Parse(bytes.NewReader(pages[i])); yard.Check(err) })
	yard.One("words out of a page, pages/s", "/s", extraction, fmt.Sprintf("parsing the HTML alone: %.0f/s", peer))
	yard.One("the same, MB of pages/s", "MB/s", extraction*float64(bytesOfPages)/float64(*articles)/1e6, "")
	whole := speed(func(i int) { _, err := read.Read(texts[i], about); yard.Check(err) })
	yard.One("whole reader, articles/s", "/s", whole, "")
	yard.One("the same, MB of text/s", "MB/s", whole*float64(bytesOfText)/float64(*articles)/1e6, "")
	long := strings.Repeat(texts[0]+"\n", 4<<20/len(texts[0]))
	began := time.Now()
	_, err := read.Read(long, about)
	yard.Check(err)
	yard.One("one article of 4 MB", "s", time.Since(began).Seconds(), "")
	search()
}

// speed reads all articles on all cores, some times, and gives the median rate.
func speed(do func(i int)) float64 {
	var rates []float64
	for range *runs {
		began := time.Now()
		var wg sync.WaitGroup
		n := runtime.GOMAXPROCS(0)
		for k := range n {
			wg.Go(func() {
				for i := k; i < *articles; i += n {
					do(i)
				}
			})
		}
		wg.Wait()
		rates = append(rates, float64(*articles)/time.Since(began).Seconds())
	}
	slices.Sort(rates)
	return rates[len(rates)/2]
}

func search() {
	r := rand.New(rand.NewPCG(7, 7))
	x := &across.Index{}
	var some []string
	began := time.Now()
	for i := range *sentences {
		s := sentence(r)
		x.Add(s)
		if i%max(1, *sentences / *asked) == 0 {
			some = append(some, s)
		}
	}
	x.Search(some[0], 1) // sorts
	yard.One(fmt.Sprintf("index of %d sentences, each", *sentences), "µs", time.Since(began).Seconds()*1e6/float64(*sentences), "")
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	yard.One("the same, memory", "MB", float64(m.HeapAlloc)/1e6, "")
	var took []float64
	for _, s := range some {
		began := time.Now()
		if len(x.Search(s, 20)) == 0 {
			panic("a sentence of the index is not found: " + s)
		}
		took = append(took, float64(time.Since(began).Microseconds())/1000)
	}
	slices.Sort(took)
	yard.One("search for a sentence, p50", "ms", took[len(took)/2], "")
	yard.One("search for a sentence, p99", "ms", took[len(took)*99/100], "")
	runtime.KeepAlive(x)
}

var (
	people = strings.Split("Ana Ruiz|Karl Holm|Omar Haddad|Lena Berg|Ivan Petrov|Nora Saleh", "|")
	things = strings.Fields("the road line truce convoy village border observers forces shelling flights list sites talks families crossing agreement guarantors water school bridge")
	doings = strings.Fields("open keep leave reach shell cross watch send close hold move receive stop repair enter free feed guard count visit")
)

func sentence(r *rand.Rand) string {
	var out []string
	for range 10 + r.IntN(14) {
		if r.IntN(3) == 0 {
			out = append(out, doings[r.IntN(len(doings))])
		} else {
			out = append(out, things[r.IntN(len(things))])
		}
		if r.IntN(6) == 0 {
			out = append(out, fmt.Sprintf("%d", r.IntN(100_000)))
		}
	}
	return "We " + strings.Join(out, " ") + "."
}

// article is a made-up article of some 4 kB, as much of it quoted as in the press.
func article(r *rand.Rand) string {
	var out strings.Builder
	out.WriteString("The line is quiet, officials say\n\n")
	for range 12 {

		name := people[r.IntN(len(people))]
		switch r.IntN(4) {
		case 0:
			fmt.Fprintf(&out, "“%s” General %s told reporters on Wednesday. “%s”\n\n", strings.TrimSuffix(sentence(r), ".")+",", name, sentence(r))
		case 1:
			fmt.Fprintf(&out, "Foreign Minister %s said that Russia must %s by Friday. He warned Iran against another attack on Daraa last month.\n\n", name, strings.ToLower(sentence(r)))
		case 2:
			fmt.Fprintf(&out, "At least %d people were killed when the convoy was shelled near Nawa on July %d. %s\n\n", 2+r.IntN(40), 1+r.IntN(28), sentence(r))
		default:
			fmt.Fprintf(&out, "%s %s\n\n", sentence(r), sentence(r))
		}
	}
	return out.String()
}

func wrap(text string) []byte {
	var out strings.Builder
	out.WriteString(`<!doctype html><html lang="en"><head><title>The line is quiet</title><meta property="og:site_name" content="Herald"><meta property="article:published_time" content="2017-07-06T08:00:00Z"></head><body><nav><ul>`)
	for i := range 60 {
		fmt.Fprintf(&out, `<li><a href="/section/%d">Section %d</a></li>`, i, i)
	}
	out.WriteString(`</ul></nav><article><h1>The line is quiet</h1>`)
	for p := range strings.SplitSeq(text, "\n\n") {
		fmt.Fprintf(&out, "<p>%s</p>\n<aside><a href=\"/x\">Read more</a></aside>", html.EscapeString(p))
	}
	out.WriteString(`</article><footer>All rights reserved</footer></body></html>`)
	return []byte(out.String())
}
