package aid_test

import (
	"fmt"
	"strings"
	"testing"

	"truce.example/desk"
	"truce.example/desk/aid"
)

const (
	corridorFile = "HC_ID,date,proposal,status_result,From,from_latitude,from_longitude,To,to_latitude,to_longitude\n" +
		"1,2031-03-05,Agreed,disputed,a,47.1,37.5,b,47.8,35.1\n2,2031-03-06,A,successful,a,47.1,37.5,b,47.8,35.1\n3,2031-03-06,A,splendid,a,47.1,37.5,b,47.8,35.1\n"
	closureFile = `{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"Name":"road gate"},"geometry":{"type":"LineString","coordinates":[[36.22,32.8],[36.22,32.9]]}}]}`
	cargoFile   = "Code,Name,Unit,Number,Medical\n#item+code,#item+name,#item+unit,#item+num,#item+medical\nflour,flour,sack,100,\ninsulin,insulin,box,12,yes\n"
)

func TestDataSetsOfOthersAreTakenInOnce(t *testing.T) {
	r := newRoom(t)
	got := r.MustPost(lantern, "aid/corridors?dataset=2031", corridorFile).(aid.TakenFile)
	if got.Read != 2 || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "row 4") {
		t.Errorf("%+v", got)
	}
	r.RefusesPost(desk.Conflict, lantern, "aid/corridors?dataset=2031", corridorFile)
	r.RefusesPost(desk.Invalid, lantern, "aid/corridors", corridorFile)
	for _, bad := range []string{"", "a,b\n1,2\n", "\x1f\x8bno"} {
		r.RefusesPost(desk.Invalid, lantern, "aid/corridors?dataset=x", bad)
		r.RefusesPost(desk.Invalid, lantern, "aid/closures?dataset=x", bad)
	}
	if text := r.MustAsk(heron, "aid/corridors"); !strings.Contains(text, `"totals":{"disputed":1,"successful":1}`) {
		t.Error(text)
	}
	if text := r.MustAsk(olive, "aid/corridors"); strings.Contains(text, "disputed") {
		t.Errorf("a side reads %s", text)
	}
	r.MustPost(lantern, "aid/closures?dataset=2031", closureFile)
	no := r.do(lantern, &aid.MakePlan{Plan: driven()})
	if c := r.conflicts(lantern, no); len(c.Found) != 1 || c.Found[0].What != "closure" || c.Found[0].Relation != "possible" || c.Found[0].Leg != 1 || !strings.Contains(c.Found[0].Text, "The closure road gate is possibly met on leg 1") {
		t.Errorf("%+v", c.Found)
	}
	r.do(lantern, &aid.Request{Convoy: no})
	if found := r.checks()[0].Found; len(found) != 1 || found[0].Name != "road gate" {
		t.Errorf("%+v", found)
	}
	if c := r.conflicts(olive, no); len(c.Found) != 0 {
		t.Errorf("a side sees %+v", c.Found)
	}
}

func TestCargoListsAndHXL(t *testing.T) {
	r := newRoom(t)
	want := `map[items:[{flour flour sack 100 false} {insulin insulin box 12 true}]]`
	plain := strings.Replace(strings.Replace(cargoFile, "#item+code,#item+name,#item+unit,#item+num,#item+medical\n", "", 1), "Number", "Quantity", 1)
	for _, text := range []string{cargoFile, plain, `[{"code":"flour","name":"flour","unit":"sack","quantity":100},{"code":"insulin","name":"insulin","unit":"box","quantity":12,"medical":true}]`} {
		if got := fmt.Sprint(r.MustPost(lantern, "aid/cargo", text)); got != want {
			t.Errorf("it reads %s", got)
		}
	}
	for text, sentence := range map[string]string{
		"code,name\nflour,flour\n":                                     "no column unit",
		strings.Replace(plain, "100", "many", 1):                       `the quantity "many" is no whole number`,
		strings.Replace(plain, "insulin,insulin", "flour,insulin", 1):  "used twice",
		strings.Replace(plain, "flour,flour,sack", "Flour é,,sack", 1): "the code",
	} {
		if got := r.RefusesPost(desk.Invalid, lantern, "aid/cargo", text); !strings.Contains(got, sentence) {
			t.Errorf("refused with %q, want %q", got, sentence)
		}
	}
	r.cleared(plan())
	answer, err := r.Ask(olive, "aid/convoys.hxl")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(answer.(desk.Document).Body); strings.Count(text, "\n") != 4 || !strings.Contains(text, "#item+code") || !strings.Contains(text, "insulin,box,12,0,0,0,yes") {
		t.Error(text)
	}
	if answer, _ := r.Ask(birch, "aid/convoys.hxl"); strings.Contains(string(answer.(desk.Document).Body), "insulin") {
		t.Error("somebody reads a convoy in a file that they may not see")
	}
}
