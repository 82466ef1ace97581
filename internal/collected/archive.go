package collected

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"testing"
)

// Archive reads the files of an archive below the folder data that ends in .tar.xz, by their last name. It asks xz, the
// Debian package xz-utils, to unpack it.
func Archive(t testing.TB, name string) map[string][]byte {
	t.Helper()
	packed := File(t, name)
	xz := exec.Command("xz", "-dc")
	xz.Stdin = bytes.NewReader(packed)
	plain, err := xz.Output()
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("TRUCE_CI") == "" {
		t.Skip("xz, which unpacks the collected data, is not installed")
	}
	if err != nil {
		t.Fatalf("unpack %s: %v", name, err)
	}
	out := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(plain)); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("unpack %s: %v", name, err)
		}
		if head.Typeflag != tar.TypeReg {
			continue
		}
		if out[path.Base(head.Name)], err = io.ReadAll(r); err != nil {
			t.Fatalf("unpack %s: %v", name, err)
		}
	}
}
