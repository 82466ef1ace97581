// Truce is the software of a joint ceasefire-monitoring centre: one program, one folder, no internet.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"strings"
	"syscall"

	"truce.example/record/follow"
)

// Exit codes. They are part of the verbs' meaning: scripts depend on them.
const (
	exitDone  = 0 // it is done, or everything holds
	exitFails = 1 // it could not be done, or something does not hold
	exitUsage = 2 // the command line cannot be understood

	// Of the verb follow.
	exitProven  = 3 // the record's own key signed what cannot be true; evidence is kept
	exitRefused = 4 // what the host served was refused; evidence is kept
)

// version is set by the build.
var version = "dev"

// A verb is one thing that the program can do.
type verb struct {
	use   string // the command line, without the program's name
	about string // one line
	help  string // an example first, then what to know
	run   func(ctx context.Context, c *console, args []string) error
}

var verbs map[string]verb

func init() {
	verbs = map[string]verb{
		"init":      initVerb,
		"serve":     serveVerb,
		"demo":      demoVerb,
		"import":    importVerb,
		"verify":    verifyVerb,
		"judge":     judgeVerb,
		"brief":     briefVerb,
		"export":    exportVerb,
		"restore":   restoreVerb,
		"rebuild":   rebuildVerb,
		"takeover":  takeoverVerb,
		"agreement": agreementVerb,
		"link":      linkVerb,
		"follow":    followVerb,
		"witness":   witnessVerb,
		"disclose":  discloseVerb,
		"shares":    sharesVerb,
		"recover":   recoverVerb,
		"bundle":    bundleVerb,
		"seal":      sealVerb,
		"unseal":    unsealVerb,
		"air":       airVerb,
		"territory": territoryVerb,
		"read":      readVerb,
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, &console{out: os.Stdout, err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run does one verb and says how it went.
func run(ctx context.Context, c *console, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return help(c, args)
	}
	if args[0] == "version" || args[0] == "--version" {
		fmt.Fprintln(c.out, "truce", version)
		return exitDone
	}
	v, ok := verbs[args[0]]
	if !ok {
		fmt.Fprintf(c.err, "truce: there is no verb %q\nhint: 'truce help' lists them\n", args[0])
		return exitUsage
	}
	c.verb = args[0]
	err := v.run(ctx, c, args[1:])
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(c.out, "truce %s\n\n%s\n", v.use, strings.TrimSpace(v.help))
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(c.err, "truce: %s\nhint: truce %s\n", err, v.use)
		return exitUsage
	case errors.Is(err, follow.ErrProven):
		fmt.Fprintf(c.err, "truce: %s\n", err)
		return exitProven
	case isRefused(err):
		fmt.Fprintf(c.err, "truce: %s\n", err)
		return exitRefused
	case errors.Is(err, errFails):
		return exitFails // the verb has said what does not hold
	}
	fmt.Fprintf(c.err, "truce: %s\n", err)
	return exitFails
}

func help(c *console, args []string) int {
	if len(args) > 1 {
		if v, ok := verbs[args[1]]; ok {
			fmt.Fprintf(c.out, "truce %s\n\n%s\n", v.use, strings.TrimSpace(v.help))
			return exitDone
		}
	}
	fmt.Fprint(c.out, "The record of a joint ceasefire-monitoring centre.\n\n    truce demo        load a sixty-day exercise and serve it\n\n")
	var names []string
	for n := range verbs {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(c.out, "truce %-12s %s\n", n, verbs[n].about)
	}
	fmt.Fprint(c.out, "\nEvery verb takes --json and --help. Exit code 0: done, everything holds; 1: it does not; 2: the command line is wrong.\nOf follow besides: 3: the record's own key signed what cannot be true; 4: what was served was refused. Evidence is kept.\n")
	return exitDone
}

// A console is where a verb reads its flags and writes: results to out, conversation to err.
type console struct {
	out, err io.Writer
	verb     string
	json     bool
}

// usageError says that the command line cannot be understood.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errFails ends a verb that has already said, as its result, what does not hold.
var errFails = errors.New("it does not hold")

// flags makes a verb's set of flags, with --json.
func (c *console) flags() *flag.FlagSet {
	f := flag.NewFlagSet(c.verb, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&c.json, "json", false, "write the result as JSON")
	return f
}

// parse reads flags wherever they stand and returns the things named between them, of which there must be want; any number
// if want is negative.
func (c *console) parse(f *flag.FlagSet, args []string, want int) ([]string, error) {
	var things []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usageError{err}
		}
		if f.NArg() == 0 {
			break
		}
		things = append(things, f.Arg(0))
		args = f.Args()[1:]
	}
	if want >= 0 && len(things) != want {
		return nil, usagef("%s needs %d things and got %d", c.verb, want, len(things))
	}
	return things, nil
}

// result writes the verb's result: as JSON, or in words.
func (c *console) result(v any, words func(w io.Writer)) error {
	if !c.json {
		words(c.out)
		return nil
	}
	e := json.NewEncoder(c.out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// say talks to the person at the keyboard.
func (c *console) say(format string, args ...any) { fmt.Fprintf(c.err, format+"\n", args...) }
