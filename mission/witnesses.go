package mission

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"truce.example/internal/durable"
	"truce.example/record"
	"truce.example/record/witness"
)

// A checkpoint is published at once, and guarantors' witnesses countersign it afterwards. Each is asked by a goroutine of
// its own, so that one who is absent keeps nobody waiting: neither the record nor the others. What they signed last is kept
// in the file "cosigned", which may be lost: they are asked again.

const cosignedFile = "cosigned"

// What a witness's state is, in one word.
const (
	WitnessSigned   = "signed"    // it countersigned when it was asked last
	WitnessAbsent   = "absent"    // it does not answer; it is asked again
	WitnessRefuses  = "refuses"   // it says that this record does not continue what it signed
	WitnessAhead    = "ahead"     // it signed more entries than this record has
	WitnessNotAsked = "not_asked" // nobody said where it is, or this copy asks nobody
)

// countersigned is what is known of the witnesses.
type countersigned struct {
	mu     sync.Mutex
	policy record.WitnessPolicy
	have   map[string]record.Checkpoint // by key: the newest that it signed
	state  map[string]string            // by key
	bell   chan struct{}                // rings when the policy changed
	file   string
}

func newCountersigned(dir string) *countersigned {
	return &countersigned{have: map[string]record.Checkpoint{}, state: map[string]string{}, bell: make(chan struct{}, 1), file: filepath.Join(dir, cosignedFile)}
}

func (s *countersigned) set(p record.WitnessPolicy) {
	s.mu.Lock()
	s.policy = p
	s.mu.Unlock()
	select {
	case s.bell <- struct{}{}:
	default: // it rings already
	}
}

func (s *countersigned) now() (record.WitnessPolicy, []record.Checkpoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var have []record.Checkpoint
	for _, w := range s.policy.Witnesses {
		if c, ok := s.have[w.Key.String()]; ok {
			have = append(have, c)
		}
	}
	return s.policy, have
}

// keep remembers what a witness signed, and writes the file.
func (s *countersigned) keep(w record.Witness, c record.Checkpoint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.have[w.Key.String()], s.state[w.Key.String()] = c, WitnessSigned
	var all []record.Checkpoint
	for _, w := range s.policy.Witnesses {
		if c, ok := s.have[w.Key.String()]; ok {
			all = append(all, c)
		}
	}
	return durable.WriteFile(s.file, record.FormatCosigned(all), 0o600)
}

func (s *countersigned) note(w record.Witness, state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state[w.Key.String()] = state
}

