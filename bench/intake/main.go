// Command intake measures the program on a real file: the 16,566 events of a UCDP table are taken in and judged by the
// exercise's agreement, judged again, counted and verified. It needs the built program.
//
//	go run ./bench/intake -truce bin/truce -data ged.csv.gz
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"truce.example/bench/internal/yard"
)

var (
	binary = flag.String("truce", "bin/truce", "the program")
	data   = flag.String("data", "../shared/data/incidents/ucdp_ged_syria_2016-2019.csv.gz", "the table")
	law    = flag.String("agreement", "exercise/swsyria2017", "the agreement's folder")
	runs   = flag.Int("runs", 3, "how many runs")
)

func main() {
	flag.Parse()
	if _, err := os.Stat(*data); err != nil {
		fmt.Println("import: skipped, the table of events is not here")
		return
	}
	dir, err := os.MkdirTemp("", "truce-bench-")
	yard.Check(err)
	defer os.RemoveAll(dir)
	p := yard.Program{Path: *binary, State: filepath.Join(dir, "state")}
	var load, rate, peak, judge, brief, verify []float64
	for i := range *runs {
		to := filepath.Join(dir, fmt.Sprint("record-", i))
		_, err := p.Run(nil, "init", to, "--agreement", *law, "--json")
		yard.Check(err)
		var took struct{ Rows, Recorded, Rejected int64 }
		ran, err := p.Run(&took, "import", to, "--as", "ucdp", *data, "--json")
		yard.Check(err)
		load, rate, peak = append(load, ran.Seconds), append(rate, float64(took.Rows)/ran.Seconds), append(peak, ran.Peak)
		var again struct{ Same, Different int64 }
		ran, err = p.Run(&again, "judge", to, "--recompute", "--json")
		yard.Check(err)
		if again.Same != took.Recorded || again.Different != 0 || took.Recorded+took.Rejected != took.Rows {
			yard.Check(fmt.Errorf("%d rows, %d recorded, %d refused, %d judged the same again", took.Rows, took.Recorded, took.Rejected, again.Same))
		}
		judge = append(judge, ran.Seconds)
		ran, err = p.Run(nil, "brief", to, "--from", "2016-01-01", "--to", "2020-01-01", "--json")
		yard.Check(err)
		brief = append(brief, ran.Seconds)
		ran, err = p.Run(nil, "verify", to, "--json")
		yard.Check(err)
		verify = append(verify, ran.Seconds)
	}
	yard.Figure{Name: "import of the UCDP table", Unit: "s", Runs: load}.Print()
	yard.Figure{Name: "import of the UCDP table", Unit: "rows/s", Runs: rate}.Print()
	yard.Figure{Name: "import of the UCDP table, peak memory", Unit: "MB", Runs: peak}.Print()
	yard.Figure{Name: "judge it again", Unit: "s", Runs: judge}.Print()
	yard.Figure{Name: "brief of it", Unit: "s", Runs: brief}.Print()
	yard.Figure{Name: "verify it", Unit: "s", Runs: verify}.Print()
}
