// Package yard is what the measuring programs share: how a figure is printed, and a mission to measure.
package yard

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// A Figure is several measurements of one thing, and of its peer in the same run if there is one.
type Figure struct {
	Name  string
	Unit  string
	Peer  string // what the peer is
	Goal  string
	Runs  []float64
	Peers []float64
}

// Print writes the figure as one line: name, median, least, most, the peer's median, the ratio of the medians. Runs are
// compared in pairs, so that a noisy minute strikes both.
func (f Figure) Print() {
	peer, ratio := "-", "-"
	if len(f.Peers) > 0 {
		peer = number(Median(f.Peers))
		var ratios []float64
		for i := range min(len(f.Runs), len(f.Peers)) {
			ratios = append(ratios, f.Runs[i]/f.Peers[i])
		}
		ratio = strconv.FormatFloat(Median(ratios), 'f', 2, 64)
	}
	var notes []string
	if f.Peer != "" {
		notes = append(notes, "peer: "+f.Peer)
	}
	if f.Goal != "" {
		notes = append(notes, "goal: "+f.Goal)
	}
	name := f.Name
	if f.Unit != "" {
		name += " [" + f.Unit + "]"
	}
	fmt.Printf("%-44s %12s %12s %12s  %12s %7s  %s\n", name, number(Median(f.Runs)), number(slices.Min(f.Runs)), number(slices.Max(f.Runs)), peer, ratio, strings.Join(notes, "; "))
}

// One prints a figure that was measured once.
func One(name, unit string, value float64, goal string) {
	Figure{Name: name, Unit: unit, Goal: goal, Runs: []float64{value}}.Print()
}

func number(v float64) string {
	switch {
	case math.Abs(v) >= 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case math.Abs(v) >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

// Median is the middle of the values.
func Median(values []float64) float64 { return Quantile(values, 0.5) }

// Quantile is the value below which the share q of the values lies.
func Quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(values))
	return s[min(len(s)-1, int(q*float64(len(s))))]
}

// Memory reads a line of a process's status, such as VmHWM (the most it ever held) or VmRSS, in MB. The process is a
// number or "self". It answers 0 where the system does not say.
func Memory(process, line string) float64 {
	b, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(l, line+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

// Check ends the program when something that is measured does not work.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// CPU is the processor time that this program has used, in seconds.
func CPU() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
