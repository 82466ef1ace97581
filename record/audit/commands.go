package audit

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"sort"

	"truce.example/record"
)

// A commandRow is a row of the table of commands.
type commandRow struct {
	key    [16]byte
	first  int64
	count  int64
	digest [16]byte
}

// commands holds the table of commands against the entries. The facts of a command stand together and say its author,
// the client's id, the digest and each its part; from them follows the row that must be there. Rows are in the order of
// their keys and not of the entries: so both sides are added up per thousand entries, under a hash whose key is drawn for
// this run, and only where two sums differ the rows themselves are looked at.
//
// Where a body is not readable (forgotten, no key) a command's extent is not known. Such rows are kept and compared one
// by one, as far as they are known.
type commands struct {
	seeds [2]maphash.Seed
	want  []sums // by first / bucketEntries
	have  []sums
	now   *group
	loose map[int64]*looseRow
	blind []blindRun // entries that cannot be read, in order
}

const bucketEntries = 1024

type sums [2]uint64

// A group is the command whose facts are just passing by.
type group struct {
	commandRow
	last  int64
	loose bool
}

type looseRow struct {
	commandRow
	atMost int64 // 0 is not known
	found  bool
}

type blindRun struct{ from, to int64 } // from <= n < to

func (cs *commands) start() {
	cs.seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
	cs.loose = map[int64]*looseRow{}
}

