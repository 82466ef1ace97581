package across

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"truce.example/internal/words"
)

// Shingles of so many words are hashed, and of so many in a row the smallest is kept: whatever two texts share of five words in a
// row is found by at least one hash (winnowing).
const (
	shingle = 3
	window  = 3

	// Least is the number of words in a row that is found for certain.
	Least = shingle + window - 1
)

// An Index finds texts that share words in a row. It holds some ten bytes for each word.
type Index struct {
	texts []string
	keys  []key
	dirty bool
}

type key struct {
	hash uint32
	text int32
}

// A Match is a text of the index that shares words with what was asked for.
type Match struct {
	Text   int     // as Add gave it
	Shared int     // words of the longest run that both have
	Part   float64 // share of the shorter text's words that the run has
}

var inserted = regexp.MustCompile(`\[[^\]]{0,60}\]`)

// Words are the words of a text as they are compared: without marks, case, special spaces and what an outlet put between brackets.
func Words(text string) []string {
	found := words.Split(inserted.ReplaceAllString(text, " "))
	out := make([]string, len(found))
	for i, w := range found {
		out[i] = w.Form
	}
	return out
}

// Add puts a text into the index and gives its number.
func (x *Index) Add(text string) int {
	n := len(x.texts)
	w := Words(text)
	x.texts = append(x.texts, strings.Join(w, " "))
	for _, h := range winnow(hashes(w)) {
		x.keys = append(x.keys, key{h, int32(n)})
	}
	x.dirty = true
	return n
}

func hashes(w []string) []uint32 {
	var out []uint32
	for i := 0; i+shingle <= len(w); i++ {
		h := fnv.New32a()
		for _, s := range w[i : i+shingle] {
			h.Write([]byte(s))
			h.Write([]byte{' '})
		}
		out = append(out, h.Sum32())
	}
	return out
}

func winnow(h []uint32) []uint32 {
	var out []uint32
	last := -1
	for i := 0; i == 0 || i+window <= len(h); i++ {
		best := -1
		for j := i; j < min(i+window, len(h)); j++ {
			if best < 0 || h[j] <= h[best] {
				best = j
			}
		}
		if best >= 0 && best != last {
			out = append(out, h[best])
			last = best
		}
	}
	return out
}

// Search gives the texts that share at least five words in a row with text, the longest run first, at most limit.
func (x *Index) Search(text string, limit int) []Match {
	if x.dirty {
		slices.SortFunc(x.keys, func(a, b key) int {
			if a.hash != b.hash {
				if a.hash < b.hash {
					return -1
				}
				return 1
			}
			return int(a.text) - int(b.text)
		})
		x.dirty = false
	}
	asked := Words(text)
	seen := map[int32]bool{}
	var out []Match
	for _, h := range hashes(asked) { // every shingle: the index keeps some of them, and which is its own matter
		from, _ := slices.BinarySearchFunc(x.keys, h, func(k key, h uint32) int {
			if k.hash < h {
				return -1
			} else if k.hash > h {
				return 1
			}
			return 0
		})
		for i := from; i < len(x.keys) && x.keys[i].hash == h && i < from+10_000; i++ {
			n := x.keys[i].text
			if seen[n] {
				continue
			}
			seen[n] = true
			other := strings.Fields(x.texts[n])
			if run := longestRun(asked, other); run >= Least {
				out = append(out, Match{int(n), run, float64(run) / float64(min(len(asked), len(other)))})
			}
		}
	}
	slices.SortFunc(out, func(a, b Match) int {
		if a.Shared != b.Shared {
			return b.Shared - a.Shared
		}
		return a.Text - b.Text
	})
	return out[:min(len(out), limit)]
}

// longestRun is the number of words in a row that both have.
func longestRun(a, b []string) int {
	const most = 400 // words of a text that are compared
	a, b = a[:min(len(a), most)], b[:min(len(b), most)]
	best := 0
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
				best = max(best, row[j+1])
			} else {
				row[j+1] = 0
			}
			diagonal = above
		}
	}
	return best
}