// read takes in the file: of this record's own key, and no more entries than it has. In a follower's copy the follower
// writes it.
func (m *Mission) readCosigned() error {
	b, err := os.ReadFile(m.witnessed.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	parts, err := record.ParseCosigned(b)
	if err != nil {
		m.log.Warn("the countersignatures that were kept cannot be read; witnesses are asked again", "error", err)
		return nil
	}
	v, err := note.NewVerifier(m.public)
	if err != nil {
		return err
	}
	head := m.store.Now().Checkpoint.Size
	policy, _ := m.witnessed.now()
	have := map[string]record.Checkpoint{}
	for _, p := range parts {
		c, err := record.OpenCheckpoint(p, v)
		if err != nil || c.Size > head {
			continue // of a key before a takeover, or of entries that are not here
		}
		for _, w := range policy.Witnesses {
			if found, err := record.Cosignatures(c, []*record.Cosigner{w.Key}); err == nil && len(found) > 0 {
				have[w.Key.String()] = c
			}
		}
	}
	m.witnessed.mu.Lock()
	m.witnessed.have = have
	m.witnessed.mu.Unlock()
	return nil
}

// Witnessed says who has countersigned the record, and in a word how each witness did when it was asked last.
func (m *Mission) Witnessed() (standing record.Standing, states []string, fresh time.Duration) {
	if m.signer == nil {
		if err := m.readCosigned(); err != nil {
			m.log.Warn("the countersignatures cannot be read", "error", err)
		}
	}
	policy, have := m.witnessed.now()
	now := record.At(time.Now()) // by the machine's clock, as the witnesses
	standing = policy.Judge(have, m.Head().Size, now, now)
	m.witnessed.mu.Lock()
	defer m.witnessed.mu.Unlock()
	for _, w := range standing.Each {
		state := m.witnessed.state[w.Witness.Key.String()]
		if state == "" {
			state = WitnessNotAsked
		}
		states = append(states, state)
	}
	return standing, states, policy.Fresh
}

// countersignedBy adds to a checkpoint who signed that very one.
func (m *Mission) countersignedBy(c record.Checkpoint) record.Checkpoint {
	policy, have := m.witnessed.now()
	var lines []string
	for _, h := range have {
		if h.Size != c.Size || h.Root != c.Root {
			continue
		}
		found, err := record.Cosignatures(h, policy.Keys())
		if err != nil {
			continue
		}
		for _, f := range found {
			if !slices.Contains(lines, f.Line) {
				lines = append(lines, f.Line)
			}
		}
	}
	if lines == nil {
		return c
	}
	return c.WithCosignatures(lines...)
}

// cosigned is what is served under /log/cosigned.
func (m *Mission) cosigned() []byte {
	if m.signer == nil {
		if err := m.readCosigned(); err != nil {
			return nil
		}
	}
	_, have := m.witnessed.now()
	return record.FormatCosigned(have)
}

// gather asks the witnesses that the agreement names, until ctx ends.
func (m *Mission) gather(ctx context.Context) {
	if m.signer == nil {
		return
	}
	for ctx.Err() == nil {
		policy, _ := m.witnessed.now()
		asking, stop := context.WithCancel(ctx)
		var all sync.WaitGroup
		for _, w := range policy.Witnesses {
			if url := m.cfg.Witness[w.Key.Name]; url != "" {
				w.URL = url
			}
			if w.URL == "" {
				m.witnessed.note(w, WitnessNotAsked)
				continue
			}
			all.Go(func() { m.ask(asking, w, policy.Fresh) })
		}
		select {
		case <-m.witnessed.bell:
		case <-ctx.Done():
		}
		stop()
		all.Wait()
	}
}

// How witnesses are asked. A witness that signed is left alone for a moment, so that what comes together is signed together.
const (
	askSpacing = 100 * time.Millisecond
	askFirst   = time.Second // after a failure; then twice as long each time
	askMost    = time.Minute
	askAnew    = 6 * time.Hour // without new entries: for the time in the signature
)

// ask asks one witness whenever there is something new.
func (m *Mission) ask(ctx context.Context, w record.Witness, fresh time.Duration) {
	anew := time.Duration(askAnew)
	if fresh > 0 {
		anew = min(anew, fresh/4)
	}
	a := &witness.Asker{Key: w.Key, URL: w.URL}
	wait := askFirst
	for ctx.Err() == nil {
		at := m.store.Now()
		c, err := a.Ask(ctx, at.Checkpoint, func(older int64) ([]record.Hash, error) { return at.Tree.Consistency(m.store, older) })
		if err == nil {
			err = m.witnessed.keep(w, c)
		}
		if err == nil {
			wait = askFirst
			pause(ctx, askSpacing)
			m.awaitGrowth(ctx, at.Checkpoint.Size, anew)
			continue
		}
		if ctx.Err() != nil {
			return
		}
		m.sayTrouble(w, err)
		pause(ctx, wait/2+rand.N(wait/2))
		wait = min(2*wait, askMost)
	}
}

func (m *Mission) awaitGrowth(ctx context.Context, size int64, most time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	m.recent.wait(ctx, size) // its only error is that ctx ended
}

// sayTrouble notes how a witness does, and says it once.
func (m *Mission) sayTrouble(w record.Witness, err error) {
	state := WitnessAbsent
	switch {
	case errors.Is(err, witness.ErrRefused):
		state = WitnessRefuses
	case errors.Is(err, witness.ErrAhead):
		state = WitnessAhead
	}
	m.witnessed.mu.Lock()
	was := m.witnessed.state[w.Key.String()]
	m.witnessed.state[w.Key.String()] = state
	m.witnessed.mu.Unlock()
	if was != state {
		m.log.Warn("a witness did not countersign; it is asked again, and nothing waits for it", "witness", w.Key.Name, "state", state, "error", err)
	}
}
