package people

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// How long things last when nobody says otherwise.
const (
	linkLasts    = 24 * time.Hour
	sessionLasts = 12 * time.Hour
	tokenLasts   = 30 * 24 * time.Hour
)

func (r *Registry) routes() []desk.Route {
	get := func(path string, ask func(context.Context, desk.Question) (any, error)) desk.Route {
		return desk.Route{Method: "GET", Path: path, Right: desk.RightSignedIn, Ask: ask}
	}
	tell := func(path, right string, command func() any) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
	}
	do := func(path, right string, act func(context.Context, desk.Question, desk.Clerk) (any, error)) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Do: act}
	}
	return []desk.Route{
		get("members", askMembers),
		get("devices", askDevices),
		get("access", askAccess),
		get("me", r.askMe),

		{Method: "GET", Path: "devices/{device}/state", Right: desk.RightAnybody, Ask: r.askDeviceState},

		tell("members", "people.enrol", func() any { return new(Enrol) }),
		tell("roles", "people.change_roles", func() any { return new(ChangeRoles) }),
		tell("leave", "people.remove", func() any { return new(Leave) }),

		tell("devices", "people.add_device", func() any { return new(AddDevice) }),
		tell("devices/lost", "people.revoke", func() any { return new(LoseDevice) }),
		tell("me/devices", desk.RightSignedIn, func() any { return new(AddMyDevice) }),
		tell("me/sessions", desk.RightSignedIn, func() any { return new(OpenMySession) }),
		tell("me/devices/lost", desk.RightSignedIn, func() any { return new(LoseMyDevice) }),

		do("links", "people.issue_link", doIssueLink),
		do("enter", desk.RightAnybody, r.doEnter),
		tell("leave-session", desk.RightSignedIn, func() any { return new(LeaveSession) }),
		tell("sessions/close", "people.revoke", func() any { return new(CloseSession) }),
		do("tokens", "people.issue_token", doIssueToken),
		tell("tokens/revoke", "people.revoke", func() any { return new(RevokeToken) }),
	}
}

func layers() []desk.Layer {
	return []desk.Layer{{
		ID: "people.members", Title: "Members", Right: desk.RightSignedIn, Rows: memberRows,
		Columns: []desk.Column{{Name: "code_name", Title: "Code name", Type: "text"}, {Name: "kind", Title: "Belongs to", Type: "text"}, {Name: "party", Title: "Side", Type: "text"}, {Name: "roles", Title: "Roles", Type: "text"}, {Name: "languages", Title: "Languages", Type: "text"}, {Name: "left", Title: "Left", Type: "time"}},
	}}
}

func askMembers(ctx context.Context, q desk.Question) (any, error) {
	return persons(ctx, q.View, 0, 10_000)
}

func memberRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := persons(ctx, q.View, before, limit)
	if err != nil {
		return nil, err
	}
	var table []desk.Row
	for _, p := range list {
		table = append(table, desk.Row{Entry: p.Entry, Values: map[string]any{
			"code_name": p.CodeName, "kind": p.Kind, "party": p.Party, "roles": p.Roles, "languages": p.Languages, "left": p.Left,
		}})
	}
	return table, nil
}

func askDevices(ctx context.Context, q desk.Question) (any, error) { return devices(ctx, q.View) }

// askDeviceState tells a device that cannot sign in any more whether it was shut out, so that it can remove what it holds. Ids of
// devices are random; who does not know one learns nothing.
func (r *Registry) askDeviceState(_ context.Context, q desk.Question) (any, error) {
	return map[string]string{"state": r.deviceState(q.Path("device"))}, nil
}

func askAccess(ctx context.Context, q desk.Question) (any, error) { return accesses(ctx, q.View, "") }

// Me is the answer to GET me.
type Me struct {
	Member   string   `json:"member"`
	CodeName string   `json:"code_name,omitempty"`
	Kind     string   `json:"kind"`
	Party    string   `json:"party,omitempty"`
	Roles    []string `json:"roles"`
	Known    string   `json:"known"`            // how the mission knows you: session, token, device
	Device   string   `json:"device,omitempty"` // id of the session, token or device
	Access   []Access `json:"access"`           // your links, sessions and tokens
}

func (r *Registry) askMe(ctx context.Context, q desk.Question) (any, error) {
	own, err := accesses(ctx, q.View, q.Who.Member)
	if err != nil {
		return nil, err
	}
	return Me{
		Member: q.Who.Member, CodeName: r.CodeName(q.Who.Member), Kind: q.Who.Kind, Party: q.Who.Party,
		Roles: q.Who.Roles, Known: q.Who.Known, Device: q.Who.Device, Access: own,
	}, nil
}

// NewSecret draws a secret of 256 random bits, as text that can stand in a link, a cookie or a header, and its hash.
// The record gets the hash; the secret goes to its receiver and nowhere else.
func NewSecret() (string, record.Hash) {
	var b [32]byte
	rand.Read(b[:])
	secret := base64.RawURLEncoding.EncodeToString(b[:])
	return secret, SecretHash(secret)
}

