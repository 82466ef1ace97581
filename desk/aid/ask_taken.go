package aid

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/desk/aid/hxl"
	"truce.example/desk/aid/taken"
	"truce.example/record"
	"truce.example/view"
)

// takeAtOnce is how much of a file one fact holds.
const takeAtOnce = 100

// mostUnpacked is how long an unpacked file may be.
const mostUnpacked = 64 << 20

// body reads a file, packed with gzip or not.
func body(q desk.Question) ([]byte, error) {
	text, err := io.ReadAll(q.Body)
	if err != nil || !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return text, err
	}
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the file is packed and cannot be unpacked: %v", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, mostUnpacked+1))
	if err != nil || len(out) > mostUnpacked {
		return nil, desk.Refuse(desk.Invalid, "the file cannot be unpacked, or is longer than %d MB; send it in parts", mostUnpacked>>20)
	}
	return out, nil
}

// A TakenFile answers a file that was taken in.
type TakenFile struct {
	Read     int            `json:"read"`
	Receipts []desk.Receipt `json:"receipts"`
	Notes    []string       `json:"notes"` // what could not be used, by its number
}

// submit records a file in parts. The same file under the same id goes on where it stopped.
func submit(ctx context.Context, q desk.Question, clerk desk.Clerk, read int, notes []string, part func(from, to int) any) (any, error) {
	out := TakenFile{Read: read, Receipts: []desk.Receipt{}, Notes: append([]string{}, notes...)}
	sum := sha256.Sum256([]byte(q.ID))
	known := error(nil)
	for from := 0; from < read; from += takeAtOnce {
		receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: "aid", ID: fmt.Sprintf("aid-take-%x-%d", sum[:16], from), Do: part(from, min(read, from+takeAtOnce))})
		if refusal, ok := desk.Refused(err); ok && refusal.Kind == desk.Conflict {
			known = err
			continue
		}
		if err != nil {
			return nil, err
		}
		out.Receipts = append(out.Receipts, receipts...)
	}
	if len(out.Receipts) == 0 && known != nil {
		return nil, known
	}
	return out, nil
}

func dataset(q desk.Question) (string, error) {
	f := desk.NewFilter(q.Params)
	name := f.Value("dataset")
	if name == "" {
		f.Say("dataset", "dataset is required: the name and edition under which it was published")
	}
	return name, f.Refusal()
}

func takeCorridorFile(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	return takeFile(ctx, q, clerk, taken.ParseCorridors, func(name string, part []taken.Corridor) any { return &TakeCorridors{Dataset: name, Corridors: part} })
}

func takeClosureFile(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	return takeFile(ctx, q, clerk, taken.ParseClosures, func(name string, part []taken.Closure) any { return &TakeClosures{Dataset: name, Closures: part} })
}

// takeFile reads a data set's file and takes it in, part by part.
func takeFile[T any](ctx context.Context, q desk.Question, clerk desk.Clerk, parse func([]byte) ([]T, []string, error), command func(name string, part []T) any) (any, error) {
	name, err := dataset(q)
	if err != nil {
		return nil, err
	}
	text, err := body(q)
	if err != nil {
		return nil, err
	}
	list, notes, err := parse(text)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%v", err)
	}
	return submit(ctx, q, clerk, len(list), notes, func(from, to int) any { return command(name, list[from:to]) })
}

// A CorridorRow is a corridor with where it was taken from.
type CorridorRow struct {
	Entry   int64  `json:"entry"`
	Dataset string `json:"dataset"`
	taken.Corridor
}

// askCorridors lists corridors, and how many came out how. A disputed one counts as disputed and as nothing else.
func askCorridors(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("dataset", "dataset")
	f.Is("result", "result")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, "select entry, dataset, doc from aid_corridor where "+f.SQL()+" order by day desc, entry desc limit ?", append(f.Args, limit)...)
	list, err := view.Collect(rows, err, func(read view.Scan) (CorridorRow, error) {
		var c CorridorRow
		var text string
		if err := read(&c.Entry, &c.Dataset, &text); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(text), &c.Corridor)
	})
	if err != nil {
		return nil, err
	}
	type count struct {
		Result string
		N      int64
	}
	rows, err = q.View.Query(ctx, "select result, count(*) from aid_corridor where "+f.SQL()+" group by result", f.Args...)
	counts, err := view.Collect(rows, err, func(read view.Scan) (c count, err error) { return c, read(&c.Result, &c.N) })
	totals := map[string]int64{}
	for _, c := range counts {
		totals[c.Result] = c.N
	}
	return map[string]any{"corridors": append([]CorridorRow{}, list...), "totals": totals}, err
}

