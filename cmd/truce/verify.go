package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"truce.example/mission"
	"truce.example/record"
	"truce.example/record/audit"
)

var verifyVerb = verb{
	use:   "verify DIR | FILE | URL [--key KEY] [--checkpoint FILE] [--receipt FILE] [--against FILE] [--witness [GUARANTOR=]KEY] [--quorum N] [--fresh TIME] [--json]",
	about: "check a record, a receipt or a served log",
	help: `
    truce verify /srv/centre
    truce verify entry-204.tlog-proof
    truce verify https://centre.example --key 'centre.example/log-2026+1a2b3c4d+A…'

Exit code 0 only when everything holds; otherwise it says what is wrong and where. The log's public key is the one given
with --key, or the first one seen on this machine, which is printed: compare it with the one that the centre handed out.
--against holds a copy against a checkpoint that another party was shown: two that cannot both be true are proof of a fork.
FILE is a receipt, an export or an audit bundle, or fork.json. A folder below DIR/refused, in which a follower or a witness kept what it refused, is judged
offline, and so is its fork.json alone: does it prove what it says?
--checkpoint and --receipt (each may be given several times) hold a record against what a party kept: a record that lost
or changed anything they cover fails. A receipt is checked offline. A served log is checked from its public tiles, and
against what this machine saw of it before. Countersignatures are counted by the agreement in the record, where its bodies
open; --witness, --quorum and --fresh say otherwise whose count, how many, and how new (24h). --trust makes KEY the trusted one, after a takeover that you know of.`,
	run: runVerify,
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func runVerify(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	var checkpoints, receipts list
	key := f.String("key", "", "")
	trust := f.String("trust", "", "")
	f.Var(&checkpoints, "checkpoint", "")
	f.Var(&receipts, "receipt", "")
	var by policyFlags
	by.flags(f)
	f.Var(&checkpoints, "against", "") // the same: which of two is older makes no difference to whether both can be true
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	state, err := stateDir()
	if err != nil {
		return err
	}
	pins := audit.Pins{Key: *key, Folder: state}
	if *trust != "" {
		if err := pins.Trust(*trust); err != nil {
			return err
		}
	}
	v := verifying{c: c, pins: pins, secrets: s}
	if v.policy, err = by.policy(); err != nil {
		return err
	}
	if v.checkpoints, err = readFiles(checkpoints); err != nil {
		return err
	}
	if v.receipts, err = readFiles(receipts); err != nil {
		return err
	}
	return v.verify(ctx, things[0])
}

func readFiles(names []string) ([][]byte, error) {
	var out [][]byte
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

type verifying struct {
	c                     *console
	pins                  audit.Pins
	secrets               secrets
	checkpoints, receipts [][]byte
	policy                record.WitnessPolicy
}

// verify finds out what the thing is: a served log, a folder, or a receipt.
func (v verifying) verify(ctx context.Context, thing string) error {
	if strings.HasPrefix(thing, "http://") || strings.HasPrefix(thing, "https://") {
		o, err := v.options()
		if err != nil {
			return err
		}
		r, err := audit.URL(ctx, strings.TrimRight(thing, "/"), o)
		return v.report(r, err)
	}
	info, err := os.Stat(thing)
	if err != nil {
		return fmt.Errorf("there is nothing to verify at %s: %w", thing, err)
	}
	if !info.IsDir() {
		return v.file(ctx, thing, info.Size())
	}
	if audit.IsRefusal(thing) {
		return v.refusal(audit.JudgeRefusal(thing, v.pins))
	}
	return v.folder(ctx, thing)
}

// folder verifies a record or a copy.
func (v verifying) folder(ctx context.Context, dir string) error {
	o, err := v.options()
	if err != nil {
		return err
	}
	if o.Passphrase, err = v.secrets.passphrase(); err != nil {
		return err
	}
	if o.Kinds, err = mission.KindsOf(newHouse().desks); err != nil {
		return err
	}
	o.Each = newSignatures().check
	r, err := audit.Dir(ctx, dir, o)
	return v.report(r, err)
}

func (v verifying) options() (audit.Options, error) {
	o := audit.Options{Pins: v.pins, Checkpoints: v.checkpoints, Receipts: v.receipts, Witnesses: v.policy}
	if !v.c.json {
		o.Progress = func(done, of int64) { fmt.Fprintf(v.c.err, "\r%d of %d entries ", done, of) }
	}
	return o, nil
}

func (v verifying) report(r audit.Report, err error) error {
	if err != nil {
		return err
	}
	err = v.c.result(r, func(w io.Writer) {
		findings(w, r.Findings, r.Notes)
		fmt.Fprintf(w, "%s: %d entries, root %s\n", r.Origin, r.Entries, r.Root)
		fmt.Fprintf(w, "%d bodies compared, %d of them opened, %d closed here, %d forgotten, %d files\n", r.Bodies, r.Opened, r.Closed, r.Erased, r.Files)
		if r.NotHeld > 0 {
			fmt.Fprintf(w, "%d bodies are not in this copy: its member may not read them, or they have not come\n", r.NotHeld)
		}
		witnessWords(w, r.Witnesses)
		keyWords(w, r.Key, r.KeyFirstSeen)
		verdict(w, r.OK())
	})
	return failing(err, r.OK())
}

func witnessWords(w io.Writer, r *audit.WitnessReport) {
	if r == nil {
		return
	}
	fmt.Fprintf(w, "%d of %d guarantors countersigned, %d of them every entry; %d are asked for\n", r.Fresh, r.Of, r.Whole, r.Quorum)
	for _, e := range r.Each {
		if !e.At.Known() {
			fmt.Fprintf(w, "  %s: %s never\n", e.Guarantor, e.Name)
			continue
		}
		old := ""
		if !e.Fresh {
			old = ", too long ago to count"
		}
		fmt.Fprintf(w, "  %s: %s, %d entries at %s%s\n", e.Guarantor, e.Name, e.Entries, e.At, old)
	}
}

// isZip says whether a file begins as a zip does.
func isZip(name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil { // shorter than that
		return false, nil
	}
	return string(head) == "PK\x03\x04", nil
}

// maxProof bounds a file that is read whole: a receipt of the largest body.
const maxProof = 32 << 20

// file finds out which of the files it is that prove something.
func (v verifying) file(ctx context.Context, name string, size int64) error {
	if zipped, err := isZip(name); err != nil || zipped {
		return errors.Join(err, v.zipped(ctx, name))
	}
	if size > maxProof {
		return fmt.Errorf("%s has %d bytes, and no receipt and no proof of a fork has so many", name, size)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if audit.IsFork(b) {
		return v.refusal(audit.JudgeFork(b, v.pins))
	}
	return v.receipt(b)
}

func (v verifying) receipt(b []byte) error {
	r, err := audit.Receipt(b, v.pins)
	if err != nil {
		return err
	}
	err = v.c.result(r, func(w io.Writer) {
		findings(w, r.Findings, r.Notes)
		if r.OK() {
			fmt.Fprintf(w, "entry %d of %s, recorded %s, is among the %d entries under root %s\n", r.Entry, r.Origin, r.Recorded, r.Size, r.Root)
			if r.Kind != "" {
				fmt.Fprintf(w, "its kind is %s, and the receipt carries what it says\n", r.Kind)
			}
			for _, s := range r.Shown {
				fmt.Fprintf(w, "it shows, and proves of this entry: %s = %s\n", s.Path, plainly(s.CBOR))
			}
			if len(r.Shown) > 0 {
				fmt.Fprintln(w, "what else the entry says is not shown")
			}
			keyWords(w, r.Key, r.KeyFirstSeen)
		}
		verdict(w, r.OK())
	})
	return failing(err, r.OK())
}

// refusal says whether something proves a refusal.
func (v verifying) refusal(r audit.Refusal, report audit.Report, err error) error {
	if err != nil {
		return err
	}
	proven := report.OK() && r.Proves()
	out := struct {
		audit.Refusal
		Proven   bool            `json:"proven"`
		Findings []audit.Finding `json:"findings"`
		Notes    []string        `json:"notes"`
	}{r, proven, report.Findings, report.Notes}
	err = v.c.result(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s\nfound at %s, from %s\n", r.What, r.Found, r.From)
		findings(w, report.Findings, report.Notes)
		keyWords(w, report.Key, false)
		if proven {
			fmt.Fprintln(w, "it proves what it says, to anybody who knows that key")
		} else {
			fmt.Fprintln(w, "IT PROVES NOTHING against the key")
		}
	})
	return failing(err, proven)
}

func findings(w io.Writer, fs []audit.Finding, notes []string) {
	for _, f := range fs {
		fmt.Fprintln(w, f)
	}
	for _, n := range notes {
		fmt.Fprintln(w, "note:", n)
	}
}

func keyWords(w io.Writer, key string, first bool) {
	if key == "" {
		return
	}
	fmt.Fprintf(w, "signed by %s\n", key)
	if first {
		fmt.Fprintln(w, "this key is seen here for the first time: compare it with the one that the centre handed out")
	}
}

func verdict(w io.Writer, ok bool) {
	if ok {
		fmt.Fprintln(w, "everything holds")
		return
	}
	fmt.Fprintln(w, "IT DOES NOT HOLD")
}

func failing(err error, ok bool) error {
	if err == nil && !ok {
		return errFails
	}
	return err
}
