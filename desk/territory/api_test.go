package territory_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/territory"
	"truce.example/geo"
)

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) {
	r := newRoom(t)
	examples := desktest.API(t, r.Desk("territory"))
	for _, door := range []string{"claims", "ratings", "withdrawals"} {
		who := quartz
		if door == "ratings" {
			who = heron
		}
		if _, err := r.Post(who, "territory/"+door, examples["POST territory/"+door]); err != nil {
			refusal, _ := desk.Refused(err)
			t.Fatalf("%s: %v %+v", door, err, refusal)
		}
		delete(examples, "POST territory/"+door)
	}
	for door, text := range examples {
		if text == "" {
			continue // a file
		}
		t.Errorf("nobody sent the example of %s", door)
	}
}

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, territory.New(nil), "Territory")
}

func TestGolden(t *testing.T) {
	desktest.Golden(t, territory.New(law(t)), func(w *desktest.World) {
		r := &room{w}
		r.Advance(day(83).Time().Sub(r.Now))
		r.say(quartz, area("B", 0, square(32.6, 36.2, 0.02)))
		a := area("A", 5, square(32.6, 36.21, 0.02))
		a.Source, a.Level = "Side A", 0
		n, _ := r.say(olive, a)
		r.say(heron, &territory.Rate{Claim: n, Level: 2, Reason: "Two patrols saw it."})
		near := place("A", 6, "camp", 326_800_000, 362_500_000)
		near.Foreign, near.Status = true, "presence_only"
		r.say(quartz, near)
		hill := place("X", 31, "hill", 327_570_000, 365_400_000)
		r.say(quartz, place("B", 1, "hill", 327_570_000, 365_400_000))
		r.say(quartz, hill)
		r.MustPost(quartz, "territory/outlines?set=units&source=office", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"pcode":"U1","name":"Unit one"},"geometry":{"type":"Polygon","coordinates":[[[36.2,32.6],[36.24,32.6],[36.24,32.62],[36.2,32.62],[36.2,32.6]]]}}]}`)
		r.MustPost(quartz, "territory/charts?source=Units&level=1&whole=true&seen=2017-07-10T00:00:00Z", "pcode,holder\nU1,A\n,B\n")
		k, _ := r.say(quartz, place("B", 2, "mistake", 327_570_000, 365_000_000))
		r.say(quartz, &territory.Withdraw{Claim: k, Reason: "It was another hill."})
	})
}

func TestTheLayersHoldToWhatTheyDeclare(t *testing.T) {
	r := newRoom(t)
	r.say(quartz, area("B", 0, square(32.6, 36.2, 0.02)))
	n, _ := r.say(olive, &territory.MakeClaim{
		Claim:  territory.Claim{Holder: "A", With: []string{"B"}, Status: "contested", Place: "Mill", Point: &geo.Point{Lat: 326_000_000, Lon: 362_000_000}},
		SeenAt: day(2), Source: "Side A", Basis: "claimed",
	})
	r.say(heron, &territory.Rate{Claim: n, Level: 2, Reason: "seen"})
	r.CheckLayers("territory", quartz, olive, almond, desk.Who{})
	if got := r.Rows(almond, "territory.claims", 10); len(got) != 0 {
		t.Errorf("the other side reads %v", got)
	}
}

// Each fact that is not derived, forgotten, leaves what the map's history needs and none of its ground and words.
func TestForgottenFactsLeaveNoGround(t *testing.T) {
	for _, k := range territory.New(nil).Facts {
		if _, ok := k.Example.(desk.Derived); ok {
			continue
		}
		fact, ok := k.Example.(desk.Residue)
		if !ok {
			t.Errorf("%s leaves nothing", k.Name)
			continue
		}
		residue := reflect.ValueOf(fact.Residue())
		if residue.Type() != reflect.TypeOf(k.Example) {
			t.Errorf("the residue of %s is a %s", k.Name, residue.Type())
			continue
		}
		for _, field := range []string{"Area", "Place", "Point", "PCode", "Note", "Notes", "Claims", "Units", "Reason", "Holder", "With"} {
			if f := residue.FieldByName(field); f.IsValid() && !f.IsZero() {
				t.Errorf("%s keeps its %s", k.Name, field)
			}
		}
	}
}

func FuzzShape(f *testing.F) {
	f.Add(`[[[[36.0,32.5],[36.02,32.5],[36.02,32.52],[36.0,32.5]]]]`)
	f.Add(`[[[[36.0,32.5,100]],[]],[]]`)
	f.Fuzz(func(t *testing.T, text string) {
		var s, again territory.Shape
		if json.Unmarshal([]byte(text), &s) != nil {
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if second, _ := json.Marshal(again); string(second) != string(written) {
			t.Fatalf("%s became %s", written, second)
		}
	})
}
