package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"truce.example/record"
)

// Countersigned checkpoints are held against the record like any other that somebody kept: one that it does not continue is
// a finding. Then they are counted by the agreement's policy, which is read from the record itself where its bodies open,
// or given.

const cosignedFile = "cosigned"

// readCosigned reads the checkpoints that stand beside a record. It must happen before the record is looked at, which may
// grow meanwhile.
func (d *dirAudit) readCosigned() {
	b, err := os.ReadFile(filepath.Join(d.dir, cosignedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		d.cosigned, err = record.ParseCosigned(b)
	}
	if err != nil {
		d.book.find(cosignedFile, "%s", err)
	}
}

// holdCosigned makes them ready to be held against the record.
func (d *dirAudit) holdCosigned(trusted []string) {
	for i, signed := range d.cosigned {
		where := fmt.Sprintf("countersigned checkpoint %d", i+1)
		c, err := openUnder(signed, trusted)
		if err != nil {
			d.book.find(where, "%s", err)
			continue
		}
		d.held = append(d.held, heldCheckpoint{where, c, false})
		d.countersigned = append(d.countersigned, c)
	}
}

// heard keeps the newest policy that the record states.
func (d *dirAudit) heard(e record.Entry) {
	if f, ok := e.Fact.(record.WitnessChange); ok {
		if p, changes := f.WitnessPolicy(); changes {
			d.policy = p
		}
	}
}

// countWitnesses judges who countersigned. At is when that should be fresh.
func (d *dirAudit) countWitnesses(at record.Moment) {
	policy := d.policy
	if len(d.o.Witnesses.Witnesses) > 0 {
		policy = d.o.Witnesses
	}
	if len(policy.Witnesses) == 0 {
		if len(d.countersigned) > 0 {
			d.book.note("%d countersigned checkpoints are of this history; whose countersignatures count is not known here", len(d.countersigned))
		}
		return
	}
	s := policy.Judge(d.countersigned, d.size, at, record.At(time.Now()))
	r := &WitnessReport{Of: s.Of, Quorum: s.Quorum, Fresh: s.Fresh, Whole: s.Whole}
	for _, w := range s.Each {
		r.Each = append(r.Each, WitnessedLine{w.Witness.Guarantor, w.Witness.Key.Name, w.Size, w.At, w.Fresh})
	}
	d.report.Witnesses = r
	if !s.OK() {
		d.book.find("witnesses", "%d of %d guarantors countersigned this history%s, and the agreement asks for %d", s.Fresh, s.Of, within(policy.Fresh), s.Quorum)
	}
}

func within(fresh time.Duration) string {
	if fresh == 0 {
		return ""
	}
	return fmt.Sprintf(" within %s", fresh)
}
