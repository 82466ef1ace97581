package inquiry

import "database/sql"

// scan reads the columns of one row.
type scan = func(into ...any) error

// collect reads all rows.
func collect[T any](rows *sql.Rows, err error, read func(scan) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		item, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}
