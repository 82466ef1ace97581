package view

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce.example/internal/words"
	"truce.example/record"
)

// The text index is the engine's own: what entries say in words, to be found by them. Desks write it by Tx.Text and ask
// it by Reader.Search; they cannot read it by SQL.
//
// Every indexed word carries the number of its text's audience in front, and a search asks for the words of the reader's
// audiences only. So neither what is found nor how long it takes depends on what the reader may not see. Hits come in the
// order of the record, the newest first, and by no measure that is taken over all texts.
//
// In PostgreSQL: text_index becomes a column of type tsvector ('simple', made from the same words) of text_doc with a GIN
// index, a choice becomes |, a term <->, and audience a condition; text_word is the same table.

// A Text is what an entry says in words. It stays as it is for as long as the entry can be read.
type Text struct {
	Part  int           // 0, 1, … of an entry that says several things, at most MaxParts
	Desk  string        // "observe"
	Kind  string        // "report": a word for people
	At    record.Moment // when what is told of happened; zero when not known
	Title string        // a line, shown with a hit
	Text  string        // shown in part, around what was looked for
}

// Lines puts what an entry says in several fields under one another. Empty ones are left out.
func Lines(said ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(said), func(s string) bool { return strings.TrimSpace(s) == "" }), "\n")
}

// MaxParts bounds the texts of one entry.
const MaxParts = 4096

// textVersion is of the engine's own tables below.
const textVersion = 1

// textOrigin is what stands in view_version for the text index: another version reads the record again.
var textOrigin = [2]any{"text index", textVersion*1000 + words.Version}

const textSchema = `
create table text_doc (
  doc integer not null primary key, -- entry and part: the order of the record
  entry bigint not null,
  audience integer not null,
  ended bigint,                     -- entry that took it back
  desk text not null,
  kind text not null,
  at_ms bigint not null,            -- 0: not known
  recorded_ms bigint not null,
  title text not null,
  text text not null
);
create table text_word (audience integer not null, word text not null, primary key (audience, word)) without rowid;
create virtual table text_index using fts5(words, also, content='', columnsize=0, tokenize='ascii');
insert into text_index(text_index, rank) values ('secure-delete', 1);
`

// engineTables are tables of the engine that no query of a reader may name, besides those that filter themselves.
var engineTables = []string{"text_word", "text_index", "text_index_data", "text_index_idx", "text_index_config"}

// Between the number of an audience and a word, and before the name of a desk. No word has them: they are no letters.
const (
	ofAudience = "\ue000"
	ofDesk     = "\ue001"
)

func docOf(entry int64, part int) int64 { return entry*MaxParts + int64(part) }

// Text lets the entry be found by what it says. The audience is the entry's.
func (t *Tx) Text(e record.Entry, x Text) error {
	if x.Part < 0 || x.Part >= MaxParts {
		return fmt.Errorf("entry %d has no text number %d", e.Number, x.Part)
	}
	audience, err := t.Audience(e.Audience)
	if err != nil {
		return err
	}
	err = t.Exec("insert into text_doc values (?, ?, ?, null, ?, ?, ?, ?, ?, ?)",
		docOf(e.Number, x.Part), e.Number, audience, x.Desk, x.Kind, int64(x.At), int64(e.Recorded), x.Title, x.Text)
	if err != nil {
		return err
	}
	front := strconv.FormatInt(audience, 10) + ofAudience
	var said, also strings.Builder
	for _, w := range words.Split(x.Title + "\n" + x.Text) {
		if err := t.word(audience, w.Form); err != nil {
			return err
		}
		said.WriteString(front)
		said.WriteString(w.Form)
		said.WriteByte(' ')
		if stem, ok := words.WithoutArticle(w.Form); ok {
			if err := t.word(audience, stem); err != nil {
				return err
			}
			also.WriteString(front + stem + " ")
		}
	}
	also.WriteString(front + ofDesk + x.Desk)
	return t.Exec("insert into text_index (rowid, words, also) values (?, ?, ?)", docOf(e.Number, x.Part), said.String(), also.String())
}

// word notes that texts of an audience have a word.
func (t *Tx) word(audience int64, word string) error {
	key := audienceWord{audience, word}
	if t.known[key] || t.words[key] {
		return nil
	}
	t.words[key] = true
	return t.Exec("insert into text_word values (?, ?) on conflict do nothing", audience, word)
}

// EndText marks the texts of an entry as taken back by another. They are found all the same.
func (t *Tx) EndText(entry, by int64) error {
	return t.Exec("update text_doc set ended = ? where doc between ? and ?", by, docOf(entry, 0), docOf(entry+1, 0)-1)
}

type audienceWord struct {
	audience int64
	word     string
}

