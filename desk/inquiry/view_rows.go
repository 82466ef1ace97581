package inquiry

import (
	"database/sql"

	"truce.example/view"
)

// eachRow reads rows one by one, and stops at the first error.
func eachRow[T any](rows *sql.Rows, err error, read func(view.Scan) (T, error), give func(T) error) error {
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
