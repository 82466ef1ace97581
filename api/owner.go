package api

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"sync"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

// An Owner lets whoever has a reading copy look at it. A copy takes nothing in, so nobody can open a link that was issued
// in the record; but who has the copy and its keys can read it anyhow. So the program that serves it makes links of its
// own, which work once, from this machine only, and let in whoever the copy belongs to. They are kept in memory.
type Owner struct {
	Who func() desk.Who // as whom to look

	mu       sync.Mutex
	links    map[record.Hash]time.Time // until when they may be opened
	sessions map[record.Hash]time.Time
}

const (
	ownerLink    = 24 * time.Hour
	ownerSession = 12 * time.Hour
	ownerPath    = "/owner/"
)

func ownerSecret() (string, record.Hash) {
	var b [32]byte
	rand.Read(b[:])
	secret := base64.RawURLEncoding.EncodeToString(b[:])
	return secret, sha256.Sum256([]byte(secret))
}

// NewLink makes a link that works once and gives its path.
func (o *Owner) NewLink() string {
	secret, hash := ownerSecret()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.links == nil {
		o.links, o.sessions = map[record.Hash]time.Time{}, map[record.Hash]time.Time{}
	}
	o.links[hash] = time.Now().Add(ownerLink)
	return ownerPath + secret
}

// enter opens a link: it gives the secret of a session.
func (o *Owner) enter(link record.Hash) (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	until, ok := o.links[link]
	delete(o.links, link)
	if !ok || time.Now().After(until) {
		return "", false
	}
	secret, hash := ownerSecret()
	o.sessions[hash] = time.Now().Add(ownerSession)
	return secret, true
}

func (o *Owner) bySecret(secret record.Hash) (desk.Who, bool) {
	if o == nil {
		return desk.Who{}, false
	}
	o.mu.Lock()
	until, ok := o.sessions[secret]
	o.mu.Unlock()
	if !ok || time.Now().After(until) {
		return desk.Who{}, false
	}
	return o.Who(), true
}

// enterOwner opens a link of the owner, from this machine only.
func (f *Face) enterOwner(w http.ResponseWriter, r *http.Request) error {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() || r.Header.Get("X-Forwarded-For") != "" {
		return desk.Refuse(desk.NotAllowed, "this link opens the copy on its own machine only")
	}
	secret, ok := f.Owner.enter(sha256.Sum256([]byte(r.PathValue("secret"))))
	if !ok {
		return desk.Refuse(desk.NotFound, "this link is not known, or was used; it works once. Make another with: truce link")
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: secret, Path: "/", MaxAge: int(ownerSession.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
