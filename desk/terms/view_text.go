package terms

import (
	"fmt"

	"truce.example/agreement"
	"truce.example/record"
	"truce.example/view"
)

// said lets an entry be found by its words. A text of the agreement is found by each clause, zone and line, in all its
// languages.
func said(tx *view.Tx, e record.Entry) error {
	text := func(kind, title string, at record.Moment, lines ...string) error {
		return tx.Text(e, view.Text{Desk: deskName, Kind: kind, At: at, Title: title, Text: view.Lines(lines...)})
	}
	switch f := e.Fact.(type) {
	case *Offered:
		return saidText(tx, e, f.Pack, f.Effective)
	case *Amended:
		return saidText(tx, e, f.Pack, f.Effective)
	case *Suspended:
		return text("suspension", "Agreement suspended", f.Effective, f.Reason)
	case *Resumed:
		return text("resumption", "Agreement resumed", f.Effective, f.Reason)
	case *Ended:
		return text("end", "Agreement ended", f.Effective, f.Reason)
	case *WindowSet:
		return text("window of silence", "Window of silence "+f.ID, record.Moment(f.From), f.Work, f.Reason)
	case *Adhered:
		return text("adherence", "Adherence of "+f.Side, f.ToldAt, f.Channel, f.AcceptedBy, f.Note)
	case *ReadyChecked:
		return text("start-day list", "Start-day list: "+f.Item, e.Recorded, f.Note)
	}
	return nil
}

func saidText(tx *view.Tx, e record.Entry, pack []byte, from record.Moment) error {
	a, err := agreement.Unpack(pack)
	if err != nil {
		return nil // a text that cannot be read binds nobody, and the State says so
	}
	part := 0
	add := func(kind, title string, t agreement.Text) error {
		x := view.Text{Part: part, Desk: deskName, Kind: kind, At: from, Title: title, Text: view.Lines(t.En, t.Ar, t.Ru)}
		if part++; part >= view.MaxParts {
			return nil
		}
		return tx.Text(e, x)
	}
	if err := add("agreement", fmt.Sprintf("Agreement %s, version %d", a.ID, a.Version), a.Title); err != nil {
		return err
	}
	for _, c := range a.Clauses {
		if err := add("clause", fmt.Sprintf("Clause %s, version %d", c.No, a.Version), c.Text); err != nil {
			return err
		}
	}
	for _, z := range a.Zones {
		if err := add("zone", fmt.Sprintf("Zone %s, version %d", z.ID, z.Version), z.Name); err != nil {
			return err
		}
	}
	for _, l := range a.Lines {
		if err := add("line", fmt.Sprintf("Line %s, version %d", l.ID, l.Version), l.Name); err != nil {
			return err
		}
	}
	return nil
}
