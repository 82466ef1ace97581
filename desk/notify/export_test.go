package notify

// For the tests of a whole mission, which stand outside the package because they use its children.
var (
	CrierDesk = crierDesk
	Directory = directory
)

type (
	Cried  = cried
	Joined = joined
)
