package cot

import (
	"strings"
	"testing"
	"testing/iotest"

	"truce.example/desk/air/feed"
)

const sample = `<event version="2.0" uid="UAV-1" type="a-f-A-M-F-Q" time="2017-07-11T06:30:00.25Z" start="2017-07-11T06:30:00Z" stale="2017-07-11T06:31:00Z" how="m-g"><point lat="32.6" lon="36.1" hae="812.5" ce="9.5" le="9999999.0"/><detail><contact callsign="HERON 1"/><track course="271.5" speed="41.2"/></detail></event>`

func TestEvent(t *testing.T) {
	r, err := Parse([]byte(sample))
	if err != nil || r.Key() != "UAV-1" || r.Ms != 1499754600250 || r.GeometricCm != 81250 || r.UncertaintyCm != 950 || r.CourseCdeg != 27150 || r.SpeedCms != 4120 || r.Call != "HERON 1" {
		t.Errorf("%+v %v", r, err)
	}
	for _, change := range [][2]string{{`lat="32.6"`, `lat="132.6"`}, {`a-f-A`, `a-f-G`}, {`uid="UAV-1"`, ``}, {`how="m-g"`, `how="m-s"`}, {`06:30:00.25Z`, `soon`}} {
		if r, err := Parse([]byte(strings.Replace(sample, change[0], change[1], 1))); err == nil {
			t.Errorf("with %s it is taken: %+v", change[1], r)
		}
	}
	r, err = Parse([]byte(strings.Replace(sample, "812.5", "9999999.0", 1)))
	if err != nil || r.Says(feed.Geometric) {
		t.Errorf("an unknown height is %d cm", r.GeometricCm)
	}
}

func TestAStreamOfEvents(t *testing.T) {
	n := 0
	in := iotest.OneByteReader(strings.NewReader(`<?xml version="1.0"?>` + sample + "\n" + sample + "<event>"))
	if err := Each(in, func(r feed.Report, err error) {
		if n++; err != nil {
			t.Error(err)
		}
	}); err != nil || n != 2 {
		t.Errorf("%d events, %v", n, err)
	}
	if err := Each(strings.NewReader(strings.Repeat("<x/>", 40_000)), func(feed.Report, error) {}); err == nil {
		t.Error("an endless event is read to its end")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := Parse(b); err == nil && (r.Key() == "" || !r.Says(feed.Place)) {
			t.Fatalf("%+v", r)
		}
	})
}
