package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"truce.example/internal/durable"
	"truce.example/record"
)

// A Refusal is what a follower refused, kept in a folder of its own so that a third party can judge it offline:
//
//	refusal.json      this struct
//	held.checkpoint   the signed checkpoint that was held, if there is one
//	served.checkpoint the signed checkpoint that was served, or that another party gave
//	*.tlog-proof      receipts that show two entries, for the kind "time"
//	fork.json         of the kind "fork": the proof in one file
//	served/           what the host served, byte for byte, under the names it served it by
//	README.txt        what this is, in words
//
// The kinds fork and time are proofs against the log's key: nothing but the folder and the key is needed. The others are
// what somebody was served, which nothing proves.
type Refusal struct {
	Format string        `json:"format"` // "truce-refusal-1"
	Kind   string        `json:"kind"`   // one of the kinds below
	Origin string        `json:"origin"`
	Keys   []string      `json:"keys"`  // the log's keys as the follower held them, oldest first
	Found  record.Moment `json:"found"` // by the follower's own clock
	From   string        `json:"from"`  // address, or whose checkpoint it is
	What   string        `json:"what"`  // the sentence that the follower said

	// For a fork of two sizes: the leaf hash of the last entry of the smaller tree as the larger one has it, and its path.
	Leaf record.Hash   `json:"leaf,omitzero"`
	Path []record.Hash `json:"path,omitempty"`
}

// Kinds of refusals.
const (
	Fork      = "fork"      // two signed checkpoints that cannot both be true
	OutOfTime = "time"      // an entry was recorded before the entry before it
	Shortened = "shortened" // the log is shorter than what was seen, and says nothing else otherwise
	Signature = "signature" // a checkpoint whose signature does not hold, or that is no checkpoint
	OtherKey  = "key"       // a checkpoint signed by another key
	Tiles     = "tiles"     // tiles or entries do not lead to the signed root
	BadLeaf   = "leaf"      // an entry that is no leaf
	BadBody   = "body"      // a body, grant or file that does not match its leaf or fact
)

// RefusalFormat is the version of a refusal's folder.
const RefusalFormat = "truce-refusal-1"

// Names of a refusal's files.
const (
	RefusalFile      = "refusal.json"
	HeldCheckpoint   = "held.checkpoint"
	ServedCheckpoint = "served.checkpoint"
)

// Proves says whether the kind is a proof against the key that signed.
func (r Refusal) Proves() bool { return r.Kind == Fork || r.Kind == OutOfTime }

// IsRefusal says whether a folder is one of a refusal.
func IsRefusal(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, RefusalFile))
	return err == nil
}

const maxRefusal = 1 << 20

// JudgeRefusal reads a refusal's folder and judges whether it proves what it says. Findings say why it does not.
func JudgeRefusal(dir string, pins Pins) (Refusal, Report, error) {
	var r Refusal
	b, err := readBounded(filepath.Join(dir, RefusalFile), maxRefusal)
	if err != nil {
		return r, Report{}, err
	}
	if r, err = ParseRefusal(b); err != nil {
		return r, Report{}, fmt.Errorf("%s: %w", filepath.Join(dir, RefusalFile), err)
	}
	report := Report{Origin: r.Origin}
	var bk book
	err = judgeRefusal(dir, r, pins, &bk, &report)
	bk.into(&report.Findings, &report.Notes)
	return r, report, err
}

// ParseRefusal reads refusal.json.
func ParseRefusal(b []byte) (Refusal, error) {
	var r Refusal
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("it cannot be read: %w", err)
	}
	if r.Format != RefusalFormat {
		return r, fmt.Errorf("it has format %q; this program reads %q", short(r.Format), RefusalFormat)
	}
	return r, nil
}

func readBounded(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has more than %d bytes", name, limit)
	}
	return os.ReadFile(name)
}

func judgeRefusal(dir string, r Refusal, pins Pins, b *book, report *Report) error {
	trusted, err := trustedFor(r, pins, b)
	if err != nil || len(trusted) == 0 {
		return err
	}
	report.Key = trusted[0]
	switch r.Kind {
	case Fork:
		var two [2]signedFile
		for i, name := range []string{HeldCheckpoint, ServedCheckpoint} {
			signed, err := readBounded(filepath.Join(dir, name), maxRefusal)
			if err != nil {
				return err
			}
			two[i] = signedFile{name, signed}
		}
		judgeFork(r, two, trusted, b, report)
		return nil
	case OutOfTime:
		return judgeTime(dir, trusted, b)
	}
	b.note("this shows what somebody was served (%s); nothing in it proves who served it", r.Kind)
	return nil
}

// trustedFor gives the keys to judge by: the pinned ones, or those that the refusal names.
func trustedFor(r Refusal, pins Pins, b *book) ([]string, error) {
	trusted, err := pins.keys(r.Origin)
	if err != nil {
		return nil, err
	}
	if len(trusted) == 0 {
		trusted = r.Keys
		b.note("nobody vouched for the key: it is the one that the evidence itself names. Give the right one with --key")
	}
	if len(trusted) == 0 {
		b.find(RefusalFile, "it names no key")
	}
	return trusted, nil
}