// maxWords bounds the words that are remembered as noted: more are noted again, which changes nothing.
const maxWords = 1 << 17

// A Search says what is looked for. It has a query, a desk, or both.
type Search struct {
	Query    words.Query
	Desk     string        // texts of this desk only; empty for all
	From, To record.Moment // what happened in [From, To); zero for no bound. What has no time is left out if there is one
	Known    int64         // as the record stood after this entry; -1 for all of it
	Before   int64         // where an earlier answer said that there is more; 0 for the newest
	Limit    int           // of hits, at least 1
}

// A Hit is a text that was found.
type Hit struct {
	Entry    int64
	Ended    int64 // entry that took it back, 0 for none
	Recorded record.Moment
	Text
}

// A Found is the answer to a search.
type Found struct {
	Hits []Hit // the newest first
	Next int64 // for Search.Before, to go on; 0 when there is no more
	Cut  bool  // the time was up before the limit was reached: Next goes on from there
	// Whole are words that were looked for as they are and not as beginnings, because too many words begin with them.
	Whole []string
}

// maxBeginnings bounds the words in which one beginning may end.
const maxBeginnings = 256

// ErrSlow means that the time was up before anything was found.
var ErrSlow = errors.New("the search took too long")

func (r *reader) Search(ctx context.Context, s Search) (Found, error) {
	var f Found
	match, err := r.match(ctx, s, &f)
	if err != nil || match == "" {
		return f, err
	}
	docs, err := r.walk(ctx, match, s, &f)
	if err != nil {
		return Found{}, err
	}
	// What was found is read even when the time was up: it is little.
	ctx = context.WithoutCancel(ctx)
	if f.Hits, err = r.hits(ctx, docs, s.Known); err != nil {
		return Found{}, fmt.Errorf("read what was found: %w", err)
	}
	return f, nil
}

// walk goes through what matches, the newest first, until the limit or the time is reached.
func (r *reader) walk(ctx context.Context, match string, s Search, f *Found) ([]int64, error) {
	before, last := s.Before, s.Before
	if before == 0 {
		before = docOf(1<<50, 0)
	}
	if s.Known >= 0 {
		before = min(before, docOf(s.Known+1, 0))
	}
	query := "select i.rowid, 0 from main.text_index i where i.text_index match ? and i.rowid < ? order by i.rowid desc"
	timed := s.From.Known() || s.To.Known()
	if timed {
		query = "select i.rowid, d.at_ms from main.text_index i cross join main.text_doc d on d.doc = i.rowid where i.text_index match ? and i.rowid < ? order by i.rowid desc"
	}
	var docs []int64
	stopped := func(err error) ([]int64, error) {
		if ctx.Err() == nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if last == s.Before {
			return nil, ErrSlow
		}
		f.Cut, f.Next = true, last
		return docs, nil
	}
	rows, err := r.db.QueryContext(ctx, query, match, before)
	if err != nil {
		return stopped(err)
	}
	defer rows.Close()
	for rows.Next() {
		var doc, at int64
		if err := rows.Scan(&doc, &at); err != nil {
			return stopped(err)
		}
		if timed && (at == 0 || at < int64(s.From) || s.To.Known() && at >= int64(s.To)) {
			last = doc
			continue
		}
		if len(docs) == s.Limit {
			f.Next = last
			return docs, nil
		}
		docs, last = append(docs, doc), doc
	}
	if err := rows.Err(); err != nil {
		return stopped(err)
	}
	return docs, nil
}

