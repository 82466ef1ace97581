package people

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Kinds of members, as in desk.Who.
const (
	kindMission   = "mission"
	kindParty     = "party"
	kindGuarantor = "guarantor"
)

// How long things may last at most.
const (
	maxLink    = 7 * 24 * time.Hour
	maxSession = 24 * time.Hour
	maxToken   = 366 * 24 * time.Hour
)

// A rule keeps two roles apart in one person. Separation of duties is not a matter of the rights table: whatever the
// parties write there, these hold.
type rule struct {
	role, with string // with "" is every other role
	because    string
}

var conflicts = []rule{
	{"evidence_custodian", "analyst", "who weighs evidence must not keep it"},
	{"auditor", "", "who checks the record must have no part in what it holds"},
	{"admin", "", "who runs the machine must not work with what is in it"},
}

// sideRoles are held by members of a side, and they hold nothing else.
var sideRoles = map[string]string{kindParty: "party_liaison", kindGuarantor: "guarantor"}

// Decide answers a command with facts, or refuses it.
func (r *Registry) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	d := decision{r: r, now: record.At(at), who: who}
	switch do := do.(type) {
	case *Enrol:
		return d.enrol(do)
	case *ChangeRoles:
		return d.changeRoles(do)
	case *Leave:
		return d.leave(do)
	case *IssueLink:
		return d.issueLink(do)
	case *Enter:
		return d.enter(do)
	case *LeaveSession:
		return d.leaveSession()
	case *CloseSession:
		return d.closeSession(do)
	case *IssueToken:
		return d.issueToken(do)
	case *RevokeToken:
		return d.revokeToken(do)
	case *AddDevice:
		return d.addDevice(do)
	case *AddMyDevice:
		return d.addMyDevice(do)
	case *LoseDevice:
		return d.loseDevice(do.Device, do.Reason)
	case *OpenMySession:
		return d.openMySession(do)
	case *LoseMyDevice:
		return d.loseMyDevice(do)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk %s does not know the command %T; use one of its doors", deskName, do)
}

// A decision is one command being decided.
type decision struct {
	r   *Registry
	now record.Moment
	who desk.Who
}

// roster is who may know the roles of a member: the mission and the member's own side.
func roster(kind, party string) record.Audience {
	switch kind {
	case kindParty:
		return record.Audiences(record.Mission, record.ToParty(party))
	case kindGuarantor:
		return record.Audiences(record.Mission, record.ToGuarantor(party))
	}
	return record.Mission
}

// private is who may know of somebody's links, sessions and tokens.
func private(member string) record.Audience {
	return record.Audiences(record.ToRole("admin"), record.ToMember(member))
}

func (d decision) fact(fact any, audience record.Audience) record.Draft {
	return record.Draft{Fact: fact, Audience: audience, Happened: d.now}
}

func (d decision) facts(fact any, audience record.Audience) []record.Draft {
	return []record.Draft{d.fact(fact, audience)}
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// reserved ids are those of the program.
var reserved = []string{desk.System().Member, desk.Host().Member}

// checkID wants an id that can stand in an audience.
func checkID(field, id string) error {
	if !idForm.MatchString(id) || slices.Contains(reserved, id) {
		return desk.RefuseFields([]desk.FieldError{{Field: field, Sentence: "an id has 1 to 64 lower-case letters, digits, dashes and underscores, and is neither system nor host; choose another"}})
	}
	return nil
}

// known finds a member who has not left.
func (d decision) known(id string) (*member, error) {
	m := d.r.members[id]
	if m == nil {
		return nil, desk.Refuse(desk.NotFound, "there is no member %q; look up the id among the members", id)
	}
	if m.left {
		return nil, desk.Refuse(desk.Conflict, "the member %s has left; enrol somebody under a new id instead", id)
	}
	return m, nil
}

// enrol makes two facts: the roster's, and the one that introduces the code name to all.
func (d decision) enrol(do *Enrol) ([]record.Draft, error) {
	if err := checkID("member", do.Member); err != nil {
		return nil, err
	}
	if d.r.members[do.Member] != nil {
		return nil, desk.Refuse(desk.Conflict, "the id %s is or was somebody else's; choose another", do.Member)
	}
	code := strings.TrimSpace(do.CodeName)
	if n := utf8.RuneCountInString(code); n < 2 || n > 40 {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "code_name", Sentence: "a code name has 2 to 40 characters; choose one that is nobody's real name"}})
	}
	if other, taken := d.r.codes[fold(code)]; taken {
		return nil, desk.Refuse(desk.Conflict, "the code name %s is that of %s; choose another", code, other)
	}
	if len(do.Languages) > 20 || slices.ContainsFunc(do.Languages, func(l string) bool { return l == "" || len(l) > 35 }) {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "languages", Sentence: "languages are up to 20 tags such as ar, en or ru; mend the list"}})
	}
	kind, err := d.kindOf(do.Party)
	if err != nil {
		return nil, err
	}
	roles, err := checkRoles(kind, do.Roles)
	if err != nil {
		return nil, err
	}
	return []record.Draft{
		d.fact(Enrolled{Member: do.Member, CodeName: code, Kind: kind, Party: do.Party, Roles: roles, Languages: do.Languages}, roster(kind, do.Party)),
		{Fact: Introduced{Member: do.Member, CodeName: code, Kind: kind, Party: do.Party}, Audience: record.Parties, Happened: d.now, Refs: []record.Ref{record.Local(0)}},
	}, nil
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// kindOf tells members of the mission from those of a side.
func (d decision) kindOf(side string) (string, error) {
	if side == "" {
		return kindMission, nil
	}
	terms := d.r.law(d.now, -1)
	if terms == nil {
		return "", desk.Refuse(desk.TooEarly, "there is no agreement yet, so nobody can act for %s; offer the agreement first", side)
	}
	text := terms.Agreement()
	if slices.ContainsFunc(text.Parties, func(p agreement.Party) bool { return p.ID == side }) {
		return kindParty, nil
	}
	if slices.ContainsFunc(text.Guarantors, func(g agreement.Guarantor) bool { return g.ID == side }) {
		return kindGuarantor, nil
	}
	return "", desk.Refuse(desk.Invalid, "the agreement has no party or guarantor %q; correct it, or leave it empty for the mission", side)
}

