package notify

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"truce.example/desk"
	"truce.example/record"
)

// Decide answers a command with facts, or refuses it.
func (b *book) Decide(at time.Time, who desk.Who, do any) ([]record.Draft, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d := decision{b, record.At(at), who}
	switch do := do.(type) {
	case *SetAddress:
		return d.setAddress(do)
	case *RemoveAddress:
		return d.removeAddress(do.Member, do.Way)
	case *RemoveMyAddress:
		return d.removeAddress(who.Member, do.Way)
	case *OpenNotice:
		return d.open(do)
	case *SendAgain:
		return d.sendAgain(do)
	}
	if who.Known != record.BySystem {
		return nil, desk.Refuse(desk.Invalid, "the desk %s does not know the command %T; use one of its doors", deskName, do)
	}
	switch do := do.(type) {
	case *takeUp:
		return d.takeUp(do)
	case *begin:
		return d.begin(do)
	case *report:
		return d.report(do)
	}
	return nil, desk.Refuse(desk.Invalid, "the desk %s does not know the command %T; use one of its doors", deskName, do)
}

// A decision is one command being decided.
type decision struct {
	b   *book
	now record.Moment
	who desk.Who
}

func (d decision) facts(fact any, audience record.Audience) []record.Draft {
	return []record.Draft{{Fact: fact, Audience: audience, Happened: d.now}}
}

// private is who may know where a member is told.
func private(member string) record.Audience {
	return record.Audiences(record.ToRole("admin"), record.ToMember(member))
}

// watched is who may know how the telling of a member goes.
func watched(member string) record.Audience {
	return record.Audiences(watchers(), record.ToMember(member))
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// setAddress: the door has asked whether who may set another's.
func (d decision) setAddress(do *SetAddress) ([]record.Draft, error) {
	if _, ok := d.b.member(do.Member); !ok {
		return nil, desk.Refuse(desk.NotFound, "there is no member %q; look up the id among the members", do.Member)
	}
	if !idForm.MatchString(do.Address) || d.b.drawn[do.Address] {
		return nil, desk.Refuse(desk.Conflict, "the id of the address was used before, or is none; draw a new one")
	}
	if err := d.checkTarget(do.Way, do.Target); err != nil {
		return nil, err
	}
	return d.facts(AddressSet{Address: do.Address, Member: do.Member, Way: do.Way, Target: do.Target}, private(do.Member)), nil
}

func (d decision) checkTarget(way, target string) error {
	wrong := func(sentence string) error {
		return desk.RefuseFields([]desk.FieldError{{Field: "target", Sentence: sentence}})
	}
	switch way {
	case WayMail:
		if !isMailbox(target) {
			return wrong("a mail address is like liaison@example.org, in ASCII and without a name before it; mend it")
		}
	case WayWebhook:
		u, loopback, ok := webhookURL(target)
		switch {
		case !ok:
			return wrong("a webhook is an https URL of up to 500 characters, without a name, password or fragment in it; mend it")
		case loopback && !d.who.Has("admin"):
			// Whoever registers it makes this machine knock at its own doors.
			return wrong("a webhook on the server's own machine can only be set by an admin; give an https URL elsewhere")
		case u.Scheme != "https" && !loopback:
			return wrong("a webhook without TLS is allowed on the server's own machine only; give an https URL")
		}
	case WayConsole:
		return desk.Refuse(desk.Invalid, "everybody is told in the console, and nothing needs to be set for it; leave it out")
	default:
		return desk.Refuse(desk.Invalid, "%q is not a way of telling somebody; use mail or webhook", cut(way))
	}
	return nil
}

// mailbox is the part of RFC 5321 that mail systems agree on: no quotes, no comments, no address literals.
var mailbox = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

func isMailbox(s string) bool {
	local, _, _ := strings.Cut(s, "@")
	return len(s) <= 254 && len(local) <= 64 && mailbox.MatchString(s)
}

// webhookURL reads a target, and says whether it names this machine.
func webhookURL(target string) (u *url.URL, loopback, ok bool) {
	u, err := url.Parse(target)
	if err != nil || len(target) > 500 || strings.ContainsFunc(target, unicode.IsControl) {
		return nil, false, false
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return nil, false, false
	}
	return u, IsLoopback(u.Hostname()), true
}

// IsLoopback says whether a host is this machine by its name: localhost, or an address of the loopback.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func (d decision) removeAddress(member, way string) ([]record.Draft, error) {
	a, ok := d.b.addresses[[2]string{member, way}]
	if !ok {
		return nil, desk.Refuse(desk.NotFound, "no address for %q is set for this member; there is nothing to remove", cut(way))
	}
	return d.facts(AddressRemoved{Address: a.id, Member: member, Way: way}, private(member)), nil
}

