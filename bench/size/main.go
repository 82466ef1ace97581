// Command size measures what the program takes up: its file, the loading of the exercise, and its memory when it serves
// the exercise and nobody asks. It needs the built program.
//
//	go run ./bench/size -truce bin/truce
package main

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"truce.example/bench/internal/yard"
)

var (
	binary = flag.String("truce", "bin/truce", "the program")
	idle   = flag.Duration("idle", 4*time.Second, "how long it serves before its memory is read")
)

func main() {
	flag.Parse()
	info, err := os.Stat(*binary)
	yard.Check(err)
	yard.One("size of the program", "MB", float64(info.Size())/1e6, "< 60")

	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	p := yard.Program{Path: *binary, State: filepath.Join(dir, "state")}
	demo := filepath.Join(dir, "demo")
	ran, err := p.Run(nil, "demo", "--once", "--json", "--dir", demo)
	yard.Check(err)
	yard.One("demo, loaded", "s", ran.Seconds, "< 10")

	serve := p.Command("serve", demo, "--listen", "127.0.0.1:0")
	yard.Check(serve.Start())
	time.Sleep(*idle)
	memory := yard.Memory(strconv.Itoa(serve.Process.Pid), "VmRSS")
	yard.Check(serve.Process.Signal(os.Interrupt))
	serve.Wait() // ended by us: its exit code says nothing
	yard.One("serving the demo, idle memory", "MB", memory, "< 120")
}
