package main

import (
	"strings"
	"testing"

	"truce.example/desk/air/live"
)

func TestSourcesAreReadFromTheCommandLine(t *testing.T) {
	f, err := parseFeed("north mast=beast://10.0.0.7:30005#sensor=mlat&near=32.7,36.1&range_m=250000&floor_ft=2000")
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "north mast" || f.Kind != live.Beast || f.Address != "10.0.0.7:30005" || f.Sensor != "mlat" || !f.HasNear || f.RangeM != 250_000 || *f.FloorFt != 2_000 {
		t.Errorf("%+v", f)
	}
	if f, err = parseFeed("web=http://10.0.0.7/data/aircraft.json?x=1#every=2s"); err != nil || f.Kind != live.Aircraft || f.Address != "http://10.0.0.7/data/aircraft.json?x=1" {
		t.Errorf("%+v, %v", f, err)
	}
	for text, why := range map[string]string{
		"10.0.0.7:30003":                     "write NAME=",
		"north=10.0.0.7:30003":               "has no kind",
		"north=asterix://10.0.0.7:30003":     "there are sbs",
		"north=sbs://10.0.0.7":               "needs an address",
		"north=sbs://10.0.0.7:1#sensor=eye":  "there are [radar",
		"north=sbs://10.0.0.7:1#near=here":   "latitude,longitude",
		"north=sbs://10.0.0.7:1#range_m=-1":  "it goes from",
		"north=sbs://10.0.0.7:1#colour=red":  "has no setting",
		"web=http://10.0.0.7/a.json#every=x": "write a time",
	} {
		if _, err := parseFeed(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", text, err)
		}
	}
	e := ears{}
	e.feeds = append(e.feeds, f, f)
	if _, err := e.config("x"); err == nil {
		t.Error("two sources have one name")
	}
}
