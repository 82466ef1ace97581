package intake

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Bounds of a workbook: what its archive may unpack to, and the part of it that is held in memory rather than in a
// temporary file.
const (
	maxUnpacked = 256 << 20
	maxInMemory = 16 << 20
)

// A workbook is the first sheet of an XLSX file. Cells are read as they are stored, so that a date is a number of days
// and not a local spelling.
type workbook struct {
	file   *excelize.File
	rows   *excelize.Rows
	header header
	number int
}

func openWorkbook(r io.Reader, m *Mapping) (Rows, error) {
	file, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		return nil, fmt.Errorf("the file is no workbook that can be read (%w); save it as XLSX without a password", err)
	}
	w, err := newWorkbook(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return read(w, m.translate), nil
}

func newWorkbook(file *excelize.File) (*workbook, error) {
	sheets := file.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheet")
	}
	rows, err := file.Rows(sheets[0])
	if err != nil {
		return nil, fmt.Errorf("the sheet %q cannot be read: %w", shorten(sheets[0]), err)
	}
	if !rows.Next() {
		return nil, fmt.Errorf("the sheet %q is empty; put the column names into its first row", shorten(sheets[0]))
	}
	names, err := rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("the row of column names cannot be read: %w", err)
	}
	h, err := newHeader(names)
	return &workbook{file: file, rows: rows, header: h}, err
}

// next answers the next row that is not empty. Its number counts the empty ones too, as the sheet does.
func (w *workbook) next() (int, []string, cells, string, error) {
	for w.rows.Next() {
		w.number++
		raw, err := w.rows.Columns()
		if err != nil {
			return 0, nil, nil, "", fmt.Errorf("row %d cannot be read: %w", w.number, err)
		}
		if empty(raw) {
			continue
		}
		if len(raw) > len(w.header.names) {
			return w.number, raw, nil, fmt.Sprintf("the row has %d cells where the header has %d; mend it", len(raw), len(w.header.names)), nil
		}
		return w.number, raw, tableRow{w.header, raw}, "", nil
	}
	err := errors.Join(w.rows.Error(), w.rows.Close(), w.file.Close())
	if err != nil {
		return 0, nil, nil, "", fmt.Errorf("the workbook cannot be read after row %d: %w", w.number, err)
	}
	return 0, nil, nil, "", io.EOF
}

func empty(raw []string) bool {
	for _, c := range raw {
		if c != "" {
			return false
		}
	}
	return true
}
