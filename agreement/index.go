package agreement

// index holds what judging looks up by id, made once for each Terms.
type index struct {
	sides      map[string]accused
	types      map[string]*EventType
	zones      map[string]*Zone
	lines      map[string]*Line
	exemptions map[string]*Exemption
}

func newIndex(a *Agreement) *index {
	x := &index{
		sides:      sideNames(a),
		types:      map[string]*EventType{},
		zones:      map[string]*Zone{},
		lines:      map[string]*Line{},
		exemptions: map[string]*Exemption{},
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
	return x
}
