package truce

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests keep the pages true where a machine can: what they link to is there, the verbs they show exist, the map
// shows every room, and the agreement that they explain can be used.

// pages are all documents written for people.
func pages(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"*.md", "docs/*.md", "changes/*.md"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, names...)
	}
	if len(out) < 8 {
		t.Fatalf("found the pages %q; this test looks in the wrong place", out)
	}
	return out
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// awaited are pages that others link to already and that are still being written.
var awaited = []string{"docs/proof.md"}

func TestEveryLinkOfAPageLeadsSomewhere(t *testing.T) {
	for _, name := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(page(t, name), -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			file := path.Join(path.Dir(name), target)
			if _, err := os.Stat(file); err != nil && slices.Contains(awaited, file) {
				t.Logf("%s links to %s, which is still being written", name, m[1])
			} else if err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// program builds the program once for these tests.
func program(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "truce")
	out, err := exec.Command("go", "build", "-o", name, "./cmd/truce").CombinedOutput()
	if err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return name
}

var shownVerb = regexp.MustCompile("(?m)(?:`|^|\\$ )truce ([a-z]+)")

func TestTheVerbsOfThePagesAreThoseOfTheProgram(t *testing.T) {
	help, err := exec.Command(program(t), "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, m := range regexp.MustCompile(`(?m)^truce ([a-z]+) `).FindAllStringSubmatch(string(help), -1) {
		known = append(known, m[1])
	}
	if len(known) < 10 {
		t.Fatalf("the program's help names only %q", known)
	}
	var inReadme []string
	for _, name := range pages(t) {
		for _, m := range shownVerb.FindAllStringSubmatch(page(t, name), -1) {
			verb := m[1]
			if verb != "help" && verb != "version" && !slices.Contains(known, verb) {
				t.Errorf("%s shows 'truce %s', and there is no such verb", name, verb)
			}
			if name == "README.md" {
				inReadme = append(inReadme, verb)
			}
		}
	}
	for _, verb := range known {
		if !slices.Contains(inReadme, verb) {
			t.Errorf("README.md does not show the verb %s", verb)
		}
	}
}

func TestTheAgreementThatThePageExplainsCanBeUsed(t *testing.T) {
	truce := program(t)
	out, err := exec.Command(truce, "agreement", "check", "docs/example-agreement", "--json").Output()
	if err != nil {
		t.Fatalf("docs/example-agreement: %v\n%s", err, out)
	}
	var got struct{ ID, Digest string }
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if text := page(t, "docs/agreement.md"); !strings.Contains(text, got.Digest) || !strings.Contains(text, got.ID) {
		t.Errorf("docs/agreement.md does not show the example's id %s and digest %s", got.ID, got.Digest)
	}
	begin := exec.Command(truce, "init", filepath.Join(t.TempDir(), "centre"), "--agreement", "docs/example-agreement", "--exercise")
	begin.Env = append(os.Environ(), "TRUCE_STATE="+t.TempDir())
	if out, err := begin.CombinedOutput(); err != nil {
		t.Errorf("a record cannot be made with docs/example-agreement: %v\n%s", err, out)
	}
}

// TestThePageExplainsEveryFieldOfAnAgreement goes by the top of the published schema.
func TestThePageExplainsEveryFieldOfAnAgreement(t *testing.T) {
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Defs       map[string]struct {
			Enum []string `json:"enum"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(page(t, "agreement/schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	text := page(t, "docs/agreement.md")
	for field := range schema.Properties {
		if !strings.Contains(text, "`"+field+"`") {
			t.Errorf("docs/agreement.md does not explain %s", field)
		}
	}
	acts := schema.Defs["act"].Enum
	if len(acts) == 0 {
		t.Error("the schema lists no acts; this test looks in the wrong place")
	}
	for _, act := range acts {
		if !strings.Contains(text, "`"+act+"`") {
			t.Errorf("docs/agreement.md does not list the act %s", act)
		}
	}
}

// TestEveryGuestIsIntroduced: what go.mod needs directly stands in the list of dependencies with its reason.
func TestEveryGuestIsIntroduced(t *testing.T) {
	direct := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)
	text := page(t, "ARCHITECTURE.md")
	guests := direct.FindAllStringSubmatch(page(t, "go.mod"), -1)
	if len(guests) == 0 {
		t.Fatal("go.mod needs nothing; this test looks in the wrong place")
	}
	for _, m := range guests {
		if !strings.Contains(text, "`"+m[1]+"`") {
			t.Errorf("ARCHITECTURE.md does not say why %s is here", m[1])
		}
	}
}

// An article is cited in the code as a comment of its own: "// Art. 5".
func TestEveryArticleThatBindsTheProgramIsCited(t *testing.T) {
	binds := map[string]bool{}
	text := page(t, "docs/articles.md")
	starts := regexp.MustCompile(`(?m)^\*\*Art\. (\d+)\.\*\*`).FindAllStringSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		if n := text[at[2]:at[3]]; n != strconv.Itoa(i+1) {
			t.Errorf("article %d has the number %s", i+1, n)
		}
		binds[text[at[2]:at[3]]] = !strings.Contains(text[at[0]:end], "*Binds people.*")
	}
	if len(binds) == 0 {
		t.Fatal("there are no articles: this test looks in the wrong place")
	}
	cited := map[string]bool{}
	cite := regexp.MustCompile(`^// Art\. (\d+)$`)
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, c := range group.List {
				if !strings.HasPrefix(c.Text, "// Art.") {
					continue
				}
				m := cite.FindStringSubmatch(c.Text)
				if m == nil {
					t.Errorf("%s: %q is no citation; write it as // Art. 5", s.name, c.Text)
					continue
				}
				if _, ok := binds[m[1]]; !ok {
					t.Errorf("%s cites article %s, which docs/articles.md does not have", s.name, m[1])
				}
				cited[m[1]] = cited[m[1]] || !s.test
			}
		}
	}
	for n, must := range binds {
		if must && !cited[n] {
			t.Errorf("article %s binds the program and is cited nowhere; cite it where its rule is, or mark it as binding people", n)
		}
	}
}

func TestTheMapShowsEveryFolder(t *testing.T) {
	readme := page(t, "README.md")
	tracked, err := exec.Command("git", "ls-files").Output()
	if err != nil {
		t.Skipf("git is not here to say which folders belong to the tree: %v", err)
	}
	var folders []string
	for name := range bytes.Lines(tracked) {
		folder, _, below := strings.Cut(strings.TrimSpace(string(name)), "/")
		if below && !strings.HasPrefix(folder, ".") && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	for _, folder := range folders {
		if !strings.Contains(readme, "| ["+folder+"]("+folder+") |") {
			t.Errorf("the map in README.md does not show the folder %s", folder)
		}
	}
}

func TestThePagesNameNoMachine(t *testing.T) {
	machine := regexp.MustCompile(`/(?:work|home|root)/`)
	for _, name := range pages(t) {
		if found := machine.FindString(page(t, name)); found != "" {
			t.Errorf("%s names a path of somebody's machine: %s", name, found)
		}
	}
}
