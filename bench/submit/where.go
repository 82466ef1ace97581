package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// layers says which functions belong to which part of a submit. A sample belongs to the first line that names one of its
// frames.
var layers = []struct{ name, frames string }{
	{"client: request, wait, read", "main.(*client)"},
	{"decide and judge", ".(*state).Decide"},
	{"facts to fields (CBOR)", "record.(*Kinds).NewBody"},
	{"commit, encrypt (seal)", "record.Seal"},
	{"look-up of the command", "store.(*Store).FindCommand"},
	{"tree, signature, SQLite, fsync", "store.(*Store).Append"},
	{"tables (view follower)", "view.(*Engine).Apply"},
	{"receipts", "mission.(*Mission).receipts"},
	{"identity and rights", "api.(*Face).who api.(*Face).allow api.(*Face).signed"},
	{"JSON in", "api.Strict api.readAll"},
	{"JSON out", "api.(*Face).answer"},
	{"writer, the rest", "mission.(*writer)"},
	{"HTTP server", "net/http."},
	{"garbage collection", "runtime.gcBgMarkWorker runtime.bgsweep runtime.bgscavenge"},
}

const elsewhere = "scheduler and others"

// printWhere says how the processor time of a profile divides among the layers. It needs the go tool.
func printWhere(profile string) error {
	out, err := exec.Command("go", "tool", "pprof", "-traces", profile).Output()
	if err != nil {
		fmt.Println("where the time went: skipped, the go tool is not here")
		return nil
	}
	total, spent := time.Duration(0), map[string]time.Duration{}
	for stack := range bytes.SplitSeq(out, []byte("-----------+")) {
		took, layer := place(string(stack))
		spent[layer] += took
		total += took
	}
	var names []string
	for name := range spent {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(spent[b] - spent[a]) })
	for _, name := range names {
		fmt.Printf("    %5.1f %%  %s\n", 100*spent[name].Seconds()/total.Seconds(), name)
	}
	return nil
}

// place finds the layer of one stack, which begins with the time and is followed by its frames.
func place(stack string) (time.Duration, string) {
	s := bufio.NewScanner(strings.NewReader(stack))
	var took time.Duration
	for s.Scan() {
		if f := strings.Fields(s.Text()); len(f) >= 2 && took == 0 {
			took, _ = time.ParseDuration(f[0])
		}
	}
	for _, l := range layers {
		for frame := range strings.FieldsSeq(l.frames) {
			if strings.Contains(stack, frame) {
				return took, l.name
			}
		}
	}
	return took, elsewhere
}
