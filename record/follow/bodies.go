package follow

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"truce.example/record"
	"truce.example/record/audit"
	"truce.example/record/keys"
	"truce.example/record/store"
)

// signInAtTimes signs in when that is due. Without it the follower keeps the public side only, and says how to enrol it.
func (f *Follower) signInAtTimes(ctx context.Context) error {
	const again = time.Minute
	if f.signedIn || time.Since(f.asked) < again {
		return nil
	}
	f.asked = time.Now()
	err := f.signIn(ctx)
	switch statusOf(err) {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		f.tell("enrol", 0, "the host does not know this follower: it keeps the public side only. Enrol the device %s", f.device.ID)
		return nil
	}
	return err
}

func (f *Follower) signIn(ctx context.Context) error {
	var me Owner
	if secret := f.ring.Session(); secret != "" { // of an earlier run
		f.host.setSecret(secret)
		if f.host.getJSON(ctx, "/api/people/me", &me) == nil && me.Member != "" {
			f.signedIn = true
			return f.belongsTo(me)
		}
	}
	secret, err := f.host.signIn(ctx, f.store.Origin(), f.device)
	if err != nil {
		return err
	}
	if err := f.ring.KeepSession(secret); err != nil {
		return err
	}
	f.signedIn = true
	if err := f.host.getJSON(ctx, "/api/people/me", &me); err != nil {
		return err
	}
	return f.belongsTo(me)
}

// belongsTo notes whose copy this is, as the host says.
func (f *Follower) belongsTo(me Owner) error {
	if me.Member == f.state.Owner.Member && me.Kind == f.state.Owner.Kind && me.Party == f.state.Owner.Party && slices.Equal(me.Roles, f.state.Owner.Roles) {
		return nil
	}
	f.state.Owner = me
	return f.state.write(f.cfg.Dir)
}

// readable takes keys, bodies and files of what the member may read.
func (f *Follower) readable(ctx context.Context) error {
	err := f.takeReadable(ctx)
	if status := statusOf(err); status == http.StatusUnauthorized || status == http.StatusForbidden {
		f.signedIn = false // the session ended; the next step opens another
		f.asked = time.Time{}
	}
	return err
}

func (f *Follower) takeReadable(ctx context.Context) error {
	if err := f.takeKeys(ctx); err != nil {
		return err
	}
	if f.owed {
		if err := f.takeOwed(ctx); err != nil {
			return err
		}
		f.owed = false
	}
	if err := f.takeBodies(ctx); err != nil {
		return err
	}
	return f.takeFiles(ctx)
}

// A grant is as /api/record/grants gives it.
type grant struct {
	Entry       int64           `json:"entry"`
	Device      string          `json:"device"`
	For         record.Audience `json:"for"`
	Compartment record.ID       `json:"compartment"`
	Sealed      []byte          `json:"sealed"`
}

// takeKeys keeps the epoch keys that were sealed to this device. A wrong key does no harm: it opens nothing.
func (f *Follower) takeKeys(ctx context.Context) error {
	var grants []grant
	if err := f.host.getJSON(ctx, "/api/record/grants", &grants); err != nil {
		return err
	}
	got := 0
	for _, g := range grants {
		if g.Device != f.device.ID || g.For.Check() != nil || g.For == record.Nobody {
			continue
		}
		if _, _, held := f.ring.Key(g.Compartment); held {
			continue
		}
		secret, err := keys.UnsealGrant(f.store.Origin(), f.device.Sealing, g.Compartment, g.Sealed)
		if err != nil {
			return f.refuse(audit.Refusal{Kind: audit.BadBody, What: fmt.Sprintf("the key granted in entry %d: %s", g.Entry, err)}, map[string][]byte{"served/grant": g.Sealed})
		}
		if _, err := f.ring.Add(g.For, g.Compartment, secret); err != nil {
			return err
		}
		got++
	}
	if got > 0 {
		f.owed = true
		f.tell("key_granted", 0, "%d keys of audiences were granted to this follower", got)
	}
	return nil
}

// takeBodies asks for the bodies that were not asked for yet, in order.
func (f *Follower) takeBodies(ctx context.Context) error {
	size := f.Head().Size
	through, _, err := f.store.Reach(ctx)
	if err != nil {
		return err
	}
	got, began := 0, through
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	coming := f.ask(ctx, through, size)
	for through < size {
		a := <-coming
		if a.err != nil {
			return a.err
		}
		if a.next < size {
			coming = f.ask(ctx, a.next, size) // the next come while these are checked and stored
		}
		n, err := f.keep(ctx, a.list, a.next)
		if err != nil {
			return err
		}
		got, through = got+n, a.next
	}
	if through > began {
		f.tell("bodies", got, "%d bodies of the %d newest entries, checked and opened", got, through-began)
	}
	return nil
}