// checkRoles holds a set of roles against the kind of member and the separation of duties.
func checkRoles(kind string, given []string) ([]string, error) {
	roles := slices.Compact(slices.Sorted(slices.Values(given)))
	if len(roles) == 0 {
		return nil, desk.Refuse(desk.Invalid, "no role is given; name at least one")
	}
	for _, role := range roles {
		if err := checkRole(kind, role); err != nil {
			return nil, err
		}
	}
	for _, c := range conflicts {
		if !slices.Contains(roles, c.role) || len(roles) == 1 {
			continue
		}
		other := c.with
		if other == "" {
			other = roles[slices.IndexFunc(roles, func(r string) bool { return r != c.role })]
		}
		if slices.Contains(roles, other) {
			return nil, desk.Refuse(desk.Conflict, "%s and %s cannot be one person: %s; give one of the roles to somebody else", c.role, other, c.because)
		}
	}
	return roles, nil
}

func checkRole(kind, role string) error {
	if role == "public_reader" {
		return desk.Refuse(desk.Invalid, "everybody is a public_reader; leave the role out")
	}
	if !slices.ContainsFunc(agreement.Roles, func(m agreement.Meaning) bool { return m.Code == role }) {
		return desk.Refuse(desk.Invalid, "%q is not a role; look it up in the agreement's list of roles", role)
	}
	if own, side := sideRoles[kind]; side && role != own {
		return desk.Refuse(desk.Conflict, "a member of a %s is its %s and nothing else: the mission's own work stands apart from the sides; leave out %s", kind, own, role)
	}
	if kind == kindMission {
		for side, own := range sideRoles {
			if role == own {
				return desk.Refuse(desk.Invalid, "the role %s is for members of a %s; name it in party, or leave the role out", role, side)
			}
		}
	}
	return nil
}

// changeRoles: nobody changes their own.
func (d decision) changeRoles(do *ChangeRoles) ([]record.Draft, error) {
	m, err := d.known(do.Member)
	if err != nil {
		return nil, err
	}
	if d.who.Member == do.Member {
		return nil, desk.Refuse(desk.NotAllowed, "nobody changes their own roles; ask somebody else who may")
	}
	reason, err := reasonOf(do.Reason)
	if err != nil {
		return nil, err
	}
	if reason == "" {
		return nil, desk.Refuse(desk.Invalid, "the reason is missing; say why the roles change")
	}
	roles, err := checkRoles(m.kind, do.Roles)
	if err != nil {
		return nil, err
	}
	if slices.Equal(roles, m.roles) {
		return nil, desk.Refuse(desk.Conflict, "%s holds exactly these roles already; there is nothing to do", do.Member)
	}
	return d.facts(RolesChanged{Member: do.Member, Roles: roles, Was: m.roles, Reason: reason}, roster(m.kind, m.party)), nil
}

func (d decision) leave(do *Leave) ([]record.Draft, error) {
	m, err := d.known(do.Member)
	if err != nil {
		return nil, err
	}
	reason, err := reasonOf(do.Reason)
	if err != nil {
		return nil, err
	}
	return d.facts(Left{Member: do.Member, Reason: reason}, roster(m.kind, m.party)), nil
}

