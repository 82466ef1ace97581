// Package hxl reads and writes tables with hashtags of the Humanitarian Exchange Language (hxlstandard.org, 1.1): CSV, workbooks,
// and JSON as lists of lists or of objects. Where a file has no row of hashtags it is refused, and the sentence says what was
// looked for. Values stay text; whoever asks for a column reads them.
package hxl

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A Column has a header, if there is one, and a hashtag, if it was tagged.
type Column struct {
	Header     string
	Tag        string   // "#org"; empty for a column without one
	Attributes []string // "code", in alphabetical order
}

// A Table is rows under tagged columns. Each row is as long as the columns.
type Table struct {
	Columns []Column
	Rows    [][]string
}

const (
	maxRows  = 200_000
	maxCells = 1_000
	tagRows  = 25 // the row of hashtags is among the first 25, as the standard says
)

var tagForm = regexp.MustCompile(`^#([A-Za-z][A-Za-z0-9_]*)((?:\s*\+[A-Za-z][A-Za-z0-9_]*)*)$`)

// ParseColumn reads a hashtag with its attributes: "#adm1 +code".
func ParseColumn(text string) (Column, bool) {
	m := tagForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return Column{}, false
	}
	c := Column{Tag: "#" + strings.ToLower(m[1])}
	for _, a := range strings.FieldsFunc(m[2], func(r rune) bool { return r == '+' || r == ' ' || r == '\t' }) {
		c.Attributes = append(c.Attributes, strings.ToLower(a))
	}
	slices.Sort(c.Attributes)
	c.Attributes = slices.Compact(c.Attributes)
	return c, true
}

// String writes a hashtag: "#adm1+code".
func (c Column) String() string {
	if c.Tag == "" {
		return ""
	}
	out := c.Tag
	for _, a := range c.Attributes {
		out += "+" + a
	}
	return out
}

// Find is the first column with a hashtag that has all of the attributes; -1 for none.
func (t Table) Find(tag string, attributes ...string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool {
		for _, a := range attributes {
			if !slices.Contains(c.Attributes, a) {
				return false
			}
		}
		return c.Tag == tag
	})
}

// ParseRows reads the cells of a file, tagged or not: CSV in UTF-8, the first sheet of a workbook, or JSON.
func ParseRows(text []byte) ([][]string, error) {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return nil, errors.New("the file is empty")
	case bytes.HasPrefix(trimmed, []byte("PK")):
		return workbook(text)
	case !utf8.Valid(text):
		return nil, errors.New("the file is not in UTF-8; save it again as CSV UTF-8")
	case trimmed[0] == '[' || trimmed[0] == '{':
		return jsonRows(trimmed)
	}
	r := csv.NewReader(bytes.NewReader(trimmed))
	r.FieldsPerRecord = -1
	var out [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the file is no CSV that can be read: %w", err)
		}
		if out = append(out, row); len(out) > maxRows || len(row) > maxCells {
			return nil, fmt.Errorf("the file has more than %d rows or %d columns; send it in parts", maxRows, maxCells)
		}
	}
}

// Parse reads a table with hashtags.
func Parse(text []byte) (Table, error) {
	rows, err := ParseRows(text)
	if err != nil {
		return Table{}, err
	}
	for i := range min(len(rows), tagRows) {
		columns, ok := tagged(rows[i])
		if !ok {
			continue
		}
		if i > 0 {
			for j := range columns {
				if j < len(rows[i-1]) {
					columns[j].Header = rows[i-1][j]
				}
			}
		}
		t := Table{Columns: columns}
		for _, row := range rows[i+1:] {
			line := make([]string, len(columns))
			copy(line, row)
			for j := range line {
				line[j] = strings.TrimSpace(line[j])
			}
			if slices.ContainsFunc(line, func(cell string) bool { return cell != "" }) {
				t.Rows = append(t.Rows, line)
			}
		}
		return t, nil
	}
	return Table{}, fmt.Errorf("no row of HXL hashtags stands among the first %d; put one below the headers, such as #org,#adm1+code,#item+name", tagRows)
}

