package observe

import (
	"slices"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// verifyWithin is how long a verification of a storage site holds before the next is due.
const verifyWithin = record.Moment(15 * 24 * time.Hour / time.Millisecond)

// heavyWeaponSeen is the event type of the report that a weapon found in the zone needs.
const heavyWeaponSeen = "heavy_weapon_seen"

// declareWeapons records what a party keeps at a storage site. A party declares its own only.
func (s *state) declareWeapons(now record.Moment, who desk.Who, c DeclareWeapons) ([]record.Draft, error) {
	if !actsFor(who, c.Party) {
		return nil, desk.Refuse(desk.NotAllowed, "you speak for %s and declare its weapons only", who.Party)
	}
	x, _ := s.examine(now, who, c.At)
	place := x.place(givenPlace{name: c.PlaceName, point: c.Place, mgrs: c.PlaceMGRS, uncertaintyM: c.UncertaintyM, confirmFar: c.ConfirmFar, confirmPlace: c.ConfirmPlace})
	fact := WeaponsDeclared{
		Site: x.line("site", c.Site), Party: c.Party, Class: c.Class, Count: c.Count, SealNo: x.line("seal_no", c.SealNo),
		PlaceName: place.name, Place: place.point, PlaceMGRS: place.mgrs, PlaceBasis: place.basis, UncertaintyM: place.uncertaintyM,
		At: x.moment("at", c.At), Text: x.text("text", c.Text),
	}
	x.need("site", fact.Site)
	x.party("party", c.Party)
	x.code("class", c.Class, weaponClasses)
	x.number("count", c.Count, 0, maxCount)
	audience := x.audience(c.Audience, record.Audiences(record.Mission, record.ToParty(c.Party)))
	x.noPersons(audience, nil, publicText{"text", fact.Text}, publicText{"site", fact.Site}, publicText{"place_name", fact.PlaceName})
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: fact, Audience: audience, Happened: fact.At}}, nil
}

// actsFor says whether somebody may speak of a party's weapons: the mission of any, a party of its own.
func actsFor(who desk.Who, party string) bool {
	return who.Kind == "mission" || who.Kind == "party" && who.Party == party
}

func (x *exam) party(field, id string) {
	x.need(field, id)
	if id == "" || x.book.agreement == nil || x.book.isParty(id) {
		return
	}
	var known []string
	for _, p := range x.book.agreement.Parties {
		known = append(known, p.ID)
	}
	x.optionalCode(field, id, known)
}

// verifyWeapons records what a visit found. Who could not enter has seen nothing: that is never "absent".
func (s *state) verifyWeapons(now record.Moment, who desk.Who, c VerifyWeapons) ([]record.Draft, error) {
	if err := missionOnly(who, "storage sites are verified by the mission"); err != nil {
		return nil, err
	}
	h, ok := s.holdings[c.Declaration]
	if !ok || !who.Sees(h.audience) {
		return nil, desk.Refuse(desk.NotFound, "there is no declaration with the number %d; look it up in the list of weapons", c.Declaration)
	}
	x, _ := s.examine(now, who, c.At)
	at := x.moment("at", c.At)
	fact := WeaponsVerified{
		Declaration: c.Declaration, At: at, Team: x.line("team", c.Team), Verdict: c.Verdict, Counted: c.Counted, SealIntact: c.SealIntact,
		Reason: x.text("reason", c.Reason), Report: c.Report, Restriction: c.Restriction, NextDue: at + verifyWithin, Text: x.text("text", c.Text),
	}
	x.need("team", fact.Team)
	x.code("verdict", c.Verdict, verdicts)
	x.optionalNumber("counted", c.Counted, 0, maxCount)
	s.supported(x, fact)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(c.Declaration, h.audience, at, fact)}, nil
}

// supported checks that a verdict rests on what it needs.
func (s *state) supported(x *exam, f WeaponsVerified) {
	switch f.Verdict {
	case inaccessible:
		if f.Counted != nil {
			x.say("counted", "nothing was counted at a site that could not be entered; leave counted out, or use another verdict")
		}
		if f.Reason == "" && f.Restriction == nil {
			x.say("reason", "say why the site could not be entered, or give the number of the restriction")
		}
	case absentExplained:
		x.need("reason", f.Reason)
	case foundInZone:
		if !s.isOfType(x.who, f.Report, heavyWeaponSeen) {
			x.say("report", "weapons found in a zone are first reported, with place and time; give the number of that report of the type %s", heavyWeaponSeen)
		}
	}
	if f.Restriction == nil {
		return
	}
	if _, err := s.visibleReport(x.who, *f.Restriction); err != nil {
		x.say("restriction", "there is no restriction with the number %d; look it up in the list of restrictions", *f.Restriction)
	}
}

// isOfType says whether a report is given that the member may read and that has the event type.
func (s *state) isOfType(who desk.Who, report *int64, eventType string) bool {
	if report == nil {
		return false
	}
	r, err := s.visibleReport(who, *report)
	return err == nil && s.names.text(r.eventType) == eventType
}

// setWithdrawal records which weapons are to be behind which line by when.
func (s *state) setWithdrawal(now record.Moment, who desk.Who, c SetWithdrawal) ([]record.Draft, error) {
	if err := missionOnly(who, "withdrawals are entered by the mission as the parties agreed them"); err != nil {
		return nil, err
	}
	x, _ := s.examine(now, who, now)
	fact := WithdrawalSet{
		Party: c.Party, Class: c.Class, Line: x.line("line", c.Line), DistanceM: c.DistanceM, Count: c.Count, Due: c.Due, Text: x.text("text", c.Text),
	}
	x.party("party", c.Party)
	x.code("class", c.Class, weaponClasses)
	x.existingLine(fact.Line)
	x.known("due", c.Due)
	x.number("distance_m", c.DistanceM, 1, maxRadiusM)
	x.optionalNumber("count", c.Count, 0, maxCount)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{{Fact: fact, Audience: record.Parties, Happened: c.Due}}, nil
}

func (x *exam) existingLine(id string) {
	x.need("line", id)
	if id == "" || x.book.agreement == nil {
		return
	}
	var known []string
	for _, l := range x.book.agreement.Lines {
		known = append(known, l.ID)
	}
	if !slices.Contains(known, id) {
		x.optionalCode("line", id, known)
	}
}

// reportWithdrawal records how far a withdrawal has come. What a party says of it is a claim.
func (s *state) reportWithdrawal(now record.Moment, who desk.Who, c ReportWithdrawal) ([]record.Draft, error) {
	party, ok := s.withdrawals[c.Withdrawal]
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "there is no withdrawal with the number %d; look it up in the list of weapons", c.Withdrawal)
	}
	if !actsFor(who, party) {
		return nil, desk.Refuse(desk.NotAllowed, "withdrawal %d is not yours; only its party and the mission report on it", c.Withdrawal)
	}
	x, _ := s.examine(now, who, c.At)
	fact := WithdrawalReported{
		Withdrawal: c.Withdrawal, At: x.moment("at", c.At), Basis: c.Basis, Moved: c.Moved, Complete: c.Complete, Text: x.text("text", c.Text),
	}
	x.code("basis", c.Basis, withdrawBasis)
	if x.partyKind() != "" && c.Basis == "seen" {
		x.say("basis", "what a party reports of its own withdrawal is claimed; the mission records what was seen")
	}
	x.optionalNumber("moved", c.Moved, 0, maxCount)
	if err := x.refusal(); err != nil {
		return nil, err
	}
	return []record.Draft{about(c.Withdrawal, record.Parties, fact.At, fact)}, nil
}
