package people

import "truce.example/record"

// Enrol makes somebody a member.
type Enrol struct {
	Member    string   `json:"member"` // id, chosen at random; it says nothing about the person
	CodeName  string   `json:"code_name"`
	Party     string   `json:"party,omitempty"` // party or guarantor; empty for the mission
	Roles     []string `json:"roles"`
	Languages []string `json:"languages,omitempty"`
}

// ChangeRoles gives a member other roles, all of which are listed.
type ChangeRoles struct {
	Member string   `json:"member"`
	Roles  []string `json:"roles"`
	Reason string   `json:"reason"`
}

// Leave ends a membership.
type Leave struct {
	Member string `json:"member"`
	Reason string `json:"reason,omitempty"`
}

// IssueLink gives a member a link; the caller keeps the secret and hands it over. See [NewSecret].
type IssueLink struct {
	Link    string        `json:"link"` // id, random
	Member  string        `json:"member"`
	Secret  record.Hash   `json:"secret"`
	Expires record.Moment `json:"expires"`
	Purpose string        `json:"purpose"`
}

// Enter opens a link and a session.
type Enter struct {
	Link    record.Hash   `json:"link"`    // SHA-256 of the link's secret
	Session string        `json:"session"` // id, random
	Secret  record.Hash   `json:"secret"`  // SHA-256 of the session's secret
	Expires record.Moment `json:"expires"`
}

// LeaveSession closes the session in which it is sent.
type LeaveSession struct{}

// CloseSession closes somebody's session.
type CloseSession struct {
	Session string `json:"session"`
	Reason  string `json:"reason,omitempty"`
}

// IssueToken lets a program act for a member; the caller keeps the secret and hands it over. See [NewSecret].
type IssueToken struct {
	Token   string        `json:"token"` // id, random
	Member  string        `json:"member"`
	Secret  record.Hash   `json:"secret"`
	Expires record.Moment `json:"expires"`
	Purpose string        `json:"purpose"`
}

// RevokeToken ends a token.
type RevokeToken struct {
	Token  string `json:"token"`
	Reason string `json:"reason,omitempty"`
}

// AddDevice registers a device's public keys for a member.
type AddDevice struct {
	Device     string `json:"device"` // id, random
	Member     string `json:"member"`
	Label      string `json:"label,omitempty"`
	SigningKey []byte `json:"signing_key"`           // Ed25519, 32 bytes in base64
	SealingKey []byte `json:"sealing_key,omitempty"` // X25519, 32 bytes in base64
}

// AddMyDevice registers a device of who sends it, from a session.
type AddMyDevice struct {
	Device     string `json:"device"`
	Label      string `json:"label,omitempty"`
	SigningKey []byte `json:"signing_key"`
	SealingKey []byte `json:"sealing_key,omitempty"`
}

// LoseDevice shuts out a device.
type LoseDevice struct {
	Device string `json:"device"`
	Reason string `json:"reason,omitempty"`
}

// OpenMySession opens a session for the device that signs it: a program's way to sign in without a browser. The device
// draws the secret and says only its hash, so that the secret travels no earlier than it is used.
type OpenMySession struct {
	Session string        `json:"session"` // id, random
	Secret  record.Hash   `json:"secret"`  // SHA-256 of the session's secret
	Expires record.Moment `json:"expires,omitzero"`
}

// LoseMyDevice shuts out a device of who sends it.
type LoseMyDevice struct {
	Device string `json:"device"`
	Reason string `json:"reason,omitempty"`
}
