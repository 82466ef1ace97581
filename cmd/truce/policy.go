package main

import (
	"flag"
	"strings"
	"time"

	"truce.example/record"
)

// policyFlags say whose countersignatures count, for who knows it by other means than the record.
type policyFlags struct {
	keys   list
	quorum int
	fresh  time.Duration
}

func (p *policyFlags) flags(f *flag.FlagSet) {
	f.Var(&p.keys, "witness", "")
	f.IntVar(&p.quorum, "quorum", 0, "")
	f.DurationVar(&p.fresh, "fresh", 0, "")
}

// policy reads [GUARANTOR=]KEY; a key without a guarantor is one of its own. Without --quorum all must have countersigned.
func (p *policyFlags) policy() (record.WitnessPolicy, error) {
	out := record.WitnessPolicy{Quorum: p.quorum, Fresh: p.fresh}
	for _, text := range p.keys {
		guarantor, key, named := strings.Cut(text, "=")
		if !named || strings.Contains(guarantor, "+") { // base64 may end in a sign of equality
			guarantor, key = "", text
		}
		k, err := record.ParseCosigner(key)
		if err != nil {
			return out, usagef("--witness %s: %s", text, err)
		}
		if guarantor == "" {
			guarantor = k.Name
		}
		out.Witnesses = append(out.Witnesses, record.Witness{Guarantor: guarantor, Key: k})
	}
	of := len(out.Guarantors())
	if p.quorum < 0 || p.quorum > of || p.fresh < 0 {
		return out, usagef("--quorum is 1 to as many guarantors as --witness names, and --fresh a time such as 24h")
	}
	if p.quorum == 0 {
		out.Quorum = of
	}
	return out, nil
}

// addresses reads NAME=URL: where the host asks a witness.
func addresses(of list) (map[string]string, error) {
	out := map[string]string{}
	for _, text := range of {
		name, url, ok := strings.Cut(text, "=")
		if !ok || !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
			return nil, usagef("--witness-at takes the name of a witness's key and its address, as in g1.example/witness=https://g1.example, and not %q", text)
		}
		out[name] = url
	}
	return out, nil
}
