package geo

// A Relation says how a reported place lies to an area, given how well the place is known.
type Relation string

// The four relations. Only Outside rules the area out.
const (
	Inside          Relation = "inside"           // the whole disc of uncertainty lies inside
	WithinTolerance Relation = "within_tolerance" // on one side, or near enough to the edge that the agreement draws no distinction
	Possible        Relation = "possible"         // the disc of uncertainty reaches both sides of the edge
	Outside         Relation = "outside"          // the whole disc lies outside
)

// An Area is something that a place can be inside of.
type Area interface {
	Contains(Point) bool
	EdgeDistanceCm(Point) int64
}

// Relate says how p, known to uncertaintyCm centimetres, lies to the area, and how far p is from its edge. The
// boundary counts as inside; see [RelateToEdge] for the rule.
func Relate(area Area, p Point, uncertaintyCm, toleranceCm int64) (relation Relation, edgeCm int64) {
	edgeCm = area.EdgeDistanceCm(p)
	return RelateToEdge(area.Contains(p), edgeCm, uncertaintyCm, toleranceCm), edgeCm
}

// RelateToEdge is the rule behind [Relate] for an area of which only this is known: whether the place is inside
// and how far away the edge is. All lengths are centimetres; zero uncertainty means that the place is exact.
//
//   - The disc lies wholly in the band of tolerance round the edge: within tolerance.
//   - Otherwise the disc touches the edge: possible.
//   - Otherwise the place lies in the band: within tolerance.
//   - Otherwise: inside or outside.
func RelateToEdge(isInside bool, edgeCm, uncertaintyCm, toleranceCm int64) Relation {
	switch {
	case toleranceCm > 0 && uncertaintyCm <= toleranceCm && edgeCm <= toleranceCm-uncertaintyCm:
		return WithinTolerance
	case uncertaintyCm > 0 && edgeCm <= uncertaintyCm:
		return Possible
	case toleranceCm > 0 && edgeCm <= toleranceCm:
		return WithinTolerance
	case isInside:
		return Inside
	}
	return Outside
}

// Weaker returns the one of two relations that says less: a place must satisfy both to be counted, so the weaker
// one is what is known of the two together.
func Weaker(a, b Relation) Relation {
	if rank(a) >= rank(b) {
		return a
	}
	return b
}

func rank(r Relation) int {
	switch r {
	case Inside:
		return 0
	case WithinTolerance:
		return 1
	case Possible:
		return 2
	}
	return 3
}
