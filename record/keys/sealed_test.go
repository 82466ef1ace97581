package keys

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func device(t *testing.T) Device {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	if err := CreateCopy(dir, nil); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Device()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func seal(t *testing.T, text string, to ...Device) []byte {
	t.Helper()
	var ks []SealingKey
	for _, d := range to {
		k, err := ParseSealingKey(d.SealingKey().String())
		if err != nil {
			t.Fatal(err)
		}
		ks = append(ks, k)
	}
	var out bytes.Buffer
	if err := SealFile(&out, "test.example/log", ks, strings.NewReader(text), int64(len(text))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func opened(origin string, d Device, b []byte) (string, error) {
	r, err := OpenSealed(origin, d, bytes.NewReader(b))
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

func TestASealedFileIsForItsDevicesAlone(t *testing.T) {
	a, b, c := device(t), device(t), device(t)
	for _, text := range []string{"", "who saw it", strings.Repeat("long ", 40_000)} {
		sealed := seal(t, text, a, b)
		for _, d := range []Device{a, b} {
			if got, err := opened("test.example/log", d, sealed); err != nil || got != text {
				t.Fatalf("%d bytes: %v", len(text), err)
			}
		}
		if _, err := opened("test.example/log", c, sealed); !errors.Is(err, ErrNotForUs) {
			t.Errorf("another device: %v", err)
		}
		if _, err := opened("other.example/log", a, sealed); !errors.Is(err, ErrNotForUs) {
			t.Errorf("another record: %v", err)
		}
		for _, at := range []int{len(sealed) - 1, len(sealed) / 2, 200} {
			other := bytes.Clone(sealed)
			other[at] ^= 1
			if _, err := opened("test.example/log", a, other); err == nil {
				t.Errorf("byte %d of %d was changed", at, len(sealed))
			}
		}
		if _, err := opened("test.example/log", a, sealed[:len(sealed)-20]); err == nil {
			t.Error("it was cut off")
		}
		if bytes.Contains(sealed, []byte(a.ID)) {
			t.Error("it says for whom it is")
		}
	}
}

// Short statements have one length; longer ones tell little more than their order of size.
func TestLengthsTellLittle(t *testing.T) {
	a := device(t)
	if len(seal(t, "yes", a)) != len(seal(t, strings.Repeat("x", 4000), a)) {
		t.Error("a short statement shows its length")
	}
	sizes := map[int64]bool{}
	for n := int64(4097); n < 1<<20; n += 97 {
		p := padded(n)
		if p < n || p > n+n/8+1 {
			t.Fatalf("%d bytes become %d", n, p)
		}
		sizes[p] = true
	}
	if len(sizes) > 200 {
		t.Errorf("%d lengths up to a megabyte", len(sizes))
	}
}

func FuzzParseSealingKey(f *testing.F) {
	f.Add("follower-1+AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseSealingKey(text)
		if err != nil {
			return
		}
		if again, err := ParseSealingKey(k.String()); err != nil || !bytes.Equal(again.Public, k.Public) {
			t.Fatal("it is not read as it is written")
		}
	})
}

func FuzzOpenSealed(f *testing.F) {
	f.Add([]byte("age-encryption.org/v1\n-> truce.example/sealed\nAAAA\n--- AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := newDevice()
		if err != nil {
			t.Fatal(err)
		}
		d, err := form.open()
		if err != nil {
			t.Fatal(err)
		}
		opened("test.example/log", d, b)
	})
}
