package people_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/people"
	"truce.example/record"
)

// table is the rights table of a test agreement.
type table struct{ text *agreement.Agreement }

func (t table) May(_ time.Time, who desk.Who, action string) bool {
	if who.Known == record.ByHost {
		return true
	}
	for _, r := range t.text.Rights {
		if !who.Has(r.Role) {
			continue
		}
		for _, a := range r.Actions {
			if a == action {
				return true
			}
		}
	}
	return false
}

func (t table) Scope(_ time.Time, who desk.Who, action string) (record.Audience, bool) {
	return record.Nobody, t.May(time.Time{}, who, action)
}

func newWorld(t *testing.T) (*desktest.World, *people.Registry) {
	text := desktest.Agreement(t)
	law := agreement.NewTerms(text, nil, nil, 0)
	r := people.New(func(record.Moment, int64) *agreement.Terms { return law })
	w := desktest.New(t, r.Desk())
	w.Rights = table{text}
	return w, r
}

// staffed is a world with an admin, a chair, an observer and a liaison officer of each party.
func staffed(t *testing.T) (*desktest.World, *people.Registry) {
	w, r := newWorld(t)
	enrol(w)
	return w, r
}

func enrol(w *desktest.World) {
	for _, e := range []people.Enrol{
		{Member: "anvil", CodeName: "Anvil", Roles: []string{"admin"}},
		{Member: "cedar", CodeName: "Cedar", Roles: []string{"chair"}, Languages: []string{"ar"}},
		{Member: "swift", CodeName: "Swift", Roles: []string{"observer"}},
		{Member: "olive", CodeName: "Olive", Party: "A", Roles: []string{"party_liaison"}},
		{Member: "almond", CodeName: "Almond", Party: "B", Roles: []string{"party_liaison"}},
		{Member: "harbour", CodeName: "Harbour", Party: "G1", Roles: []string{"guarantor"}},
	} {
		w.MustTell(desk.Host(), "people", &e)
	}
}

func member(t *testing.T, r *people.Registry, id string) desk.Who {
	t.Helper()
	who, ok := r.Member(id)
	if !ok {
		t.Fatalf("there is no member %s", id)
	}
	return who
}

// signIn gives a member a link and opens it.
func signIn(t *testing.T, w *desktest.World, r *people.Registry, id string) (desk.Who, string) {
	t.Helper()
	issued := w.MustPost(desk.Host(), "people/links", map[string]string{"member": id, "purpose": "test"}).(people.Issued)
	_, secret, _ := strings.Cut(issued.Path, "#")
	entered := w.MustPost(desk.Who{}, "people/enter", map[string]string{"secret": secret}).(people.Entered)
	session, _ := entered.SessionSecret()
	who, ok := r.BySecret(w.Now, sha256.Sum256([]byte(session)))
	if !ok {
		t.Fatalf("the session of %s opens nothing", id)
	}
	return who, session
}

