package observe_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
)

func histogram(t *testing.T, w *desktest.World, who desk.Who, query string) observe.Histogram {
	t.Helper()
	var h observe.Histogram
	if err := json.Unmarshal([]byte(w.MustAsk(who, "observe/histogram"+query)), &h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestBinsHoldWhatTheListShows(t *testing.T) {
	w := world(t)
	ledger(t, w)
	for _, filter := range []string{
		"", "&outcome=candidate", "&primary=C3", "&primary=none", "&type=mortar", "&level=3", "&clause=C5",
		"&from=2017-07-09T00:00%2B03:00&to=2017-08-10T13:20%2B03:00", "&box=36.19,32.72,36.21,32.74",
	} {
		var listed []observe.Report
		query := "?sort=start&limit=25" + filter
		for page := reports(t, w, heron, query); len(page) > 0; {
			listed = append(listed, page...)
			last := page[len(page)-1]
			page = reports(t, w, heron, query+fmt.Sprintf("&before=%d&before_start=%s", last.Entry, last.Start))
		}
		if !slices.IsSortedFunc(listed, func(a, b observe.Report) int { return int(b.Start - a.Start) }) {
			t.Errorf("%s: the list is not sorted by start", filter)
		}
		for bin, size := range map[string]time.Duration{"day": 24 * time.Hour, "week": 7 * 24 * time.Hour} {
			h := histogram(t, w, heron, "?offset=180&bin="+bin+filter)
			sum := h.WithoutTime
			for _, b := range h.Bins {
				sum += b.Count
				n := int64(0)
				for _, r := range listed {
					clause := ""
					if r.Outcome == "candidate" {
						clause = r.Clause
					}
					if since := r.Start.Time().Sub(b.Start.Time()); since >= 0 && since < size && clause == b.Clause {
						n++
					}
				}
				if n != b.Count {
					t.Errorf("%s by %s: %d of %s at %s, and the list has %d", filter, bin, b.Count, b.Clause, b.Start, n)
				}
				local := b.Start.Time().Add(3 * time.Hour)
				if local.Hour() != 0 || bin == "week" && local.Weekday() != time.Monday {
					t.Errorf("a %s begins at %s", bin, b.Start)
				}
			}
			if sum != h.Total || h.Total != int64(len(listed)) {
				t.Errorf("%s by %s: the bins hold %d, the total is %d, the list has %d", filter, bin, sum, h.Total, len(listed))
			}
		}
	}
}

func TestWhatBeganBeforeCountsInTheFirstBin(t *testing.T) {
	w := world(t)
	w.MustPost(heron, "observe/allegations", map[string]any{
		"channel": "ngo", "text": "Shelling went on through the night.", "type": "mortar", "place_name": "Nawa", "place": map[string]any{"lat": 32.89, "lon": 36.04}, "uncertainty_m": 500,
		"start": "2017-07-10T20:00:00Z", "end": "2017-07-11T04:00:00Z",
	})
	h := histogram(t, w, heron, "?bin=hour&from=2017-07-11T01:00:00Z&to=2017-07-11T09:00:00Z")
	if len(h.Bins) != 1 || h.Total != 1 || h.Bins[0].Start.String() != "2017-07-11T01:00:00Z" {
		t.Errorf("%+v", h)
	}
}

func TestAHistogramShowsNothingOfOthers(t *testing.T) {
	w := world(t)
	ledger(t, w)
	for _, who := range []desk.Who{heron, olive, {}} {
		if h, n := histogram(t, w, who, ""), len(reports(t, w, who, "?limit=1000")); h.Total != int64(n) {
			t.Errorf("%s: %d are counted of %d that the list shows", who.Member, h.Total, n)
		}
	}
}

func TestWrongBinsAreRefused(t *testing.T) {
	w := world(t)
	for _, row := range []struct{ path, says string }{
		{"histogram?bin=year", "hour, day or week"},
		{"histogram?bin=hour", "100 days"},
		{"histogram?bin=hour&from=2017-01-01T00:00:00Z&to=2018-01-01T00:00:00Z", "100 days"},
		{"histogram?offset=900", "840"},
		{"histogram?limit=5", "not known here"},
		{"reports?sort=size", "entry or start"},
		{"reports?sort=start&before_start=2017-01-01T00:00:00Z", "goes with before"},
		{"reports?before_start=2017-01-01T00:00:00Z", "not known here"},
	} {
		_, err := w.Ask(heron, "observe/"+row.path)
		refusal, ok := desk.Refused(err)
		if !ok || refusal.Kind != desk.Invalid || !strings.Contains(refusal.Sentence, row.says) {
			t.Errorf("%s: %v; it should say %q", row.path, err, row.says)
		}
	}
}