// SecretHash is the SHA-256 of a secret's text, by which BySecret finds its holder.
func SecretHash(secret string) record.Hash { return sha256.Sum256([]byte(secret)) }

// NewID draws a random id for a link, session, token or device.
func NewID() string {
	var b [12]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// EnterPath is the address that opens a link. The secret stands behind the #, so that no browser sends it in a request
// line and no log keeps it.
func EnterPath(secret string) string { return "/enter#" + secret }

// Issued answers a request for a link or token. It is the only time that the secret is shown.
type Issued struct {
	ID      string        `json:"id"`
	Member  string        `json:"member"`
	Expires record.Moment `json:"expires"`
	Path    string        `json:"path,omitempty"`   // of a link: hand it over on a way that only the member reads
	Secret  string        `json:"secret,omitempty"` // of a token: sent as Authorization: Bearer
	Entry   int64         `json:"entry"`
}

// A request for a link or token.
type issueRequest struct {
	Member  string        `json:"member"`
	Expires record.Moment `json:"expires,omitempty"`
	Purpose string        `json:"purpose"`
}

func doIssueLink(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	secret, hash := NewSecret()
	answer, err := issue(ctx, q, clerk, linkLasts, func(id string, r issueRequest) any {
		return &IssueLink{Link: id, Member: r.Member, Secret: hash, Expires: r.Expires, Purpose: r.Purpose}
	})
	answer.Path = EnterPath(secret)
	return answer, err
}

func doIssueToken(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	secret, hash := NewSecret()
	answer, err := issue(ctx, q, clerk, tokenLasts, func(id string, r issueRequest) any {
		return &IssueToken{Token: id, Member: r.Member, Secret: hash, Expires: r.Expires, Purpose: r.Purpose}
	})
	answer.Secret = secret
	return answer, err
}

// issue submits what command makes of the request. The same request again is told apart by its bytes: what was issued
// for it cannot be shown twice, because nobody but the receiver has it.
func issue(ctx context.Context, q desk.Question, clerk desk.Clerk, lasts time.Duration, command func(id string, r issueRequest) any) (Issued, error) {
	var r issueRequest
	body, err := read(q, &r)
	if err != nil {
		return Issued{}, err
	}
	if !r.Expires.Known() {
		r.Expires = record.At(q.At.Add(lasts))
	}
	id := NewID()
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: q.ID, Do: command(id, r), Submitted: sha256.Sum256(body)})
	if err != nil {
		return Issued{}, err
	}
	if receipts[0].Again {
		return Issued{}, desk.Refuse(desk.Conflict, "this was issued before at entry %d, and its secret is shown only once; issue another with a new id", receipts[0].Entry)
	}
	return Issued{ID: id, Member: r.Member, Expires: r.Expires, Entry: receipts[0].Entry}, nil
}

// Entered answers who opened a link. The face also puts the secret into a cookie that scripts cannot read; it stands in
// the answer for programs that keep no cookies.
type Entered struct {
	Member   string        `json:"member"`
	CodeName string        `json:"code_name,omitempty"`
	Kind     string        `json:"kind"`
	Party    string        `json:"party,omitempty"`
	Roles    []string      `json:"roles"`
	Session  string        `json:"session"` // the secret of the session, for programs that keep no cookie
	Expires  record.Moment `json:"expires"`
}

// SessionSecret is what a browser must bring with every request, and until when.
func (e Entered) SessionSecret() (secret string, expires time.Time) {
	return e.Session, e.Expires.Time()
}

// doEnter opens a link for whoever holds its secret. A link that opens nothing is refused before it reaches the writer,
// so that strangers cannot keep the writer busy.
func (r *Registry) doEnter(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	var request struct {
		Secret string `json:"secret"`
	}
	body, err := read(q, &request)
	if err != nil {
		return nil, err
	}
	linked := SecretHash(strings.TrimSpace(request.Secret))
	who, err := r.visitor(q.At, linked)
	if err != nil {
		return nil, err
	}
	secret, hash := NewSecret()
	enter := &Enter{Link: linked, Session: NewID(), Secret: hash, Expires: record.At(q.At.Add(sessionLasts))}
	who.Known, who.Device = record.BySession, enter.Session
	receipts, err := clerk.Submit(ctx, who, desk.Command{Desk: deskName, ID: q.ID, Do: enter, Submitted: sha256.Sum256(body)})
	if err != nil {
		return nil, err
	}
	if receipts[0].Again {
		return nil, desk.Refuse(desk.Conflict, "this link was used before at entry %d and works once; ask for a new one", receipts[0].Entry)
	}
	return Entered{
		Member: who.Member, CodeName: r.CodeName(who.Member), Kind: who.Kind, Party: who.Party, Roles: who.Roles,
		Session: secret, Expires: enter.Expires,
	}, nil
}

// read takes in the body strictly, and returns its bytes.
func read(q desk.Question, into any) ([]byte, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "the request broke off; send it again")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return nil, desk.Refuse(desk.Invalid, "the body does not fit: %v; mend it and send it again", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, desk.Refuse(desk.Invalid, "there is something behind the body; send one JSON object only")
	}
	return body, nil
}
