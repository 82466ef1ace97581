package mission

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/store"
	"truce.example/record/tiles"
)

// What followers are handed: sealed bodies and files of what their member may read, and the keys sealed to their member's
// devices. Nothing here is opened for them.

// LogFile is a file of the record's public side; fs.ErrNotExist when there is none. Beside the C2SP tlog-tiles paths there
// are key, the log's public keys with the one in force first, and takeover/<i>, the receipt of the i-th takeover.
func (m *Mission) LogFile(path string) (data []byte, immutable bool, err error) {
	if index, ok := strings.CutPrefix(path, "takeover/"); ok {
		data, err = m.takeoverReceipt(index)
		return data, false, err
	}
	switch path {
	case "checkpoint":
		return m.countersignedBy(m.Head()).Signed, false, nil
	case "cosigned":
		return m.cosigned(), false, nil
	}
	if path != "key" {
		return tiles.Path(m.store, path)
	}
	ks, err := m.store.Keys()
	for _, k := range slices.Backward(ks) {
		data = append(data, k.Public+"\n"...)
	}
	return data, false, err
}

func (m *Mission) takeoverReceipt(index string) ([]byte, error) {
	ks, err := m.store.Keys()
	if err != nil {
		return nil, err
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 1 || i >= len(ks) {
		return nil, fs.ErrNotExist
	}
	r, err := m.Receipt(context.Background(), desk.Who{}, ks[i].FromSize)
	return r.Proof, err
}

// granted remembers the grants of each member, for the door that hands them out. The writer adds; doors read.
type granted struct {
	mu sync.RWMutex
	to map[string][]desk.Grant // by member
}

func (g *granted) reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = map[string][]desk.Grant{}
}

func (g *granted) add(f *Granted, entry int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to[f.Member] = append(g.to[f.Member], desk.Grant{Entry: entry, Device: f.Device, For: f.For, Compartment: f.Compartment, Sealed: f.Sealed})
}

// Grants lists the keys that were sealed to who's devices.
func (m *Mission) Grants(who desk.Who) []desk.Grant {
	m.granted.mu.RLock()
	defer m.granted.mu.RUnlock()
	if who.Member == "" {
		return nil
	}
	return slices.Clone(m.granted.to[who.Member])
}

// Sealed calls f with the sealed body of each entry from <= n < to that who may read, in order. It ends after limit bytes
// or at the end of the record, and returns the first entry that it did not look at.
func (m *Mission) Sealed(ctx context.Context, who desk.Who, from, to int64, limit int, f func(n int64, sealed []byte) error) (int64, error) {
	const page = 512
	to = min(to, m.Readable())
	for sent := 0; from < to && sent < limit; {
		end := min(to, from+page)
		var raws []store.Raw
		if err := m.store.Scan(ctx, from, end, func(r store.Raw) error { raws = append(raws, r); return nil }); err != nil {
			return from, err
		}
		es, err := m.decodeAll(ctx, raws)
		if err != nil {
			return from, err
		}
		for i, e := range es {
			if e.Status != record.Open || !who.MayRead(e) {
				continue
			}
			if err := f(e.Number, raws[i].Body); err != nil {
				return from, err
			}
			sent += len(raws[i].Body)
		}
		from = end
	}
	return from, nil
}

// SealedFile opens a taken file as it is stored, for somebody who may read its fact.
func (m *Mission) SealedFile(ctx context.Context, who desk.Who, n int64) (io.ReadSeekCloser, error) {
	e, err := m.Entry(ctx, n)
	if err != nil {
		return nil, err
	}
	refused := desk.Refuse(desk.NotFound, "there is no file at entry %d, or you may not open it", n)
	f, ok := e.Fact.(*FileTaken)
	if !ok || e.Status != record.Open || !who.MayRead(e) {
		return nil, refused
	}
	file, err := os.Open(m.files.Path(f.Stored))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refused
	}
	return file, err
}
