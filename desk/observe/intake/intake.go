package intake

import (
	"bufio"
	"fmt"
	"io"

	"truce.example/desk/observe/form"
)

// Formats that Open knows.
const (
	UCDP    = "ucdp"    // UCDP GED, as CSV or GeoJSON
	ACLED   = "acled"   // ACLED's columns, as CSV
	CSV     = "csv"     // any table, with a mapping
	GeoJSON = "geojson" // any points with properties, with a mapping
	XLSX    = "xlsx"    // the first sheet of a workbook, with a mapping
)

// A Row is one row of a file. Exactly one of Do and Reject is set.
type Row struct {
	Number int          // as a reader of the file counts: data rows from 1, without the header
	Raw    []string     // the cells as they stand in the file; one cell with the JSON of a feature
	Do     *form.Allege // the form that it becomes
	Reject string       // why it does not, and what to do
}

// Rows are the rows of a file in order.
type Rows interface {
	// Next answers io.EOF after the last row. Any other error ends the file: what follows cannot be read, and the
	// sentence says why.
	Next() (Row, error)
}

// Open begins to read a file in one of the formats; gzip is recognised by its first bytes. The mapping is YAML (see
// [Mapping]) and may be empty: UCDP and ACLED need only its tz, and a table without a mapping has columns that are
// called like the fields of the form. An error is a sentence for the person who has the file.
func Open(as string, r io.Reader, mapping []byte) (Rows, error) {
	m, err := ParseMapping(mapping)
	if err != nil {
		return nil, err
	}
	if as == XLSX {
		return openWorkbook(r, m)
	}
	text, err := decoded(r)
	if err != nil {
		return nil, err
	}
	features := startsWithBrace(text)
	switch as {
	case UCDP:
		if features {
			return read(newFeatures(text), ucdp(m)), nil
		}
		return readTable(text, ucdpColumns, ucdp(m))
	case ACLED:
		return readTable(text, acledColumns, acled(m))
	case CSV:
		return readTable(text, nil, m.translate)
	case GeoJSON:
		if !features {
			return nil, fmt.Errorf("the file does not begin with {, so it is not GeoJSON; use --as csv for a table")
		}
		return read(newFeatures(text), m.translate), nil
	}
	return nil, fmt.Errorf("%q is not a format; use ucdp, acled, csv, geojson or xlsx", shorten(as))
}

// A cells gives one row's values by column name. A column that the file does not have is empty.
type cells interface{ get(column string) string }

// A source gives rows as they stand in the file. A sentence in reject says why one row cannot be read although the next
// can.
type source interface {
	next() (number int, raw []string, row cells, reject string, err error)
}

// A translation makes a form of a row's cells, or says why not.
type translation func(cells) (*form.Allege, error)

type rows struct {
	source    source
	translate translation
}

func read(s source, t translation) Rows { return &rows{s, t} }

func (r *rows) Next() (Row, error) {
	number, raw, row, reject, err := r.source.next()
	if err != nil {
		return Row{}, err
	}
	if reject != "" {
		return Row{Number: number, Raw: raw, Reject: reject}, nil
	}
	do, err := r.translate(row)
	if err != nil {
		return Row{Number: number, Raw: raw, Reject: err.Error()}, nil
	}
	return Row{Number: number, Raw: raw, Do: do}, nil
}

func readTable(text *bufio.Reader, needed []string, t translation) (Rows, error) {
	table, err := newTable(text)
	if err != nil {
		return nil, err
	}
	if err := table.has(needed); err != nil {
		return nil, err
	}
	return read(table, t), nil
}
