package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/internal/words"
	"truce.example/record"
	"truce.example/view"
)

// Searching: what a reader looks for is neither recorded nor logged.

const (
	// searchTime bounds a search. It keeps one reader's common words from another's questions.
	searchTime = 2 * time.Second
	// maxSearches run at a time; more wait for their turn within their own time.
	maxSearches = 4
	// snippetSize is how much of a text is shown, in runes.
	snippetSize = 240

	searchLimit    = 20
	searchMaxLimit = 100
)

func (f *Face) searchRoutes() {
	f.handle("GET /api/search", f.searchAnswer)
	f.handle("GET /search", f.searchPage)
}

// A SearchHit is an entry that was found. Offsets are [start, end) in runes.
type SearchHit struct {
	Entry      int64         `json:"entry"`
	Desk       string        `json:"desk"`
	Kind       string        `json:"kind"`
	At         record.Moment `json:"at,omitzero"`
	Recorded   record.Moment `json:"recorded"`
	Retracted  int64         `json:"retracted,omitempty"`
	Title      string        `json:"title"`
	TitleMarks []words.Mark  `json:"title_marks,omitempty"`
	Snippet    string        `json:"snippet"`
	Marks      []words.Mark  `json:"marks,omitempty"`
	Href       string        `json:"href"`
}

// A SearchAnswer is what was found.
type SearchAnswer struct {
	Hits []SearchHit `json:"hits"`
	More string      `json:"more,omitempty"` // where to go on
	Cut  bool        `json:"cut,omitempty"`  // the time was up
	Note string      `json:"note,omitempty"`
}

func (f *Face) searchAnswer(w http.ResponseWriter, r *http.Request) error {
	q, err := f.question(r, desk.RightAnybody)
	if err != nil {
		return err
	}
	w.Header().Set(headerEntry, strconv.FormatInt(q.View.Entry(), 10))
	answer, err := f.search(r.Context(), q, "/api/search")
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, answer)
}

func (f *Face) searchPage(w http.ResponseWriter, r *http.Request) error {
	q, err := f.question(r, desk.RightAnybody)
	if err != nil {
		return err
	}
	fr, err := f.frame(r, "Search")
	if err != nil {
		return err
	}
	page := struct {
		frame
		Q, Desk, From, To string
		Desks             []string
		Asked             bool
		Refusal           string
		SearchAnswer
	}{frame: fr, Q: q.Params.Get("q"), Desk: q.Params.Get("desk"), From: q.Params.Get("from"), To: q.Params.Get("to"), Desks: f.deskNames(), Asked: q.Params.Has("q")}
	status := http.StatusOK
	if page.Asked {
		page.SearchAnswer, err = f.search(r.Context(), q, "/search")
		if refused, ok := desk.Refused(err); ok {
			page.Refusal, status = refused.Sentence, statuses[refused.Kind].status
		} else if err != nil {
			return err
		}
	}
	return f.page(w, status, "search.html", page)
}

func (f *Face) deskNames() []string {
	var out []string
	for _, d := range f.Mission.Desks() {
		if d.View != nil {
			out = append(out, d.Name)
		}
	}
	return out
}

