package aid

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"

	"truce.example/desk"
	"truce.example/desk/aid/fixes"
	"truce.example/record"
	"truce.example/view"
)

// TrackList is the answer to GET convoys/{convoy}/track: for the humanitarian desk and who planned it; empty for others.
type TrackList struct {
	Convoy    int64         `json:"convoy"`
	Positions []Position    `json:"positions"` // the newest 1000, in order of time
	Events    []NoticedItem `json:"events"`    // newest first
}

// A Position is where the convoy was, and the entry that says so.
type Position struct {
	Entry  int64  `json:"entry"`
	Source string `json:"source"`
	Fix
}

// A NoticedItem is one event.
type NoticedItem struct {
	Entry int64 `json:"entry"`
	Noticed
}

func askTrack(ctx context.Context, q desk.Question) (any, error) {
	answer, err := askConvoy(ctx, q)
	if err != nil {
		return nil, err
	}
	no := answer.(Convoy).Convoy
	out := TrackList{Convoy: no, Positions: []Position{}, Events: []NoticedItem{}}
	rows, err := q.View.Query(ctx, "select entry, doc from (select entry, at_ms, doc from aid_position where convoy = ? order by at_ms desc, entry desc limit 1000) order by at_ms, entry", no)
	positions, err := view.Collect(rows, err, func(read view.Scan) (Position, error) {
		var p Position
		var text string
		if err := read(&p.Entry, &text); err != nil {
			return p, err
		}
		return p, json.Unmarshal([]byte(text), &p)
	})
	if err != nil {
		return nil, err
	}
	rows, err = q.View.Query(ctx, "select entry, doc from aid_noticed where convoy = ? order by entry desc limit 1000", no)
	events, err := view.Collect(rows, err, func(read view.Scan) (NoticedItem, error) {
		var n NoticedItem
		var text string
		if err := read(&n.Entry, &text); err != nil {
			return n, err
		}
		return n, json.Unmarshal([]byte(text), &n.Noticed)
	})
	out.Positions, out.Events = append(out.Positions, positions...), append(out.Events, events...)
	return out, err
}

// takeTrack takes in a file of positions, GPX or Cursor on Target, in commands of their own: the same file under the same id
// records nothing twice, and goes on where it stopped.
func takeTrack(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	no, err := number(q, "convoy")
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	list, source, err := fixes.Parse(text)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%v", err)
	}
	sum := sha256.Sum256([]byte(q.ID))
	receipts := []desk.Receipt{}
	for from := 0; from < len(list); from += maxFixes {
		do := &Locate{Convoy: no, Source: source}
		for _, f := range list[from:min(len(list), from+maxFixes)] {
			do.Fixes = append(do.Fixes, Fix{At: record.Moment(f.Ms), Place: f.Place, UncertaintyM: f.UncertaintyM})
		}
		some, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: "aid", ID: fmt.Sprintf("aid-track-%x-%d", sum[:16], from), Do: do})
		if err != nil {
			return nil, err
		}
		receipts = append(receipts, some...)
	}
	return map[string]any{"positions": len(list), "receipts": receipts}, nil
}