func TestSeparationOfDuties(t *testing.T) {
	w, _ := newWorld(t)
	for _, row := range []struct {
		name  string
		party string
		roles []string
		kind  desk.Refusal // "" if it is accepted
		says  string
	}{
		{"an officer may lead patrols as well", "", []string{"team_leader", "duty_officer"}, "", ""},
		{"who weighs evidence does not keep it", "", []string{"analyst", "evidence_custodian"}, desk.Conflict, "weighs evidence"},
		{"who keeps evidence may do other things", "", []string{"evidence_custodian", "legal_adviser"}, "", ""},
		{"an auditor has no part in the work", "", []string{"auditor", "observer"}, desk.Conflict, "checks the record"},
		{"an auditor alone", "", []string{"auditor"}, "", ""},
		{"who runs the machine does not work with what is in it", "", []string{"admin", "chair"}, desk.Conflict, "runs the machine"},
		{"an admin does not audit either", "", []string{"admin", "auditor"}, desk.Conflict, "cannot be one person"},
		{"the same role twice is one role", "", []string{"chair", "chair"}, "", ""},
		{"a liaison officer is a party's", "", []string{"party_liaison"}, desk.Invalid, "for members of a party"},
		{"a guarantor's representative is a guarantor's", "", []string{"guarantor"}, desk.Invalid, "for members of a guarantor"},
		{"a party's member does not decide findings", "A", []string{"panel_member"}, desk.Conflict, "party_liaison and nothing else"},
		{"a party's member is liaison officer", "A", []string{"party_liaison"}, "", ""},
		{"a guarantor's member does not decide findings", "G1", []string{"guarantor", "panel_member"}, desk.Conflict, "stands apart"},
		{"a guarantor's member represents it", "G1", []string{"guarantor"}, "", ""},
		{"nobody is without a role", "", nil, desk.Invalid, "at least one"},
		{"roles are those of the list", "", []string{"king"}, desk.Invalid, "not a role"},
		{"everybody is a public reader", "", []string{"public_reader"}, desk.Invalid, "everybody"},
		{"a side that the agreement does not know", "Z", []string{"party_liaison"}, desk.Invalid, "no party or guarantor"},
	} {
		t.Run(row.name, func(t *testing.T) {
			id := fmt.Sprint("m", len(w.Entries))
			do := &people.Enrol{Member: id, CodeName: "Code " + id, Party: row.party, Roles: row.roles}
			if row.kind == "" {
				w.MustTell(desk.Host(), "people", do)
				return
			}
			if says := w.Refuses(row.kind, desk.Host(), "people", do); !strings.Contains(says, row.says) {
				t.Errorf("the refusal says %q, without %q", says, row.says)
			}
		})
	}
}

func TestNobodyActsForASideBeforeThereIsAnAgreement(t *testing.T) {
	r := people.New(func(record.Moment, int64) *agreement.Terms { return nil })
	w := desktest.New(t, r.Desk())
	w.MustTell(desk.Host(), "people", &people.Enrol{Member: "anvil", CodeName: "Anvil", Roles: []string{"admin"}})
	w.Refuses(desk.TooEarly, desk.Host(), "people", &people.Enrol{Member: "olive", CodeName: "Olive", Party: "A", Roles: []string{"party_liaison"}})
}

