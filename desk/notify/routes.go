package notify

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"truce.example/desk"
)

// doors are the routes of the desk; they need the secrets to make one for a webhook.
type doors struct{ secrets Secrets }

func (d doors) routes() []desk.Route {
	get := func(path, right string, ask func(context.Context, desk.Question) (any, error)) desk.Route {
		return desk.Route{Method: "GET", Path: path, Right: right, Ask: ask}
	}
	tell := func(path, right string, command func() any) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
	}
	do := func(path, right string, act func(context.Context, desk.Question, desk.Clerk) (any, error)) desk.Route {
		return desk.Route{Method: "POST", Path: path, Right: right, Do: act}
	}
	return []desk.Route{
		get("inbox", desk.RightSignedIn, askInbox),
		tell("inbox/read", desk.RightSignedIn, func() any { return new(OpenNotice) }),

		get("outbox", "notify.outbox", askOutbox),
		tell("outbox/again", "notify.send_again", func() any { return new(SendAgain) }),

		get("addresses", desk.RightSignedIn, askMyAddresses),
		do("addresses", desk.RightSignedIn, d.setMine),
		tell("addresses/remove", desk.RightSignedIn, func() any { return new(RemoveMyAddress) }),
		get("members/addresses", "notify.set_address", askAddresses),
		do("members/addresses", "notify.set_address", d.setAny),
		tell("members/addresses/remove", "notify.set_address", func() any { return new(RemoveAddress) }),
	}
}

func layers() []desk.Layer {
	return []desk.Layer{
		{
			ID: "notify.inbox", Title: "Inbox", Right: desk.RightSignedIn, Rows: inboxRows,
			Columns: []desk.Column{{Name: "told", Title: "Told", Type: "time"}, {Name: "priority", Title: "Priority", Type: "text"}, {Name: "subject", Title: "Subject", Type: "text"}, {Name: "answer_by", Title: "Answer due", Type: "time"}, {Name: "read", Title: "Read", Type: "time"}},
		},
		{
			ID: "notify.outbox", Title: "Outbox", Right: "notify.outbox", Rows: outboxRows,
			Columns: []desk.Column{{Name: "member", Title: "Member", Type: "text"}, {Name: "way", Title: "Way", Type: "text"}, {Name: "priority", Title: "Priority", Type: "text"}, {Name: "state", Title: "State", Type: "text"}, {Name: "attempt", Title: "Attempt", Type: "integer"}, {Name: "next", Title: "Next attempt", Type: "time"}, {Name: "answer", Title: "Answer", Type: "text"}, {Name: "changed", Title: "Since", Type: "time"}},
		},
	}
}

const pageSize = 500

// An Inbox answers GET inbox.
type Inbox struct {
	Unread  int64  `json:"unread"` // of all, not only of those listed
	Notices []Told `json:"notices"`
}

func askInbox(ctx context.Context, q desk.Question) (any, error) {
	since, err := entryParam(q, "since", -1)
	if err != nil {
		return nil, err
	}
	before, err := entryParam(q, "before", 0)
	if err != nil {
		return nil, err
	}
	list, err := inboxOf(ctx, q.View, q.Who.Member, since, before, q.Params.Get("unread") == "true", pageSize)
	if err != nil {
		return nil, err
	}
	unread, err := unreadOf(ctx, q.View, q.Who.Member)
	return Inbox{Unread: unread, Notices: list}, err
}

func askOutbox(ctx context.Context, q desk.Question) (any, error) {
	before, err := entryParam(q, "before", 0)
	if err != nil {
		return nil, err
	}
	return outbox(ctx, q.View, q.Params.Get("state"), before, pageSize)
}

func entryParam(q desk.Question, name string, otherwise int64) (int64, error) {
	text := q.Params.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, desk.Refuse(desk.Invalid, "%s is the number of an entry, not %q; mend it", name, cut(text))
	}
	return n, nil
}

func askMyAddresses(ctx context.Context, q desk.Question) (any, error) {
	return addresses(ctx, q.View, q.Who.Member)
}

func askAddresses(ctx context.Context, q desk.Question) (any, error) {
	return addresses(ctx, q.View, "")
}

func inboxRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := inboxOf(ctx, q.View, q.Who.Member, -1, before, false, limit)
	if err != nil {
		return nil, err
	}
	var table []desk.Row
	for _, t := range list {
		table = append(table, desk.Row{Entry: t.Entry, Values: map[string]any{
			"told": t.Told, "priority": t.Priority, "subject": t.Subject, "answer_by": t.Answer, "read": t.Read,
		}})
	}
	return table, nil
}

func outboxRows(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Row, error) {
	list, err := outbox(ctx, q.View, "", before, limit)
	if err != nil {
		return nil, err
	}
	var table []desk.Row
	for _, i := range list {
		table = append(table, desk.Row{Entry: i.Entry, Values: map[string]any{
			"member": i.Member, "way": i.Way, "priority": i.Priority, "state": i.State, "attempt": i.Attempt,
			"next": i.Next, "answer": i.Answer, "changed": i.Changed,
		}})
	}
	return table, nil
}

// A Set answers who set an address. It is the only time that a webhook's secret is shown.
type Set struct {
	Address string `json:"address"`
	Member  string `json:"member"`
	Way     string `json:"way"`
	Secret  string `json:"secret,omitempty"` // of a webhook: its receiver checks signatures with it
	Entry   int64  `json:"entry"`
}

func (d doors) setMine(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	var r struct {
		Way    string `json:"way"`
		Target string `json:"target"`
	}
	body, err := read(q, &r)
	if err != nil {
		return nil, err
	}
	return d.set(ctx, q, clerk, body, SetAddress{Member: q.Who.Member, Way: r.Way, Target: r.Target})
}

func (d doors) setAny(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	var r struct {
		Member string `json:"member"`
		Way    string `json:"way"`
		Target string `json:"target"`
	}
	body, err := read(q, &r)
	if err != nil {
		return nil, err
	}
	return d.set(ctx, q, clerk, body, SetAddress{Member: r.Member, Way: r.Way, Target: r.Target})
}

// set keeps the secret of a webhook first and records the address then: a secret without an address does no harm, an
// address without a secret could not be signed for.
func (d doors) set(ctx context.Context, q desk.Question, clerk desk.Clerk, body []byte, do SetAddress) (any, error) {
	do.Address = newID()
	answer := Set{Address: do.Address, Member: do.Member, Way: do.Way}
	if do.Way == WayWebhook {
		if d.secrets == nil {
			return nil, desk.Refuse(desk.Conflict, "this server sends no webhooks; ask its operator, or use mail")
		}
		var err error
		if answer.Secret, err = d.secrets.New(do.Address); err != nil {
			return nil, fmt.Errorf("keep the secret of a webhook: %w", err)
		}
	}
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: deskName, ID: q.ID, Do: &do, Submitted: sha256.Sum256(body)})
	if err == nil && receipts[0].Again {
		err = desk.Refuse(desk.Conflict, "this was set before at entry %d, and a secret is shown only once; set it again with a new id", receipts[0].Entry)
	}
	if err != nil {
		if refused, ok := desk.Refused(err); ok && refused.Kind != desk.Busy && answer.Secret != "" {
			err = errors.Join(err, d.secrets.Drop(do.Address))
		}
		return nil, err
	}
	answer.Entry = receipts[0].Entry
	return answer, nil
}

// newID draws a random id for an address.
func newID() string {
	var b [12]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
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
