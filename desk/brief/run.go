package brief

import (
	"context"
	"time"

	"truce.example/desk"
)

const (
	firstReading = time.Minute
	restOf       = 20 // after a reading that took a second, so many seconds pass before the next
	mostFailures = 10 // in a row
)

// run reads the standing briefs again whenever the record has grown, until ctx ends.
func (o office) run(ctx context.Context, clerk desk.Clerk) error {
	looker, ok := clerk.(desk.Looker)
	if !ok {
		return nil
	}
	pause, read, failed := firstReading, int64(-1), 0
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		q := looker.Look(desk.System())
		if q.View.Entry() == read || q.View.Entry() < q.Head.Size {
			continue // nothing came, or the tables are behind
		}
		began := time.Now()
		err := o.proofread(ctx, q, clerk)
		if pause = max(firstReading, restOf*time.Since(began)); err == nil {
			read, failed = q.View.Entry(), 0
			continue
		}
		if failed++; failed == mostFailures { // one may be tables that were closed meanwhile
			return err
		}
	}
}
