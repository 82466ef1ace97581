// Package people knows who is who: members, the side each acts for, roles, and the keys and secrets by which they are
// known.
//
// # Facts
//
// A member is enrolled under an id and a code name; no real name is ever asked for. The mission and the member's own
// side see roles; for everybody else a second fact introduces the code name alone. Roles change by a fact, and a member
// who leaves keeps the id for ever: nobody else gets it.
//
// Nobody has a password. An admin issues a link that works once; whoever opens it gets a session. Programs get tokens,
// devices bring their own keys. Secrets are 256 random bits that only the receiver holds: the record has their SHA-256,
// for the admins and the member concerned.
//
// # Picture
//
// A [Registry] holds it in memory and implements desk.Identity: it is asked on every request, from any goroutine.
// Whether a session, token or link has expired is computed from its fact; expiry makes no fact. The tables answer who
// belongs to the mission, and each member's own links, sessions, tokens and devices.
//
// # Articles
//
// The agreement's articles on the composition of the mission and its rights table. Separation of duties is stricter
// than the table and holds under every agreement: see conflicts in rules.go.
//
// # What it deliberately does not do
//
// It does not decide who may do what; the rights table does, through the desk terms. It does not check that a panel
// member stands apart from the accused, or that who rates a report did not enter it: that is decided case by case where
// the case is. It does not count failed attempts to enter: a secret of 256 bits is not guessed. It cannot keep an admin
// from opening a link issued for another; it shows the member that the link was issued and used.
package people
