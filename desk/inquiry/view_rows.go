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

// eachRow reads rows one by one, and stops at the first error.
func eachRow[T any](rows *sql.Rows, err error, read func(scan) (T, error), give func(T) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		item, err := read(rows.Scan)
		if err != nil {
			return err
		}
		if err := give(item); err != nil {
			return err
		}
	}
	return rows.Err()
}