// tagged says whether a row is one of hashtags: more than half of what stands in it, as the standard's own library takes it.
func tagged(row []string) ([]Column, bool) {
	columns := make([]Column, len(row))
	tags, full := 0, 0
	for i, cell := range row {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		full++
		if c, ok := ParseColumn(cell); ok {
			columns[i] = c
			tags++
		}
	}
	return columns, tags > 0 && 2*tags > full
}

func workbook(text []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(text), excelize.Options{UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, fmt.Errorf("the workbook cannot be read: %w", err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheet")
	}
	rows, err := f.GetRows(sheets[0])
	if err != nil {
		return nil, fmt.Errorf("the workbook's first sheet cannot be read: %w", err)
	}
	if len(rows) > maxRows {
		return nil, fmt.Errorf("the sheet has more than %d rows; send it in parts", maxRows)
	}
	return rows, nil
}

// jsonRows reads a list of lists, or of objects; where the file is an object, the first of its members that is one.
func jsonRows(text []byte) ([][]string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	rows, err := list(d)
	if err != nil {
		return nil, fmt.Errorf("the file is no JSON that can be read: %w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("the JSON holds no list of rows")
	}
	return rows, nil
}

func list(d *json.Decoder) ([][]string, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('['):
		return rowsOf(d)
	case json.Delim('{'):
		for d.More() {
			if _, err := d.Token(); err != nil {
				return nil, err
			}
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return nil, err
			}
			if len(raw) > 0 && (raw[0] == '[' || raw[0] == '{') {
				inner := json.NewDecoder(bytes.NewReader(raw))
				inner.UseNumber()
				if rows, err := list(inner); err == nil && len(rows) > 0 {
					return rows, nil
				}
			}
		}
	}
	return nil, nil
}

// rowsOf reads the members of a list. Objects become rows below a row of their names, in the order in which these first come.
func rowsOf(d *json.Decoder) ([][]string, error) {
	var rows [][]string
	var names []string
	at := map[string]int{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch t {
		case json.Delim('['):
			var row []string
			for d.More() {
				var v any
				if err := d.Decode(&v); err != nil {
					return nil, err
				}
				row = append(row, text(v))
			}
			rows = append(rows, row)
		case json.Delim('{'):
			row := make([]string, len(names))
			for d.More() {
				k, err := d.Token()
				if err != nil {
					return nil, err
				}
				name, _ := k.(string)
				var v any
				if err := d.Decode(&v); err != nil {
					return nil, err
				}
				i, ok := at[name]
				if !ok {
					if i = len(names); i >= maxCells {
						return nil, fmt.Errorf("its objects have more than %d names", maxCells)
					}
					at[name] = i
					names, row = append(names, name), append(row, "")
				}
				row[i] = text(v)
			}
			rows = append(rows, row)
		default:
			continue
		}
		if len(rows) > maxRows {
			return nil, fmt.Errorf("it has more than %d rows; send it in parts", maxRows)
		}
		if _, err := d.Token(); err != nil { // the end of the row
			return nil, err
		}
	}
	if names != nil {
		rows = append([][]string{names}, rows...)
	}
	return rows, nil
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	b, _ := json.Marshal(v) // it was JSON a moment ago
	return string(b)
}

// Write writes a table as CSV: headers, hashtags, rows. A cell that a spreadsheet would take for a formula is quoted with an
// apostrophe.
func Write(out io.Writer, t Table) error {
	w := csv.NewWriter(out)
	headers, tags := make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		headers[i], tags[i] = c.Header, c.String()
	}
	rows := append([][]string{headers, tags}, t.Rows...)
	for n, row := range rows {
		line := slices.Clone(row)
		for i, cell := range line {
			if n != 1 && cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				line[i] = "'" + cell
			}
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
