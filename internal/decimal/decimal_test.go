package decimal

import (
	"math/big"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text   string
		digits int
		want   int64
		ok     bool
	}{
		{"36.102", 7, 361020000, true}, {"-0.00000005", 7, -1, true}, {"-0.00000004999", 7, 0, true}, {"12", 0, 12, true}, {"12.5", 0, 13, true},
		{"+1.", 2, 100, true}, {".5", 1, 5, true}, {"", 0, 0, false}, {"-", 0, 0, false}, {".", 3, 0, false}, {"1e3", 0, 0, false}, {"1 ", 0, 0, false},
		{"99999999999999999999", 0, 0, false}, {"99999999999999999", 9, 0, false},
	} {
		if got, ok := Parse(c.text, c.digits); ok != c.ok || ok && got != c.want {
			t.Errorf("%q with %d digits is %d, %t", c.text, c.digits, got, ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("36.102")
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := Parse(text, 7)
		if !ok || len(text) > 60 {
			return
		}
		want, good := new(big.Rat).SetString(text)
		if !good {
			return
		}
		d := new(big.Rat).Sub(want.Mul(want, big.NewRat(1e7, 1)), new(big.Rat).SetInt64(got))
		if d.Abs(d).Cmp(big.NewRat(1, 2)) > 0 {
			t.Errorf("%q is %d", text, got)
		}
	})
}
