package line

import (
	_ "embed"
	"fmt"
	"strings"

	"truce.example/record"
	"truce.example/view"
)

//go:embed view.sql
var schema string

// newView returns the desk's tables.
func newView() *view.View {
	return &view.View{Name: "line", Version: 1, Schema: schema, Apply: apply}
}

// apply shows of a forgotten fact what the State keeps of it.
func apply(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || !strings.HasPrefix(e.Kind, "line.") {
		return nil
	}
	audience, err := tx.Audience(e.Audience)
	if err != nil {
		return err
	}
	w := writer{tx, e, audience}
	switch f := e.Fact.(type) {
	case *Opened:
		return w.insert("line_line", f.Line, lineOpen, int64(e.Recorded), int64(f.TestDue), view.Doc(f))
	case *StateSet:
		return w.stateSet(f)
	case *Sent:
		return w.sent(f)
	case *Counted:
		return w.counted(f)
	case *TestMissed:
		if err := w.insert("line_missed", f.Line, int64(f.Due)); err != nil {
			return err
		}
		return w.Exec("update line_line set test_due_ms = ? where line = ?", int64(f.Next), f.Line)
	}
	return w.step()
}

// A writer writes what one entry changes.
type writer struct {
	*view.Tx
	entry    record.Entry
	audience int64
}

// insert adds a row: the entry, its audience, and the values of the table's other columns in order.
func (w writer) insert(table string, values ...any) error {
	marks := strings.Repeat(", ?", len(values))
	return w.Exec("insert into "+table+" values (?, ?"+marks+")", append([]any{w.entry.Number, w.audience}, values...)...)
}

func (w writer) forgotten() int64 { return number(w.entry.Status == record.Forgotten) }

func (w writer) stateSet(f *StateSet) error {
	if err := w.Exec("update line_word set ended = ? where line = ? and said_by = ? and ended is null", w.entry.Number, f.Line, f.By); err != nil {
		return err
	}
	if err := w.insert("line_word", nil, f.Line, f.By, f.State, f.Reason, f.Holds, int64(w.entry.Recorded)); err != nil {
		return err
	}
	return w.Exec("update line_line set since_ms = case when state = ? then since_ms else ? end, state = ?, test_due_ms = ? where line = ?", f.Holds, int64(w.entry.Recorded), f.Holds, int64(f.TestDue), f.Line)
}

func (w writer) sent(f *Sent) error {
	var name string
	var lat, lon any
	var apart int64
	for i, p := range f.Positions {
		if i == 0 {
			name, lat, lon = p.Name, int64(p.Point.Lat), int64(p.Point.Lon)
		}
		apart = max(apart, p.ApartM)
	}
	err := w.insert("line_message", f.Line, f.Number, f.From, f.To, f.Priority, f.Type, stepSent, f.Text, name, lat, lon, int64(w.entry.Recorded), int64(f.Due), int64(f.Start), int64(f.End),
		int64(f.ReplyBy), 0, 0, 0, 0, f.Corrects, 0, number(f.Flagged), apart, w.forgotten(), w.entry.Number, view.Doc(f))
	if err != nil {
		return err
	}
	if f.Corrects != 0 {
		if err := w.Exec("update line_message set state = 'corrected', corrected_by = ?, changed = ? where entry = ?", w.entry.Number, w.entry.Number, f.Corrects); err != nil {
			return err
		}
	}
	if f.Type == typeTest {
		if err := w.Exec("update line_line set test_due_ms = ? where line = ?", int64(f.TestDue), f.Line); err != nil {
			return err
		}
	}
	if w.forgotten() != 0 {
		return nil
	}
	return w.Text(w.entry, view.Text{Desk: "line", Kind: "message", At: w.entry.Recorded, Title: fmt.Sprintf("Message %s/%d", f.Line, f.Number), Text: view.Lines(f.Text, name)})
}

func (w writer) counted(f *Counted) error {
	if f.Step == stepAcked {
		return w.Exec("update line_count set acked_ms = ?, minutes = ?, late = ?, again = ? where entry = ?", int64(w.entry.Recorded), f.Minutes, number(f.Late), number(f.Again), f.Of)
	}
	if f.Corrects != 0 {
		if err := w.Exec("update line_count set corrected_ms = ? where line = ? and number = (select number from line_message where entry = ?)", int64(w.entry.Recorded), f.Line, f.Corrects); err != nil {
			return err
		}
	}
	return w.insert("line_count", f.Line, f.Number, f.From, f.To, f.Priority, f.Type, int64(w.entry.Recorded), int64(f.Due), 0, 0, 0, number(f.Corrects != 0), 0, 0, number(f.Flagged))
}

// step keeps what became of a message.
func (w writer) step() error {
	n, set, args := int64(0), "", []any(nil)
	at := int64(w.entry.Recorded)
	// A message that was corrected stays so, whatever comes later.
	advance := func(state string) string {
		return "state = case when state = 'corrected' then state else '" + state + "' end"
	}
	said := ""
	switch f := w.entry.Fact.(type) {
	case *Received:
		n, set, args = f.Message, advance("received")+", received_ms = case when received_ms = 0 then ? else received_ms end", []any{at}
	case *ReadBack:
		n, set, args = f.Message, "received_ms = case when received_ms = 0 then ? else received_ms end", []any{at}
		if f.Agrees {
			set += ", " + advance("read_back")
		}
		said = f.Text
	case *Acknowledged:
		n, set, args = f.Message, advance("acknowledged")+", acked_ms = ?, late = ?", []any{at, number(f.Late)}
	case *Answered:
		n, set, said = f.Message, advance("answered"), f.Text
	case *Closed:
		n, set, said = f.Message, advance("closed"), f.Reason
	case *Overdue:
		n = f.Message
		if f.What == clockAck {
			set = "late = 1"
		}
	case *Rang:
		n, set, args = f.Message, "rung = ?", []any{f.Ring}
	default:
		return nil
	}
	if set != "" {
		set += ", "
	}
	if err := w.Exec("update line_message set "+set+"changed = ? where entry = ?", append(args, w.entry.Number, n)...); err != nil {
		return err
	}
	if err := w.insert("line_step", n, w.entry.Kind, at, w.entry.Author.Party, w.forgotten(), view.Doc(w.entry.Fact)); err != nil {
		return err
	}
	if said == "" || w.forgotten() != 0 {
		return nil
	}
	return w.Text(w.entry, view.Text{Desk: "line", Kind: "answer", At: w.entry.Recorded, Title: "On a message of a line", Text: said})
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
