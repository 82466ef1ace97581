//go:build unix

// Package filelock keeps a second program out of a folder. The lock goes with the process: a killed program leaves none.
package filelock

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// A Lock is a held lock.
type Lock struct{ f *os.File }

// ErrHeld means that another program holds the lock.
var ErrHeld = errors.New("the lock is held")

// Take takes the lock on the named file, which is made if needed, or returns ErrHeld at once.
func Take(name string) (*Lock, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", ErrHeld, name), f.Close())
	}
	return &Lock{f}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error { return l.f.Close() }
