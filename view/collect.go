package view

import "database/sql"

// A Scan reads the columns of one row, like sql.Rows.Scan.
type Scan = func(into ...any) error

// Collect reads all rows of an answer to a query. Without rows it is empty and not nil, so that JSON shows [].
func Collect[T any](rows *sql.Rows, err error, read func(Scan) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