func TestRefusals(t *testing.T) {
	w, r := staffed(t)
	cedar, _ := signIn(t, w, r, "cedar")
	swift, session := signIn(t, w, r, "swift")
	olive, _ := signIn(t, w, r, "olive")
	w.MustTell(desk.Host(), "people", &people.Enrol{Member: "gone", CodeName: "Gone", Roles: []string{"observer"}})
	w.MustTell(desk.Host(), "people", &people.Leave{Member: "gone"})
	key := make([]byte, 32)
	w.MustTell(desk.Host(), "people", &people.AddDevice{Device: "d1", Member: "swift", SigningKey: key})
	now := record.At(w.Now)
	_, fresh := people.NewSecret()
	used := people.SecretHash(session)
	long := strings.Repeat("x", 300)
	byToken := swift
	byToken.Known = record.ByToken
	for _, row := range []struct {
		name string
		kind desk.Refusal
		who  desk.Who
		do   any
		says string
	}{
		{"an id says nothing and fits an audience", desk.Invalid, cedar, &people.Enrol{Member: "John Smith", CodeName: "X1", Roles: []string{"observer"}}, "lower-case"},
		{"nobody is called system", desk.Invalid, cedar, &people.Enrol{Member: "system", CodeName: "X1", Roles: []string{"observer"}}, "choose another"},
		{"an id is given once", desk.Conflict, cedar, &people.Enrol{Member: "gone", CodeName: "X1", Roles: []string{"observer"}}, "somebody else's"},
		{"a code name is given once", desk.Conflict, cedar, &people.Enrol{Member: "x", CodeName: " SWIFT", Roles: []string{"observer"}}, "that of swift"},
		{"a code name has a length", desk.Invalid, cedar, &people.Enrol{Member: "x", CodeName: "X", Roles: []string{"observer"}}, "2 to 40"},
		{"languages are tags", desk.Invalid, cedar, &people.Enrol{Member: "x", CodeName: "X1", Roles: []string{"observer"}, Languages: []string{""}}, "tags"},

		{"nobody changes their own roles", desk.NotAllowed, cedar, &people.ChangeRoles{Member: "cedar", Roles: []string{"observer"}, Reason: "x"}, "their own"},
		{"roles change for a reason", desk.Invalid, cedar, &people.ChangeRoles{Member: "swift", Roles: []string{"chair"}}, "reason"},
		{"roles change to others", desk.Conflict, cedar, &people.ChangeRoles{Member: "swift", Roles: []string{"observer"}, Reason: "x"}, "nothing to do"},
		{"duties stay separate after a change", desk.Conflict, cedar, &people.ChangeRoles{Member: "swift", Roles: []string{"observer", "auditor"}, Reason: "x"}, "cannot be one person"},
		{"a liaison officer stays one", desk.Conflict, cedar, &people.ChangeRoles{Member: "olive", Roles: []string{"analyst"}, Reason: "x"}, "nothing else"},
		{"nobody knows the member", desk.NotFound, cedar, &people.ChangeRoles{Member: "who", Roles: []string{"observer"}, Reason: "x"}, "look up"},
		{"who has left has no roles", desk.Conflict, cedar, &people.ChangeRoles{Member: "gone", Roles: []string{"observer"}, Reason: "x"}, "has left"},
		{"a reason is short", desk.Invalid, cedar, &people.Leave{Member: "swift", Reason: long + long}, "shorten"},
		{"nobody leaves twice", desk.Conflict, cedar, &people.Leave{Member: "gone"}, "has left"},

		{"a link is for a member", desk.NotFound, cedar, &people.IssueLink{Link: "l", Member: "who", Secret: fresh, Expires: now + 1000, Purpose: "x"}, "no member"},
		{"a link has a purpose", desk.Invalid, cedar, &people.IssueLink{Link: "l", Member: "swift", Secret: fresh, Expires: now + 1000, Purpose: " "}, "what it is for"},
		{"a purpose is short", desk.Invalid, cedar, &people.IssueLink{Link: "l", Member: "swift", Secret: fresh, Expires: now + 1000, Purpose: long}, "200"},
		{"a link expires later", desk.Invalid, cedar, &people.IssueLink{Link: "l", Member: "swift", Secret: fresh, Expires: now, Purpose: "x"}, "has passed"},
		{"a link expires soon", desk.Invalid, cedar, &people.IssueLink{Link: "l", Member: "swift", Secret: fresh, Expires: now + 8*86400_000, Purpose: "x"}, "168 hours"},
		{"a link has a secret", desk.Conflict, cedar, &people.IssueLink{Link: "l", Member: "swift", Expires: now + 1000, Purpose: "x"}, "draw new ones"},
		{"a secret is used for one thing", desk.Conflict, cedar, &people.IssueLink{Link: "l", Member: "swift", Secret: used, Expires: now + 1000, Purpose: "x"}, "draw new ones"},
		{"a link that nobody issued", desk.NotFound, swift, &people.Enter{Link: fresh, Session: "s", Secret: fresh, Expires: now + 1000}, "not known"},
		{"a token expires within a year", desk.Invalid, cedar, &people.IssueToken{Token: "t", Member: "swift", Secret: fresh, Expires: now + 400*86400_000, Purpose: "x"}, "at most"},
		{"a token is for a member who belongs", desk.Conflict, cedar, &people.IssueToken{Token: "t", Member: "gone", Secret: fresh, Expires: now + 1000, Purpose: "x"}, "has left"},
		{"a token that is not there", desk.NotFound, cedar, &people.RevokeToken{Token: "t"}, "no token"},
		{"a session is not a token", desk.NotFound, cedar, &people.RevokeToken{Token: swift.Device}, "no token"},
		{"a session that is not there", desk.NotFound, cedar, &people.CloseSession{Session: "s"}, "no session"},
		{"who is not in a session does not leave it", desk.Conflict, byToken, &people.LeaveSession{}, "not in a session"},

		{"a device has a key", desk.Invalid, cedar, &people.AddDevice{Device: "d2", Member: "swift"}, "Ed25519"},
		{"a device's second key fits", desk.Invalid, cedar, &people.AddDevice{Device: "d2", Member: "swift", SigningKey: []byte(long)[:32], SealingKey: []byte{1}}, "X25519"},
		{"a label is short", desk.Invalid, cedar, &people.AddDevice{Device: "d2", Member: "swift", SigningKey: []byte(long)[:32], Label: long}, "80"},
		{"a device's id is its own", desk.Conflict, cedar, &people.AddDevice{Device: "d1", Member: "swift", SigningKey: []byte(long)[:32]}, "another device"},
		{"a device's key is its own", desk.Conflict, cedar, &people.AddDevice{Device: "d2", Member: "cedar", SigningKey: key}, "make its own"},
		{"a token brings no device", desk.NotAllowed, byToken, &people.AddMyDevice{Device: "d2", SigningKey: []byte(long)[:32]}, "browser"},
		{"nobody loses another's device", desk.NotFound, olive, &people.LoseMyDevice{Device: "d1"}, "you have no device"},
		{"a device that is not there", desk.NotFound, cedar, &people.LoseDevice{Device: "d9"}, "no device"},

		{"what nobody knows", desk.Invalid, cedar, &struct{}{}, "does not know"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if says := w.Refuses(row.kind, row.who, "people", row.do); !strings.Contains(says, row.says) {
				t.Errorf("the refusal says %q, without %q", says, row.says)
			}
		})
	}
}

