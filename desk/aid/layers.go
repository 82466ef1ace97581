package aid

import (
	"context"

	"truce.example/desk"
	"truce.example/record"
)

// layers are tables. None has features: no file, tile or feed can hold where anything lies.
func layers() []desk.Layer {
	text := func(name, title string) desk.Column { return desk.Column{Name: name, Title: title, Type: "text"} }
	integer := func(name, title string) desk.Column { return desk.Column{Name: name, Title: title, Type: "integer"} }
	moment := func(name, title string) desk.Column { return desk.Column{Name: name, Title: title, Type: "time"} }
	return []desk.Layer{
		{
			ID: "aid.convoys", Title: "Convoys", Right: desk.RightSignedIn, Rows: convoyLayer,
			Columns: []desk.Column{
				text("name", "Convoy"), text("state", "State"), text("mode", "Mode"), text("hub", "From"), text("to", "To"), integer("trucks", "Trucks"),
				integer("people", "People planned"), integer("reached", "People reached"), text("answers", "Answers"), moment("departs", "Planned departure"), text("outcome", "Outcome"),
			},
		},
		{
			ID: "aid.sites", Title: "Notifications", Right: desk.RightSignedIn, Rows: siteLayer,
			Columns: []desk.Column{
				text("function", "What"), text("kind", "Kind"), text("state", "State"), integer("version", "Version"), text("org", "Organisation"), text("area", "Area"),
				text("recipients", "Recipients"), moment("confirm_due", "Confirm by"),
			},
		},
		{
			ID: "aid.notifications", Title: "What we were notified of", Right: desk.RightSignedIn, Rows: sentLayer,
			Columns: []desk.Column{
				integer("site", "Notification"), integer("version", "Version"), text("change", "Change"), text("side", "Recipient"), text("function", "What"), text("area", "Area"),
				text("outcome", "Answer"), moment("ack_due", "Acknowledge by"),
			},
		},
		{
			ID: "aid.clocks", Title: "Aid: who owes what", Right: desk.RightSignedIn, Rows: clockLayer,
			Columns: []desk.Column{
				moment("due", "Until"), text("what", "What"), integer("item", "Of"), text("side", "Side"), text("owed_by", "Owed by"), {Name: "late", Title: "Late", Type: "boolean"},
			},
		},
	}
}

// below narrows a layer to what lies before an entry; 0 is the newest.
func below(before int64) *desk.Filter {
	f := desk.NewFilter(nil)
	if before > 0 {
		f.Where("entry < ?", before)
	}
	return f
}

func convoyLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listed[Convoy](ctx, q, "aid_convoy", "entry", below(before), int64(limit))
	rows := []desk.Row{}
	for _, c := range list {
		answers := ""
		for i, cell := range c.Cells {
			if i > 0 {
				answers += ", "
			}
			answers += cell.Side + ": " + words(waited(cell.Answer))
		}
		rows = append(rows, desk.Row{Entry: c.Convoy, Values: map[string]any{
			"name": c.Plan.Name, "state": c.State, "mode": c.Plan.Mode, "hub": c.Plan.Hub, "to": c.Plan.To, "trucks": c.Plan.Trucks, "people": c.Plan.People,
			"reached": c.Reached, "answers": answers, "departs": c.Plan.Departs, "outcome": c.Outcome,
		}})
	}
	return rows, err
}

func waited(answer string) string {
	if answer == "" {
		return "waiting"
	}
	return answer
}

func siteLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := listed[Site](ctx, q, "aid_site", "entry", below(before), int64(limit))
	rows := []desk.Row{}
	for _, s := range list {
		recipients := ""
		for i, t := range s.Told {
			if i > 0 {
				recipients += ", "
			}
			recipients += t.Side + ": " + words(waited(t.Outcome))
		}
		rows = append(rows, desk.Row{Entry: s.Site, Values: map[string]any{
			"function": s.Function, "kind": s.Kind, "state": s.State, "version": s.Version, "org": s.Org, "area": s.Area, "recipients": recipients, "confirm_due": s.Confirm,
		}})
	}
	return rows, err
}

func sentLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below(before)
	f.Where("ended is null")
	list, err := listed[Sent](ctx, q, "aid_sent", "entry", f, int64(limit))
	rows := []desk.Row{}
	for _, t := range list {
		rows = append(rows, desk.Row{Entry: t.Entry, Values: map[string]any{
			"site": t.Site, "version": t.Version, "change": t.Change, "side": t.Side, "function": t.Function, "area": t.Area, "outcome": waited(t.Outcome), "ack_due": t.AckDue,
		}})
	}
	return rows, err
}

func clockLayer(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	f := below(before)
	f.Where("ended is null")
	list, err := clocksOf(ctx, q, f, "entry desc, side", int64(limit))
	rows := []desk.Row{}
	for _, c := range list {
		rows = append(rows, desk.Row{Entry: c.Entry, Values: map[string]any{
			"due": c.Due, "what": c.What, "item": c.Item, "side": c.Side, "owed_by": c.OwedBy, "late": c.Due < record.At(q.At),
		}})
	}
	return rows, err
}
