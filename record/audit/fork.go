package audit

import (
	"bytes"
	"encoding/json"
	"fmt"

	"truce.example/record"
)

// A ForkProof is one file that convinces a third person, offline, that the holder of a record's key signed two histories: two
// signed checkpoints, and for two sizes what shows that no consistency between them is possible. Followers and witnesses
// write it beside what else they kept of a refusal.
type ForkProof struct {
	Format      string        `json:"format"` // "truce-fork-1"
	Origin      string        `json:"origin"`
	Keys        []string      `json:"keys"`        // the log's keys as the finder held them; a hint, as a receipt's
	Checkpoints [2]string     `json:"checkpoints"` // as they were signed
	Leaf        record.Hash   `json:"leaf,omitzero"`
	Path        []record.Hash `json:"path,omitempty"` // as in a refusal
	Found       record.Moment `json:"found"`
	From        string        `json:"from"`
	What        string        `json:"what"`
}

// ForkFormat is the version of the file; ForkFile is its name in the folder of a refusal.
const (
	ForkFormat = "truce-fork-1"
	ForkFile   = "fork.json"
)

// IsFork says whether a file is meant to be a proof of a fork.
func IsFork(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && bytes.Contains(data, []byte(ForkFormat))
}

func forkOf(r Refusal, files map[string][]byte) ([]byte, error) {
	p := ForkProof{Format: ForkFormat, Origin: r.Origin, Keys: r.Keys, Leaf: r.Leaf, Path: r.Path, Found: r.Found, From: r.From, What: r.What}
	p.Checkpoints = [2]string{string(files[HeldCheckpoint]), string(files[ServedCheckpoint])}
	b, err := json.MarshalIndent(p, "", "  ")
	return append(b, '\n'), err
}

// ParseFork reads the file.
func ParseFork(data []byte) (ForkProof, error) {
	var p ForkProof
	if len(data) > maxRefusal {
		return p, fmt.Errorf("it has more than %d bytes", maxRefusal)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("it cannot be read: %w", err)
	}
	if p.Format != ForkFormat {
		return p, fmt.Errorf("it has format %q; this program reads %q", short(p.Format), ForkFormat)
	}
	return p, nil
}

// JudgeFork judges whether the file proves what it says. Findings say why it does not.
func JudgeFork(data []byte, pins Pins) (Refusal, Report, error) {
	p, err := ParseFork(data)
	if err != nil {
		return Refusal{}, Report{}, err
	}
	r := Refusal{Format: RefusalFormat, Kind: Fork, Origin: p.Origin, Keys: p.Keys, Found: p.Found, From: p.From, What: p.What, Leaf: p.Leaf, Path: p.Path}
	report := Report{Origin: r.Origin}
	var b book
	trusted, err := trustedFor(r, pins, &b)
	if err != nil {
		return r, report, err
	}
	if len(trusted) > 0 {
		report.Key = trusted[0]
		judgeFork(r, [2]signedFile{{"the first checkpoint", []byte(p.Checkpoints[0])}, {"the second checkpoint", []byte(p.Checkpoints[1])}}, trusted, &b, &report)
	}
	b.into(&report.Findings, &report.Notes)
	return r, report, nil
}
