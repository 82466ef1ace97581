package aid

import "truce.example/desk/aid/taken"

// CorridorsTaken holds humanitarian corridors that others proposed and what became of them, as a data set says. It is their word.
type CorridorsTaken struct {
	Dataset   string           `json:"dataset"`
	Corridors []taken.Corridor `json:"corridors"`
}

// ClosuresTaken holds gates, barriers, checkpoints and stretches of road, as a data set says. Ways of convoys are held against them.
type ClosuresTaken struct {
	Dataset  string          `json:"dataset"`
	Closures []taken.Closure `json:"closures"`
}

// Residue keeps the numbers by which a file is not taken in twice.
func (f CorridorsTaken) Residue() any {
	out := CorridorsTaken{Dataset: f.Dataset}
	for _, c := range f.Corridors {
		out.Corridors = append(out.Corridors, taken.Corridor{ID: c.ID, Day: c.Day, Result: c.Result})
	}
	return out
}

// Residue keeps the numbers by which a file is not taken in twice.
func (f ClosuresTaken) Residue() any {
	out := ClosuresTaken{Dataset: f.Dataset}
	for _, c := range f.Closures {
		out.Closures = append(out.Closures, taken.Closure{ID: c.ID})
	}
	return out
}
