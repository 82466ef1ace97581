package observe

import (
	"context"
	"encoding/json"
	"slices"

	"truce.example/desk"
	"truce.example/geo"
	"truce.example/record"
	"truce.example/view"
)

// A Crater is a row of the list of craters that were measured.
type Crater struct {
	Entry  int64           `json:"entry"`
	Crater string          `json:"crater"`
	Team   string          `json:"team"`
	At     record.Moment   `json:"at"`
	Place  *geo.Point      `json:"place"`
	Fact   json.RawMessage `json:"fact"`
}

func askCraters(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.Is("team", "team")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	craters, err := listCraters(ctx, q, f, limit)
	return map[string][]Crater{"craters": craters}, err
}

func listCraters(ctx context.Context, q desk.Question, f *filter, limit int64) ([]Crater, error) {
	rows, err := q.View.Query(ctx, "select entry, crater, team, at_ms, lat, lon, doc from observe_crater where "+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	return view.Collect(rows, err, func(read view.Scan) (Crater, error) {
		var c Crater
		var lat, lon *int32
		var fact string
		err := read(&c.Entry, &c.Crater, &c.Team, &c.At, &lat, &lon, &fact)
		c.Place, c.Fact = pointOf(lat, lon), json.RawMessage(fact)
		return c, err
	})
}

// A Sender is a device, and what has come of what it wrote. Missing are numbers below the highest that are not recorded, or not for
// the reader to see.
type Sender struct {
	Device         string        `json:"device"`
	Member         string        `json:"member"`
	Count          int64         `json:"count"`
	Highest        int64         `json:"highest"`
	Missing        []int64       `json:"missing"`         // the first hundred
	Newest         record.Moment `json:"newest"`          // when the last of it was recorded
	SkewMs         *int64        `json:"skew_ms"`         // of the last that says so: by how much the device's clock was ahead
	LongestMinutes int64         `json:"longest_minutes"` // longest time from writing to recording, as the device has it
	Corrected      []Corrected   `json:"corrected"`
}

// A Corrected report was mended by later ones of the same device. More than one that mends the same are shown side by side: which
// holds is for a person to say.
type Corrected struct {
	Number int64   `json:"number"`
	Entry  int64   `json:"entry,omitempty"` // 0 when it has not come
	By     []int64 `json:"by"`              // entries
}

// mostMissing is how many missing numbers an answer lists of one device.
const mostMissing = 100

func askWritten(ctx context.Context, q desk.Question) (any, error) {
	f := newFilter(q.Params)
	f.Is("device", "device")
	f.Is("member", "member")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, device, member, number, corrects, at_ms, recorded_ms, skew_ms from observe_written where device <> '' and number > 0 and "+f.SQL()+" order by device, number, entry", f.Args...)
	list, err := view.Collect(rows, err, func(read view.Scan) (writtenRow, error) {
		var r writtenRow
		err := read(&r.entry, &r.device, &r.member, &r.number, &r.corrects, &r.at, &r.recorded, &r.skew)
		return r, err
	})
	return map[string][]Sender{"devices": senders(list)}, err
}

type writtenRow struct {
	entry            int64
	device, member   string
	number, corrects int64
	at, recorded     record.Moment
	skew             *int64
}

// senders gathers rows that are sorted by device and number.
func senders(list []writtenRow) []Sender {
	out := []Sender{}
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(r writtenRow) bool { return r.device != list[0].device })
		if n < 0 {
			n = len(list)
		}
		out = append(out, senderOf(list[:n]))
		list = list[n:]
	}
	return out
}

func senderOf(rows []writtenRow) Sender {
	s := Sender{Device: rows[0].device, Member: rows[0].member, Missing: []int64{}, Corrected: []Corrected{}}
	entries := map[int64]int64{}
	for _, r := range rows {
		for n := s.Highest + 1; n < r.number && len(s.Missing) < mostMissing; n++ {
			s.Missing = append(s.Missing, n)
		}
		s.Count++
		s.Highest = max(s.Highest, r.number)
		entries[r.number] = r.entry
		s.LongestMinutes = max(s.LongestMinutes, int64(r.recorded-r.at)/int64(minute))
		if r.recorded >= s.Newest {
			s.Newest = r.recorded
			if r.skew != nil {
				s.SkewMs = r.skew
			}
		}
		if r.corrects > 0 {
			i := slices.IndexFunc(s.Corrected, func(c Corrected) bool { return c.Number == r.corrects })
			if i < 0 {
				s.Corrected, i = append(s.Corrected, Corrected{Number: r.corrects, Entry: entries[r.corrects]}), len(s.Corrected)
			}
			s.Corrected[i].By = append(s.Corrected[i].By, r.entry)
		}
	}
	return s
}

// A FileRow is a file that a report names, and the entry under which it was taken in: 0 while it has not come, or when it is not
// for the reader.
type FileRow struct {
	desk.File
	Entry int64 `json:"entry,omitempty"`
}

// filesOf are the files that a fact names.
func filesOf(ctx context.Context, q desk.Question, fact json.RawMessage) ([]FileRow, error) {
	var c desk.Carried
	if err := json.Unmarshal(fact, &c); err != nil {
		return nil, err
	}
	var out []FileRow
	for _, f := range c.Files {
		rows, err := q.View.Query(ctx, "select entry from observe_file where content = ? order by entry limit 1", f.Content.String())
		found, err := view.Collect(rows, err, func(read view.Scan) (n int64, err error) { return n, read(&n) })
		if err != nil {
			return nil, err
		}
		row := FileRow{File: f}
		if len(found) > 0 {
			row.Entry = found[0]
		}
		out = append(out, row)
	}
	return out, nil
}
