package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"truce.example/internal/durable"
	"truce.example/mission"
	"truce.example/record/keys"
	"truce.example/record/store"
)

var sealVerb = verb{
	use:   "seal FILE --copy DIR --for KEY ... --out FILE [--passphrase-file FILE] | seal --my-key --copy DIR",
	about: "seal a file so that not even the host can open it",
	help: `
    truce seal --my-key --copy /srv/copy
    truce seal statement.pdf --copy /srv/copy --for 'follower-1a2b+A…' --out statement.sealed
    truce unseal 204 --copy /srv/copy --out statement.pdf

For the identity of a source, or a testimony. The file is sealed here, for the devices whose keys are given and for this copy's
own, and is then taken in by the centre as any evidence file: who uploaded it, when, and for which audience is in the record,
what it says is not. The host never holds a key to it. --my-key prints the key of this copy's device: hand it over in person or by
voice, since a host that handed it out could hand out its own. Its length is rounded up; it does not say for whom it is sealed.
Who is to read it later too is sealed to anew, by somebody who can open it. A device that is lost opens what was sealed to it.`,
	run: runSeal,
}

func runSeal(_ context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	var to list
	f.Var(&to, "for", "")
	copied, out := f.String("copy", "", ""), f.String("out", "", "")
	mine := f.Bool("my-key", false, "")
	things, err := c.parse(f, args, -1)
	if err != nil {
		return err
	}
	if *copied == "" {
		return usagef("say with --copy which follower's copy is yours")
	}
	origin, device, err := ownDevice(*copied, s)
	if err != nil {
		return err
	}
	own := device.SealingKey()
	if *mine {
		return c.result(map[string]string{"key": own.String()}, func(w io.Writer) { fmt.Fprintln(w, own) })
	}
	if len(things) != 1 || *out == "" || len(to) == 0 {
		return usagef("seal needs a file, --for whom, and --out")
	}
	recipients := []keys.SealingKey{own}
	for _, text := range to {
		k, err := keys.ParseSealingKey(text)
		if err != nil {
			return err
		}
		recipients = append(recipients, k)
	}
	in, err := os.Open(things[0])
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	err = writeWhole(*out, func(w io.Writer) error { return keys.SealFile(w, origin, recipients, in, info.Size()) })
	if err != nil {
		return err
	}
	return c.result(map[string]any{"file": *out, "for": len(recipients)}, func(w io.Writer) {
		fmt.Fprintf(w, "%s is sealed for %d devices, yours among them; the centre takes it in as a file\n", *out, len(recipients))
	})
}

var unsealVerb = verb{
	use:   "unseal FILE|ENTRY --copy DIR --out FILE [--passphrase-file FILE] [--json]",
	about: "open a file that was sealed for this copy's device",
	help: `
    truce unseal 204 --copy /srv/copy --out statement.pdf

Opens what 'truce seal' made, with the key of the copy's device: a file, or the evidence file that an entry of the copy took in.`,
	run: runUnseal,
}

func runUnseal(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	copied, out := f.String("copy", "", ""), f.String("out", "", "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	if *copied == "" || *out == "" {
		return usagef("unseal needs --copy and --out")
	}
	origin, device, err := ownDevice(*copied, s)
	if err != nil {
		return err
	}
	in, err := sealedInput(ctx, things[0], *copied, s)
	if err != nil {
		return err
	}
	defer in.Close()
	plain, err := keys.OpenSealed(origin, device, in)
	if err != nil {
		return err
	}
	if err := writeWhole(*out, func(w io.Writer) error { _, err := io.Copy(w, plain); return err }); err != nil {
		return err
	}
	return c.result(map[string]string{"file": *out}, func(w io.Writer) { fmt.Fprintln(w, *out, "is open") })
}

// sealedInput opens a file, or the evidence file of an entry.
func sealedInput(ctx context.Context, thing, copied string, s secrets) (io.ReadCloser, error) {
	n, err := strconv.ParseInt(thing, 10, 64)
	if err != nil {
		return os.Open(thing)
	}
	who, err := readerOf(copied)
	if err != nil {
		return nil, err
	}
	m, err := newHouse().look(copied, s)
	if err != nil {
		return nil, err
	}
	_, _, r, err := m.OpenFile(ctx, who, n)
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return &closing{r, m}, nil
}

// closing closes the copy behind a file that was read from it.
type closing struct {
	io.ReadCloser
	m *mission.Mission
}

func (c *closing) Close() error { return errors.Join(c.ReadCloser.Close(), c.m.Close()) }

// ownDevice is the device of a follower's copy, and the record that it follows.
func ownDevice(dir string, s secrets) (origin string, d keys.Device, err error) {
	passphrase, err := s.passphrase()
	if err != nil {
		return "", d, err
	}
	st, err := store.Open(filepath.Join(dir, "record.db"))
	if err != nil {
		return "", d, err
	}
	origin = st.Origin()
	if err := st.Close(); err != nil {
		return "", d, err
	}
	ring, err := keys.Read(filepath.Join(dir, "keys"), passphrase)
	if err != nil {
		return "", d, err
	}
	d, err = ring.Device()
	return origin, d, err
}

// writeWhole writes a new file that is there whole or not at all, and for its owner alone.
func writeWhole(name string, fill func(w io.Writer) error) error {
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("%s exists already; choose another name", name)
	}
	part, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name()) // gone already when all went well
	if err := errors.Join(fill(part), part.Chmod(0o600), part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(name))
}
