package truce

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The house: which room may lean on which, and why. A change of this table is a change of the architecture; say so in
// the commit, and in ARCHITECTURE.md.

const module = "truce.example/"

// A room is a package, or several of one kind.
type room struct {
	path    string   // a folder; a last element * stands for any one folder, ** for any folders below
	may     []string // rooms of ours that it may import, besides its own children
	because string   // why no more
}

// rooms are searched from the top; the first that fits is taken.
var rooms = []room{
	{".", nil, "the root holds documents and this test"},
	{"geo", nil, "shapes must stay testable by drawing them"},
	{"geo/mvt", []string{"geo"}, "an engine that draws shapes knows no layer, no reader and no server"},
	{"record", []string{"internal/*"}, "an auditor imports it: it knows no place, no desk, no table and no server"},
	{"record/keys", []string{"record", "internal/*"}, "keys open and sign; where entries rest is not their business"},
	{"record/store", []string{"record", "internal/*"}, "storage does not know what is stored"},
	{"record/evidence", []string{"record", "internal/*"}, "files by hash, whatever they show"},
	{"record/tiles", []string{"record", "record/store", "internal/*"}, "bytes of the public side; api serves them"},
	{"record/audit", []string{"record", "record/*", "internal/*"}, "who checks must not trust what is checked: no view, no desk, no mission"},
	{"record/**", []string{"record", "record/*", "internal/*"}, "engines of the record know no meaning"},
	{"agreement", []string{"geo"}, "the law knows no machinery, and no clock"},
	{"exercise", []string{"agreement", "geo"}, "a scenario is data; the verbs play it"},
	{"view", []string{"record", "geo", "internal/words"}, "it runs views and owns none"},
	{"desk", []string{"record", "view", "geo"}, "the contract is neutral: no law, no desk, no HTTP"},
	{"desk/desktest", []string{"desk", "agreement", "geo", "record", "view"}, "a test world for any desk; only tests import it"},
	{"desk/*", []string{"desk", "agreement", "geo", "record", "view", "internal/*"}, "desks meet by the law, by reference and by trait, never by import"},
	{"desk/**", []string{"desk", "agreement", "geo", "record", "view", "internal/*"}, "a child of a desk is an engine in it"},
	{"api", []string{"desk", "view", "record", "geo", "geo/mvt", "internal/*"}, "the face must not learn a subject, nor where entries rest"},
	{"web", nil, "it is bytes"},
	{"mission", []string{"api", "desk", "view", "record", "record/*", "web", "internal/*"}, "it takes desks as values"},
	{"cmd/truce", []string{"agreement", "api", "desk", "desk/**", "exercise", "geo", "geo/mvt", "mission", "record", "record/*", "view", "web", "internal/*"}, "it knows everything and is imported by nobody"},
	{"internal/words", nil, "index and query fold words by the same pure functions; api, view and tests share them"},
	{"internal/*", nil, "an odd tool leans on nothing of ours"},
	{"bench", []string{"agreement", "api", "desk", "desk/**", "exercise", "geo", "geo/mvt", "mission", "record", "record/*", "view", "internal/*", "bench/**"}, "measurements reach in anywhere; nothing imports them"},
	{"bench/**", []string{"agreement", "api", "desk", "desk/**", "exercise", "geo", "geo/mvt", "mission", "record", "record/*", "view", "internal/*", "bench/**"}, "measurements reach in anywhere; nothing imports them"},
	{"test/**", []string{"record", "record/*", "internal/*"}, "tests of the whole talk to the program from outside"},
	{"fuzz/**", nil, "seeds only"},
}

// testsToo is what the tests of any room may import besides: real things before fakes.
var testsToo = []string{"desk", "desk/desktest", "exercise", "mission", "record/store"}

// A source is one Go file.
type source struct {
	name string // "desk/observe/rules.go"
	dir  string
	test bool
	file *ast.File
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, s := range sources(t) {
		r, ok := roomOf(s.dir)
		if !ok {
			t.Errorf("%s: the house has no room %q; add it to the table with a reason", s.name, s.dir)
			continue
		}
		allowed := r.may
		if s.test {
			allowed = append(slices.Clone(allowed), testsToo...)
		}
		for _, other := range imports(s) {
			ours, isOurs := strings.CutPrefix(other, module)
			if !isOurs || below(ours, s.dir) || sameDesk(s.dir, ours) || fitsAny(allowed, ours) {
				continue
			}
			t.Errorf("%s imports %s; %s may not: %s", s.name, ours, r.path, r.because)
		}
	}
}

func TestNoDeskImportsAnother(t *testing.T) {
	for _, s := range sources(t) {
		mine := deskOf(s.dir)
		if mine == "" || mine == "desktest" {
			continue
		}
		for _, other := range imports(s) {
			if d := deskOf(strings.TrimPrefix(other, module)); d != "" && d != mine && d != "desktest" {
				t.Errorf("%s imports desk %s: no desk imports another; meet by the law, by reference or by trait", s.name, d)
			}
		}
	}
}

