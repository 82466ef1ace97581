package agreement

// Territory says by which published rule the claims of who holds what become one map. It may be missing: then the usual rule
// holds. Claims themselves are kept whatever the rule says.
type Territory struct {
	Rule      int64 `json:"rule"`        // version of the rule; 1 is the only one so far
	MinLevel  int64 `json:"min_level"`   // claims below this level of verification are shown, and draw no map
	Conflict  Span  `json:"conflict"`    // two sources that disagree within this time make a place contested; after it the newer holds
	CellM     int64 `json:"cell_m"`      // how far from a named place a claim of it is drawn at most
	Corridor  Span  `json:"corridor"`    // connections are told of days this long past, and no younger ones
	MinMoveM2 int64 `json:"min_move_m2"` // ground that moved is not weighed below this size
}

// UsualTerritory is what holds where the agreement says nothing.
func UsualTerritory() Territory {
	return Territory{Rule: 1, MinLevel: 1, Conflict: 14 * 24 * 60, CellM: 10_000, Corridor: 7 * 24 * 60, MinMoveM2: 10_000}
}

// TerritoryRule is the rule of the map.
func (a *Agreement) TerritoryRule() Territory {
	if a == nil || a.Territory == nil {
		return UsualTerritory()
	}
	return *a.Territory
}

func (c *checker) checkTerritory() {
	t := c.a.Territory
	if t == nil {
		return
	}
	if t.Rule != 1 {
		c.flaw("territory.rule", "there is no version %d of the rule; write 1", t.Rule)
	}
	if t.MinLevel < 0 || t.MinLevel > 5 {
		c.flaw("territory.min_level", "%d is no level of verification; write it from 0 to 5", t.MinLevel)
	}
	if t.CellM < 100 || t.CellM > 200_000 {
		c.flaw("territory.cell_m", "%d metres is no reach of a named place; write it from 100 to 200000", t.CellM)
	}
	if t.Corridor < 24*60 {
		c.flaw("territory.corridor", "connections are told of past days only; write one day at least, such as 7d")
	}
	if t.MinMoveM2 < 0 {
		c.flaw("territory.min_move_m2", "a size is not negative")
	}
}
