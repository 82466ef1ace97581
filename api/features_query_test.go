package api

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"truce.example/desk"
	"truce.example/geo"
)

func TestBoxesAreReadAsTheStandardHasThem(t *testing.T) {
	const whole = 1_800_000_000
	for _, row := range []struct {
		text string
		want []geo.Box
	}{
		{"36,32.5,37,33", []geo.Box{{South: 325_000_000, West: 360_000_000, North: 330_000_000, East: 370_000_000}}},
		{"36,32.5,-100,37,33,9000", []geo.Box{{South: 325_000_000, West: 360_000_000, North: 330_000_000, East: 370_000_000}}},
		{"-200,-100,200,100", []geo.Box{{South: -900_000_000, West: -whole, North: 900_000_000, East: whole}}},
		{"170,-10,-170,10", []geo.Box{
			{South: -100_000_000, West: 1_700_000_000, North: 100_000_000, East: whole}, {South: -100_000_000, West: -whole, North: 100_000_000, East: -1_700_000_000}}},
	} {
		if got, err := parseBoxes(row.text); err != nil || !slices.Equal(got, row.want) {
			t.Errorf("%s: %+v, %v", row.text, got, err)
		}
	}
}

func TestTimesAreReadAsTheStandardHasThem(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"2017-07-09T12:00:00+03:00", "2017-07-09T09:00:00Z until 2017-07-09T09:00:00.001Z"},
		{"2017-07-09T12:00:00Z/2017-07-09T13:00:00Z", "2017-07-09T12:00:00Z until 2017-07-09T13:00:00.001Z"},
		{"../2017-07-09T13:00:00Z", "unknown until 2017-07-09T13:00:00.001Z"},
		{"2017-07-09T12:00:00Z/", "2017-07-09T12:00:00Z until unknown"},
		{"2017-07-09", "2017-07-09T00:00:00Z until 2017-07-10T00:00:00Z"},
		{"2017-07-09/2017-07-10", "2017-07-09T00:00:00Z until 2017-07-11T00:00:00Z"},
	} {
		from, to, err := parseInterval(row.text)
		if got := fmt.Sprint(from, " until ", to); err != nil || got != row.want {
			t.Errorf("%s: %s, %v", row.text, got, err)
		}
	}
}

// A layer of points on both sides of the 180th meridian, of which an entry makes three.
func islands(n int) desk.Layer {
	l := desk.Layer{ID: "test.islands", Columns: []desk.Column{{Name: "even", Type: "boolean"}}}
	l.Features = func(ctx context.Context, q desk.Question, want desk.Window, each func(desk.Feature) error) error {
		for i := range n {
			lon := int32(1_795_000_000)
			if i%2 == 0 {
				lon = -lon
			}
			one := desk.Feature{ID: fmt.Sprintf("i%06d", i), Entry: int64(i / 3), Geometry: geo.Point{Lon: lon}, Values: map[string]any{"even": i%2 == 0}}
			if want.After > 0 && one.Entry <= want.After || want.Box != nil && !geo.Touches(one.Geometry, *want.Box) {
				continue
			}
			if err := each(one); err != nil {
				return err
			}
		}
		return nil
	}
	return l
}

func TestPagesGiveEveryFeatureOnce(t *testing.T) {
	for _, row := range []struct {
		query string
		n     int
		want  int
	}{
		{"", 100, 100}, {"bbox=179,-1,-179,1", 100, 100}, {"bbox=179,-1,180,1", 100, 50}, {"even=true", 100, 50}, {"even=true&bbox=179,-1,-179,1", 100, 50},
		{"even=true&bbox=179,-1,180,1", 100, 0}, {"", mostScanned + 10, mostScanned + 10}, {"even=false", 2*mostScanned + 10, mostScanned + 5},
	} {
		l := islands(row.n)
		params, err := url.ParseQuery(row.query)
		if err != nil {
			t.Fatal(err)
		}
		want, err := parseItems(params, l.Columns)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		size := 7
		if row.n > 1000 {
			size = 5000
		}
		for turns := 0; ; turns++ {
			p := &pager{layer: l, want: want}
			list, more, err := p.next(context.Background(), size)
			if err != nil || turns > row.n {
				t.Fatalf("%q: page %d, %v", row.query, turns, err)
			}
			for _, one := range list {
				ids = append(ids, one.ID)
			}
			if want = p.want; !more {
				break
			}
		}
		if len(ids) != row.want || !slices.IsSorted(ids) || len(slices.Compact(ids)) != row.want {
			t.Errorf("%q of %d: %d features, want %d", row.query, row.n, len(ids), row.want)
		}
	}
}