// handed is an answer of the door of bodies.
type handed struct {
	list []sealedBody
	next int64
	err  error
}

// ask asks for bodies beside what else is done.
func (f *Follower) ask(ctx context.Context, from, to int64) <-chan handed {
	out := make(chan handed, 1)
	if from >= to {
		return out
	}
	go func() {
		list, next, err := f.host.bodies(ctx, from, to)
		out <- handed{list, next, err}
	}()
	return out
}

// takeOwed asks again for bodies that were passed by and for which a key is held now: the key came late, or a step was cut
// off between key and body.
func (f *Follower) takeOwed(ctx context.Context) error {
	const window = 4096
	var owed []int64
	err := f.store.NotHeld(ctx, func(n int64, leaf []byte) error {
		l, err := record.ParseLeaf(leaf)
		if err != nil {
			return err
		}
		if _, _, ok := f.ring.Key(l.Compartment); ok {
			owed = append(owed, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	got := 0
	for len(owed) > 0 {
		from, to := owed[0], owed[0]
		for len(owed) > 0 && owed[0] < from+window {
			to, owed = owed[0]+1, owed[1:]
		}
		for from < to {
			list, next, err := f.host.bodies(ctx, from, to)
			if err != nil {
				return err
			}
			n, err := f.keep(ctx, list, 0)
			if err != nil {
				return err
			}
			got, from = got+n, next
		}
	}
	if got > 0 {
		f.tell("bodies", got, "%d bodies of older entries, for which keys came later", got)
	}
	return nil
}

// opened is a body that was checked.
type opened struct {
	kept  bool // a key is held
	entry record.Entry
	file  *file
	bad   string
}

// keep checks sealed bodies against their leaves, opens them, and stores them. Those for which no key is held are left.
func (f *Follower) keep(ctx context.Context, list []sealedBody, through int64) (int, error) {
	out := make([]opened, len(list))
	var g errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	leaves, err := f.leavesOf(ctx, list)
	if err != nil {
		return 0, err
	}
	for w := range workers {
		g.Go(func() error {
			for i := w; i < len(list); i += workers {
				out[i] = f.check(list[i], leaves[i])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	fill := store.Filling{Through: through, Erased: map[int64]int64{}}
	files, said, terms := len(f.state.Files), f.state.LeftOut, false
	for i, o := range out {
		if o.bad != "" {
			return 0, f.refuse(audit.Refusal{Kind: audit.BadBody, What: fmt.Sprintf("the body of entry %d: %s", list[i].n, o.bad)},
				map[string][]byte{"served/body": list[i].data, "served/leaf": leaves[i]})
		}
		if !o.kept {
			continue
		}
		fill.Bodies = append(fill.Bodies, store.Raw{Number: list[i].n, Body: list[i].data})
		if t, ok := o.entry.Fact.(record.Tombstone); ok && t.Erases() >= 0 && t.Erases() < list[i].n {
			fill.Erased[t.Erases()] = list[i].n
		}
		if o.file != nil {
			f.want(*o.file)
		}
		if w, ok := o.entry.Fact.(record.WitnessChange); ok && (f.state.Terms == nil || *f.state.Terms < list[i].n) {
			if _, changes := w.WitnessPolicy(); changes {
				f.state.Terms, terms = &list[i].n, true
			}
		}
	}
	if err := f.forgetFiles(ctx, fill.Erased); err != nil {
		return 0, err
	}
	if files != len(f.state.Files) || said != f.state.LeftOut || terms || len(fill.Erased) > 0 {
		if err := f.state.write(f.cfg.Dir); err != nil {
			return 0, err
		}
	}
	if err := f.store.Fill(fill); err != nil {
		return 0, err
	}
	for n, by := range fill.Erased {
		f.tell("forgotten", 0, "entry %d was forgotten by entry %d: its body was removed here too", n, by)
	}
	return len(fill.Bodies), nil
}

// leavesOf reads the stored leaves of a list of bodies, which is in order.
func (f *Follower) leavesOf(ctx context.Context, list []sealedBody) ([][]byte, error) {
	out := make([][]byte, len(list))
	if len(list) == 0 {
		return out, nil
	}
	from := list[0].n
	all, err := f.store.Leaves(ctx, from, list[len(list)-1].n+1)
	if err != nil {
		return nil, err
	}
	for i, b := range list {
		if at := b.n - from; at < int64(len(all)) {
			out[i] = all[at]
		}
	}
	return out, nil
}

func (f *Follower) check(b sealedBody, raw []byte) opened {
	leaf, err := record.ParseLeaf(raw)
	if err != nil {
		return opened{bad: err.Error()}
	}
	if sha256.Sum256(b.data) != leaf.BodyHash {
		return opened{bad: "it does not have the hash that its leaf names"}
	}
	key, audience, ok := f.ring.Key(leaf.Compartment)
	if !ok {
		return opened{}
	}
	body, err := record.Unseal(f.store.Origin(), key, leaf, b.data)
	if err != nil {
		return opened{bad: err.Error()}
	}
	o := opened{kept: true, entry: record.Entry{Number: b.n, Event: leaf.Event, Recorded: leaf.Recorded, Status: record.Open}}
	if err := f.cfg.Kinds.Decode(body, &o.entry); err != nil {
		return opened{bad: err.Error()}
	}
	if o.entry.Audience != audience {
		return opened{bad: fmt.Sprintf("it says that it is for %q and is sealed for %q", string(o.entry.Audience), string(audience))}
	}
	if o.entry.Kind == "record.file_taken/1" {
		o.file = &file{Entry: b.n}
		if v, ok := body.Field("fact/stored"); !ok || record.Unmarshal(v, &o.file.Stored) != nil {
			o.file = nil
		} else if v, ok := body.Field("fact/size"); ok && record.Unmarshal(v, &o.file.Size) != nil {
			o.file = nil
		}
	}
	return o
}

// want notes a file to be fetched.
func (f *Follower) want(w file) {
	switch {
	case slices.Contains(f.state.Files, w):
	case w.Size > f.cfg.MaxFile:
		f.state.LeftOut++
	default:
		f.state.Files = append(f.state.Files, w)
	}
}

// forgetFiles removes the evidence files of entries that are being forgotten.
func (f *Follower) forgetFiles(ctx context.Context, erased map[int64]int64) error {
	for n := range erased {
		f.state.Files = slices.DeleteFunc(f.state.Files, func(w file) bool { return w.Entry == n })
		raw, err := f.store.Entry(ctx, n)
		if err != nil {
			return err
		}
		if raw.Body == nil {
			continue
		}
		if o := f.check(sealedBody{n, raw.Body}, raw.Leaf); o.file != nil {
			if err := f.files.Remove(o.file.Stored); err != nil {
				return err
			}
			if err := os.Remove(f.fetching(*o.file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

func (f *Follower) fetching(w file) string {
	return filepath.Join(f.cfg.Dir, "evidence", "fetching-"+w.Stored.String())
}

// takeFiles fetches the files that are wanted. One that the host no longer hands out is waited for without holding up the
// others.
func (f *Follower) takeFiles(ctx context.Context) error {
	var left []file
	var problem error
files:
	for i, w := range f.state.Files {
		err := f.takeFile(ctx, w)
		var refused *RefusedError
		switch {
		case err == nil:
			f.tell("file", 0, "the file of entry %d, %d bytes", w.Entry, w.Size)
			continue
		case errors.As(err, &refused), statusOf(err) == http.StatusNotFound:
			left, problem = append(left, w), errors.Join(problem, err)
			continue
		}
		left, problem = append(left, f.state.Files[i:]...), err
		break files
	}
	if len(left) == len(f.state.Files) {
		return problem
	}
	f.state.Files = left
	return errors.Join(problem, f.state.write(f.cfg.Dir))
}

// takeFile fetches one file, from where it broke off.
func (f *Follower) takeFile(ctx context.Context, w file) error {
	if f.files.Check(w.Stored) == nil {
		return nil
	}
	part := f.fetching(w)
	out, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	at, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a, err := f.host.open(ctx, "GET", fmt.Sprintf("/api/record/entries/%d/sealed-file", w.Entry), nil, map[string]string{"Range": fmt.Sprintf("bytes=%d-", at)},
		http.StatusOK, http.StatusPartialContent, http.StatusRequestedRangeNotSatisfiable)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode == http.StatusOK { // the host begins at the beginning
		if err := out.Truncate(0); err != nil {
			return err
		}
		if _, err := out.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	if a.StatusCode != http.StatusRequestedRangeNotSatisfiable {
		// An age file is larger than what is in it by less than a hundredth and some kilobytes.
		limit := w.Size + w.Size/100 + 64<<10
		if _, err := io.Copy(out, io.LimitReader(impatient(a.Body, cancel), limit)); err != nil {
			return err
		}
	}
	return f.finishFile(out, part, w)
}

func (f *Follower) finishFile(out *os.File, part string, w file) error {
	if err := out.Sync(); err != nil {
		return err
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, out); err != nil {
		return err
	}
	if got := record.Hash(h.Sum(nil)); got != w.Stored {
		if err := os.Remove(part); err != nil {
			return err
		}
		return f.refuse(audit.Refusal{Kind: audit.BadBody, What: fmt.Sprintf("the file of entry %d that was served has the hash %s, and the entry names %s", w.Entry, got, w.Stored)}, map[string][]byte{})
	}
	return os.Rename(part, f.files.Path(w.Stored))
}
