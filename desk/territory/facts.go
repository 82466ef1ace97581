package territory

import (
	"truce.example/agreement"
	"truce.example/geo"
	"truce.example/record"
)

// A Claim is what a source says of one area, place or unit. Exactly one of Area, Place with Point, and PCode is given.
type Claim struct {
	Holder       string        `json:"holder"`                  // id of a side or group of the agreement where it is one, and else as written; empty with status no_data
	With         []string      `json:"with,omitempty"`          // others who hold it too, where the source itself says that it is contested
	Status       string        `json:"status"`                  // one of statuses
	Foreign      bool          `json:"foreign,omitempty"`       // of a force that must keep away from a line; Holder is the side that it fights for
	Area         Shape         `json:"area,omitempty"`          // as drawn
	Place        string        `json:"place,omitempty"`         // name
	Point        *geo.Point    `json:"point,omitempty"`         // of the place
	RadiusM      int64         `json:"radius_m,omitempty"`      // how far around the point; 0: the place has no outline of its own
	PCode        string        `json:"pcode,omitempty"`         // unit of the outlines taken in before
	Version      int64         `json:"version,omitempty"`       // of the geometry, counted by who drew it
	UncertaintyM int64         `json:"uncertainty_m,omitempty"` // of the edges or the point
	From         record.Moment `json:"from,omitempty"`          // since when; zero: not known
	Note         string        `json:"note,omitempty"`
	Written      string        `json:"written,omitempty"` // of a table: the position as it stands there; without a sound one the place is listed, and not drawn
	Gone         bool          `json:"gone,omitempty"`    // of a table: it names the place no longer; status no_data
}

// Claimed is one claim by one source.
type Claimed struct {
	Claim
	SeenAt   record.Moment `json:"seen_at"` // when the source saw it
	Source   string        `json:"source"`
	Level    int64         `json:"level"`                // of verification, 0 to 5; what a side says is 0 until the mission rates it
	Grade    string        `json:"grade,omitempty"`      // of source and content: A1 to F6
	Basis    string        `json:"basis"`                // observed or claimed
	Evidence []int64       `json:"evidence,omitempty"`   // entries
	Fact     string        `json:"fact_basis,omitempty"` // F for a published fact, I for one invented for an exercise
}

// Charted is many claims of one source for one day, from one file.
type Charted struct {
	Source   string        `json:"source"`
	SeenAt   record.Moment `json:"seen_at"`
	Level    int64         `json:"level"`
	Grade    string        `json:"grade,omitempty"`
	Basis    string        `json:"basis"`
	Whole    bool          `json:"whole,omitempty"`    // all that the source has: its earlier charts hold no longer
	Changes  bool          `json:"changes,omitempty"`  // of a whole table, only the rows that differ from the source's last one are here
	Standing int64         `json:"standing,omitempty"` // how many rows of it say what they said before
	History  bool          `json:"history,omitempty"`  // it is taken in long after, and held against nothing
	Format   string        `json:"format"`             // geojson, kml, csv, shapefile or geopackage
	Digest   record.Hash   `json:"digest"`             // SHA-256 of the file
	File     int64         `json:"file,omitempty"`     // entry that keeps it
	Claims   []Claim       `json:"claims"`
	Notes    []string      `json:"notes,omitempty"` // what was refused or mended, with its place in the file
}

// Rated says how sure the mission is of a claim.
type Rated struct {
	Claim  int64  `json:"claim"` // entry
	Level  int64  `json:"level"`
	Reason string `json:"reason"`
}

// Withdrawn says that a claim or a chart no longer stands. It stays in the record.
type Withdrawn struct {
	Claim  int64  `json:"claim"` // entry
	Reason string `json:"reason"`
}

// A Unit is a district, a neighbourhood or a town with a code.
type Unit struct {
	PCode  string     `json:"pcode"`
	Name   string     `json:"name"`
	NameAr string     `json:"name_ar,omitempty"`
	Parent string     `json:"parent,omitempty"` // code of the unit around it: a city around its neighbourhoods
	People int64      `json:"people,omitempty"` // 0: not known
	Point  *geo.Point `json:"point,omitempty"`
	Area   Shape      `json:"area,omitempty"`
}

// Outlined is a set of units. A newer set of the same name takes its place.
type Outlined struct {
	Set    string      `json:"set"`
	Source string      `json:"source"`
	Digest record.Hash `json:"digest"`
	Units  []Unit      `json:"units"`
	Notes  []string    `json:"notes,omitempty"`
}

// Passed says that by a claim ground came to a holder who did not hold it before, and how the agreement judges that.
type Passed struct {
	Item      int64               `json:"item"` // of the claim's entry
	From      []string            `json:"from"` // who held it by the claims before; several where it was contested
	To        string              `json:"to"`
	Freed     string              `json:"freed,omitempty"` // excluded group that held the ground before; the agreement may name who may take it
	SquareM   int64               `json:"square_m,omitempty"`
	Places    []string            `json:"places,omitempty"`
	WidthM    int64               `json:"width_m,omitempty"` // what moved is wider than this somewhere, unless the change is not reliable
	Reliable  bool                `json:"reliable"`
	Judgement agreement.Judgement `json:"judgement"`
}

// Approached says that by a claim a force that must keep away from a line was present, and how the agreement judges that.
type Approached struct {
	Item      int64               `json:"item"`
	For       string              `json:"for"` // the side that it fights for
	Judgement agreement.Judgement `json:"judgement"`
}

// Reappeared says that by a claim an excluded group is where it was not. It is an indicator, and nobody's breach.
type Reappeared struct {
	Item    int64         `json:"item"`
	Group   string        `json:"group"`
	Kind    string        `json:"kind"` // again: ground it had lost; new_ground: ground it never held; present: outside its zones, without holding it
	From    []string      `json:"from,omitempty"`
	Place   *geo.Point    `json:"place,omitempty"`
	SquareM int64         `json:"square_m,omitempty"`
	Places  []string      `json:"places,omitempty"`
	Seen    record.Moment `json:"seen"`
}

// Residues: source, times, status and numbers stay; ground, places and words go.

func (c Claim) residue() Claim {
	return Claim{Status: c.Status, Foreign: c.Foreign, Version: c.Version, From: c.From}
}

// Residue blanks ground, place, holder and words.
func (f Claimed) Residue() any {
	f.Claim, f.Grade, f.Evidence = f.Claim.residue(), "", nil
	return f
}

// Residue blanks all claims.
func (f Charted) Residue() any {
	f.Claims, f.Notes, f.Grade = nil, nil, ""
	return f
}

// Residue blanks the reason.
func (f Rated) Residue() any { f.Reason = ""; return f }

// Residue blanks the reason.
func (f Withdrawn) Residue() any { f.Reason = ""; return f }

// Residue blanks the units.
func (f Outlined) Residue() any { f.Units, f.Notes = nil, nil; return f }

// IsDerived makes what was made of a claim go with it.
func (Passed) IsDerived() {}

// IsDerived makes what was made of a claim go with it.
func (Approached) IsDerived() {}

// IsDerived makes what was made of a claim go with it.
func (Reappeared) IsDerived() {}