// hits reads texts through the filter of the reader's tables, like every other row.
func (r *reader) hits(ctx context.Context, docs []int64, known int64) ([]Hit, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	rows, err := r.Query(ctx, "select doc, entry, ended, desk, kind, at_ms, recorded_ms, title, text from text_doc where doc in ("+list(docs)+") order by doc desc")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Hit
	for rows.Next() {
		var h Hit
		var doc int64
		var ended sql.NullInt64
		if err := rows.Scan(&doc, &h.Entry, &ended, &h.Desk, &h.Kind, &h.At, &h.Recorded, &h.Title, &h.Text.Text); err != nil {
			return nil, err
		}
		h.Part = int(doc % MaxParts)
		if known < 0 || ended.Int64 <= known {
			h.Ended = ended.Int64
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// list writes numbers for SQL.
func list(numbers []int64) string {
	var b []byte
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}

// match writes the search for the index: for every audience of the reader in which all the words occur, the same search
// with that audience's words. It is empty when there is none.
func (r *reader) match(ctx context.Context, s Search, f *Found) (string, error) {
	known, err := r.occurring(ctx, s.Query)
	if err != nil && ctx.Err() != nil {
		return "", ErrSlow
	}
	if err != nil {
		return "", fmt.Errorf("search: %w", err)
	}
	var any []string
	for _, audience := range r.visible {
		m := matching{ctx: ctx, reader: r, audience: audience, front: strconv.FormatInt(audience, 10) + ofAudience, found: f, known: known}
		if s.Desk != "" {
			m.all = append(m.all, m.word(ofDesk+s.Desk))
		}
		expr, err := m.query(s.Query)
		if err != nil && ctx.Err() != nil {
			return "", ErrSlow
		}
		if err != nil {
			return "", fmt.Errorf("search: %w", err)
		}
		if expr != "" {
			any = append(any, expr)
		}
	}
	return strings.Join(any, " OR "), nil
}

// occurring finds which words of a query occur in the reader's audiences.
func (r *reader) occurring(ctx context.Context, q words.Query) (map[audienceWord]bool, error) {
	out := map[audienceWord]bool{}
	var asked []any
	add := func(t words.Term) {
		for _, w := range t.Words {
			asked = append(asked, w)
			if stem, ok := words.WithoutArticle(w); ok {
				asked = append(asked, stem)
			}
		}
	}
	for _, c := range q.All {
		for _, t := range c {
			add(t)
		}
	}
	for _, t := range q.None {
		add(t)
	}
	if len(asked) == 0 || len(r.visible) == 0 {
		return out, nil
	}
	rows, err := r.db.QueryContext(ctx, "select audience, word from main.text_word where audience in ("+list(r.visible)+") and word in (?"+strings.Repeat(", ?", len(asked)-1)+")", asked...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w audienceWord
		if err := rows.Scan(&w.audience, &w.word); err != nil {
			return nil, err
		}
		out[w] = true
	}
	return out, rows.Err()
}

// A matching is a search within one audience.
type matching struct {
	ctx      context.Context
	reader   *reader
	audience int64
	front    string
	known    map[audienceWord]bool // words that occur
	all      []string
	found    *Found
}

func (m *matching) word(w string) string { return `"` + m.front + w + `"` }

func (m *matching) query(q words.Query) (string, error) {
	for _, c := range q.All {
		any, err := m.choice(c)
		if err != nil || any == "" {
			return "", err
		}
		m.all = append(m.all, any)
	}
	if len(m.all) == 0 {
		return "", nil
	}
	expr := "(" + strings.Join(m.all, " AND ") + ")"
	for _, t := range q.None {
		not, err := m.choice(words.Choice{t})
		if err != nil {
			return "", err
		}
		if not != "" {
			expr = "(" + expr + " NOT " + not + ")"
		}
	}
	return expr, nil
}

// choice is empty when no term of it occurs.
func (m *matching) choice(c words.Choice) (string, error) {
	var any []string
	for _, t := range c {
		ends, err := m.ends(t)
		if err != nil {
			return "", err
		}
		first := t.Words[:len(t.Words)-1]
		missing := false
		for _, w := range first {
			missing = missing || !m.has(w)
		}
		if missing {
			continue
		}
		for _, end := range ends {
			var phrase []string
			for _, w := range first {
				phrase = append(phrase, m.front+w)
			}
			any = append(any, `"`+strings.Join(append(phrase, m.front+end), " ")+`"`)
		}
	}
	if len(any) == 0 {
		return "", nil
	}
	return "(" + strings.Join(any, " OR ") + ")", nil
}

// ends are the words with which a term may end, as they occur: the word, alone also without its article, and what it
// begins.
func (m *matching) ends(t words.Term) ([]string, error) {
	last := t.Words[len(t.Words)-1]
	asked := []string{last}
	if stem, ok := words.WithoutArticle(last); ok && len(t.Words) == 1 {
		asked = append(asked, stem)
	}
	var out []string
	for _, w := range asked {
		if m.has(w) {
			out = append(out, w)
		}
	}
	if !t.Begins {
		return out, nil
	}
	longer, err := m.longer(last)
	if err != nil {
		return nil, err
	}
	if len(longer) > maxBeginnings {
		m.whole(last)
		return out, nil
	}
	return append(out, longer...), nil
}

func (m *matching) whole(word string) {
	for _, w := range m.found.Whole {
		if w == word {
			return
		}
	}
	m.found.Whole = append(m.found.Whole, word)
}

func (m *matching) has(word string) bool { return m.known[audienceWord{m.audience, word}] }

// longer lists words that begin with a word, one more than are taken.
func (m *matching) longer(begin string) ([]string, error) {
	rows, err := m.reader.db.QueryContext(m.ctx, "select word from main.text_word where audience = ? and word > ? and word < ? order by word limit ?",
		m.audience, begin, begin+"\U0010ffff", maxBeginnings+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var w string
		if err := rows.Scan(&w); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, rows.Err()
}