func TestOnlyTestsImportTheTestWorld(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test && slices.Contains(imports(s), module+"desk/desktest") {
			t.Errorf("%s imports desk/desktest, and is no test", s.name)
		}
	}
}

func TestEveryDeskIsOnTheListAndHasAGoldenRecord(t *testing.T) {
	list, err := parser.ParseFile(token.NewFileSet(), "cmd/truce/desks.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	listed := imports(source{file: list})
	desks := 0
	for _, s := range sources(t) {
		if path.Base(s.name) != "desk.go" || path.Dir(s.dir) != "desk" || s.dir == "desk/desktest" {
			continue
		}
		desks++
		if !slices.Contains(listed, module+s.dir) {
			t.Errorf("%s is not in cmd/truce/desks.go; its facts would be recorded by nobody", s.dir)
		}
		if golden, err := fs.Glob(os.DirFS("."), s.dir+"/testdata/golden*"); err != nil || len(golden) == 0 {
			t.Errorf("%s has no golden record in testdata; facts that must replay for ever need one", s.dir)
		}
	}
	if desks == 0 {
		t.Error("no desk was found: this test looks in the wrong place")
	}
}

// Shelves: what stands in which file of a desk.

func TestOnlyViewFilesOfADeskOpenSQL(t *testing.T) {
	sqlRooms := []string{"view", "record/store", "record/audit", "internal/gpkg", "bench", "bench/**"}
	for _, s := range sources(t) {
		if s.test || !slices.Contains(imports(s), "database/sql") || fitsAny(sqlRooms, s.dir) {
			continue
		}
		if deskOf(s.dir) == "" || !strings.HasPrefix(path.Base(s.name), "view") {
			t.Errorf("%s imports database/sql; in a desk only view*.go does", s.name)
		}
	}
}

// SQL that names the schema would read around the filter that hides what the asker may not see.
func TestNoSQLOfADeskReadsAroundItsAudience(t *testing.T) {
	around := regexp.MustCompile(`(?i)\bmain\s*\.|\bpragma\b|\battach\b|sqlite_(master|schema)`)
	for _, s := range sources(t) {
		if deskOf(s.dir) == "" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && around.MatchString(text.Value) {
				t.Errorf("%s: %s reads around the audience filter", s.name, text.Value)
			}
			return true
		})
	}
	files, err := fs.Glob(os.DirFS("."), "desk/*/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("the desks' SQL was not found: %v", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(b), "\n") {
			code, _, _ := strings.Cut(line, "--")
			if around.MatchString(code) {
				t.Errorf("%s:%d: %s reads around the audience filter", name, i+1, line)
			}
		}
	}
}

func TestOnlyTheFaceAndTheVerbsServe(t *testing.T) {
	serving := []string{"ResponseWriter", "Server", "Handler", "HandlerFunc", "ServeMux", "NewServeMux", "ListenAndServe", "ListenAndServeTLS", "Serve", "ServeTLS", "Handle", "HandleFunc"}
	for _, s := range sources(t) {
		if s.test || fitsAny([]string{"api", "cmd/truce", "bench/**"}, s.dir) || !slices.Contains(imports(s), "net/http") {
			continue
		}
		if s.dir == "desk" {
			t.Errorf("%s imports net/http: the contract knows no face", s.name)
		}
		uses(s, "net/http", func(name string) {
			if slices.Contains(serving, name) {
				t.Errorf("%s uses http.%s; only api and cmd/truce serve", s.name, name)
			}
		})
	}
}

// What decides must decide the same when it is read again in ten years: it has no clock, no dice, no file, no line and no
// second thread. The doors of a desk and its feeds touch the world, and what they bring is an argument.
func TestWhatDecidesIsPure(t *testing.T) {
	worldly := []string{"math/rand", "math/rand/v2", "crypto/rand", "os", "os/exec", "net", "net/http", "log", "log/slog", "golang.org/x/sync/errgroup"}
	clocks := []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}
	for _, s := range sources(t) {
		if s.test || !decides(s) {
			continue
		}
		for _, other := range imports(s) {
			if slices.Contains(worldly, other) {
				t.Errorf("%s imports %s; what decides touches nothing outside", s.name, other)
			}
		}
		uses(s, "time", func(name string) {
			if slices.Contains(clocks, name) {
				t.Errorf("%s uses time.%s; take the time as an argument", s.name, name)
			}
		})
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine", s.name)
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Go" {
					t.Errorf("%s starts a goroutine", s.name)
				}
			}
			return true
		})
	}
}

// senders are the children of a desk that bring something outside, or in; they decide nothing.
var senders = []string{"desk/notify/mail/**", "desk/notify/webhook", "desk/air/live"}

