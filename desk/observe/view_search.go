package observe

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/view"
)

// A search is a window in SQL: conditions that every row must meet, and ways to find rows by an index. Which way is gone
// is decided by counting, because a window may be narrow in place and wide in time or the other way round, and the
// engine does not know. The conditions are written with a plus, which keeps the engine from choosing an index by itself.
type search struct {
	table  string
	wheres []string
	args   []any
	ways   []way
}

// A way is a select of entries that an index answers.
type way struct {
	entries string
	args    []any
}

// few is how many entries a way may find and still be quicker than to read the table from where the page begins.
const few = 20_000

// longMs is what most things that happen are shorter than. The longer ones have an index of their own, so that a search
// by time needs not begin with the oldest. It stands in view.sql too.
const longMs = 86_400_000

// mostRanges is into how many ranges of cells a box is cut.
const mostRanges = 16

// newSearch makes a search of a table with the columns lat, lon and changed, and these columns of its time.
func newSearch(table, start, end string, want desk.Window) *search {
	s := &search{table: table, wheres: []string{"1 = 1"}}
	if want.After > 0 {
		s.where("entry > ?", want.After)
	}
	if want.ID != "" {
		s.where("entry = ?", entryOfID(want.ID))
		return s.within(want, start, end)
	}
	if want.Since > 0 {
		s.way("changed >= ?", want.Since)
	}
	if from, to, bound := span(want); bound {
		overlap := start + " >= ? and " + start + " < ? and max(" + start + ", " + end + ") >= ?"
		s.way(overlap, from-longMs, to, from)
		last := &s.ways[len(s.ways)-1]
		last.entries += " union all select entry from " + table + " where " + end + " - " + start + " > 86400000 and " + start + " < ? and " + end + " >= ?"
		last.args = append(last.args, min(from-longMs, to), from)
	}
	return s.within(want, start, end)
}

// byCell adds the way over the cells of a box, for a table that has them.
func (s *search) byCell(want desk.Window) *search {
	if want.Box == nil || want.ID != "" {
		return s
	}
	s.ways = append(s.ways, inBox(s.table, *want.Box))
	return s
}

// inBox finds what lies in a box by its cells.
func inBox(table string, b geo.Box) way {
	ranges := b.Cells(mostRanges)
	var args []any
	for _, r := range ranges {
		args = append(args, r.First, r.Last)
	}
	values := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(ranges)), ", ")
	return way{
		"select t.entry from (select column1 as first, column2 as last from (values " + values + ")) r cross join " + table + ` t
			where t.cell >= r.first and t.cell <= r.last and t.lat >= ? and t.lat <= ? and t.lon >= ? and t.lon <= ?`,
		append(args, b.South, b.North, b.West, b.East),
	}
}

// within adds the conditions of the window.
func (s *search) within(want desk.Window, start, end string) *search {
	if b := want.Box; b != nil {
		s.where("+lat >= ? and +lat <= ? and +lon >= ? and +lon <= ?", b.South, b.North, b.West, b.East)
	}
	if want.Since > 0 {
		s.where("+changed >= ?", want.Since)
	}
	if from, to, bound := span(want); bound { // what has no end ended when it began
		s.where("+"+start+" <> 0 and +"+start+" < ? and max("+start+", "+end+") >= ?", to, from)
	}
	return s
}

// span is the window's time in milliseconds.
func span(want desk.Window) (from, to int64, bound bool) {
	from, to = int64(want.From), int64(want.To)
	if from == 0 {
		from = math.MinInt64 + longMs
	}
	if to == 0 {
		to = math.MaxInt64
	}
	return from, to, want.From != 0 || want.To != 0
}

// entryOfID is the entry that an id names, or -1, which is none.
func entryOfID(id string) int64 {
	n := int64(0)
	for _, c := range id {
		if c < '0' || c > '9' || n > math.MaxInt64/10-1 {
			return -1
		}
		n = 10*n + int64(c-'0')
	}
	if id[0] == '0' && len(id) > 1 {
		return -1 // one feature has one id
	}
	return n
}

// where adds a condition.
func (s *search) where(condition string, args ...any) {
	s.wheres, s.args = append(s.wheres, condition), append(s.args, args...)
}

// way adds a way to find rows.
func (s *search) way(condition string, args ...any) {
	s.ways = append(s.ways, way{"select entry from " + s.table + " where " + condition, args})
}

// find reads columns of the rows, oldest entry first, at most limit if it is not 0.
func (s *search) find(ctx context.Context, q desk.Question, columns string, limit int) (*sql.Rows, error) {
	best, err := s.best(ctx, q)
	if err != nil {
		return nil, err
	}
	query, args := strings.Join(s.wheres, " and "), s.args
	if best.entries != "" {
		query, args = "entry in ("+best.entries+") and "+query, slices.Concat(best.args, args)
	}
	query = "select " + columns + " from " + s.table + " r where " + query + " order by entry"
	if limit > 0 {
		query, args = query+" limit ?", append(slices.Clone(args), limit)
	}
	return q.View.Query(ctx, query, args...)
}

// best is the way that finds least, or none if all find many.
func (s *search) best(ctx context.Context, q desk.Question) (best way, err error) {
	least := few
	for _, w := range s.ways {
		n := 0
		err := q.View.QueryRow(ctx, "select count(*) from (select 1 from ("+w.entries+") limit ?)", append(slices.Clone(w.args), least)...).Scan(&n)
		if err != nil {
			return best, err
		}
		if n < least {
			least, best = n, w
		}
	}
	return best, nil
}

// eachRow reads the rows of a search one by one, and stops at the first error.
func eachRow[T any](rows *sql.Rows, err error, read func(view.Scan) (T, error), give func(T) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return err
		}
		if err := give(v); err != nil {
			return err
		}
	}
	return rows.Err()
}