// open: nobody reads another's notices.
func (d decision) open(do *OpenNotice) ([]record.Draft, error) {
	in, ok := d.b.inbox[do.Intent]
	if !ok || in.member != d.who.Member {
		return nil, desk.Refuse(desk.NotFound, "there is no such notice in your inbox; look up its intent there")
	}
	if in.read {
		return nil, desk.Refuse(desk.Conflict, "you have read this notice before; there is nothing to do")
	}
	return d.facts(Read{Intent: do.Intent, Member: in.member}, record.ToMember(in.member)), nil
}

// sendAgain is the only way back for what was perhaps sent.
func (d decision) sendAgain(do *SendAgain) ([]record.Draft, error) {
	i := d.b.intents[do.Intent]
	if i == nil {
		return nil, desk.Refuse(desk.NotFound, "there is no such intent that is not sent yet; look it up in the outbox")
	}
	if i.state != statePerhaps && i.state != stateGivenUp {
		return nil, desk.Refuse(desk.Conflict, "this intent is still being tried; wait for the outcome")
	}
	reason := strings.TrimSpace(do.Reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > 500 {
		return nil, desk.RefuseFields([]desk.FieldError{{Field: "reason", Sentence: "say in 1 to 500 characters why it is sent again"}})
	}
	return d.facts(OrderedAgain{Intent: do.Intent, Reason: reason}, watched(i.member)), nil
}

// takeUp records the notice for those who are told, and an intent for each of them in each way.
func (d decision) takeUp(do *takeUp) ([]record.Draft, error) {
	at := slices.IndexFunc(d.b.pending, func(p pending) bool { return p.id == do.Notice })
	if at < 0 {
		return nil, desk.Refuse(desk.Conflict, "the notice was taken up, or the fact that asked for it was forgotten")
	}
	p := d.b.pending[at]
	told := d.recipients(p.notice.To)
	up := TakenUp{
		Notice: p.id, Key: p.key, Subject: oneLine(p.notice.Subject), Text: p.notice.Text, Answer: p.notice.Answer,
		Priority: priorities[urgency(p.notice.Priority)], Told: int64(len(told)),
	}
	out := []record.Draft{{Fact: up, Audience: p.notice.To, Happened: p.at, Refs: []record.Ref{record.To(p.entry)}}}
	for _, member := range told {
		for _, way := range d.ways(member, p.inside) {
			i := Intended{
				Intent: digest("intent", p.id, p.event.String(), member, way), Notice: p.id, Member: member, Way: way, Priority: up.Priority,
			}
			out = append(out, record.Draft{Fact: i, Audience: watched(member), Happened: d.now, Refs: []record.Ref{record.Local(0)}})
		}
	}
	return out, nil
}

// recipients are the members in the audience, by id.
func (d decision) recipients(to record.Audience) []string {
	var out []string
	for id := range d.b.members {
		if who, ok := d.b.member(id); ok && who.Sees(to) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// ways in which a member is told.
func (d decision) ways(member string, inside bool) []string {
	out := []string{WayConsole}
	if inside {
		return out
	}
	for _, way := range []string{WayMail, WayWebhook} {
		if a, ok := d.b.addresses[[2]string{member, way}]; ok && a.target != "" {
			out = append(out, way)
		}
	}
	return out
}

// begin lets an attempt be made, or gives the intent up when the member is no longer to be told, or not there.
func (d decision) begin(do *begin) ([]record.Draft, error) {
	i := d.b.intents[do.Intent]
	if i == nil || i.attempt+1 != do.Attempt {
		return nil, desk.Refuse(desk.Conflict, "this attempt was made")
	}
	switch {
	case i.state == stateFailed && d.now < i.next:
		return nil, desk.Refuse(desk.TooEarly, "the next attempt is due at %s", i.next)
	case i.state != stateIntended && i.state != stateFailed:
		return nil, desk.Refuse(desk.Conflict, "this intent is %s", i.state)
	}
	if reason := d.obstacle(i); reason != "" {
		return d.facts(GivenUp{Intent: i.id, Attempt: do.Attempt, Reason: reason}, watched(i.member)), nil
	}
	return d.facts(Sending{Intent: i.id, Attempt: do.Attempt}, watched(i.member)), nil
}

func (d decision) obstacle(i *intent) string {
	n := d.b.notices[i.notice]
	if n == nil || n.subject == "" {
		return GaveUpForgotten
	}
	if who, ok := d.b.member(i.member); !ok || !who.Sees(n.to) {
		return GaveUpLeft
	}
	if d.b.addresses[[2]string{i.member, i.way}].target == "" {
		return GaveUpNoAddress
	}
	return ""
}

// report records what became of an attempt.
func (d decision) report(do *report) ([]record.Draft, error) {
	i := d.b.intents[do.Intent]
	if i == nil || i.state != stateSending || i.attempt != do.Attempt {
		return nil, desk.Refuse(desk.Conflict, "this attempt is not under way")
	}
	answer := scrub(do.Answer)
	result := do.Result
	if result == resultInterrupted && i.way == WayMail {
		result = ResultPerhaps
	}
	switch result {
	case ResultSent:
		return d.facts(Sent{Intent: i.id, Attempt: i.attempt, Answer: answer}, watched(i.member)), nil
	case ResultPerhaps:
		return d.facts(PerhapsSent{Intent: i.id, Attempt: i.attempt, Answer: answer}, watched(i.member)), nil
	case ResultRefused:
		return d.facts(GivenUp{Intent: i.id, Attempt: i.attempt, Reason: GaveUpRefused, Answer: answer}, watched(i.member)), nil
	}
	next, more := after(d.now, i.tries)
	if !more {
		return d.facts(GivenUp{Intent: i.id, Attempt: i.attempt, Reason: GaveUpScheduleEnded, Answer: answer}, watched(i.member)), nil
	}
	if result == resultInterrupted { // the receiver drops it if it has it, and need not wait
		next = d.now
	}
	return d.facts(Failed{Intent: i.id, Attempt: i.attempt, Answer: answer, Next: next}, watched(i.member)), nil
}

// oneLine makes a subject of one line, which is never empty.
func oneLine(s string) string {
	if s = strings.Join(strings.Fields(clean(s)), " "); s == "" {
		return "Notice"
	}
	return s
}

// maxAnswer bounds what is recorded of a receiver's answer, in characters.
const maxAnswer = 200

// scrub makes of a receiver's answer what the duty officer may read: one line, without any address, not long.
func scrub(answer string) string {
	words := strings.Fields(clean(answer))
	for n, w := range words {
		if strings.Contains(w, "@") || strings.Contains(w, "://") {
			words[n] = "(address)"
		}
	}
	line := []rune(strings.Join(words, " "))
	if len(line) > maxAnswer {
		line = append(line[:maxAnswer-1], '…')
	}
	return string(line)
}

// clean puts a space in the place of what is not to be printed.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
