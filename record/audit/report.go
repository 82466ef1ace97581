package audit

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"truce.example/record"
)

// A Finding is one thing that is wrong.
type Finding struct {
	Where string `json:"where"` // "entry 17", "record.db", "evidence/4f…age", "keys/reading", "checkpoint" …
	What  string `json:"what"`
}

func (f Finding) String() string { return f.Where + ": " + f.What }

// A Report says what was verified and what was found.
type Report struct {
	Origin       string      `json:"origin"`
	Entries      int64       `json:"entries"` // covered by the checkpoint
	Root         record.Hash `json:"root"`
	Bodies       int64       `json:"bodies"`             // stored, and their hash compared
	Opened       int64       `json:"opened"`             // decrypted, commitment and content checked
	Closed       int64       `json:"closed"`             // no key here: only hash and structure were checked
	Erased       int64       `json:"erased"`             // forgotten, with a tombstone
	NotHeld      int64       `json:"not_held,omitempty"` // of a follower's copy: bodies that were not handed to it
	Withheld     int64       `json:"withheld,omitempty"` // of these, bodies that a receipt shows the holder may read
	Files        int64       `json:"files"`              // evidence files read and compared
	Key          string      `json:"key"`                // the log's public key that signed the checkpoint
	KeyFirstSeen bool        `json:"key_first_seen"`
	Findings     []Finding   `json:"findings"`
	Notes        []string    `json:"notes"`

	// Witnesses says who countersigned; nil when the agreement asks for nobody, or is not readable here.
	Witnesses *WitnessReport `json:"witnesses,omitempty"`
}

// A WitnessReport says how many guarantors countersigned what was verified, and how far each came.
type WitnessReport struct {
	Of     int             `json:"of"`
	Quorum int             `json:"quorum"`
	Fresh  int             `json:"fresh"`
	Whole  int             `json:"whole"` // of these, who countersigned every entry
	Each   []WitnessedLine `json:"each"`
}

// A WitnessedLine is one witness.
type WitnessedLine struct {
	Guarantor string        `json:"guarantor"`
	Name      string        `json:"name"`
	Entries   int64         `json:"entries"`
	At        record.Moment `json:"at"`
	Fresh     bool          `json:"fresh"`
}

// OK says whether everything held.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// maxFindings bounds what a report lists of a record that is damaged all over.
const maxFindings = 500

// book collects findings and notes from several goroutines.
type book struct {
	mu       sync.Mutex
	findings []Finding
	more     int
	notes    []string
}

func (b *book) find(where, format string, args ...any) {
	b.add(Finding{where, fmt.Sprintf(format, args...)})
}

func (b *book) add(fs ...Finding) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range fs {
		if len(b.findings) == maxFindings {
			b.more++
			continue
		}
		b.findings = append(b.findings, f)
	}
}

func (b *book) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, fmt.Sprintf(format, args...))
}

func (b *book) into(findings *[]Finding, notes *[]string) {
	if b.more > 0 {
		b.notes = append(b.notes, fmt.Sprintf("%d more findings are not listed", b.more))
	}
	*findings, *notes = append([]Finding{}, b.findings...), append([]string{}, b.notes...)
}

func entry(n int64) string { return fmt.Sprintf("entry %d", n) }

// verifierOf reads a public key; the name before it says whose it is.
func verifierOf(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return nil, fmt.Errorf("the public key %q cannot be read: %w", short(key), err)
	}
	return v, nil
}

func short(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