// lasting checks an expiry.
func (d decision) lasting(expires record.Moment, longest time.Duration) error {
	if expires <= d.now {
		return desk.Refuse(desk.Invalid, "it would expire at %s, which has passed; give a later time", expires)
	}
	if expires.Time().Sub(d.now.Time()) > longest {
		return desk.Refuse(desk.Invalid, "it would last until %s; at most %d hours are allowed, so give an earlier time", expires, int(longest.Hours()))
	}
	return nil
}

// fresh checks that neither an id nor a secret was seen before.
func (d decision) fresh(field, id string, secret record.Hash) error {
	if err := checkID(field, id); err != nil {
		return err
	}
	_, opened := d.r.opened[id]
	_, held := d.r.access[secret]
	_, linked := d.r.links[secret]
	_, issued := d.r.linkIDs[id]
	if opened || held || linked || issued || secret == (record.Hash{}) {
		return desk.Refuse(desk.Conflict, "the id or the secret was used before; draw new ones and send it again")
	}
	return nil
}

// reasonOf bounds a reason, which may be empty.
func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > 500 {
		return "", desk.RefuseFields([]desk.FieldError{{Field: "reason", Sentence: "a reason has up to 500 characters; shorten it"}})
	}
	return text, nil
}

func (d decision) issueLink(do *IssueLink) ([]record.Draft, error) {
	if _, err := d.known(do.Member); err != nil {
		return nil, err
	}
	if err := d.fresh("link", do.Link, do.Secret); err != nil {
		return nil, err
	}
	if err := d.lasting(do.Expires, maxLink); err != nil {
		return nil, err
	}
	purpose, err := purposeOf(do.Purpose)
	if err != nil {
		return nil, err
	}
	return d.facts(LinkIssued{Link: do.Link, Member: do.Member, Secret: do.Secret, Expires: do.Expires, Purpose: purpose}, private(do.Member)), nil
}

func purposeOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > 200 {
		return "", desk.RefuseFields([]desk.FieldError{{Field: "purpose", Sentence: "a purpose has 1 to 200 characters; say what it is for"}})
	}
	return text, nil
}

// enter: the writer decides one command at a time, so that of two who open a link at once only one gets in.
func (d decision) enter(do *Enter) ([]record.Draft, error) {
	l, who, err := d.r.opens(d.now, do.Link)
	if err != nil {
		return nil, err
	}
	if who.Member != d.who.Member {
		return nil, desk.Refuse(desk.NotAllowed, "this link is for somebody else; open your own")
	}
	if err := d.fresh("session", do.Session, do.Secret); err != nil {
		return nil, err
	}
	if err := d.lasting(do.Expires, maxSession); err != nil {
		return nil, err
	}
	opened := d.fact(SessionOpened{Session: do.Session, Member: who.Member, Secret: do.Secret, Expires: do.Expires}, private(who.Member))
	opened.Refs = []record.Ref{record.Local(0)}
	return []record.Draft{d.fact(LinkUsed{Link: l.id, Member: who.Member}, private(who.Member)), opened}, nil
}

func (d decision) leaveSession() ([]record.Draft, error) {
	if d.who.Known != record.BySession {
		return nil, desk.Refuse(desk.Conflict, "you are not in a session; there is nothing to leave")
	}
	return d.closeSession(&CloseSession{Session: d.who.Device, Reason: "left"})
}

func (d decision) closeSession(do *CloseSession) ([]record.Draft, error) {
	a, err := d.open(do.Session, record.BySession, "session")
	if err != nil {
		return nil, err
	}
	reason, err := reasonOf(do.Reason)
	if err != nil {
		return nil, err
	}
	return d.facts(SessionClosed{Session: a.id, Member: a.member, Reason: reason}, private(a.member)), nil
}

// open finds a session or token that still opens something. One that has expired may be closed all the same.
func (d decision) open(id, known, word string) (*access, error) {
	secret, ever := d.r.opened[id]
	a := d.r.access[secret]
	switch {
	case !ever || a != nil && a.known != known:
		return nil, desk.Refuse(desk.NotFound, "there is no %s %q; look up its id", word, id)
	case a == nil:
		return nil, desk.Refuse(desk.Conflict, "the %s %s is closed already; there is nothing to do", word, id)
	}
	return a, nil
}

func (d decision) issueToken(do *IssueToken) ([]record.Draft, error) {
	if _, err := d.known(do.Member); err != nil {
		return nil, err
	}
	if err := d.fresh("token", do.Token, do.Secret); err != nil {
		return nil, err
	}
	if err := d.lasting(do.Expires, maxToken); err != nil {
		return nil, err
	}
	purpose, err := purposeOf(do.Purpose)
	if err != nil {
		return nil, err
	}
	return d.facts(TokenIssued{Token: do.Token, Member: do.Member, Secret: do.Secret, Expires: do.Expires, Purpose: purpose}, private(do.Member)), nil
}

