package terms

import "truce.example/record"

// WitnessPolicy implements record.WitnessChange: the newest text that was recorded says whose machines countersign.
func (f Offered) WitnessPolicy() (record.WitnessPolicy, bool) { return policyOf(f.Pack) }

// WitnessPolicy implements record.WitnessChange.
func (f Amended) WitnessPolicy() (record.WitnessPolicy, bool) { return policyOf(f.Pack) }

// policyOf reads what a text says. A key that this program cannot read is left out: its guarantor then counts as absent.
func policyOf(pack []byte) (p record.WitnessPolicy, ok bool) {
	text, ok := unpack(pack)
	if !ok || text.Witnesses == nil {
		return p, ok // a text that asks for nobody changes the policy too
	}
	p.Quorum, p.Fresh = int(text.Witnesses.Quorum), text.Witnesses.Fresh.Duration()
	for _, k := range text.Witnesses.Keys {
		if key, err := record.ParseCosigner(k.Key); err == nil {
			p.Witnesses = append(p.Witnesses, record.Witness{Guarantor: k.Guarantor, Key: key, URL: k.URL})
		}
	}
	return p, true
}