func TestALinkOpensOneSession(t *testing.T) {
	w, r := staffed(t)
	anvil := member(t, r, "anvil")
	issued := w.MustPost(anvil, "people/links", `{"member":"swift","purpose":"first entry"}`).(people.Issued)
	if !strings.HasPrefix(issued.Path, "/enter#") || len(issued.Path) < len("/enter#")+43 {
		t.Fatalf("the link is %q", issued.Path)
	}
	secret := strings.TrimPrefix(issued.Path, "/enter#")
	for _, e := range w.Entries {
		if b, _ := json.Marshal(e); strings.Contains(string(b), secret) {
			t.Errorf("the secret rests in entry %d", e.Number)
		}
	}
	body := map[string]string{"secret": secret}
	entered := w.MustPost(desk.Who{}, "people/enter", body).(people.Entered)
	if entered.Member != "swift" || entered.CodeName != "Swift" {
		t.Errorf("entered is %+v", entered)
	}
	if says := w.RefusesPost(desk.Conflict, desk.Who{}, "people/enter", body); !strings.Contains(says, "works once") {
		t.Errorf("the second use is refused with %q", says)
	}
	if says := w.RefusesPost(desk.NotFound, desk.Who{}, "people/enter", `{"secret":"guess"}`); !strings.Contains(says, "ask for a new one") {
		t.Errorf("a guess is refused with %q", says)
	}

	session, expires := entered.SessionSecret()
	hash := people.SecretHash(session)
	who, ok := r.BySecret(w.Now, hash)
	if !ok || who.Member != "swift" || who.Known != record.BySession || !who.Has("observer") || who.Device == "" {
		t.Fatalf("the session is %+v, %v", who, ok)
	}
	if _, ok := r.BySecret(expires, hash); ok {
		t.Error("the session opens something when it has expired")
	}
	if _, ok := r.BySecret(expires.Add(-time.Millisecond), hash); !ok {
		t.Error("the session opens nothing before it has expired")
	}
	if _, ok := r.BySecret(w.Now, people.SecretHash(secret)); ok {
		t.Error("a link's secret is taken for a session's")
	}
	w.MustTell(who, "people", &people.LeaveSession{})
	if _, ok := r.BySecret(w.Now, hash); ok {
		t.Error("the session opens something after it was left")
	}
	w.Refuses(desk.Conflict, who, "people", &people.LeaveSession{})
}

func TestALinkExpires(t *testing.T) {
	w, _ := staffed(t)
	issued := w.MustPost(desk.Host(), "people/links", `{"member":"swift","purpose":"late"}`).(people.Issued)
	w.Advance(24 * time.Hour)
	body := map[string]string{"secret": strings.TrimPrefix(issued.Path, "/enter#")}
	if says := w.RefusesPost(desk.Conflict, desk.Who{}, "people/enter", body); !strings.Contains(says, "expired") {
		t.Errorf("an expired link is refused with %q", says)
	}
}

