package yard

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A Program is the built binary.
type Program struct {
	Path  string
	State string // folder in which it remembers checkpoints
}

// A Ran says what a run of the program cost.
type Ran struct {
	Seconds float64
	Peak    float64 // MB
}

// Run runs a verb, and reads what it printed as JSON into answer, if that is not nil.
func (p Program) Run(answer any, args ...string) (Ran, error) {
	c := p.Command(args...)
	began := time.Now()
	out, err := c.Output()
	ran := Ran{Seconds: time.Since(began).Seconds()}
	if err != nil {
		return ran, fmt.Errorf("truce %s: %w", args[0], err)
	}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		ran.Peak = float64(u.Maxrss) / 1024
	}
	if answer != nil {
		err = json.Unmarshal(out, answer)
	}
	return ran, err
}

// Command is a run that has not begun.
func (p Program) Command(args ...string) *exec.Cmd {
	c := exec.Command(p.Path, args...)
	c.Env = append(os.Environ(), "TRUCE_STATE="+p.State)
	c.Stderr = os.Stderr
	return c
}
