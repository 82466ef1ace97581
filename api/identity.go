package api

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// cookieName is the session cookie's name. It holds the session's secret; the record holds only its hash.
const cookieName = "truce_session"

// who finds out who is asking: an API token, a session cookie, or nobody. Device signatures are checked where a body is
// read (see signed).
func (f *Face) who(r *http.Request) (desk.Who, error) {
	who, err := f.known(r)
	if as := r.Header.Get(headerAs); as != "" && err == nil {
		return f.as(r, who, as)
	}
	return who, err
}

// headerAs asks to be answered as a side, or the public, would be: "party:A".
const headerAs = "Truce-As"

// as lends the mission's people the eyes of a side, so that they see what it will see before it does. Only questions can be
// asked so, and only at doors that are known to answer from filtered tables alone.
func (f *Face) as(r *http.Request, who desk.Who, as string) (desk.Who, error) {
	if who.Member == "" {
		return desk.Who{}, errUnknown("sign in first: open the link that an administrator gave you, or send an API token")
	}
	if who.Kind != "mission" {
		return desk.Who{}, desk.Refuse(desk.NotAllowed, "only the mission's own people look with the eyes of a side; leave the header %s out", headerAs)
	}
	if !f.lent[r.Pattern] {
		return desk.Who{}, desk.Refuse(desk.NotAllowed, "nothing is done here with the eyes of a side; leave the header %s out", headerAs)
	}
	eyes, ok := who.As(record.Audience(as))
	if !ok {
		return desk.Who{}, desk.Refuse(desk.Invalid, "%s takes party:ID, guarantor:ID or public, not %q", headerAs, cut(as))
	}
	return eyes, nil
}

// known finds out who holds the secret that a request brings.
func (f *Face) known(r *http.Request) (desk.Who, error) {
	if f.Mission.Folding() {
		return desk.Who{}, desk.Refuse(desk.Busy, "the mission is reading its record again; send the same again in a moment")
	}
	if secret, ok := tokenOf(r); ok {
		who, ok := f.Identity.BySecret(f.Mission.Now(), sha256.Sum256([]byte(secret)))
		if !ok {
			return desk.Who{}, errUnknown("the token is unknown, has expired or was revoked; ask an administrator for another")
		}
		return who, nil
	}
	if c, err := r.Cookie(cookieName); err == nil {
		if who, ok := f.Owner.bySecret(sha256.Sum256([]byte(c.Value))); ok {
			return who, nil
		}
		if who, ok := f.Identity.BySecret(f.Mission.Now(), sha256.Sum256([]byte(c.Value))); ok {
			return who, nil
		}
	}
	return desk.Who{}, nil
}

// tokenOf is the secret that a request brings: an API token as a bearer, or as the password of HTTP Basic, which is all
// that map programs and feed readers can send. The latter opens nothing but their doors, and only to read; a field program also sends its form so (OpenRosa).
func tokenOf(r *http.Request) (string, bool) {
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return secret, true
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if reads && takesPassword(r.URL.Path) || r.Method == http.MethodPost && r.URL.Path == "/submission" {
		if _, secret, ok := r.BasicAuth(); ok {
			return secret, true
		}
	}
	return "", false
}

// takesPassword says whether a path is a door for programs that know nothing but a name and a password.
func takesPassword(path string) bool {
	for _, door := range []string{ogcRoot, "/tiles", "/cap", "/feeds", "/calendar.ics", "/formList", "/forms", "/submission"} {
		if path == door || strings.HasPrefix(path, door+"/") {
			return true
		}
	}
	return false
}

// scheme is how a door wants somebody to sign in. Map programs send a password unasked, and are not asked for one, so
// that no browser keeps a token as a password; feed readers send it only when they are asked.
func scheme(r *http.Request) string {
	for _, feeds := range []string{"GET /cap", "GET /feeds/", "GET /calendar.ics", "GET /form", "HEAD /submission", "POST /submission"} {
		if strings.HasPrefix(r.Pattern, feeds) {
			return "Basic"
		}
	}
	return "Bearer"
}

// unknownError is a refusal that says: sign in.
type unknownError struct{ error }

func errUnknown(sentence string) error {
	return unknownError{desk.Refuse(desk.NotAllowed, "%s", sentence)}
}

func (e unknownError) Unwrap() error { return e.error }

// allow refuses who may not use a door.
func (f *Face) allow(who desk.Who, right string) error {
	switch {
	case right == desk.RightAnybody:
		return nil
	case who.Member == "":
		return errUnknown("sign in first: open the link that an administrator gave you, or send an API token")
	case right == desk.RightSignedIn || f.Rights.May(f.Mission.Now(), who, right):
		return nil
	}
	return desk.Refuse(desk.NotAllowed, "your role does not include %q; the rights table of the agreement says who may", right)
}

// acting is who, with the scope that the rights table gives the action.
func (f *Face) acting(who desk.Who, right string) desk.Who {
	if right != desk.RightAnybody && right != desk.RightSignedIn {
		who.Scope, _ = f.Rights.Scope(f.Mission.Now(), who, right)
	}
	return who
}

// signed checks a device's signature over a body: headers Truce-Device and Truce-Signature (base64 of an Ed25519
// signature over record.SubmissionText). Without these headers it returns who as it is.
func (f *Face) signed(r *http.Request, who desk.Who, id string, body []byte) (desk.Who, record.Hash, []byte, error) {
	digest := record.Hash(sha256.Sum256(body))
	device := r.Header.Get("Truce-Device")
	if device == "" {
		return who, digest, nil, nil
	}
	signature, err := base64.StdEncoding.DecodeString(r.Header.Get("Truce-Signature"))
	if err != nil || len(signature) != ed25519.SignatureSize {
		return who, digest, nil, desk.Refuse(desk.Invalid, "the header Truce-Signature is not an Ed25519 signature in base64; sign the submission again")
	}
	if r.Header.Get("Idempotency-Key") == "" {
		return who, digest, nil, desk.Refuse(desk.Invalid, "a signed submission needs its own id in the header Idempotency-Key, which the signature covers")
	}
	member, key, ok := f.Identity.ByDevice(device)
	if !ok || !ed25519.Verify(key, record.SubmissionText(f.Mission.Origin(), id, digest), signature) {
		return who, digest, nil, errUnknown("the device is not known or the signature does not fit; enrol the device again")
	}
	if who.Member != "" && who.Member != member.Member {
		return who, digest, nil, desk.Refuse(desk.NotAllowed, "you are signed in as one member and the device belongs to another; sign out first")
	}
	return member, digest, bytes.Clone(signature), nil
}

// A sessionOpener is an answer that opens a session: the face puts its secret into a cookie that scripts cannot read.
type sessionOpener interface {
	SessionSecret() (secret string, expires time.Time)
}

func setSession(w http.ResponseWriter, r *http.Request, answer any) {
	opener, ok := answer.(sessionOpener)
	if !ok {
		return
	}
	secret, expires := opener.SessionSecret()
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", Expires: expires, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
}
