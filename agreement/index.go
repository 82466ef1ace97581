package agreement

// index holds what judging looks up by id, made once for each Terms.
type index struct {
	sides      map[string]accused
	types      map[string]*EventType
	zones      map[string]*Zone
	lines      map[string]*Line
	exemptions map[string]*Exemption
	clauses    map[string]*Clause
	places     map[string]*NamedPlace // by folded name and alias
}

func newIndex(a *Agreement) *index {
	x := &index{
		sides:      sideNames(a),
		types:      map[string]*EventType{},
		zones:      map[string]*Zone{},
		lines:      map[string]*Line{},
		exemptions: map[string]*Exemption{},
		clauses:    map[string]*Clause{},
		places:     map[string]*NamedPlace{},
	}
	for i := range a.EventTypes {
		x.types[a.EventTypes[i].Code] = &a.EventTypes[i]
	}
	for i := range a.Zones {
		x.zones[a.Zones[i].ID] = &a.Zones[i]
	}
	for i := range a.Lines {
		x.lines[a.Lines[i].ID] = &a.Lines[i]
	}
	for i := range a.Exemptions {
		x.exemptions[a.Exemptions[i].ID] = &a.Exemptions[i]
	}
	for i := range a.Clauses {
		x.clauses[a.Clauses[i].No] = &a.Clauses[i]
	}
	x.addPlaces(a.Places)
	return x
}

// addPlaces files places under all their spellings; where two share one, the earlier place has it.
func (x *index) addPlaces(places []NamedPlace) {
	for i := range places {
		p := &places[i]
		for _, spelling := range append([]string{p.ID, p.Name.En, p.Name.Ar, p.Name.Ru}, p.Aliases...) {
			key := fold(spelling)
			if _, taken := x.places[key]; !taken && key != "" {
				x.places[key] = p
			}
		}
	}
}
