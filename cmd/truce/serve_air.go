package main

import (
	"flag"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"truce.example/desk/air"
	"truce.example/desk/air/live"
	"truce.example/geo"
)

// ears is the flags that say to which sources of tracks the program listens.
type ears struct{ feeds []air.Feed }

func (e *ears) flags(f *flag.FlagSet) {
	f.Func("air-feed", "", func(text string) error {
		feed, err := parseFeed(text)
		if err == nil {
			e.feeds = append(e.feeds, feed)
		}
		return err
	})
}

// config is what the flags say. Two sources of one name would be one.
func (e *ears) config(dir string) (air.Config, error) {
	names := map[string]bool{}
	for _, f := range e.feeds {
		if names[f.Name] {
			return air.Config{}, usagef("--air-feed names %q twice; each source has a name of its own", f.Name)
		}
		names[f.Name] = true
	}
	return air.Config{Feeds: e.feeds, Dir: filepath.Join(dir, "air")}, nil
}

// parseFeed reads NAME=KIND://ADDRESS#settings, and NAME=http://… for aircraft.json.
func parseFeed(text string) (air.Feed, error) {
	var out air.Feed
	name, rest, ok := strings.Cut(text, "=")
	if !ok || strings.TrimSpace(name) == "" {
		return out, usagef("%q is no source; write NAME=sbs://HOST:PORT, such as north=sbs://10.0.0.7:30003", text)
	}
	address, settings, _ := strings.Cut(rest, "#")
	kind, at, ok := strings.Cut(address, "://")
	if !ok {
		return out, usagef("the source %s has no kind; write %s=sbs://HOST:PORT (or beast, avr, cot, cot-udp), or the http address of aircraft.json", name, name)
	}
	out.Name, out.Kind, out.Address, out.Sensor = strings.TrimSpace(name), live.Kind(kind), at, "adsb"
	if kind == "http" || kind == "https" {
		out.Kind, out.Address = live.Aircraft, address
	}
	set, err := url.ParseQuery(settings)
	if err != nil {
		return out, usagef("what follows # in the source %s is not like sensor=mlat&near=32.7,36.1: %v", name, err)
	}
	for key := range set {
		if err := setFeed(&out, key, set.Get(key)); err != nil {
			return out, err
		}
	}
	if err := out.Check(); err != nil {
		return out, usageError{err}
	}
	return out, nil
}

// setFeed takes one of the settings that follow the #.
func setFeed(f *air.Feed, key, value string) error {
	whole := func(low, high int64) (int64, error) {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < low || n > high {
			return 0, usagef("the source %s has %s=%q; it goes from %d to %d", f.Name, key, value, low, high)
		}
		return n, nil
	}
	var err error
	switch key {
	case "sensor":
		f.Sensor = value
	case "near":
		if f.Near, err = geo.ParsePoint(value); err != nil {
			return usagef("the source %s has near=%q; write latitude,longitude: %v", f.Name, value, err)
		}
		f.HasNear = true
	case "range_m":
		f.RangeM, err = whole(0, 500_000)
	case "floor_ft":
		var ft int64
		ft, err = whole(0, 60_000)
		f.FloorFt = &ft
	case "offset_ms":
		f.OffsetMs, err = whole(-24*3_600_000, 24*3_600_000)
	case "every":
		if f.Every, err = time.ParseDuration(value); err != nil {
			return usagef("the source %s has every=%q; write a time such as 2s", f.Name, value)
		}
	default:
		return usagef("the source %s has no setting %q; there are sensor, near, range_m, floor_ft, offset_ms and every", f.Name, key)
	}
	return err
}
