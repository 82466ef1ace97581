package geo

import "testing"

// Property: a grid reference that is taken lies on the earth, and the square it names has a size.
func FuzzParseMGRS(f *testing.F) {
	for _, seed := range []string{"36SYB2345612345", "37S BT 12345 12345", "36SYB", "36S", "01AAA", "", "60XZZ9999999999", "36SYB1", "99QQQ11"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, size, err := ParseMGRS(text)
		if err != nil {
			return
		}
		if _, err := NewPoint(int64(p.Lat), int64(p.Lon)); err != nil || size < 1 || size > 100_000 {
			t.Fatalf("%q is %v with a square of %d m: %v", text, p, size, err)
		}
	})
}