// decides says whether a file is law, geometry, or any shelf of a desk but its doors, its assembly, its feeds and
// senders, and what it runs outside the writer (run.go).
func decides(s source) bool {
	if s.dir == "agreement" || s.dir == "geo" {
		return true
	}
	if d := deskOf(s.dir); d == "" || d == "desktest" || strings.Contains(s.dir, "/feed") || fitsAny(senders, s.dir) {
		return false
	}
	name := path.Base(s.name)
	return name != "desk.go" && name != "run.go" && !strings.HasPrefix(name, "routes")
}

// Judging is in integers, so that every machine agrees: law and the rules know no floating point.
func TestTheLawAndTheRulesCountInIntegers(t *testing.T) {
	for _, s := range sources(t) {
		rule := strings.HasPrefix(path.Base(s.name), "rules") || strings.HasPrefix(path.Base(s.name), "facts")
		if s.test || s.dir != "agreement" && (deskOf(s.dir) == "" || !rule) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
				t.Errorf("%s uses %s; judge in integers", s.name, id.Name)
			}
			return true
		})
	}
}

// What strangers send is parsed somewhere: every exported parser is called by a fuzz test of its own package.
func TestEveryParserIsFuzzed(t *testing.T) {
	parser := regexp.MustCompile(`^(Parse|Decode|Load|Open(Checkpoint|Grant|Secrets)|Read$|Restore|Unpack|Split|InGridSquare|IsDTG|Find$|Strict)`)
	excused := map[string]string{
		"record.ParseTile":   "it takes any whole number of hashes",
		"api.Strict":         "FuzzStrict, beside the desks that it feeds",
		"record.RestoreTree": "it takes any whole number of hashes",
	}
	fuzzed := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !s.test || !strings.HasPrefix(f.Name.Name, "Fuzz") {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					fuzzed[path.Base(s.dir)+"."+id.Name] = true
				}
				return true
			})
		}
	}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || s.test || f.Recv != nil || !parser.MatchString(f.Name.Name) || s.dir == "desk/desktest" || below(s.dir, "bench") {
				continue
			}
			name := path.Base(s.dir) + "." + f.Name.Name
			if _, ok := excused[name]; !ok && !fuzzed[name] {
				t.Errorf("%s: %s reads what others wrote, and no fuzz test of its package calls it", s.name, name)
			}
		}
	}
}

func TestNoRoomIsNamedForNothing(t *testing.T) {
	empty := []string{"util", "utils", "common", "models", "types", "manager", "helper", "helpers", "base", "misc"}
	for _, s := range sources(t) {
		if slices.Contains(empty, s.file.Name.Name) {
			t.Errorf("%s: package %s says nothing about what it hides", s.name, s.file.Name.Name)
		}
	}
}

// sources parses every Go file of this module.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	fset := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skip(name, d.Name())
		}
		if !strings.HasSuffix(name, ".go") || generated(name) {
			return nil
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		out = append(out, source{name: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), file: file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// skip passes by what is no part of the module: hidden folders, test data, and modules of their own.
func skip(name, base string) error {
	if name == "." {
		return nil
	}
	if strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" {
		return fs.SkipDir
	}
	if _, err := os.Stat(path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

// generated says whether the first line of a file says that a program wrote it.
func generated(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	line := bufio.NewScanner(f)
	return line.Scan() && strings.HasPrefix(line.Text(), "// Code generated ")
}

func imports(s source) []string {
	var out []string
	for _, i := range s.file.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// uses calls f with every name that a file takes from an import.
func uses(s source, from string, f func(name string)) {
	local := ""
	for _, i := range s.file.Imports {
		if i.Path.Value == strconv.Quote(from) {
			local = path.Base(from)
			if i.Name != nil {
				local = i.Name.Name
			}
		}
	}
	if local == "" {
		return
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local {
				f(sel.Sel.Name)
			}
		}
		return true
	})
}

func roomOf(dir string) (room, bool) {
	for _, r := range rooms {
		if fits(r.path, dir) {
			return r, true
		}
	}
	return room{}, false
}

func fitsAny(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return fits(p, dir) })
}

func fits(pattern, dir string) bool {
	if under, ok := strings.CutSuffix(pattern, "/**"); ok {
		return below(dir, under)
	}
	ok, _ := path.Match(pattern, dir)
	return ok
}

// below says whether dir is a folder, or lies in it.
func below(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }

// sameDesk says whether two folders belong to one desk: its children may lean on each other.
func sameDesk(a, b string) bool { return deskOf(a) != "" && deskOf(a) == deskOf(b) }

// deskOf is the desk to which a folder belongs, or nothing.
func deskOf(dir string) string {
	rest, ok := strings.CutPrefix(dir, "desk/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