// A signedFile is a signed checkpoint, and where it stands.
type signedFile struct {
	name   string
	signed []byte
}

func judgeFork(r Refusal, files [2]signedFile, trusted []string, b *book, report *Report) {
	var two [2]record.Checkpoint
	for i, f := range files {
		var err error
		if two[i], err = openUnder(f.signed, trusted); err != nil {
			b.find(f.name, "%s", err)
			return
		}
	}
	smaller, larger := two[0], two[1]
	if smaller.Size > larger.Size {
		smaller, larger = larger, smaller
	}
	report.Entries, report.Root = larger.Size, larger.Root
	switch {
	case smaller.Origin != larger.Origin:
		b.find(RefusalFile, "the two checkpoints are of different records")
	case smaller.Size == larger.Size && smaller.Root == larger.Root:
		b.find(RefusalFile, "the two checkpoints say the same")
	case smaller.Size == larger.Size:
		b.note("PROVEN: the key signed two different records of %d entries", larger.Size)
	default:
		prefix, root, err := record.PrefixRoots(r.Path, larger.Size, smaller.Size, r.Leaf)
		switch {
		case err != nil:
			b.find(RefusalFile, "%s", err)
		case root != larger.Root:
			b.find(RefusalFile, "its path does not lead to the root of the larger checkpoint")
		case prefix == smaller.Root:
			b.find(RefusalFile, "the larger checkpoint continues the smaller one: there is no fork")
		default:
			b.note("PROVEN: the key signed a record of %d entries, and one of %d that does not begin with them", smaller.Size, larger.Size)
		}
	}
}

// judgeTime looks for two receipts under one checkpoint, of neighbours whose times fall.
func judgeTime(dir string, trusted []string, b *book) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.tlog-proof"))
	if err != nil || len(names) != 2 {
		b.find(RefusalFile, "it should have two receipts, and has %d", len(names))
		return err
	}
	var two [2]record.Proven
	for i, name := range names {
		data, err := readBounded(name, maxRefusal)
		if err != nil {
			return err
		}
		receipt, err := record.ParseReceipt(data)
		if err == nil {
			two[i], _, err = verifyUnder(receipt, trusted)
		}
		if err != nil {
			b.find(filepath.Base(name), "%s", err)
			return nil
		}
	}
	first, second := two[0], two[1]
	if first.Index > second.Index {
		first, second = second, first
	}
	switch {
	case first.Checkpoint.Size != second.Checkpoint.Size || first.Checkpoint.Root != second.Checkpoint.Root:
		b.find(RefusalFile, "its receipts are not of one checkpoint")
	case first.Index+1 != second.Index || second.Leaf.Recorded >= first.Leaf.Recorded:
		b.find(RefusalFile, "its receipts show no times that fall")
	default:
		b.note("PROVEN: the key signed entry %d as recorded at %s, after entry %d at %s", second.Index, second.Leaf.Recorded, first.Index, first.Leaf.Recorded)
	}
	return nil
}

// WriteRefusal keeps a refusal below dir, in a folder of its own that is there whole or not at all. The same refusal is
// kept once. Files are named by what the refusal needs, and by what was served ("served/…").
func WriteRefusal(dir string, r Refusal, files map[string][]byte) (folder string, err error) {
	r.Format = RefusalFormat
	mark := sum([]byte(r.Kind + "\n" + string(files[HeldCheckpoint]) + "\n" + string(files[ServedCheckpoint]) + "\n" + r.What))
	folder = filepath.Join(dir, fmt.Sprintf("%s-%s", r.Kind, mark.String()[:12]))
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	part, err := os.MkdirTemp(dir, ".keeping-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(part) // gone already when all went well
	js, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return "", err
	}
	all := map[string][]byte{RefusalFile: append(js, '\n'), "README.txt": refusalWords(r)}
	if r.Kind == Fork {
		if all[ForkFile], err = forkOf(r, files); err != nil {
			return "", err
		}
	}
	for name, data := range files {
		all[name] = data
	}
	for name, data := range all {
		path := filepath.Join(part, filepath.FromSlash(name))
		if !filepath.IsLocal(name) || strings.Contains(name, "..") {
			return "", fmt.Errorf("a refusal has no file %q", name)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", err
		}
		if err := durable.WriteFile(path, data, 0o600); err != nil {
			return "", err
		}
	}
	if err := os.Rename(part, folder); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return folder, durable.SyncDir(dir)
}

func refusalWords(r Refusal) []byte {
	proves := "It shows what was served. Nothing in it proves who served it: keep it, and ask the host."
	if r.Proves() {
		proves = "It proves, to anybody who knows the key of the record, that whoever holds that key signed what cannot be true:\n\n    truce verify THIS-FOLDER --key KEY\n\nThat needs no network and no other file."
	}
	return fmt.Appendf(nil, "%s\n\nRecord: %s\nServed by: %s\nFound at %s by the follower's clock.\n\n%s\n", r.What, r.Origin, r.From, r.Found, proves)
}
