package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A table is a CSV file with column names in its first row.
type table struct {
	csv    *csv.Reader
	budget *budget
	header header
	number int
}

// A header knows the place of each column.
type header struct {
	names  []string
	column map[string]int
}

func newHeader(names []string) (header, error) {
	h := header{column: map[string]int{}}
	for i, name := range names {
		name = strings.TrimSpace(name)
		h.names = append(h.names, name)
		if name == "" {
			continue // a column without a name, which spreadsheets leave behind
		}
		if at, twice := h.column[name]; twice {
			return header{}, fmt.Errorf("the columns %d and %d are both called %q; give each its own name", at+1, i+1, shorten(name))
		}
		h.column[name] = i
	}
	if len(h.column) == 0 {
		return header{}, errors.New("the first row holds no column names; put them there")
	}
	return h, nil
}

// A tableRow is one row of a table.
type tableRow struct {
	header header
	cells  []string
}

func (r tableRow) get(column string) string {
	i, ok := r.header.column[column]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// columns lists the names of the columns in the file.
func (r tableRow) columns() []string { return r.header.names }

func newTable(text *bufio.Reader) (*table, error) {
	comma := delimiter(text)
	b := &budget{r: text, left: maxRow}
	reader := csv.NewReader(b)
	reader.Comma, reader.FieldsPerRecord = comma, -1
	names, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("the row of column names cannot be read: %w", err)
	}
	if !allUTF8(names) {
		return nil, errors.New(notUTF8)
	}
	h, err := newHeader(names)
	return &table{csv: reader, budget: b, header: h}, err
}

// delimiter is the most frequent of the usual ones in the first row, outside quotations.
func delimiter(text *bufio.Reader) rune {
	head, _ := text.Peek(16 << 10)
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	counts, quoted := map[byte]int{}, false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t', '|'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}

// has refuses a file without the columns that its format is made of.
func (t *table) has(needed []string) error {
	var lacking []string
	for _, name := range needed {
		if _, ok := t.header.column[name]; !ok {
			lacking = append(lacking, name)
		}
	}
	if len(lacking) > 0 {
		return fmt.Errorf("the file lacks the columns %s; check that it is in this format, or use csv with a mapping", strings.Join(lacking, ", "))
	}
	return nil
}

func (t *table) next() (int, []string, cells, string, error) {
	t.budget.refill()
	raw, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return 0, nil, nil, "", io.EOF
	}
	t.number++
	var malformed *csv.ParseError
	switch {
	case errors.As(err, &malformed):
		return t.number, raw, nil, fmt.Sprintf("line %d: %v; mend the quotation marks", malformed.Line, malformed.Err), nil
	case err != nil:
		return 0, nil, nil, "", fmt.Errorf("row %d: %w", t.number, err)
	case len(raw) != len(t.header.names):
		return t.number, raw, nil, fmt.Sprintf("the row has %d cells where the header has %d; mend it", len(raw), len(t.header.names)), nil
	case !allUTF8(raw):
		return t.number, raw, nil, notUTF8, nil
	}
	return t.number, raw, tableRow{t.header, raw}, "", nil
}