// A request that is sent again must not show a secret again, nor make another.
func TestASecretIsShownOnce(t *testing.T) {
	w, _ := staffed(t)
	d := w.Desk("people")
	for _, path := range []string{"links", "tokens"} {
		for _, route := range d.Routes {
			if route.Path != path || route.Do == nil {
				continue
			}
			send := func() (any, error) {
				return route.Do(t.Context(), desk.Question{
					Who: desk.Host(), At: w.Now, ID: "same-" + path, Body: strings.NewReader(`{"member":"swift","purpose":"x"}`),
				}, w.Clerk())
			}
			if _, err := send(); err != nil {
				t.Fatal(err)
			}
			n := len(w.Entries)
			_, err := send()
			if r, ok := desk.Refused(err); !ok || r.Kind != desk.Conflict || !strings.Contains(r.Sentence, "only once") {
				t.Errorf("%s sent again: %v", path, err)
			}
			if len(w.Entries) != n {
				t.Errorf("%s sent again recorded something", path)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	w, r := staffed(t)
	issued := w.MustPost(member(t, r, "anvil"), "people/tokens", `{"member":"cedar","purpose":"export"}`).(people.Issued)
	who, ok := r.BySecret(w.Now, people.SecretHash(issued.Secret))
	if !ok || who.Known != record.ByToken || who.Member != "cedar" {
		t.Fatalf("the token is %+v, %v", who, ok)
	}
	w.MustTell(desk.Host(), "people", &people.RevokeToken{Token: issued.ID})
	if _, ok := r.BySecret(w.Now, people.SecretHash(issued.Secret)); ok {
		t.Error("the token opens something after it was revoked")
	}
	w.Refuses(desk.Conflict, desk.Host(), "people", &people.RevokeToken{Token: issued.ID})
}

func TestDevices(t *testing.T) {
	w, r := staffed(t)
	swift, _ := signIn(t, w, r, "swift")
	key := []byte("0123456789abcdef0123456789abcdef")
	w.MustTell(swift, "people", &people.AddMyDevice{Device: "d1", Label: "phone", SigningKey: key})
	who, got, ok := r.ByDevice("d1")
	if !ok || who.Member != "swift" || who.Known != record.ByDevice || who.Device != "d1" || string(got) != string(key) {
		t.Fatalf("the device is %+v, %q, %v", who, got, ok)
	}
	w.MustTell(swift, "people", &people.LoseMyDevice{Device: "d1"})
	if _, _, ok := r.ByDevice("d1"); ok {
		t.Error("a lost device is known")
	}
	w.Refuses(desk.Conflict, swift, "people", &people.AddMyDevice{Device: "d2", SigningKey: key})
	w.Refuses(desk.Conflict, desk.Host(), "people", &people.LoseDevice{Device: "d1"})
	if answer := w.MustAsk(swift, "people/devices"); !strings.Contains(answer, `"lost":"2031-06-01T09:00:00Z"`) {
		t.Errorf("the devices are %s", answer)
	}
}

func TestLeavingEndsEverything(t *testing.T) {
	w, r := staffed(t)
	swift, session := signIn(t, w, r, "swift")
	w.MustTell(swift, "people", &people.AddMyDevice{Device: "d1", SigningKey: make([]byte, 32)})
	link := w.MustPost(desk.Host(), "people/links", `{"member":"swift","purpose":"again"}`).(people.Issued)
	w.MustTell(member(t, r, "cedar"), "people", &people.Leave{Member: "swift", Reason: "end of tour"})
	if _, ok := r.BySecret(w.Now, people.SecretHash(session)); ok {
		t.Error("the session survives")
	}
	if _, _, ok := r.ByDevice("d1"); ok {
		t.Error("the device survives")
	}
	if _, ok := r.Member("swift"); ok {
		t.Error("the member survives")
	}
	w.RefusesPost(desk.Conflict, desk.Who{}, "people/enter", map[string]string{"secret": strings.TrimPrefix(link.Path, "/enter#")})
}

func TestRolesChangeAtOnce(t *testing.T) {
	w, r := staffed(t)
	_, session := signIn(t, w, r, "swift")
	w.MustTell(member(t, r, "cedar"), "people", &people.ChangeRoles{Member: "swift", Roles: []string{"team_leader"}, Reason: "leads"})
	who, _ := r.BySecret(w.Now, people.SecretHash(session))
	if !who.Has("team_leader") || who.Has("observer") {
		t.Errorf("the open session has the roles %v", who.Roles)
	}
}

func TestWhoKnowsWhom(t *testing.T) {
	w, r := staffed(t)
	signIn(t, w, r, "swift")
	for _, row := range []struct {
		reader  string
		members string // of whom roles are known
		access  int
	}{
		{"cedar", "anvil cedar swift olive almond harbour", 0},
		{"anvil", "anvil cedar swift olive almond harbour", 2},
		{"swift", "anvil cedar swift olive almond harbour", 2},
		{"olive", "olive", 0},
		{"harbour", "harbour", 0},
	} {
		who := member(t, r, row.reader)
		var list []people.Person
		if err := json.Unmarshal([]byte(w.MustAsk(who, "people/members")), &list); err != nil {
			t.Fatal(err)
		}
		var known []string
		for _, p := range list {
			if p.CodeName == "" {
				t.Errorf("%s reads no code name of %s", row.reader, p.Member)
			}
			if len(p.Roles) > 0 {
				known = append([]string{p.Member}, known...)
			}
		}
		if len(list) != 6 || strings.Join(known, " ") != row.members {
			t.Errorf("%s reads %d members, and the roles of %v", row.reader, len(list), known)
		}
		w.CheckLayers("people", who)
		if rows := w.Rows(who, "people.members", 4); len(rows) != 4 {
			t.Errorf("%s sees %d rows of 4", row.reader, len(rows))
		}
		var accesses []people.Access
		if err := json.Unmarshal([]byte(w.MustAsk(who, "people/access")), &accesses); err != nil {
			t.Fatal(err)
		}
		if len(accesses) != row.access {
			t.Errorf("%s reads %d links and sessions, want %d", row.reader, len(accesses), row.access)
		}
	}
	var me people.Me
	if err := json.Unmarshal([]byte(w.MustAsk(member(t, r, "swift"), "people/me")), &me); err != nil {
		t.Fatal(err)
	}
	if me.CodeName != "Swift" || len(me.Access) != 2 {
		t.Errorf("swift is %+v", me)
	}
}

func TestRolesAndRoutes(t *testing.T) {
	w, _ := staffed(t)
	for _, role := range agreement.Roles {
		who := desk.Who{Member: "x", Kind: "mission", Roles: []string{role.Code}, Known: record.BySession}
		for _, route := range w.Desk("people").Routes {
			if route.Right == desk.RightAnybody || route.Right == desk.RightSignedIn || w.Rights.May(w.Now, who, route.Right) {
				continue
			}
			w.RefusesPost(desk.NotAllowed, who, "people/"+route.Path, "{}")
		}
	}
	for _, route := range w.Desk("people").Routes {
		stranger := desk.Who{}
		if route.Method == "GET" {
			if _, err := w.Ask(stranger, "people/"+route.Path); err == nil && route.Right != desk.RightAnybody {
				t.Errorf("a stranger reads %s", route.Path)
			}
			continue
		}
		if route.Path != "enter" {
			w.RefusesPost(desk.NotAllowed, stranger, "people/"+route.Path, "{}")
		}
	}
	for _, body := range []string{"", "{", `{"secret":1}`, `{"secret":"x","more":1}`, `{"secret":"x"} {}`} {
		w.RefusesPost(desk.Invalid, desk.Who{}, "people/enter", body)
	}
	if rows := w.Rows(desk.Who{}, "people.members", 10); len(rows) != 0 {
		t.Errorf("a stranger sees members: %v", rows)
	}
}

// erased stands for the tombstone that the desk terms records.
type erased struct {
	Entry int64 `json:"entry"`
}

func (e erased) Erases() int64                  { return e.Entry }
func (e erased) Of(n int64) any                 { e.Entry = n; return e }
func (e erased) WithResidue(string, []byte) any { return e }
func (e erased) Remains() (string, []byte)      { return "", nil }

func TestAForgottenNameLeavesTheMember(t *testing.T) {
	w, r := staffed(t)
	at := w.Entries[4] // the enrolment of swift
	r.Apply(record.Entry{Number: int64(len(w.Entries)), Fact: &erased{at.Number}})
	live := member(t, r, "swift")
	if r.CodeName("swift") != "" {
		t.Error("the name is still known")
	}

	r.Reset()
	for _, e := range w.Entries {
		if e.Number == at.Number {
			kept := e.Fact.(desk.Residue).Residue().(people.Enrolled)
			e.Fact = &kept
		}
		r.Apply(e)
	}
	if again := member(t, r, "swift"); fmt.Sprint(again) != fmt.Sprint(live) || r.CodeName("swift") != "" {
		t.Errorf("from the residue the member is %+v, live %+v", again, live)
	}
	w.MustTell(desk.Host(), "people", &people.Enrol{Member: "other", CodeName: "Swift", Roles: []string{"observer"}})
}

func TestRefoldEqualsLive(t *testing.T) {
	w, r := newWorld(t)
	script(w)
	answers := func() string {
		var out strings.Builder
		for _, id := range []string{"anvil", "cedar", "swift", "olive", "almond", "harbour"} {
			who, ok := r.Member(id)
			fmt.Fprintln(&out, who, ok, r.CodeName(id))
		}
		for _, id := range []string{"d1", "d2"} {
			who, key, ok := r.ByDevice(id)
			fmt.Fprintln(&out, who, key, ok)
		}
		for _, seed := range []string{"link", "session", "token"} {
			who, ok := r.BySecret(w.Now, people.SecretHash(seed))
			fmt.Fprintln(&out, who, ok)
		}
		return out.String()
	}
	live := answers()
	w.Refold()
	if got := answers(); got != live {
		t.Errorf("folded again the desk answers\n%s, live\n%s", got, live)
	}
}

func TestIdentityWhileTheWriterWrites(t *testing.T) {
	w, r := staffed(t)
	_, session := signIn(t, w, r, "swift")
	hash, now := people.SecretHash(session), w.Now
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if who, ok := r.BySecret(now, hash); ok && len(who.Roles) == 0 {
					t.Error("a session without roles")
				}
				r.Member("swift")
				r.ByDevice("d1")
				r.CodeName("swift")
			}
		})
	}
	for i := range 20 {
		role := []string{"team_leader", "observer"}[i%2]
		w.MustTell(desk.Host(), "people", &people.ChangeRoles{Member: "swift", Roles: []string{role}, Reason: "x"})
		w.MustTell(desk.Host(), "people", &people.AddDevice{Device: fmt.Sprint("d", i), Member: "swift", SigningKey: fmt.Appendf(nil, "%032d", i)})
	}
	close(stop)
	readers.Wait()
}