func (d decision) revokeToken(do *RevokeToken) ([]record.Draft, error) {
	a, err := d.open(do.Token, record.ByToken, "token")
	if err != nil {
		return nil, err
	}
	reason, err := reasonOf(do.Reason)
	if err != nil {
		return nil, err
	}
	return d.facts(TokenRevoked{Token: a.id, Member: a.member, Reason: reason}, private(a.member)), nil
}

// addDevice: a key is one device's for ever, also when it is lost; otherwise a signature could be held against two
// people.
func (d decision) addDevice(do *AddDevice) ([]record.Draft, error) {
	m, err := d.known(do.Member)
	if err != nil {
		return nil, err
	}
	if err := checkID("device", do.Device); err != nil {
		return nil, err
	}
	if d.r.devices[do.Device] != nil {
		return nil, desk.Refuse(desk.Conflict, "the id %s is that of another device; choose another", do.Device)
	}
	var wrong []desk.FieldError
	if len(do.SigningKey) != signingKeySize {
		wrong = append(wrong, desk.FieldError{Field: "signing_key", Sentence: "an Ed25519 public key has 32 bytes; send it in base64"})
	}
	if len(do.SealingKey) != 0 && len(do.SealingKey) != 32 {
		wrong = append(wrong, desk.FieldError{Field: "sealing_key", Sentence: "an X25519 public key has 32 bytes; send it in base64, or leave it out"})
	}
	if utf8.RuneCountInString(do.Label) > 80 {
		wrong = append(wrong, desk.FieldError{Field: "label", Sentence: "a label has up to 80 characters; shorten it"})
	}
	if err := desk.RefuseFields(wrong); err != nil {
		return nil, err
	}
	if other, taken := d.r.keys[[signingKeySize]byte(do.SigningKey)]; taken {
		return nil, desk.Refuse(desk.Conflict, "the signing key is that of the device %s; let this one make its own", other)
	}
	return d.facts(DeviceAdded{
		Device: do.Device, Member: do.Member, Label: strings.TrimSpace(do.Label), SigningKey: do.SigningKey, SealingKey: do.SealingKey,
	}, roster(m.kind, m.party)), nil
}

// addMyDevice: from a session only, so that a device or program that was stolen cannot bring its friends.
func (d decision) addMyDevice(do *AddMyDevice) ([]record.Draft, error) {
	if d.who.Known != record.BySession {
		return nil, desk.Refuse(desk.NotAllowed, "a device is added by somebody who is signed in with a browser; open a link first, or ask an admin to add it")
	}
	return d.addDevice(&AddDevice{Device: do.Device, Member: d.who.Member, Label: do.Label, SigningKey: do.SigningKey, SealingKey: do.SealingKey})
}

// openMySession lasts as long as a browser's session unless the device asks for less.
func (d decision) openMySession(do *OpenMySession) ([]record.Draft, error) {
	if d.who.Known != record.ByDevice {
		return nil, desk.Refuse(desk.NotAllowed, "this door is for devices that sign what they send; a person opens a link")
	}
	if err := d.fresh("session", do.Session, do.Secret); err != nil {
		return nil, err
	}
	expires := do.Expires
	if !expires.Known() {
		expires = d.now + record.Moment(sessionLasts.Milliseconds())
	}
	if err := d.lasting(expires, maxSession); err != nil {
		return nil, err
	}
	return d.facts(SessionOpened{Session: do.Session, Member: d.who.Member, Secret: do.Secret, Expires: expires}, private(d.who.Member)), nil
}

func (d decision) loseDevice(id, reason string) ([]record.Draft, error) {
	dev := d.r.devices[id]
	if dev == nil {
		return nil, desk.Refuse(desk.NotFound, "there is no device %q; look up its id", id)
	}
	if dev.lost {
		return nil, desk.Refuse(desk.Conflict, "the device %s is shut out already; there is nothing to do", id)
	}
	reason, err := reasonOf(reason)
	if err != nil {
		return nil, err
	}
	audience := private(dev.member)
	if m := d.r.members[dev.member]; m != nil {
		audience = roster(m.kind, m.party)
	}
	return d.facts(DeviceLost{Device: id, Member: dev.member, Reason: reason}, audience), nil
}

func (d decision) loseMyDevice(do *LoseMyDevice) ([]record.Draft, error) {
	if dev := d.r.devices[do.Device]; dev == nil || dev.member != d.who.Member {
		return nil, desk.Refuse(desk.NotFound, "you have no device %q; look up its id", do.Device)
	}
	return d.loseDevice(do.Device, do.Reason)
}
