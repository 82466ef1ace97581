package agreement

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (draft 2020-12) of agreement.yaml and of the packed form. It tells the form only:
// an agreement that satisfies it may still have problems that [Load] finds.
func Schema() []byte { return slices.Clone(schema) }