func BenchmarkBySecret(b *testing.B) {
	r := people.New(nil)
	r.Apply(record.Entry{Fact: &people.Enrolled{Member: "swift", Kind: "mission", Roles: []string{"observer"}}})
	var hash record.Hash
	for i := range 10_000 {
		hash = people.SecretHash(fmt.Sprint(i))
		r.Apply(record.Entry{Fact: &people.SessionOpened{Session: fmt.Sprint(i), Member: "swift", Secret: hash, Expires: record.At(desktest.Start)}})
	}
	at := desktest.Start.Add(-time.Hour)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, ok := r.BySecret(at, hash); !ok {
				b.Fatal("not found")
			}
		}
	})
}

// script records a fact of every kind, with secrets that are anything but secret.
func script(w *desktest.World) {
	enrol(w)
	host, day := desk.Host(), record.Moment(86400_000)
	now := record.At(w.Now)
	swift := desk.Who{Member: "swift", Kind: "mission", Roles: []string{"observer"}, Known: record.BySession, Device: "s1"}
	w.MustTell(host, "people", &people.IssueLink{Link: "l1", Member: "swift", Secret: people.SecretHash("link"), Expires: now + day, Purpose: "first entry"})
	w.Advance(time.Minute)
	w.MustTell(swift, "people", &people.Enter{Link: people.SecretHash("link"), Session: "s1", Secret: people.SecretHash("session"), Expires: now + day/2})
	w.MustTell(swift, "people", &people.AddMyDevice{Device: "d1", Label: "phone", SigningKey: []byte("0123456789abcdef0123456789abcdef")})
	w.MustTell(host, "people", &people.AddDevice{Device: "d2", Member: "olive", SigningKey: []byte("fedcba9876543210fedcba9876543210"), SealingKey: make([]byte, 32)})
	w.MustTell(host, "people", &people.IssueToken{Token: "t1", Member: "cedar", Secret: people.SecretHash("token"), Expires: now + 30*day, Purpose: "export"})
	w.Advance(time.Hour)
	w.MustTell(host, "people", &people.ChangeRoles{Member: "swift", Roles: []string{"team_leader", "observer"}, Reason: "leads patrol 2"})
	w.MustTell(swift, "people", &people.LoseMyDevice{Device: "d1", Reason: "stolen"})
	w.MustTell(swift, "people", &people.LeaveSession{})
	w.MustTell(host, "people", &people.RevokeToken{Token: "t1", Reason: "done"})
	w.MustTell(host, "people", &people.Leave{Member: "almond", Reason: "recalled"})
}

