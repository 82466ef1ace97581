package brief

import (
	"slices"

	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// The public edition: late, coarse, without names, as the agreement sets.

// publicRules are what holds for a public edition that is made with these parameters.
func publicRules(p Parameters, terms *agreement.Terms) agreement.PublicBriefs {
	if terms == nil {
		return agreement.UsualPublicBriefs()
	}
	return terms.Agreement().PublicBriefs()
}

// forPublic narrows the parameters of a public edition to whose reports it may count.
func (p Parameters) forPublic(terms *agreement.Terms) Parameters {
	p.As = record.Public
	if publicRules(p, terms).Counts == "mission" {
		p.As = record.Mission
	}
	p.Before = 0
	return p
}

// until is the moment from which on nothing is in a public edition.
func (p Parameters) until(rules agreement.PublicBriefs) record.Moment {
	return p.At - record.Moment(int64(rules.Delay)*60_000)
}

func (m *maker) public() {
	r := publicRules(m.p, m.terms)
	m.rules = &PublicRules{Counts: r.Counts, DelayHours: int64(r.Delay) / 60, Until: m.p.until(r), GridM: r.GridM, MinPersons: r.MinPersons}
	for _, code := range r.LeaveOut {
		m.rules.LeftOut = append(m.rules.LeftOut, m.typeLabel(code))
	}
	m.closed = r.Counts == "mission"
	m.out.Rules = m.rules
}

// maybeNamed says whether a zone may be named to everybody: not one that stands for a protected place.
func (m *maker) maybeNamed(z *agreement.Zone) bool {
	hidden := z.Publicity != "" && z.Publicity != "public"
	rules := publicRules(m.p, m.terms)
	return !hidden && z.Kind != "protected_site_buffer" && !slices.Contains(rules.NoZones, z.ID)
}

// grid is the MGRS square of a size in which a point lies.
func grid(p geo.Point, metres int64) string {
	switch {
	case metres <= 1_000:
		return p.MGRS(2)
	case metres <= 10_000:
		return p.MGRS(1)
	}
	return p.MGRS(0)
}

// publicHarm gives persons by place, so that no cell holds fewer than the agreement allows and none can be worked out from
// the others. Each event is in one place only: places that lie in one another would give each other away.
func (m *maker) publicHarm() Table {
	t := Table{ID: "harm_public", Columns: []string{"dead", "wounded", "persons"}, Notes: []Say{{Key: "note.harm"}, {Key: "note.hidden", Args: []Arg{{Figure: &Figure{Value: m.rules.MinPersons, Unit: "persons"}}}}}}
	if !m.p.Persons {
		return Table{}
	}
	labels := m.zoneLabels()
	cells := make([][]int64, len(labels))
	for i := range cells {
		cells[i] = make([]int64, 2)
	}
	some := false
	for i := range m.matters[""].Rows {
		r := &m.matters[""].Rows[i]
		if !r.first {
			continue
		}
		at := placeOf(labels, r.Zones)
		for _, h := range r.Harmed {
			if h.Best == nil || at < 0 {
				continue
			}
			some = true
			if h.Harm == "dead" {
				cells[at][0] += *h.Best
			} else {
				cells[at][1] += *h.Best
			}
		}
	}
	if !some {
		return Table{}
	}
	sums, hidden := suppress(cells, m.rules.MinPersons)
	labels = append(labels, word("all"))
	for i, l := range labels {
		line := Line{Label: l, Sum: i == len(labels)-1}
		for j := range sums[i] {
			f := Figure{Value: sums[i][j], Unit: "persons"}
			if hidden[i][j] {
				f = Figure{State: "hidden"}
			}
			line.Cells = append(line.Cells, f)
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}

// placeOf is the one place of an event: the last of its zones in the agreement's order, which is the smallest as they are
// usually written.
func placeOf(labels []Label, zones []string) int {
	for i := len(labels) - 1; i >= 0; i-- {
		if slices.Contains(zones, labels[i].Code) {
			return i
		}
	}
	return -1
}

// suppress adds a column and a line of sums to a table of persons, and says which cells must not be shown: those with fewer
// than least persons but more than none, and so many others that no such cell follows from the rest. Around each of them
// stands a rectangle of hidden cells, along which persons can be moved without changing anything that is shown; so at
// least two values fit.
func suppress(cells [][]int64, least int64) (sums [][]int64, hidden [][]bool) {
	rows, columns := len(cells), 0
	if rows > 0 {
		columns = len(cells[0])
	}
	sums, hidden = make([][]int64, rows+1), make([][]bool, rows+1)
	for i := range sums {
		sums[i], hidden[i] = make([]int64, columns+1), make([]bool, columns+1)
	}
	for i := range cells {
		for j, n := range cells[i] {
			sums[i][j] = n
			sums[i][columns] += n
			sums[rows][j] += n
			sums[rows][columns] += n
		}
	}
	var few [][2]int
	for i := range sums {
		for j, n := range sums[i] {
			if n > 0 && n < least {
				hidden[i][j] = true
				few = append(few, [2]int{i, j})
			}
		}
	}
	for _, c := range few {
		hideRectangle(sums, hidden, c[0], c[1])
	}
	return sums, hidden
}

// hideRectangle hides the cheapest rectangle of which a cell is a corner and along which a person can be moved.
func hideRectangle(sums [][]int64, hidden [][]bool, r, c int) {
	lastRow, lastColumn := len(sums)-1, len(sums[0])-1
	best, cost := [2]int{-1, -1}, int64(0)
	for r2 := range sums {
		for c2 := range sums[r2] {
			if r2 == r || c2 == c {
				continue
			}
			edge := (r2 == lastRow) != (r == lastRow) || (c2 == lastColumn) != (c == lastColumn) // sums move along
			if !edge && sums[r2][c2] == 0 && (sums[r][c2] == 0 || sums[r2][c] == 0) {
				continue
			}
			price := int64(0)
			for _, corner := range [][2]int{{r, c2}, {r2, c}, {r2, c2}} {
				if !hidden[corner[0]][corner[1]] {
					price += 1 + sums[corner[0]][corner[1]]
				}
			}
			if best[0] < 0 || price < cost {
				best, cost = [2]int{r2, c2}, price
			}
		}
	}
	if best[0] < 0 {
		return
	}
	hidden[r][best[1]], hidden[best[0]][c], hidden[best[0]][best[1]] = true, true, true
}
