package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The verbs are tested as a person types them: each script in testdata/script is a session.

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"truce": func() {
		if away, err := time.ParseDuration(os.Getenv("TRUCE_TEST_AHEAD")); err == nil {
			witnessClock = func() time.Time { return time.Now().Add(away) }
		}
		main()
	}})
}

func TestScripts(t *testing.T) {
	scenario, err := filepath.Abs("../../exercise/swsyria2017")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TRUCE_STATE", e.Getenv("WORK")+"/state")
			e.Setenv("SCENARIO", scenario)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"json": jsonHolds, "appears": appears, "flip": flip, "save": save,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// jsonHolds is "json stdout PATH VALUE": the JSON in a file has, at a path of names and numbers joined by dots, a value.
func jsonHolds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json FILE PATH VALUE")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &v); err != nil {
		ts.Fatalf("%s: %s", args[0], err)
	}
	got, err := json.Marshal(valueAt(v, strings.Split(args[1], ".")))
	ts.Check(err)
	if (string(got) == args[2]) == neg {
		ts.Fatalf("%s is %s", args[1], got)
	}
}

func valueAt(v any, path []string) any {
	for _, name := range path {
		switch w := v.(type) {
		case map[string]any:
			v = w[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(w) {
				return nil
			}
			v = w[i]
		default:
			return nil
		}
	}
	return v
}

// appears waits until a file is there: what a program in the background makes when it is ready.
func appears(ts *testscript.TestScript, neg bool, args []string) {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
	}
	ts.Fatalf("%s does not appear", args[0])
}

// flip is "flip FILE N": turns one bit over in every Nth byte of a file.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	step, err := strconv.Atoi(args[1])
	ts.Check(err)
	for at := step; at < len(b); at += step {
		b[at] ^= 1
	}
	ts.Check(os.WriteFile(name, b, 0o600))
}

// save is "save NAME PATH": keeps in the environment what the JSON on stdout has at a path.
func save(ts *testscript.TestScript, neg bool, args []string) {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("stdout: %s", err)
	}
	s, ok := valueAt(v, strings.Split(args[1], ".")).(string)
	if !ok {
		ts.Fatalf("there is no text at %s", args[1])
	}
	ts.Setenv(args[0], s)
}
