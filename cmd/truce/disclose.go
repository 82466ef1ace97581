package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"truce.example/internal/durable"
	"truce.example/record"
)

var discloseVerb = verb{
	use:   "disclose RECEIPT [--field PATH ...] [--out FILE] [--json]",
	about: "show single fields of a fact, with proof",
	help: `
    truce disclose entry-204.tlog-proof --field fact/start --field fact/place_name --out shown.tlog-proof
    truce verify shown.tlog-proof --key KEY

Makes of a receipt that says everything a file that shows some fields and proves that they stand in that entry. It says
nothing of the others but how many there are at most: their salts stay closed. A stranger verifies it offline, with the key
alone. It needs no server: whoever holds the receipt can do it, and what is shown cannot be taken back. The host makes the
same at /api/record/entries/N/disclosure?field=…, for who may read the entry. Without --field the fields are listed.`,
	run: runDisclose,
}

func runDisclose(_ context.Context, c *console, args []string) error {
	f := c.flags()
	var fields list
	f.Var(&fields, "field", "")
	out := f.String("out", "", "")
	things, err := c.parse(f, args, 1)
	if err != nil {
		return err
	}
	info, err := os.Stat(things[0])
	if err != nil {
		return err
	}
	if info.Size() > maxProof {
		return fmt.Errorf("%s has %d bytes, and no receipt has so many", things[0], info.Size())
	}
	b, err := os.ReadFile(things[0])
	if err != nil {
		return err
	}
	r, err := record.ParseReceipt(b)
	if err != nil {
		return err
	}
	if len(fields) == 0 {
		return c.listFields(r)
	}
	shown, err := r.Disclose(fields)
	if err != nil {
		return err
	}
	if *out == "" {
		_, err := c.out.Write(shown.Bytes())
		return err
	}
	if err := durable.CreateFile(*out, shown.Bytes(), 0o600); err != nil {
		return err
	}
	return c.result(map[string]any{"file": *out, "entry": shown.Index, "fields": fields}, func(w io.Writer) {
		fmt.Fprintf(w, "%s shows %d of the %d fields of entry %d, and nothing of the others\n", *out, len(shown.Extra.Shown), len(r.Extra.Fields), r.Index)
	})
}

func (c *console) listFields(r record.Receipt) error {
	paths := map[string]string{}
	for _, f := range r.Extra.Fields {
		paths[f.Path] = plainly(f.Value)
	}
	return c.result(paths, func(w io.Writer) {
		for _, f := range r.Extra.Fields {
			fmt.Fprintf(w, "%s = %s\n", f.Path, plainly(f.Value))
		}
	})
}

// plainly writes a field's value for people.
func plainly(value []byte) string {
	var v any
	if err := record.Unmarshal(value, &v); err != nil {
		return fmt.Sprintf("%x", value)
	}
	b, err := json.Marshal(v)
	if err != nil { // a map with keys that are no text
		return fmt.Sprint(v)
	}
	return string(b)
}
