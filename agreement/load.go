package agreement

import (
	"fmt"
	"io/fs"
)

// A Problem is one thing wrong in an agreement folder, in a sentence that says what to do.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"` // counted from 1; 0 if it concerns the whole file
	Text string `json:"text"`
}

// String returns the problem as compilers write it: file:line: text.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Load reads the agreement in a folder.
func Load(fsys fs.FS) (*Agreement, []Problem) { return nil, nil }
