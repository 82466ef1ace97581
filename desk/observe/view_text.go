package observe

import (
	"strings"

	"truce.example/desk/observe/form"
	"truce.example/record"
	"truce.example/view"
)

// said lets an entry be found by its words: what people wrote in it, the names in it, and nothing that was computed.
func (w writer) said() error {
	text := func(kind, title string, at record.Moment, lines ...string) error {
		return w.Text(w.entry, view.Text{Desk: "observe", Kind: kind, At: at, Title: title, Text: view.Lines(lines...)})
	}
	switch f := w.entry.Fact.(type) {
	case *Alleged:
		return text("allegation", heading("Allegation", f.Type, f.PlaceName), f.Start, f.Text, translated(f.Translation), f.Source, f.OnBehalfOf, f.Target, f.Note, f.FactBasis, f.Dataset, f.ExternalID)
	case *Observed:
		return text("observation", heading("Observation", f.Type, f.PlaceName), f.Start, f.Text, f.Observation, f.Description, f.Team, f.ObserverName, f.Weapon, f.Calibre, f.ExternalID)
	case *Restricted:
		return text("restriction", heading("Restriction", f.Kind, f.PlaceName), f.Start, f.Text, f.ReasonQuote, f.RefusedBy, f.ProtestTo, f.Answer, f.Alternative, f.Team, f.ExternalID)
	case *Shared:
		return text("shared report", heading("Shared", f.Type, f.PlaceName), f.Start, f.Text)
	case *Rated:
		return text("rating", "Rating of a report", w.entry.Recorded, view.Lines(f.Origins...), f.Reason)
	case *Linked:
		return text("link", heading("Link", f.Relation, ""), w.entry.Recorded, f.Reason)
	case *Retracted:
		if err := w.EndText(f.Report, w.entry.Number); err != nil {
			return err
		}
		return text("retraction", "Retraction of a report", w.entry.Recorded, f.Reason)
	case *HandedOver:
		return text("handover", "Handover to "+f.To, f.ShiftEnd, f.Text)
	case *PatrolPlanned:
		var stops []string
		for _, s := range f.Route {
			stops = append(stops, s.PlaceName)
		}
		return text("patrol", "Patrol "+f.Team, f.Departure, f.Purpose, view.Lines(stops...), f.Escort, f.Weather, f.MedicalPlan, view.Lines(f.Vehicles...))
	case *PatrolDeparted:
		return text("patrol departed", "Patrol departed", f.At, f.Text)
	case *PatrolCheckedIn:
		return text("patrol checked in", heading("Patrol checked in", "", f.PlaceName), f.At, f.Text)
	case *PatrolReturned:
		return text("patrol returned", "Patrol returned", f.At, f.Text)
	case *PatrolReported:
		lines := []string{f.Text, f.Mood, f.Next, f.VehicleState, f.CommsState}
		for _, v := range f.Visits {
			lines = append(lines, v.PlaceName, v.Text)
		}
		return text("patrol report", "Report of a patrol", w.entry.Recorded, lines...)
	case *SOSRaised:
		return text("call for help", heading("Call for help", f.Danger, f.PlaceName), f.At, f.Text, f.Need, f.Team)
	case *CraterMeasured:
		return text("crater sheet", heading("Crater "+f.Crater, "", f.PlaceName), f.At, f.Text, f.Remnants, f.Surface, f.Calibre, f.Type, f.Team)
	case *SOSClosed:
		return text("call for help closed", heading("Call for help closed", f.Outcome, ""), f.At, f.Text)
	case *WeaponsDeclared:
		return text("declaration of weapons", heading("Weapons declared", f.Class, f.PlaceName), f.At, f.Text, f.Site, f.SealNo)
	case *WeaponsVerified:
		return text("verification of weapons", heading("Weapons verified", f.Verdict, ""), f.At, f.Text, f.Reason, f.Team)
	case *WithdrawalSet:
		return text("withdrawal", heading("Withdrawal", f.Class, ""), f.Due, f.Text)
	case *WithdrawalReported:
		return text("withdrawal report", heading("Withdrawal reported", f.Basis, ""), f.At, f.Text)
	}
	return nil
}

// heading is a line such as "Allegation: mortar, al-Naima".
func heading(what, code, place string) string {
	if code != "" {
		what += ": " + strings.ReplaceAll(code, "_", " ")
	}
	if place != "" {
		what += ", " + place
	}
	return what
}

func translated(t *form.Translation) string {
	if t == nil {
		return ""
	}
	return t.Text
}
