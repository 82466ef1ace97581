package geo

import "testing"

func TestWhatTouchesABox(t *testing.T) {
	at := func(lat, lon int32) Point { return Point{Lat: lat, Lon: lon} }
	square := func(south, west, north, east int32) Ring {
		return Ring{at(south, west), at(south, east), at(north, east), at(north, west), at(south, west)}
	}
	frame, err := NewPolygon(square(0, 0, 100, 100), square(20, 20, 80, 80))
	if err != nil {
		t.Fatal(err)
	}
	line, err := NewLine([]Point{at(-10, 50), at(110, 60)})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name     string
		geometry any
		box      Box
		want     bool
	}{
		{"a point on the edge", at(10, 10), Box{10, 0, 20, 20}, true},
		{"a point beside", at(9, 10), Box{10, 0, 20, 20}, false},
		{"a line through, without a vertex inside", line, Box{0, 40, 100, 70}, true},
		{"a line whose box overlaps and which passes by", line, Box{80, 50, 90, 52}, false},
		{"a box inside the area", frame, Box{5, 5, 15, 15}, true},
		{"a box in the hole", frame, Box{30, 30, 70, 70}, false},
		{"a box over the edge of the hole", frame, Box{30, 30, 70, 85}, true},
		{"a box around everything", MultiPolygon{frame}, Box{-5, -5, 200, 200}, true},
		{"a box away", MultiPolygon{frame}, Box{101, 0, 200, 200}, false},
		{"a box that only meets a corner", frame, Box{100, 100, 200, 200}, true},
		{"nothing", nil, Box{-100, -100, 100, 100}, false},
	} {
		if got := Touches(row.geometry, row.box); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
	if b, ok := BoxOf(frame); !ok || b != (Box{0, 0, 100, 100}) {
		t.Errorf("around the frame: %v %v", b, ok)
	}
	if _, ok := BoxOf(nil); ok {
		t.Error("there is a box around nothing")
	}
}

func TestABoxIsReadAsMapProgramsWriteIt(t *testing.T) {
	b, err := ParseBox("35.8, 32.3,37.0,33.3")
	if want := (Box{West: 358000000, South: 323000000, East: 370000000, North: 333000000}); err != nil || b != want {
		t.Errorf("%+v, %v", b, err)
	}
	if b, err := ParseBox("-180,-120,180,120"); err != nil || b.South != -900_000_000 || b.North != 900_000_000 {
		t.Errorf("the whole world: %+v, %v", b, err)
	}
	for _, wrong := range []string{"", "1,2,3", "1,2,3,4,5", "a,2,3,4", "1,2,NaN,4", "1,2,181,4", "1,2,Inf,4", "1,,3,4"} {
		if b, err := ParseBox(wrong); err == nil {
			t.Errorf("%q was read as %+v", wrong, b)
		}
	}
}

func FuzzParseBox(f *testing.F) {
	f.Add("35.8,32.3,37.0,33.3")
	f.Add("-180,-90,180,90")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ParseBox(text)
		if err == nil && (b.South < -900_000_000 || b.North > 900_000_000 || b.West < -1_800_000_000 || b.East > 1_800_000_000) {
			t.Errorf("%q lies beyond the earth: %+v", text, b)
		}
	})
}
