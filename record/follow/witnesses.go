package follow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"truce.example/internal/durable"
	"truce.example/record"
)

// ErrUnwitnessed means that fewer guarantors countersigned what the host serves than the agreement asks for. The copy has
// taken it all the same: it is signed and consistent, and who is missing is said.
var ErrUnwitnessed = errors.New("fewer guarantors countersigned this record than were agreed")

const (
	cosignedAt  = "cosigned"
	maxCosigned = 1 << 20
)

// cosigned asks for what witnesses countersigned. It must be asked before the checkpoint, which may be newer. A host that
// has no such path has none.
func (f *Follower) cosigned(ctx context.Context) ([][]byte, error) {
	b, err := f.host.get(ctx, "/log/cosigned", maxCosigned)
	if statusOf(err) == http.StatusNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parts, err := record.ParseCosigned(b)
	if err != nil {
		f.tell("waiting", 0, "what the host serves as countersigned: %s", err)
	}
	return parts, nil
}

// witnessed holds what was countersigned against the copy, keeps it beside the copy, and counts it by the policy. A
// countersigned checkpoint that cannot be true beside the copy's is a fork like any other.
func (f *Follower) witnessed(ctx context.Context, parts [][]byte) error {
	var held []record.Checkpoint
	for _, p := range parts {
		c, err := f.openKnown(p)
		if err != nil || c.Size > f.Head().Size {
			continue // it counts for nothing
		}
		if _, err := f.hold(ctx, c, f.cfg.URL+"/log/cosigned", nil); err != nil {
			return err
		}
		held = append(held, c)
	}
	if len(held) > 0 {
		if err := durable.WriteFile(filepath.Join(f.cfg.Dir, cosignedAt), record.FormatCosigned(held), 0o600); err != nil {
			return err
		}
	}
	policy, err := f.policy(ctx)
	if err != nil || len(policy.Witnesses) == 0 {
		return err
	}
	now := record.At(time.Now())
	s := policy.Judge(held, f.Head().Size, now, now)
	if said := standing(s); said != f.said {
		f.said = said
		f.tell("witnesses", 0, "%s", said)
	}
	if !s.OK() {
		return fmt.Errorf("%w: %d, and the agreement asks for %d", ErrUnwitnessed, s.Fresh, s.Quorum)
	}
	return nil
}

// standing says who countersigned, without what changes with every entry.
func standing(s record.Standing) string {
	var missing []string
	for _, w := range s.Each {
		if !w.Fresh {
			missing = append(missing, w.Witness.Key.Name)
		}
	}
	said := fmt.Sprintf("%d of %d guarantors countersigned; %d are asked for", s.Fresh, s.Of, s.Quorum)
	if len(missing) > 0 {
		said += "; not these machines: " + strings.Join(missing, ", ")
	}
	return said
}

// policy is what was given, or what the newest text says that this copy can read.
func (f *Follower) policy(ctx context.Context) (record.WitnessPolicy, error) {
	if len(f.cfg.Witnesses.Witnesses) > 0 || f.state.Terms == nil {
		return f.cfg.Witnesses, nil
	}
	raw, err := f.store.Entry(ctx, *f.state.Terms)
	if err != nil || raw.Body == nil {
		return record.WitnessPolicy{}, err
	}
	o := f.check(sealedBody{raw.Number, raw.Body}, raw.Leaf)
	if w, ok := o.entry.Fact.(record.WitnessChange); ok {
		p, _ := w.WitnessPolicy()
		return p, nil
	}
	return record.WitnessPolicy{}, nil
}
