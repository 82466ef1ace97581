package record

import (
	"cmp"
	"slices"
	"time"
)

// A WitnessPolicy is what the agreement says of countersigning: whose machines, how many of them, and how fresh. The zero
// value asks for nobody.
type WitnessPolicy struct {
	Witnesses []Witness
	Quorum    int           // so many guarantors must have countersigned
	Fresh     time.Duration // and not longer ago than this; 0 is any time
}

// A Witness is one machine of a guarantor.
type Witness struct {
	Guarantor string
	Key       *Cosigner
	URL       string // where it is asked; "" when the host's operator says where
}

// A WitnessChange is a fact that says, from its recording on, whose machines countersign. It is a trait: who follows a
// record hears it whatever desk recorded it.
type WitnessChange interface {
	WitnessPolicy() (policy WitnessPolicy, changes bool)
}

// Keys are the keys of all witnesses.
func (p WitnessPolicy) Keys() []*Cosigner {
	var out []*Cosigner
	for _, w := range p.Witnesses {
		out = append(out, w.Key)
	}
	return out
}

// Guarantors are those who run a witness, once each, in the order of the policy.
func (p WitnessPolicy) Guarantors() []string {
	var out []string
	for _, w := range p.Witnesses {
		if !slices.Contains(out, w.Guarantor) {
			out = append(out, w.Guarantor)
		}
	}
	return out
}

// A Standing says who has countersigned a record.
type Standing struct {
	Of     int         // guarantors with a witness
	Quorum int         // so many are asked for
	Fresh  int         // guarantors whose newest countersignature is fresh
	Whole  int         // of these, those who countersigned every entry
	Each   []Witnessed // one for each witness of the policy
}

// A Witnessed is how far one witness has come. At is 0 when it never countersigned.
type Witnessed struct {
	Witness Witness
	Size    int64
	At      Moment
	Fresh   bool
}

// OK says whether as many guarantors countersigned as are asked for.
func (s Standing) OK() bool { return s.Fresh >= s.Quorum }

// ahead is how far a witness's clock may be before ours.
const ahead = 10 * time.Minute

// Judge counts who has countersigned. The checkpoints must be known to be of one history with the record of size entries:
// the caller has checked that. At is the moment at which they should be fresh: now for a record that is served, the time of
// its newest entry for one that rests. A countersignature that does not hold, or of a time after now, counts for nothing.
func (p WitnessPolicy) Judge(cosigned []Checkpoint, size int64, at, now Moment) Standing {
	s := Standing{Of: len(p.Guarantors()), Quorum: p.Quorum}
	newest := map[string]Witnessed{}
	for _, c := range cosigned {
		if c.Size > size {
			continue
		}
		for _, w := range p.Witnesses {
			found, err := Cosignatures(c, []*Cosigner{w.Key})
			if err != nil {
				continue
			}
			for _, f := range found {
				was := newest[w.Key.text]
				if f.At > now+Moment(ahead.Milliseconds()) || cmp.Or(cmp.Compare(f.At, was.At), cmp.Compare(c.Size, was.Size)) <= 0 {
					continue
				}
				newest[w.Key.text] = Witnessed{w, c.Size, f.At, p.Fresh == 0 || f.At >= at-Moment(p.Fresh.Milliseconds())}
			}
		}
	}
	fresh, whole := map[string]bool{}, map[string]bool{}
	for _, w := range p.Witnesses {
		has := newest[w.Key.text]
		has.Witness = w
		s.Each = append(s.Each, has)
		if has.Fresh {
			fresh[w.Guarantor] = true
			whole[w.Guarantor] = whole[w.Guarantor] || has.Size == size
		}
	}
	for g := range fresh {
		s.Fresh++
		if whole[g] {
			s.Whole++
		}
	}
	return s
}
