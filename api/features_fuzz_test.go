package api

import (
	"net/url"
	"testing"

	"truce.example/desk"
)

// What map programs send. What is accepted can be asked of a layer: boxes lie in the world and do not cross its edge, time
// goes forward, and a page has at least one and at most so many features.

func FuzzParseBoxes(f *testing.F) {
	for _, text := range []string{"36,32,37,33", "170,-10,-170,10", "1,2,3,4,5,6", "-200,-95,200,95", "179,0,-179,0", "NaN,0,1,1", "1e400,0,1,1", "190,0,180,1", "0x1p3,0,9,1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		boxes, err := parseBoxes(text)
		if err == nil && (len(boxes) < 1 || len(boxes) > 2) {
			t.Fatalf("%q is %d boxes", text, len(boxes))
		}
		for _, b := range boxes {
			if b.South > b.North || b.West > b.East || b.South < -900_000_000 || b.North > 900_000_000 || b.West < -1_800_000_000 || b.East > 1_800_000_000 {
				t.Errorf("%q is %+v", text, b)
			}
		}
	})
}

func FuzzParseInterval(f *testing.F) {
	for _, text := range []string{"2017-07-09T12:00:00Z", "../2017-07-09T12:00:00+03:00", "2017-07-09T12:00:00Z/", "1970-01-01T00:00:00Z", "2017-07-09", "/", "a/b/c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, to, err := parseInterval(text)
		if err == nil && (!from.Known() && !to.Known() || from.Known() && to.Known() && from >= to) {
			t.Errorf("%q is from %d to %d", text, from, to)
		}
	})
}

func FuzzParseItems(f *testing.F) {
	for _, text := range []string{"limit=10&bbox=1,2,3,4", "type=mortar&level=3", "after=17.17", "after=0.area.1", "retracted=true&limit=99999999999999999999", "datetime=2017-01-01T00:00:00Z/..", "a=b&a=c"} {
		f.Add(text)
	}
	columns := []desk.Column{{Name: "type", Type: "text"}, {Name: "level", Type: "integer"}, {Name: "retracted", Type: "boolean"}, {Name: "start", Type: "time"}}
	f.Fuzz(func(t *testing.T, text string) {
		params, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		want, err := parseItems(params, columns)
		if err != nil {
			if _, ok := desk.Refused(err); !ok {
				t.Errorf("%q: %v is no refusal", text, err)
			}
			return
		}
		if want.limit < 1 || want.limit > mostItems || len(want.boxes()) < 1 {
			t.Errorf("%q asks for %+v", text, want)
		}
		if want.after != (cursor{}) {
			if again, ok := parseCursor(want.after.String()); !ok || again != want.after {
				t.Errorf("%q goes on at %v, which is read as %v", text, want.after, again)
			}
		}
	})
}