// readCargo reads a cargo list, tagged or with plain headers, into items of a plan. It records nothing.
func readCargo(_ context.Context, q desk.Question, _ desk.Clerk) (any, error) {
	text, err := body(q)
	if err != nil {
		return nil, err
	}
	items, err := cargo(text)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%v", err)
	}
	return map[string]any{"items": items}, nil
}

// cargo reads the columns code, name, unit, quantity and medical: by hashtags, or by these headers.
func cargo(text []byte) ([]Item, error) {
	t, err := hxl.Parse(text)
	find := func(header string, attributes ...string) int {
		if at := t.Find("#item", attributes...); at >= 0 {
			return at
		}
		return -1
	}
	if err != nil {
		rows, rowsErr := hxl.ParseRows(text)
		if rowsErr != nil {
			return nil, rowsErr
		}
		if len(rows) < 2 {
			return nil, fmt.Errorf("the list has no rows below its headers")
		}
		t = hxl.Table{Rows: rows[1:]}
		find = func(header string, _ ...string) int {
			for i, cell := range rows[0] {
				if strings.EqualFold(strings.TrimSpace(cell), header) {
					return i
				}
			}
			return -1
		}
	}
	code, name, unit, planned, medical := find("code", "code"), find("name", "name"), find("unit", "unit"), find("quantity", "num"), find("medical", "medical")
	for _, c := range []struct {
		at   int
		need string
	}{{code, "code (#item+code)"}, {name, "name (#item+name)"}, {unit, "unit (#item+unit)"}, {planned, "quantity (#item+num)"}} {
		if c.at < 0 {
			return nil, fmt.Errorf("the list has no column %s; it needs code, name, unit and quantity, and may have medical", c.need)
		}
	}
	out := []Item{}
	for n, row := range t.Rows {
		cell := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[i])
		}
		if cell(code) == "" && cell(name) == "" && cell(planned) == "" {
			continue
		}
		q, err := strconv.ParseInt(strings.ReplaceAll(cell(planned), " ", ""), 10, 64)
		if err != nil || q < 1 {
			return nil, fmt.Errorf("row %d below the headers: the quantity %q is no whole number above zero", n+1, short(cell(planned)))
		}
		m := strings.ToLower(cell(medical))
		out = append(out, Item{Code: strings.ToLower(cell(code)), Name: cell(name), Unit: cell(unit), Planned: q, Medical: m == "yes" || m == "true" || m == "1" || m == "x"})
	}
	q := &question{}
	q.items("items", out)
	return out, q.Refusal()
}

// askHXL is the convoys that the reader sees as a table with hashtags: one row for each item. It holds no position: places are
// names and P-codes.
func askHXL(ctx context.Context, q desk.Question) (any, error) {
	list, err := convoys(ctx, q)
	if err != nil {
		return nil, err
	}
	t := hxl.Table{}
	for _, c := range [][2]string{
		{"Convoy", "#activity+code"}, {"Month", "#date+month"}, {"Departure", "#date+planned+start"}, {"State", "#status"}, {"Mode", "#modality"}, {"From", "#loc+name+origin"}, {"To", "#loc+name+destination"}, {"P-code", "#adm+code+destination"},
		{"Partners", "#org+list"}, {"People planned", "#targeted"}, {"People reached", "#reached"}, {"Item", "#item+code"}, {"Name", "#item+name"}, {"Unit", "#item+unit"}, {"Planned", "#item+num+planned"},
		{"Loaded", "#item+loaded+num"}, {"Removed", "#item+num+removed"}, {"Delivered", "#item+delivered+num"}, {"Medical", "#item+medical"},
	} {
		column, _ := hxl.ParseColumn(c[1])
		column.Header = c[0]
		t.Columns = append(t.Columns, column)
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	for _, c := range list {
		head := []string{
			c.Plan.Name, c.Plan.Month, day10(c.Plan.Departs), c.State, c.Plan.Mode, c.Plan.Hub, c.Plan.To, c.Plan.PCode, strings.Join(c.Plan.Partners, ", "), number(c.Plan.People), number(c.Reached),
		}
		for _, i := range c.Items {
			medical := ""
			if i.Medical {
				medical = "yes"
			}
			t.Rows = append(t.Rows, append(head[:len(head):len(head)], i.Code, i.Name, i.Unit, number(i.Planned), number(i.Loaded), number(i.Removed), number(i.Delivered), medical))
		}
	}
	var b bytes.Buffer
	if err := hxl.Write(&b, t); err != nil {
		return nil, err
	}
	return desk.Document{Type: "text/csv; charset=utf-8", Name: "convoys.hxl.csv", Body: b.Bytes()}, nil
}

func day10(m record.Moment) string { return m.Time().Format("2006-01-02") }
