package audit

import (
	"context"
	"errors"
	"path/filepath"
)

// Keys lists the public keys that signed the record in a folder, oldest first, as the folder states them. It verifies nothing.
func Keys(dir string) (public []string, err error) {
	f, err := openFile(context.Background(), filepath.Join(dir, "record.db"), false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	ks, err := f.logKeys(context.Background())
	for _, k := range ks {
		public = append(public, k.public)
	}
	return public, err
}