func (f *Face) search(ctx context.Context, q desk.Question, path string) (SearchAnswer, error) {
	s, err := f.wanted(q.Params)
	if err != nil {
		return SearchAnswer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	select {
	case f.seek <- struct{}{}:
		defer func() { <-f.seek }()
	case <-ctx.Done():
		return SearchAnswer{}, desk.Refuse(desk.Busy, "many are searching; search again in a moment")
	}
	if s.Query, err = f.withNames(ctx, q, s.Query); err != nil {
		return SearchAnswer{}, err
	}
	found, err := q.View.Search(ctx, s)
	if errors.Is(err, view.ErrSlow) {
		return SearchAnswer{}, desk.Refuse(desk.Busy, "the search took more than two seconds and was ended; add a rarer word, or choose a desk")
	}
	if err != nil {
		return SearchAnswer{}, err
	}
	return answerOf(found, s.Query, q.Params, path), nil
}

// wanted reads the parameters of a search.
func (f *Face) wanted(params url.Values) (view.Search, error) {
	s := view.Search{Known: -1, Limit: searchLimit, Desk: params.Get("desk")}
	var err error
	if s.Query, err = words.ParseQuery(params.Get("q")); err != nil {
		return s, desk.Refuse(desk.Invalid, "%s", err)
	}
	if s.Desk != "" && !slices.Contains(f.deskNames(), s.Desk) {
		return s, desk.Refuse(desk.Invalid, "there is no desk %q; there are %s", cut(s.Desk), strings.Join(f.deskNames(), ", "))
	}
	if s.From, err = momentOf(params, "from"); err != nil {
		return s, err
	}
	if s.To, err = momentOf(params, "to"); err != nil {
		return s, err
	}
	for name, into := range map[string]*int64{"before": &s.Before, "known": &s.Known} {
		if text := params.Get(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 0 || n > 1<<50 && name == "known" {
				return s, desk.Refuse(desk.Invalid, "%s= takes a number, not %q", name, cut(text))
			}
			*into = n
		}
	}
	if text := params.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > searchMaxLimit {
			return s, desk.Refuse(desk.Invalid, "limit= takes a number from 1 to %d, not %q", searchMaxLimit, cut(text))
		}
		s.Limit = n
	}
	return s, nil
}

// momentOf reads a day, which begins at midnight UTC, or a moment.
func momentOf(params url.Values, name string) (record.Moment, error) {
	text := params.Get(name)
	if text == "" {
		return 0, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return record.At(day), nil
	}
	m, err := record.ParseMoment(text)
	if err != nil {
		return 0, desk.Refuse(desk.Invalid, "%s= takes a day such as 2017-07-09 or a moment such as 2017-07-09T09:00:00Z, not %q", name, cut(text))
	}
	return m, nil
}

// withNames lets names be found under the spellings that the reader may know.
func (f *Face) withNames(ctx context.Context, q desk.Question, query words.Query) (words.Query, error) {
	q.Params = url.Values{}
	var names [][]string
	for _, d := range f.Mission.Desks() {
		if d.Names == nil {
			continue
		}
		more, err := d.Names(ctx, q)
		if err != nil {
			return query, fmt.Errorf("names of desk %s: %w", d.Name, err)
		}
		names = append(names, more...)
	}
	return query.WithNames(names), nil
}

func answerOf(found view.Found, query words.Query, params url.Values, path string) SearchAnswer {
	out := SearchAnswer{Hits: []SearchHit{}, Cut: found.Cut}
	for _, h := range found.Hits {
		hit := SearchHit{
			Entry: h.Entry, Desk: h.Desk, Kind: h.Kind, At: h.At, Recorded: h.Recorded, Retracted: h.Ended, Title: h.Title,
			TitleMarks: query.Marks(h.Title), Href: fmt.Sprintf("/entries/%d", h.Entry),
		}
		hit.Snippet, hit.Marks = query.Snippet(h.Text.Text, snippetSize)
		out.Hits = append(out.Hits, hit)
	}
	if found.Next > 0 {
		next := url.Values{}
		for name, v := range params {
			if name != "wait" {
				next[name] = v
			}
		}
		next.Set("before", strconv.FormatInt(found.Next, 10))
		out.More = path + "?" + next.Encode()
	}
	if len(found.Whole) > 0 {
		out.Note = fmt.Sprintf("Very many words begin with %q; only the word itself was looked for. Write more of it.", strings.Join(found.Whole, ", "))
	}
	return out
}

// A span of a text, marked or not.
type span struct {
	Text string
	Hit  bool
}

// spans parts a text for a page.
func spans(text string, marks []words.Mark) []span {
	runes := []rune(text)
	var out []span
	at := 0
	for _, m := range marks {
		if m[0] > at {
			out = append(out, span{string(runes[at:m[0]]), false})
		}
		out = append(out, span{string(runes[m[0]:m[1]]), true})
		at = m[1]
	}
	return append(out, span{string(runes[at:]), false})
}
