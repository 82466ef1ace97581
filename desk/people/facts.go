package people

import "truce.example/record"

// Enrolled says that somebody belongs to the mission, a party or a guarantor from now on.
type Enrolled struct {
	Member    string   `json:"member"`
	CodeName  string   `json:"code_name"`
	Kind      string   `json:"kind"`            // mission, party or guarantor
	Party     string   `json:"party,omitempty"` // party or guarantor; empty for the mission
	Roles     []string `json:"roles"`
	Languages []string `json:"languages,omitempty"`
}

// Residue keeps what decides: a member stays a member when the name is forgotten.
func (f Enrolled) Residue() any {
	return Enrolled{Member: f.Member, Kind: f.Kind, Party: f.Party, Roles: f.Roles}
}

// Holds says which roles the member holds after the fact.
func (f Enrolled) Holds() (string, []string) { return f.Member, f.Roles }

// Introduced tells everybody by which code name a member is called, and nothing else.
type Introduced struct {
	Member   string `json:"member"`
	CodeName string `json:"code_name"`
	Kind     string `json:"kind"`
	Party    string `json:"party,omitempty"`
}

// MemberNames says how the member is called.
func (f Enrolled) MemberNames() []string { return []string{f.CodeName, f.Member} }

// MemberNames says how the member is called.
func (f Introduced) MemberNames() []string { return []string{f.CodeName, f.Member} }

// RolesChanged says which roles a member holds from now on.
type RolesChanged struct {
	Member string   `json:"member"`
	Roles  []string `json:"roles"`
	Was    []string `json:"was"`
	Reason string   `json:"reason"`
}

// Residue keeps the roles.
func (f RolesChanged) Residue() any {
	return RolesChanged{Member: f.Member, Roles: f.Roles, Was: f.Was}
}

// Holds says which roles the member holds after the fact.
func (f RolesChanged) Holds() (string, []string) { return f.Member, f.Roles }

// Left says that a member no longer belongs. All links, sessions, tokens and devices end with it.
type Left struct {
	Member string `json:"member"`
	Reason string `json:"reason,omitempty"`
}

// Residue keeps that the member left.
func (f Left) Residue() any { return Left{Member: f.Member} }

// Holds says that who left holds no role.
func (f Left) Holds() (string, []string) { return f.Member, nil }

// LinkIssued says that a member was given a link that opens one session.
type LinkIssued struct {
	Link    string        `json:"link"`
	Member  string        `json:"member"`
	Secret  record.Hash   `json:"secret"` // SHA-256 of the secret in the link
	Expires record.Moment `json:"expires"`
	Purpose string        `json:"purpose"`
}

// Residue keeps all but the purpose.
func (f LinkIssued) Residue() any { f.Purpose = ""; return f }

// LinkUsed says that a link was opened. It opens nothing any more.
type LinkUsed struct {
	Link   string `json:"link"`
	Member string `json:"member"`
}

// Residue keeps everything: there is nothing to forget in it, and a used link must stay used.
func (f LinkUsed) Residue() any { return f }

// SessionOpened says that a member signed in.
type SessionOpened struct {
	Session string        `json:"session"`
	Member  string        `json:"member"`
	Secret  record.Hash   `json:"secret"` // SHA-256 of the secret that the browser holds
	Expires record.Moment `json:"expires"`
}

// Residue keeps everything.
func (f SessionOpened) Residue() any { return f }

// SessionClosed says that a session ended before its time.
type SessionClosed struct {
	Session string `json:"session"`
	Member  string `json:"member"`
	Reason  string `json:"reason,omitempty"`
}

// Residue keeps that it was closed.
func (f SessionClosed) Residue() any { f.Reason = ""; return f }

// TokenIssued says that a program may act for a member until the token expires.
type TokenIssued struct {
	Token   string        `json:"token"`
	Member  string        `json:"member"`
	Secret  record.Hash   `json:"secret"`
	Expires record.Moment `json:"expires"`
	Purpose string        `json:"purpose"`
}

// Residue keeps all but the purpose.
func (f TokenIssued) Residue() any { f.Purpose = ""; return f }

// TokenRevoked says that a token no longer opens anything.
type TokenRevoked struct {
	Token  string `json:"token"`
	Member string `json:"member"`
	Reason string `json:"reason,omitempty"`
}

// Residue keeps that it was revoked.
func (f TokenRevoked) Residue() any { f.Reason = ""; return f }

// DeviceAdded says with which keys a member's device signs and opens.
type DeviceAdded struct {
	Device     string `json:"device"`
	Member     string `json:"member"`
	Label      string `json:"label,omitempty"`
	SigningKey []byte `json:"signing_key"`           // Ed25519, public
	SealingKey []byte `json:"sealing_key,omitempty"` // X25519 for HPKE, public
}

// Residue keeps the keys: what the device signed must stay provable.
func (f DeviceAdded) Residue() any { f.Label = ""; return f }

// DeviceLost says that nothing is accepted from the device any more.
type DeviceLost struct {
	Device string `json:"device"`
	Member string `json:"member"`
	Reason string `json:"reason,omitempty"`
}

// Residue keeps that it is lost.
func (f DeviceLost) Residue() any { f.Reason = ""; return f }

func facts() []record.Kind {
	const noon = record.Moment(1499590800000) // 2017-07-09T09:00:00Z
	return []record.Kind{
		record.KindOf("people.enrolled/1", "Somebody belongs to the mission, a party or a guarantor.",
			Enrolled{Member: "swift", CodeName: "Swift", Kind: kindMission, Roles: []string{"observer"}, Languages: []string{"ar", "en"}}),
		record.KindOf("people.introduced/1", "A member is called by a code name.",
			Introduced{Member: "swift", CodeName: "Swift", Kind: kindMission}),
		record.KindOf("people.roles_changed/1", "A member holds other roles.",
			RolesChanged{Member: "swift", Roles: []string{"team_leader"}, Was: []string{"observer"}, Reason: "leads patrol 2"}),
		record.KindOf("people.left/1", "A member no longer belongs.",
			Left{Member: "swift", Reason: "end of tour"}),
		record.KindOf("people.link_issued/1", "A member was given a link that opens one session.",
			LinkIssued{Link: "l1", Member: "swift", Expires: noon, Purpose: "first entry"}),
		record.KindOf("people.link_used/1", "A link was opened and opens nothing any more.",
			LinkUsed{Link: "l1", Member: "swift"}),
		record.KindOf("people.session_opened/1", "A member signed in.",
			SessionOpened{Session: "s1", Member: "swift", Expires: noon}),
		record.KindOf("people.session_closed/1", "A session ended before its time.",
			SessionClosed{Session: "s1", Member: "swift"}),
		record.KindOf("people.token_issued/1", "A program may act for a member.",
			TokenIssued{Token: "t1", Member: "swift", Expires: noon, Purpose: "daily import"}),
		record.KindOf("people.token_revoked/1", "A token no longer opens anything.",
			TokenRevoked{Token: "t1", Member: "swift"}),
		record.KindOf("people.device_added/1", "A member's device signs and opens with these keys.",
			DeviceAdded{Device: "d1", Member: "swift", SigningKey: make([]byte, 32)}),
		record.KindOf("people.device_lost/1", "Nothing is accepted from the device any more.",
			DeviceLost{Device: "d1", Member: "swift"}),
	}
}

// The facts after which other people, or other devices, may read.

func (Enrolled) ChangesReaders()     {}
func (RolesChanged) ChangesReaders() {}
func (Left) ChangesReaders()         {}
func (DeviceAdded) ChangesReaders()  {}
func (DeviceLost) ChangesReaders()   {}
