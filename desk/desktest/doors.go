package desktest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// Ask knocks at a GET door: path begins with the desk's name and may end in a query ("terms/agreement?at=…").
func (w *World) Ask(who desk.Who, path string) (any, error) {
	w.T.Helper()
	route, q, err := w.door("GET", who, path)
	if err != nil {
		return nil, err
	}
	return route.Ask(context.Background(), q)
}

// MustAsk is Ask for a question that the test needs answered, as the JSON that the face would write.
func (w *World) MustAsk(who desk.Who, path string) string {
	w.T.Helper()
	answer, err := w.Ask(who, path)
	if err != nil {
		w.T.Fatalf("GET %s: %v", path, err)
	}
	b, err := json.Marshal(answer)
	if err != nil {
		w.T.Fatalf("GET %s: %v", path, err)
	}
	return string(b)
}

// Post knocks at a POST door with a body of JSON: text as it is, anything else marshalled. It returns what a Do
// answers, and the entries ([]record.Entry) that a Tell became.
func (w *World) Post(who desk.Who, path string, body any) (any, error) {
	w.T.Helper()
	route, q, err := w.door("POST", who, path)
	if err != nil {
		return nil, err
	}
	text := w.text(body)
	w.ids++
	q.ID, q.Body, q.Form = fmt.Sprintf("test-%d", w.ids), bytes.NewReader(text), "application/json"
	if route.Do != nil {
		return route.Do(context.Background(), q, w.Clerk())
	}
	do := route.Tell()
	if err := strictly(text, do); err != nil {
		return nil, desk.Refuse(desk.Invalid, "the body does not fit: %v; mend it and send it again", err)
	}
	name, _, _ := strings.Cut(path, "/")
	return w.Submit(who, desk.Command{Desk: name, ID: q.ID, Do: do})
}

// MustPost is Post for what the test needs to succeed.
func (w *World) MustPost(who desk.Who, path string, body any) any {
	w.T.Helper()
	answer, err := w.Post(who, path, body)
	if err != nil {
		w.T.Fatalf("POST %s: %v", path, err)
	}
	return answer
}

// RefusesPost wants a POST to be refused with that kind, and returns the sentence.
func (w *World) RefusesPost(kind desk.Refusal, who desk.Who, path string, body any) string {
	w.T.Helper()
	n := len(w.Entries)
	_, err := w.Post(who, path, body)
	return w.refused(kind, err, n, "POST "+path)
}

// Rows asks a layer of a desk for its newest rows.
func (w *World) Rows(who desk.Who, layer string, limit int) []desk.Row {
	w.T.Helper()
	rows, err := w.layer(layer).Rows(context.Background(), w.question(who), 0, limit)
	if err != nil {
		w.T.Fatalf("layer %s: %v", layer, err)
	}
	return rows
}

// Read is the tables as somebody sees them.
func (w *World) Read(who desk.Who) view.Reader { return w.engine.For(viewer{who}) }

type viewer struct{ desk.Who }

func (v viewer) ViewerKey() string {
	return fmt.Sprintf("%q %q %q %q", v.Member, v.Party, v.Kind, v.Roles)
}

// everything sees what no person does: all rows. It serves the comparison of tables.
type everything struct{}

func (everything) Sees(record.Audience) bool { return true }
func (everything) ViewerKey() string         { return "everything" }

// Head is a checkpoint of this world, with a root that stands for the real one.
func (w *World) Head() record.Checkpoint {
	n := int64(len(w.Entries))
	return record.Checkpoint{Origin: "truce.test/exercise/world", Size: n, Root: sha256.Sum256(fmt.Append(nil, "root ", n))}
}

func (w *World) question(who desk.Who) desk.Question {
	return desk.Question{
		Who: who, At: w.Now, View: w.Read(who), Head: w.Head(), Params: url.Values{},
		Path: func(string) string { return "" },
	}
}

// door finds the route of a path and asks for the right to it.
func (w *World) door(method string, who desk.Who, path string) (desk.Route, desk.Question, error) {
	w.T.Helper()
	path, query, _ := strings.Cut(path, "?")
	name, rest, _ := strings.Cut(path, "/")
	for _, r := range w.Desk(name).Routes {
		values, ok := match(r.Path, rest)
		if !ok || r.Method != method {
			continue
		}
		if !w.may(who, r.Right) {
			return r, desk.Question{}, desk.Refuse(desk.NotAllowed, "you may not %s; ask somebody who may", r.Right)
		}
		params, err := url.ParseQuery(query)
		if err != nil {
			w.T.Fatalf("the query %q: %v", query, err)
		}
		q := w.question(who)
		q.Params, q.Path = params, func(n string) string { return values[n] }
		return r, q, nil
	}
	w.T.Fatalf("there is no door %s %s", method, path)
	return desk.Route{}, desk.Question{}, nil
}

func (w *World) may(who desk.Who, right string) bool {
	switch {
	case right == desk.RightAnybody || w.Rights == nil:
		return true
	case right == desk.RightSignedIn:
		return who.Member != ""
	}
	return w.Rights.May(w.Now, who, right)
}

// match holds a path against a pattern such as "cases/{entry}/notes".
func match(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	values := map[string]string{}
	for i, part := range want {
		if i >= len(got) {
			return nil, false
		}
		name, wild := strings.CutPrefix(part, "{")
		if !wild {
			if part != got[i] {
				return nil, false
			}
			continue
		}
		name = strings.TrimSuffix(name, "}")
		if all, ok := strings.CutSuffix(name, "..."); ok {
			values[all] = strings.Join(got[i:], "/")
			return values, true
		}
		values[name] = got[i]
	}
	return values, len(want) == len(got)
}

func (w *World) text(body any) []byte {
	w.T.Helper()
	if s, ok := body.(string); ok {
		return []byte(s)
	}
	b, err := json.Marshal(body)
	if err != nil {
		w.T.Fatal(err)
	}
	return b
}

// strictly reads one JSON value and refuses unknown members and anything behind it, as the face does.
func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("there is something after its end")
	}
	return nil
}