func TestGolden(t *testing.T) {
	text := desktest.Agreement(t)
	law := agreement.NewTerms(text, nil, nil, 0)
	r := people.New(func(record.Moment, int64) *agreement.Terms { return law })
	desktest.Golden(t, r.Desk(), script)
}

func TestAPI(t *testing.T) {
	w, r := newWorld(t)
	examples := desktest.API(t, w.Desk("people"))
	send := func(who desk.Who, door string) any {
		t.Helper()
		return w.MustPost(who, "people/"+door, examples["POST people/"+door])
	}
	send(desk.Host(), "members")
	send(desk.Host(), "roles")
	send(desk.Host(), "devices")
	send(desk.Host(), "devices/lost")
	send(desk.Host(), "links")
	send(desk.Host(), "tokens")
	_, hash := people.NewSecret()
	later := record.At(w.Now.Add(time.Hour))
	w.MustTell(desk.Host(), "people", &people.IssueToken{Token: "t-1", Member: "m-4f2a", Secret: hash, Expires: later, Purpose: "x"})
	send(desk.Host(), "tokens/revoke")
	who, _ := signIn(t, w, r, "m-4f2a")
	send(who, "me/devices")
	send(who, "me/devices/lost")
	send(who, "leave-session")
	_, link := people.NewSecret()
	w.MustTell(desk.Host(), "people", &people.IssueLink{Link: "l-1", Member: "m-4f2a", Secret: link, Expires: later, Purpose: "x"})
	_, hash = people.NewSecret()
	w.MustTell(who, "people", &people.Enter{Link: link, Session: "s-1", Secret: hash, Expires: later})
	send(desk.Host(), "sessions/close")
	send(desk.Host(), "leave")
}

