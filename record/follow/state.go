package follow

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"truce.example/internal/durable"
	"truce.example/record"
)

const (
	stateFile    = "follower" // JSON, below
	incomingFile = "incoming" // leaves on their way
	lockFile     = "follow.lock"
	refusedDir   = "refused"    // evidence of what was refused
	checkpointAt = "checkpoint" // the newest signed checkpoint, as text, to hand to others
)

// A state is what a follower must know besides the record itself. Nothing in it is proven: who the member is, is what the
// host said.
type state struct {
	Format string `json:"format"` // "truce-follower-1"
	URL    string `json:"url"`
	Owner  Owner  `json:"owner"`
	// Files are evidence files that are still to be fetched, and those that were left out for their size.
	Files   []file `json:"files,omitempty"`
	LeftOut int    `json:"left_out,omitempty"`
	// Terms is the newest entry that says whose machines countersign.
	Terms *int64 `json:"terms,omitempty"`
}

// An Owner is the member whose copy it is, as the host described it.
type Owner struct {
	Member string   `json:"member"`
	Kind   string   `json:"kind,omitempty"`
	Party  string   `json:"party,omitempty"`
	Roles  []string `json:"roles,omitempty"`
}

// A file is an evidence file that a fact names.
type file struct {
	Entry  int64       `json:"entry"`
	Stored record.Hash `json:"stored"`
	Size   int64       `json:"size"`
}

const stateFormat = "truce-follower-1"

// OwnerOf says whose copy is in dir. It fails with fs.ErrNotExist where no follower was.
func OwnerOf(dir string) (Owner, error) {
	s, err := readState(dir)
	return s.Owner, err
}

func readState(dir string) (state, error) {
	b, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil {
		return state{}, err
	}
	s, err := ParseState(b)
	if err != nil {
		return s, fmt.Errorf("%s: %w", filepath.Join(dir, stateFile), err)
	}
	return s, nil
}

// ParseState reads the file "follower".
func ParseState(b []byte) (s state, err error) {
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("it cannot be read: %w", err)
	}
	if s.Format != stateFormat {
		return s, fmt.Errorf("it has format %q; this program reads %q", s.Format, stateFormat)
	}
	return s, nil
}

func (s state) write(dir string) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, stateFile), append(b, '\n'), 0o600)
}

// proven lists the refusals in dir that are proofs against the log's key.
func proven(dir string) ([]string, error) {
	names, err := os.ReadDir(filepath.Join(dir, refusedDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, n := range names {
		folder := filepath.Join(dir, refusedDir, n.Name())
		if r, ok := kindOf(n.Name()); ok && r.Proves() {
			out = append(out, folder)
		}
	}
	return out, err
}
