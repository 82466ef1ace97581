package desktest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"truce.example/desk"
	"truce.example/record"
)

var update = flag.Bool("update", false, "append facts of new kinds to testdata/golden.jsonl and write testdata/golden.tables anew")

// A line of golden.jsonl is one fact as it was once recorded. Fields is what counts: each field of the body in hex of
// its CBOR. Fact is the same for the eye.
type line struct {
	Entry    int64             `json:"entry"`
	Recorded record.Moment     `json:"recorded"`
	Kind     string            `json:"kind"`
	Audience record.Audience   `json:"audience"`
	Author   record.Author     `json:"author"`
	Happened record.Moment     `json:"happened,omitzero"`
	Refs     []record.Ref      `json:"refs,omitempty"`
	Part     int               `json:"part,omitempty"`
	Fields   map[string]string `json:"fields"`
	Fact     json.RawMessage   `json:"fact"`
}

// Golden holds a desk to its past. It replays testdata/golden.jsonl, which must decode and encode to the same bytes,
// and compares the desk's tables and plain answers with testdata/golden.tables.
//
// With -update, script is played in a new world; facts of kinds that the file does not hold yet are appended to it (all
// of them, if there is no file), and golden.tables is written anew. A line once written is never changed: it stands for
// a record in somebody's hands. The other desks, if any, are there to make what the desk refers to; their facts stand in
// the file as well.
func Golden(t *testing.T, d desk.Desk, script func(*World), others ...desk.Desk) {
	t.Helper()
	desks := append([]desk.Desk{d}, others...)
	facts := filepath.Join("testdata", "golden.jsonl")
	tables := filepath.Join("testdata", "golden.tables")
	if *update {
		w := New(t, desks...)
		script(w)
		extend(t, facts, w)
	}
	w := New(t, desks...)
	w.replay(readLines(t, facts))
	missing(t, d, w)
	dump := w.Dump(d)
	if *update {
		if err := os.WriteFile(tables, []byte(dump), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tables)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != dump {
		t.Errorf("%s differs at line %s\nif the tables were meant to change, run the test with -update", tables, firstDifference(string(want), dump))
	}
}

func readLines(t *testing.T, path string) []line {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	var out []line
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var l line
		if err := strictly(s.Bytes(), &l); err != nil {
			t.Fatalf("%s, line %d: %v", path, len(out)+1, err)
		}
		out = append(out, l)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// extend appends what the script recorded of kinds that the file does not hold.
func extend(t *testing.T, path string, w *World) {
	t.Helper()
	lines := readLines(t, path)
	held := map[string]bool{}
	for _, l := range lines {
		held[l.Kind] = true
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	next := int64(len(lines))
	for _, e := range w.Entries {
		if held[e.Kind] {
			continue
		}
		l := w.line(e)
		l.Entry = next
		if len(lines) > 0 {
			l.Part = 0
		}
		next++
		b, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(append(b, '\n')); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *World) line(e record.Entry) line {
	w.T.Helper()
	l := line{
		Entry: e.Number, Recorded: e.Recorded, Kind: e.Kind, Audience: e.Audience, Author: e.Author,
		Happened: e.Happened, Refs: e.Refs, Part: e.Part, Fields: map[string]string{},
	}
	for path, value := range w.fields(e) {
		l.Fields[path] = hex.EncodeToString(value)
	}
	var err error
	if l.Fact, err = json.Marshal(e.Fact); err != nil {
		w.T.Fatal(err)
	}
	return l
}

// fields are the parts of the entry's fact, each in CBOR.
func (w *World) fields(e record.Entry) map[string][]byte {
	w.T.Helper()
	b, err := w.Kinds.NewBody(make([]byte, record.SeedSize), record.Submission{}, 0, record.Draft{Fact: e.Fact})
	if err != nil {
		w.T.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range b.Fields {
		if name, ok := strings.CutPrefix(f.Path, "fact/"); ok {
			out[name] = f.Value
		}
	}
	return out
}

// replay shows old facts to the desk, and holds today's types to their bytes.
func (w *World) replay(lines []line) {
	w.T.Helper()
	for i, l := range lines {
		if l.Entry != int64(i) {
			w.T.Fatalf("golden line %d has entry %d; lines may not be moved or removed", i+1, l.Entry)
		}
		e := w.decode(l)
		now := w.line(e)
		if !reflect.DeepEqual(now.Fields, l.Fields) {
			w.T.Errorf("golden line %d (%s) encodes otherwise today:\n%v\n%v", i+1, l.Kind, now.Fields, l.Fields)
		}
		if !sameJSON(now.Fact, l.Fact) {
			w.T.Errorf("golden line %d (%s) reads otherwise today:\n%s\n%s", i+1, l.Kind, now.Fact, l.Fact)
		}
		if at := l.Recorded.Time(); at.After(w.Now) {
			w.Now = at
		}
		w.show([]record.Entry{e})
	}
}

func (w *World) decode(l line) record.Entry {
	w.T.Helper()
	e := record.Entry{
		Number: l.Entry, Recorded: l.Recorded, Audience: l.Audience, Author: l.Author,
		Happened: l.Happened, Refs: l.Refs, Part: l.Part,
	}
	kind, err := record.Marshal(l.Kind)
	if err != nil {
		w.T.Fatal(err)
	}
	body := record.Body{Fields: []record.Field{{Path: "kind", Value: kind}}}
	for name, text := range l.Fields {
		value, err := hex.DecodeString(text)
		if err != nil {
			w.T.Fatalf("golden entry %d, field %s: %v", l.Entry, name, err)
		}
		body.Fields = append(body.Fields, record.Field{Path: "fact/" + name, Value: value})
	}
	if err := w.Kinds.Decode(body, &e); err != nil {
		w.T.Fatalf("golden entry %d: %v", l.Entry, err)
	}
	if e.Fact == nil {
		w.T.Fatalf("golden entry %d is of kind %s, which the desk no longer declares", l.Entry, l.Kind)
	}
	return e
}

func missing(t *testing.T, d desk.Desk, w *World) {
	t.Helper()
	held := map[string]bool{}
	for _, e := range w.Entries {
		held[e.Kind] = true
	}
	for _, k := range d.Facts {
		if !held[k.Name] {
			t.Errorf("the golden record holds no fact of kind %s; let the script make one and run with -update", k.Name)
		}
	}
}

// Dump is the whole of a desk's tables, and its answers to every question without a path parameter as the operator
// gets them, as text to compare.
func (w *World) Dump(d desk.Desk) string {
	w.T.Helper()
	var out strings.Builder
	if d.View != nil {
		for _, table := range tablesOf(d.View.Schema) {
			w.dumpTable(&out, table, "")
		}
		w.dumpTable(&out, "text_doc", d.Name)
	}
	for _, r := range d.Routes {
		if r.Ask == nil || strings.Contains(r.Path, "{") {
			continue
		}
		q := w.question(desk.Host())
		q.At, q.View = w.Now.Add(time.Hour), w.engine.For(everything{})
		answer, err := r.Ask(context.Background(), q)
		if err != nil {
			fmt.Fprintf(&out, "\nGET %s/%s\n  refused: %v\n", d.Name, r.Path, err)
			continue
		}
		b, err := json.MarshalIndent(answer, "  ", " ")
		if err != nil {
			w.T.Fatal(err)
		}
		fmt.Fprintf(&out, "\nGET %s/%s\n  %s\n", d.Name, r.Path, b)
	}
	return out.String()
}

var tableName = regexp.MustCompile(`(?mi)^\s*create table (?:if not exists )?([a-z0-9_]+)`)

func tablesOf(schema string) []string {
	var out []string
	for _, m := range tableName.FindAllStringSubmatch(schema, -1) {
		out = append(out, m[1])
	}
	return out
}

// dumpTable writes the rows of a table; of the engine's own table of texts, those of one desk.
func (w *World) dumpTable(out *strings.Builder, table, desk string) {
	w.T.Helper()
	query, args := "select a.name as audience_name, t.* from "+table+" t join audience a on a.id = t.audience", []any{}
	if desk != "" {
		query, args = query+" where t.desk = ?", []any{desk}
	}
	rows, err := w.engine.For(everything{}).Query(context.Background(), query, args...)
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		w.T.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		lines = append(lines, w.dumpRow(rows.Scan, names))
	}
	if err := rows.Err(); err != nil {
		w.T.Fatal(err)
	}
	sort.Strings(lines)
	fmt.Fprintf(out, "\ntable %s\n%s", table, strings.Join(lines, ""))
}

// dumpRow writes one row, its number first so that rows sort by entry. The audience's number differs from run to run
// and stands by its name.
func (w *World) dumpRow(scan func(...any) error, names []string) string {
	w.T.Helper()
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	if err := scan(into...); err != nil {
		w.T.Fatal(err)
	}
	row, entry := "", int64(-1)
	for i, n := range names {
		switch n {
		case "entry":
			entry, _ = values[i].(int64)
		case "audience":
		case "audience_name":
			row += fmt.Sprintf(" [%v]", values[i])
		default:
			row += fmt.Sprintf(" %s=%s", n, show(values[i]))
		}
	}
	return fmt.Sprintf("%6d%s\n", entry, row)
}

func show(v any) string {
	switch v := v.(type) {
	case []byte:
		return fmt.Sprintf("%q", v)
	case string:
		return fmt.Sprintf("%q", v)
	case nil:
		return "-"
	}
	return fmt.Sprint(v)
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := 0; i < len(x) || i < len(y); i++ {
		was, is := "(nothing)", "(nothing)"
		if i < len(x) {
			was = x[i]
		}
		if i < len(y) {
			is = y[i]
		}
		if was != is {
			return fmt.Sprintf("%d:\n- %s\n+ %s", i+1, was, is)
		}
	}
	return "?"
}
