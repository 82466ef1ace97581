package territory_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"truce.example/desk/territory"
	"truce.example/desk/territory/maps"
	"truce.example/internal/collected"
)

// dated are files by the day in their names.
func dated(files map[string][]byte) (days []string, of map[string][]byte) {
	of = map[string][]byte{}
	for name, text := range files {
		if day := maps.DayOf(name); day != "" {
			days, of[day] = append(days, day), text
		}
	}
	slices.Sort(days)
	return days, of
}

// Every sixteenth of 769 daily maps is taken in, as whole maps of one source; the change between any two is what the maps
// themselves say. All of them are taken in by bench/territory.
func TestDailyMapsOfTheRecord(t *testing.T) {
	days, of := dated(collected.Archive(t, "control/deepstate_ukraine_daily_polygons_2024-2026.tar.xz"))
	r := newRoom(t)
	r.Advance(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Sub(r.Now))
	var taken []string
	for i, day := range days {
		if i%16 != 0 {
			continue
		}
		taken = append(taken, day)
		r.MustPost(quartz, "territory/charts?source=Daily&level=1&whole=true&history=true&uncertainty=100&seen="+day+"T00:00:00Z", string(of[day]))
	}
	if len(days) != 769 || len(taken) != 49 {
		t.Fatalf("%d days, %d taken", len(days), len(taken))
	}
	type changed struct {
		Holders []struct {
			Before float64 `json:"before_km2"`
			After  float64 `json:"after_km2"`
			Gained float64 `json:"gained_km2"`
			Lost   float64 `json:"lost_km2"`
		}
	}
	c := ask[changed](r, heron, "territory/change?before=2024-07-08T12:00:00Z&after=2026-08-22T12:00:00Z").Holders
	if len(c) != 1 || c[0].Before != 109_361.41 || c[0].After != 116_995.42 {
		t.Errorf("the first and the last day: %+v", c)
	}
	if h := c[0]; h.Gained-h.Lost-(h.After-h.Before) > 0.02 || h.Gained-h.Lost-(h.After-h.Before) < -0.02 {
		t.Errorf("gained less lost is not what it grew by: %+v", h)
	}
	curve := ask[struct {
		Curve []struct {
			Holders []struct {
				SquareKm float64 `json:"area_km2"`
			}
		}
	}](r, heron, "territory/curve").Curve
	if len(curve) != 49 || curve[0].Holders[0].SquareKm != 109_361.41 || curve[48].Holders[0].SquareKm != 116_995.42 {
		t.Errorf("the curve has %d moments", len(curve))
	}
}

// A table of towns for each of 590 days: 568 times a town changed hands, and so says the record.
func TestTownsOfTheRecord(t *testing.T) {
	days, of := dated(collected.Archive(t, "control/ukraine_town_control_daily_2022-2024.tar.xz"))
	r := newRoom(t)
	r.Advance(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC).Sub(r.Now))
	claims := 0
	for _, day := range days {
		r.MustPost(quartz, "territory/charts?source=Towns&level=1&whole=true&history=true&contested=Ukraine,Russia&seen="+day+"T00:00:00Z", string(of[day]))
		claims += len(r.Entries[len(r.Entries)-1].Fact.(*territory.Charted).Claims)
	}
	turns := ask[struct{ Turns []territory.PlaceTurn }](r, heron, "territory/turns?source=Towns").Turns
	if len(turns) != 568 {
		t.Errorf("%d changes of holder in %d days; want 568", len(turns), len(days))
	}
	t.Logf("%d rows recorded for %d days", claims, len(days))
}

// Raqqa in July 2017: neighbourhoods by their P-codes, as an article tells of them. What was "fully secured" or "prevailed" in is
// held; what was only entered, or held in part, is contested.
func TestRaqqaFromItsNeighbourhoods(t *testing.T) {
	table := collected.File(t, "control/raqqa_2017-07_neighbourhood_claims_derived.csv")
	outlines := collected.Files(t, "places/syria_ocha_cod_ab_2018/city_neighbourhoods.geojson*")
	r := newRoom(t)
	for _, text := range outlines {
		r.MustPost(quartz, "territory/outlines?set=neighbourhoods&source=OCHA+COD-AB&pcode=PCODE&name=NAME_EN&name_ar=NAME_AR&parent=ADM4_PCODE&only=C5710", string(text))
	}
	var all strings.Builder
	all.WriteString("pcode,holder,date\n")
	for _, code := range neighbourhoods(r) {
		fmt.Fprintf(&all, "%s,X,2017-07-01\n", code) // the article begins with the group holding the city
	}
	r.MustPost(quartz, "territory/charts?level=1&history=true&source=article", all.String())
	rows, err := csv.NewReader(strings.NewReader(string(table))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var claims strings.Builder
	claims.WriteString("pcode,holder,status,date\n")
	for _, row := range rows[1:] {
		day, code, holder, extent := row[0], row[3], row[4], row[5]
		if code == "" || holder == "n/a" {
			continue
		}
		status := "contested"
		if extent == "fully secured" || extent == "prevailed" {
			status = "controlled_uncontested"
		}
		fmt.Fprintf(&claims, "%s,%s,%s,%s\n", code, holder, status, day)
	}
	answer := r.MustPost(quartz, "territory/charts?level=1&history=true&source=article&contested="+url.QueryEscape("SDF,X"), claims.String()).(territory.TakenChart)
	if answer.Refused != 0 {
		t.Fatalf("%+v", answer.Notes)
	}
	share := func(day string) (surely, contested int64) {
		var out struct {
			Holders []struct {
				Holder    string
				SquareKm  float64 `json:"area_km2"`
				Contested float64 `json:"contested_km2"`
				Permille  int64
			}
			Whole float64 `json:"area_km2"`
			Units int
		}
		text := r.MustAsk(heron, "territory/share?set=neighbourhoods&parent=C5710&at="+day+"T12:00:00Z")
		if err := json.Unmarshal([]byte(text), &out); err != nil || out.Units != 23 {
			t.Fatalf("%v %s", err, text)
		}
		for _, h := range out.Holders {
			if h.Holder == "SDF" {
				return int64(1000 * (h.SquareKm - h.Contested) / out.Whole), h.Permille
			}
		}
		return 0, 0
	}
	for _, day := range []string{"2017-07-06", "2017-07-20", "2017-07-24"} {
		surely, most := share(day)
		t.Logf("%s: the SDF held %d.%d %% of the neighbourhoods' ground for sure, and at most %d.%d %%", day, surely/10, surely%10, most/10, most%10)
	}
	before, _ := share("2017-07-06")
	after, most := share("2017-07-24")
	// The article has 41 %. Seven of its thirteen neighbourhoods are not among the outlines, so that the claims that can be
	// placed must say less for sure, and cannot say more than what they contest besides.
	if before != 0 || after < 150 || after > 410 || most < after {
		t.Errorf("from %d to %d, at most %d thousandths", before, after, most)
	}
	change := r.MustAsk(heron, "territory/change?before=2017-07-06T12:00:00Z&after=2017-07-20T12:00:00Z&set=neighbourhoods&parent=C5710")
	if !strings.Contains(change, `"pcode":"N0480"`) {
		t.Error(change)
	}
}

// neighbourhoods are the codes of the set.
func neighbourhoods(r *room) []string {
	var out []string
	for _, e := range r.Entries {
		if f, ok := e.Fact.(*territory.Outlined); ok {
			for _, u := range f.Units {
				out = append(out, u.PCode)
			}
		}
	}
	return out
}
