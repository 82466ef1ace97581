package terms

import (
	"context"
	"database/sql"
	"encoding/json"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// A WindowStep is one step of a window of silence.
type WindowStep struct {
	Entry  int64         `json:"entry"`
	Step   string        `json:"step"`
	At     record.Moment `json:"at"`
	Text   string        `json:"text,omitempty"`
	Report int64         `json:"report,omitempty"`
}

// A Breach is a report that was judged by a clause which names the window.
type Breach struct {
	Entry  int64  `json:"entry"` // the judgement
	Report int64  `json:"report"`
	Side   string `json:"side,omitempty"` // accused, as far as one is named
}

// livedOf adds to windows what became of them, as far as the reader may know.
func livedOf(ctx context.Context, r view.Reader, list []Window) error {
	at := map[string]int{}
	for i, w := range list {
		at[w.ID] = i
	}
	if _, err := rows(ctx, r, func(found *sql.Rows) (struct{}, error) {
		var id string
		var s WindowStep
		err := found.Scan(&s.Entry, &id, &s.Step, &s.At, &s.Text, &s.Report)
		if i, ok := at[id]; ok {
			list[i].Steps = append(list[i].Steps, s)
		}
		return struct{}{}, err
	}, "select entry, id, step, at, text, report from terms_window_step order by entry"); err != nil {
		return err
	}
	if _, err := rows(ctx, r, func(found *sql.Rows) (struct{}, error) {
		var id string
		var b Breach
		err := found.Scan(&b.Entry, &id, &b.Report, &b.Side)
		if i, ok := at[id]; ok {
			list[i].Breaches = append(list[i].Breaches, b)
		}
		return struct{}{}, err
	}, `select entry, zone, report, side from terms_breach b where outcome = 'candidate'
		and not exists (select 1 from terms_breach n where n.report = b.report and n.zone = b.zone and n.entry > b.entry) order by entry`); err != nil {
		return err
	}
	if _, err := rows(ctx, r, func(found *sql.Rows) (struct{}, error) {
		var id, doc string
		if err := found.Scan(&id, &doc); err != nil {
			return struct{}{}, err
		}
		i, ok := at[id]
		if !ok {
			return struct{}{}, nil
		}
		list[i].Request = &WindowRequest{}
		return struct{}{}, json.Unmarshal([]byte(doc), list[i].Request)
	}, "select id, doc from terms_window_request order by entry"); err != nil {
		return err
	}
	for i := range list {
		step := ""
		if n := len(list[i].Steps); n > 0 {
			step = list[i].Steps[n-1].Step
		}
		list[i].State = windowState(len(list[i].Guarantees), list[i].Missing, step)
	}
	return nil
}

// WindowTotals are numbers of windows of silence that every party had guaranteed and that are over, as far as the reader may know.
type WindowTotals struct {
	Over          int64            `json:"over"`
	WithoutBreach int64            `json:"without_breach"`
	Permille      *int64           `json:"permille"` // nil when none is over
	BySide        map[string]int64 `json:"by_side"`  // windows with a report that may be a breach, by who is accused; "" for nobody
	ByState       map[string]int64 `json:"by_state"` // of all windows
}

func (k *Keeper) askWindowTotals(ctx context.Context, q desk.Question) (any, error) {
	answer, err := k.askWindows(ctx, q)
	if err != nil {
		return nil, err
	}
	out := WindowTotals{BySide: map[string]int64{}, ByState: map[string]int64{}}
	for _, w := range answer.([]Window) {
		out.ByState[w.State]++
		if len(w.Missing) > 0 || w.State == windowCancelled || record.Moment(w.To) > record.At(q.At) && w.State != windowClosed && w.State != windowBroken {
			continue
		}
		out.Over++
		if len(w.Breaches) == 0 && w.State != windowBroken {
			out.WithoutBreach++
		}
		sides := map[string]bool{}
		for _, b := range w.Breaches {
			if !sides[b.Side] {
				sides[b.Side] = true
				out.BySide[b.Side]++
			}
		}
	}
	if out.Over > 0 {
		n := out.WithoutBreach * 1000 / out.Over
		out.Permille = &n
	}
	return out, nil
}