func (cs *commands) sum(side *[]sums, r commandRow) {
	at := int(r.first / bucketEntries)
	for len(*side) <= at {
		*side = append(*side, sums{})
	}
	b := make([]byte, 0, 48)
	b = append(b, r.key[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(r.first))
	b = binary.BigEndian.AppendUint64(b, uint64(r.count))
	b = append(b, r.digest[:]...)
	for i := range cs.seeds {
		(*side)[at][i] += maphash.Bytes(cs.seeds[i], b)
	}
}

func rowOf(e record.Entry) commandRow {
	r := commandRow{key: record.CommandKey(e.Author.Member, e.Client), first: e.Number - int64(e.Part), count: int64(e.Part) + 1}
	copy(r.digest[:], e.Submission[:])
	return r
}

// add is shown the next entry.
func (cs *commands) add(b *book, c *checked) {
	if !c.open || c.e.Client == "" {
		cs.end(false)
		cs.passBlind(c.n)
		return
	}
	r := rowOf(c.e)
	switch {
	case c.e.Part < 0 || r.first < 0:
		b.find(entry(c.n), "it says that it is part %d of its command", c.e.Part)
	case c.e.Part == 0:
		cs.end(true)
		cs.now = &group{commandRow: r, last: c.n}
	case cs.now != nil && cs.now.first == r.first && cs.now.last == c.n-1:
		if cs.now.key != r.key || cs.now.digest != r.digest {
			b.find(entry(c.n), "it is part %d of another command than the entry before it", c.e.Part)
		}
		cs.now.count, cs.now.last = r.count, c.n
	case cs.afterBlind(c.n, r.first):
		cs.now = &group{commandRow: r, last: c.n, loose: true}
	default:
		b.find(entry(c.n), "it says that it is part %d of its command, and the entry before it is not part %d", c.e.Part, c.e.Part-1)
	}
}

func (cs *commands) passBlind(n int64) {
	if k := len(cs.blind) - 1; k >= 0 && cs.blind[k].to == n {
		cs.blind[k].to++
		return
	}
	cs.blind = append(cs.blind, blindRun{n, n + 1})
}

// afterBlind says whether entry n follows unreadable entries, with a command that began in them or just before.
func (cs *commands) afterBlind(n, first int64) bool {
	k := len(cs.blind) - 1
	if k < 0 || cs.blind[k].to != n {
		return false
	}
	_, begun := cs.loose[first]
	return begun || first >= cs.blind[k].from
}

// end closes the group at hand; sure says that the next entry begins a command, so that its count is known.
func (cs *commands) end(sure bool) {
	g := cs.now
	cs.now = nil
	if g == nil {
		return
	}
	if sure && !g.loose {
		cs.sum(&cs.want, g.commandRow)
		return
	}
	l := &looseRow{commandRow: g.commandRow}
	if sure {
		l.atMost = g.count
	}
	cs.loose[g.first] = l
}

// finish reads the table.
func (cs *commands) finish(ctx context.Context, o *order) error {
	if o.d.ring == nil {
		return nil
	}
	cs.end(true)
	b := &o.d.book
	err := eachCommand(ctx, o.f, "", func(r commandRow, odd string) {
		where := fmt.Sprintf("command of entry %d", r.first)
		switch {
		case odd != "":
			b.find(where, "%s", odd)
		case r.first < 0 || r.count < 1 || r.first >= o.d.size || r.count > o.d.size-r.first:
			b.find(where, "its row names %d entries from entry %d, which are not all there", r.count, r.first)
		case cs.loose[r.first] != nil:
			cs.compareLoose(b, where, r)
		case cs.inBlind(r.first):
		default:
			cs.sum(&cs.have, r)
		}
	})
	if err != nil {
		return err
	}
	for first, l := range cs.loose {
		if !l.found {
			b.find(entry(first), "the table of commands has no row for its command")
		}
	}
	return cs.refine(ctx, o)
}

func (cs *commands) compareLoose(b *book, where string, r commandRow) {
	l := cs.loose[r.first]
	switch {
	case l.found:
		b.find(where, "two rows of the table of commands name the same entries")
	case r.key != l.key || r.digest != l.digest || r.count < l.count || l.atMost > 0 && r.count > l.atMost:
		b.find(where, "its row is not the one that follows from its facts")
	}
	l.found = true
}

func (cs *commands) inBlind(first int64) bool {
	i := sort.Search(len(cs.blind), func(i int) bool { return cs.blind[i].to > first })
	return i < len(cs.blind) && cs.blind[i].from <= first
}

func eachCommand(ctx context.Context, f *file, where string, do func(r commandRow, odd string), args ...any) error {
	rows, err := f.scan.QueryContext(ctx, "select key, first, count, digest, typeof(key) from command "+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r commandRow
		var key, digest []byte
		var form string
		if err := rows.Scan(&key, &r.first, &r.count, &digest, &form); err != nil {
			return err
		}
		odd := ""
		if len(key) != len(r.key) || len(digest) != len(r.digest) || form != "blob" {
			odd = "its row in the table of commands is malformed"
		}
		copy(r.key[:], key)
		copy(r.digest[:], digest)
		do(r, odd)
	}
	return rows.Err()
}

// maxRefined bounds how many buckets are looked at closely in a record that is damaged all over.
const maxRefined = 16

// refine names the rows in the buckets whose sums differ.
func (cs *commands) refine(ctx context.Context, o *order) error {
	refined := 0
	for i := range max(len(cs.want), len(cs.have)) {
		var want, have sums
		if i < len(cs.want) {
			want = cs.want[i]
		}
		if i < len(cs.have) {
			have = cs.have[i]
		}
		if want == have {
			continue
		}
		from := int64(i) * bucketEntries
		before := len(o.d.book.findings)
		if refined++; refined <= maxRefined {
			if err := cs.refineBucket(ctx, o, from, from+bucketEntries); err != nil {
				return err
			}
		}
		if len(o.d.book.findings) == before {
			o.d.book.find("record.db, command", "the rows of commands that begin at entries %d to %d do not follow from the entries", from, from+bucketEntries-1)
		}
	}
	return nil
}

// refineBucket compares row by row what the entries of a bucket ask for and what the table has.
func (cs *commands) refineBucket(ctx context.Context, o *order, from, to int64) error {
	want := map[int64]commandRow{}
	for n := from; n < o.d.size; n++ {
		r, err := o.f.entry(ctx, n)
		if errors.Is(err, sql.ErrNoRows) {
			continue // the gap is a finding already
		}
		if err != nil {
			return err
		}
		c := o.d.check(r)
		if n >= to && (!c.open || c.e.Part == 0) {
			break
		}
		if !c.open || c.e.Client == "" {
			continue
		}
		row := rowOf(c.e)
		if row.first < from || row.first >= to || cs.loose[row.first] != nil {
			continue
		}
		if row.count > want[row.first].count {
			want[row.first] = row
		}
	}
	b := &o.d.book
	err := eachCommand(ctx, o.f, "where first >= ? and first < ?", func(r commandRow, odd string) {
		if odd != "" || cs.loose[r.first] != nil || cs.inBlind(r.first) {
			return
		}
		w, ok := want[r.first]
		delete(want, r.first)
		where := fmt.Sprintf("command of entry %d", r.first)
		switch {
		case !ok:
			b.find(where, "the table of commands has a row for it, and no command begins there")
		case w.key != r.key:
			b.find(where, "its row is kept under another key than its author and id give")
		case w.count != r.count:
			b.find(where, "its row counts %d facts, and the command has %d", r.count, w.count)
		case w.digest != r.digest:
			b.find(where, "its row has another digest than its facts")
		}
	}, from, to)
	if err != nil {
		return err
	}
	for first := range want {
		b.find(fmt.Sprintf("command of entry %d", first), "the table of commands has no row for it, so sending it again would record it twice")
	}
	return nil
}
