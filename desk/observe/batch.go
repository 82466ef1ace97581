package observe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"truce.example/desk"
	"truce.example/desk/observe/form"
	"truce.example/desk/observe/intake"
	"truce.example/record"
)

// Bounds of one batch. A day of a busy mission has some two hundred rows.
const (
	maxBatchRows  = 5_000
	maxBatchBytes = 20 << 20
	maxBatchID    = 100
)

// A BatchAnswer says what became of each row, in the order of the file.
type BatchAnswer struct {
	Rows     int        `json:"rows"`
	Accepted int        `json:"accepted"`
	Refused  int        `json:"refused"`
	Results  []BatchRow `json:"results"`
}

// A BatchRow is what became of one row: the entry of the report, or the reason why there is none.
type BatchRow struct {
	Row    int               `json:"row"`
	Entry  *int64            `json:"entry,omitempty"`
	Again  bool              `json:"again,omitempty"` // it was recorded by an earlier request with the same id
	Reason string            `json:"reason,omitempty"`
	Fields []desk.FieldError `json:"fields,omitempty"`
}

// takeBatch takes in a file of allegations, one command per row. The file is read whole before anything is written, so
// that one that cannot be read leaves nothing. Each row is its own command, and its id follows from the id of the
// request and the number of the row: to send the same file with the same id again is harmless, also after a break in
// the middle. Rows are submitted one after the other, so that the record has them in the order of the file.
func takeBatch(law Law) func(context.Context, desk.Question, desk.Clerk) (any, error) {
	return func(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
		if len(q.ID) > maxBatchID {
			return nil, desk.Refuse(desk.Invalid, "the id of the request has %d bytes; use at most %d for a batch", len(q.ID), maxBatchID)
		}
		rows, err := readBatch(law, q)
		if err != nil {
			return nil, err
		}
		answer := BatchAnswer{Rows: len(rows), Results: []BatchRow{}}
		for _, row := range rows {
			result, err := submitRow(ctx, q, clerk, row)
			if err != nil {
				return nil, fmt.Errorf("row %d: %w", row.Number, err)
			}
			if result.Entry != nil {
				answer.Accepted++
			} else {
				answer.Refused++
			}
			answer.Results = append(answer.Results, result)
		}
		return answer, nil
	}
}

// batchFormats are the formats by content type; the parameter "as" goes before.
var batchFormats = map[string]string{
	"text/csv":             intake.CSV,
	"application/geo+json": intake.GeoJSON,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": intake.XLSX,
}

func readBatch(law Law, q desk.Question) ([]intake.Row, error) {
	f := newFilter(q.Params)
	as, tz := f.Value("as"), f.Value("tz")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	if as == "" {
		as = batchFormats[q.Form]
	}
	if as == "" {
		return nil, desk.Refuse(desk.Invalid, "say what the file is: send it as text/csv, or add ?as=csv, xlsx, geojson, ucdp or acled")
	}
	if terms := law.at(record.At(q.At), q.View.Entry()); tz == "" && terms != nil {
		tz = terms.Agreement().EntryIntoForce.TZ
	}
	file, err := io.ReadAll(io.LimitReader(q.Body, maxBatchBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read a batch: %w", err)
	}
	if len(file) > maxBatchBytes {
		return nil, desk.Refuse(desk.Invalid, "the file has more than %d MB; split it", maxBatchBytes>>20)
	}
	rows, err := intake.Open(as, bytes.NewReader(file), fmt.Appendf(nil, "tz: %q", tz))
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%v", err)
	}
	return allRows(rows)
}

func allRows(rows intake.Rows) ([]intake.Row, error) {
	var all []intake.Row
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, desk.Refuse(desk.Invalid, "%v; nothing was recorded", err)
		}
		if len(all) == maxBatchRows {
			return nil, desk.Refuse(desk.Invalid, "the file has more than %d rows; split it; nothing was recorded", maxBatchRows)
		}
		row.Raw = nil // the sender has the file
		all = append(all, row)
	}
}

// submitRow submits one row. A refusal is the row's answer; any other error ends the batch, which may be sent again.
func submitRow(ctx context.Context, q desk.Question, clerk desk.Clerk, row intake.Row) (BatchRow, error) {
	if row.Do == nil {
		return BatchRow{Row: row.Number, Reason: row.Reject}, nil
	}
	command := desk.Command{Desk: "observe", ID: fmt.Sprintf("%s/%d", q.ID, row.Number), Do: withChannel(row.Do, q.Who)}
	receipts, err := clerk.Submit(ctx, q.Who, command)
	if refusal, ok := desk.Refused(err); ok {
		return BatchRow{Row: row.Number, Reason: refusal.Sentence, Fields: refusal.Fields}, nil
	}
	if err != nil {
		return BatchRow{}, err
	}
	return BatchRow{Row: row.Number, Entry: &receipts[0].Entry, Again: receipts[0].Again}, nil
}

// withChannel takes a row of the mission without a channel for its own.
func withChannel(f *form.Allege, who desk.Who) *form.Allege {
	if f.Channel == "" && who.Kind == "mission" {
		f.Channel = "own"
	}
	return f
}
