package across

import (
	"testing"

	"truce.example/desk/statements/read"
)

func TestAQuotationIsFoundAgainDespiteItsMarks(t *testing.T) {
	x := &Index{}
	x.Add("Since May, the United States has deployed additional diplomats to the affected areas")
	x.Add("ISIS [Daesh] cannot\u00a0re-emerge from the ashes of “their” caliphate.")
	for text, want := range map[string]int{
		"the united states has deployed additional diplomats": 0,
		"ISIS cannot re-emerge from the ashes":                1,
	} {
		if m := x.Search(text, 5); len(m) != 1 || m[0].Text != want {
			t.Errorf("%q: %+v", text, m)
		}
	}
	if m := x.Search("the ashes of something else altogether", 5); len(m) != 0 {
		t.Errorf("three words in a row are too few: %+v", m)
	}
}

func TestADenialIsLinkedWithWhatItDenies(t *testing.T) {
	a, _ := read.Read("Foreign Minister Karl Holm said government aircraft bombed the hospital in Nawa.", read.About{Published: read.Date{Value: "2017-07-06"}})
	b, _ := read.Read("General Omar Haddad denied that government aircraft bombed the hospital in Nawa.", read.About{Published: read.Date{Value: "2017-07-07"}})
	links := Links([]*read.Document{a, b})
	if len(links) != 1 || links[0].Type != Denial || links[0].A.Article != 1 {
		t.Errorf("%+v", links)
	}
}