// A device that was shut out is told so, and one that nobody knows learns nothing.
func TestADeviceLearnsThatItWasShutOut(t *testing.T) {
	w, r := staffed(t)
	state := func() string { return w.MustAsk(desk.Who{}, "people/devices/phone-1/state") }
	if got := state(); !strings.Contains(got, `"unknown"`) {
		t.Errorf("before: %s", got)
	}
	swift := member(t, r, "swift")
	swift.Known = record.BySession
	w.MustTell(swift, "people", &people.AddMyDevice{Device: "phone-1", SigningKey: make([]byte, 32)})
	if got := state(); !strings.Contains(got, `"known"`) {
		t.Errorf("in use: %s", got)
	}
	signing, secret := swift, people.SecretHash("drawn by the phone")
	signing.Known, signing.Device = record.ByDevice, "phone-1"
	w.MustTell(signing, "people", &people.OpenMySession{Session: "s-phone", Secret: secret, Expires: record.At(w.Now.Add(time.Hour))})
	if _, ok := r.BySecret(w.Now, secret); !ok {
		t.Error("the phone's session opens nothing")
	}
	w.MustTell(swift, "people", &people.LoseMyDevice{Device: "phone-1"})
	if got := state(); !strings.Contains(got, `"lost"`) {
		t.Errorf("shut out: %s", got)
	}
	if _, ok := r.BySecret(w.Now, secret); ok {
		t.Error("the session outlives the phone that opened it")
	}
}
