package torture

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"
)

// A killed centre is one whose machine stops within some milliseconds of every command.
type killed struct {
	*centre
	s     *server
	admin *member
}

func beginKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{centre: begin(t, filepath.Join(t.TempDir(), "centre"))}
	k.s = k.serve()
	var link struct{ Path string }
	k.verb(&link, "link", k.dir, "--member", "admin")
	k.admin = &member{id: "admin", token: k.enter(k.s, link.Path)}
	return k
}

// person is somebody with a role, of the mission or of a side.
func (k *killed) person(id, party, role string) *member {
	k.t.Helper()
	var issued struct{ Secret string }
	do := map[string]any{"member": id, "code_name": id, "roles": []string{role}}
	if party != "" {
		do["party"] = party
	}
	k.must(k.s, k.admin, "people/members", do, nil)
	k.must(k.s, k.admin, "people/tokens", map[string]any{"member": id, "purpose": "torture"}, &issued)
	return &member{id: id, token: issued.Secret}
}

// told sends a command, and the machine stops within some milliseconds; then it is sent again under the same id, and taken.
func (k *killed) told(who *member, path, id string, do any) (entry int64) {
	k.t.Helper()
	body, err := json.Marshal(do)
	if err != nil {
		k.t.Fatal(err)
	}
	gone := make(chan struct{})
	go func(base string) {
		defer close(gone)
		k.post(context.Background(), base, who, path, id, body)
	}(k.s.base)
	wait(time.Duration(rand.Int64N(int64(15 * time.Millisecond))))
	k.s.kill()
	<-gone
	k.s = k.serve()
	a, err := k.post(context.Background(), k.s.base, who, path, id, body)
	if err != nil || a.status >= 300 {
		k.t.Fatalf("%s again: %v %d %s", path, err, a.status, a.body)
	}
	var receipts struct{ Entries []struct{ Entry int64 } }
	if err := json.Unmarshal(a.body, &receipts); err != nil || len(receipts.Entries) == 0 {
		k.t.Fatalf("%s: %v in %s", path, err, a.body)
	}
	return receipts.Entries[0].Entry
}
