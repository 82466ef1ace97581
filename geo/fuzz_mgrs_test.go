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
		if in, err := InGridSquare(text, p); err != nil || !in {
			t.Fatalf("%q does not hold its own centre %v: %v", text, p, err)
		}
	})
}

func TestASquareHoldsItsPointsAndNoOthers(t *testing.T) {
	for _, place := range []string{"32.619, 36.102", "-33.9, 18.4", "0.00001, 9.1", "-0.00001, 9.1", "60.4, 5.3", "83.9, 20.5", "32.5, 35.99999"} {
		p, err := ParsePoint(place)
		if err != nil {
			t.Fatal(err)
		}
		for digits := range 6 {
			reference := p.MGRS(digits)
			if in, err := InGridSquare(reference, p); err != nil || !in {
				t.Errorf("%s does not hold %v, of which it was made: %v", reference, p, err)
			}
			away := Point{Lat: p.Lat - int32(3*90*squareSize(digits)), Lon: p.Lon} // three squares south
			if digits == 0 {
				away = Point{Lat: p.Lat - 180_000_000*sign(p.Lat), Lon: p.Lon} // 18 degrees, where the letters come again
			}
			if in, err := InGridSquare(reference, away); err != nil || in {
				t.Errorf("%s holds %v as well: %v", reference, away, err)
			}
		}
	}
	for _, wrong := range []string{"", "36SYB1", "99QQQ11"} {
		if _, err := InGridSquare(wrong, Point{}); err == nil {
			t.Errorf("%q passed for a reference", wrong)
		}
	}
}

func sign(v int32) int32 {
	if v < 0 {
		return -1
	}
	return 1
}
