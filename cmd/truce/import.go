package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"truce.example/desk"
	"truce.example/desk/observe/intake"
	"truce.example/mission"
	"truce.example/record"
)

var importVerb = verb{
	use:   "import DIR --as ucdp|acled|csv|geojson|xlsx [--map FILE] [--rejects FILE] FILE [--json]",
	about: "take in a file of reports",
	help: `
    truce import /srv/centre --as ucdp ged.csv.gz

Takes in a file of events row by row: UCDP GED (CSV or GeoJSON), ACLED's columns, a table, points, or a workbook. A table
needs a mapping file unless its columns are named as the fields of an allegation. Every row is recorded and judged, or
refused with a reason, which goes to the reject file (default: FILE.rejects.csv beside the record). Importing the same
file again is harmless. Works on a folder, or through the server that holds it.`,
	run: runImport,
}

// An importJob says what is imported.
type importJob struct {
	As   string
	Name string // of the file, for the record
	Map  []byte
}

// importReport says how far an import has come, or what became of it.
type importReport struct {
	Rows     int64  `json:"rows"`
	Recorded int64  `json:"recorded"`
	Again    int64  `json:"again"` // had been recorded before
	Rejected int64  `json:"rejected"`
	Rejects  string `json:"rejects,omitempty"` // name of the reject file
}

// A reject is a row that was not taken.
type reject struct {
	Row    int      `json:"row"`
	Reason string   `json:"reason"`
	Raw    []string `json:"raw"`
}

func runImport(ctx context.Context, c *console, args []string) error {
	f := c.flags()
	var s secrets
	s.flags(f)
	as := f.String("as", "", "")
	mapFile := f.String("map", "", "")
	rejects := f.String("rejects", "", "")
	things, err := c.parse(f, args, 2)
	if err != nil {
		return err
	}
	if *as == "" {
		return usagef("say what the file is: --as ucdp, acled, csv, geojson or xlsx")
	}
	job := importJob{As: *as, Name: filepath.Base(things[1])}
	if *mapFile != "" {
		if job.Map, err = os.ReadFile(*mapFile); err != nil {
			return err
		}
	}
	if *rejects == "" {
		*rejects = filepath.Join(filepath.Dir(things[0]), filepath.Base(things[1])+".rejects.csv")
	}
	file, err := os.Open(things[1])
	if err != nil {
		return err
	}
	defer file.Close()
	out := &rejectFile{name: *rejects}
	report, err := c.importInto(ctx, things[0], s, job, file, out)
	if err = errors.Join(err, out.close()); err != nil {
		return err
	}
	if report.Rejected > 0 {
		report.Rejects = *rejects
	}
	return c.result(report, func(w io.Writer) {
		fmt.Fprintf(w, "%d rows: %d recorded, %d had been recorded before, %d refused\n", report.Rows, report.Recorded, report.Again, report.Rejected)
		if report.Rejects != "" {
			fmt.Fprintf(w, "the refused rows and why: %s\n", report.Rejects)
		}
	})
}

func (c *console) importInto(ctx context.Context, dir string, s secrets, job importJob, file *os.File, out *rejectFile) (report importReport, err error) {
	bar := c.progress(file)
	m, err := newHouse().open(dir, s)
	if held(err) {
		q := url.Values{"as": {job.As}, "name": {job.Name}, "map": {string(job.Map)}}
		err = overSocket(ctx, dir, "/import", q, file, func(l localLine) error {
			switch {
			case l.Progress != nil:
				bar(*l.Progress)
			case l.Reject != nil:
				out.add(*l.Reject)
			case l.Done != nil:
				report = *l.Done
			}
			return nil
		})
		return report, err
	}
	if err != nil {
		return report, err
	}
	report, err = job.run(ctx, m, file, bar, out.add)
	return report, errors.Join(err, m.Close())
}

// progress shows how much of the file has been read, on one line, when somebody is looking.
func (c *console) progress(file *os.File) func(importReport) {
	info, err := file.Stat()
	size := int64(0)
	if err == nil {
		size = info.Size()
	}
	return func(r importReport) {
		if c.json {
			return
		}
		share := ""
		if at, err := file.Seek(0, io.SeekCurrent); err == nil && size > 0 {
			share = fmt.Sprintf(" %3d %% of the file,", at*100/size)
		}
		fmt.Fprintf(c.err, "\r%s %d rows, %d refused ", share, r.Rows, r.Rejected)
	}
}

// importWindow is how many rows are on their way to the record at once: they share transactions.
const importWindow = 256

// run takes the rows in. Each row is one command whose id is made of the row's content, so that the same row again, in
// this file or a later one, is not recorded twice; and each stands for itself: after an interruption the import can be
// started again from the beginning.
func (j importJob) run(ctx context.Context, m *mission.Mission, r io.Reader, progress func(importReport), refused func(reject)) (importReport, error) {
	rows, err := intake.Open(j.As, r, j.Map)
	if err != nil {
		return importReport{}, err
	}
	i := &importing{ctx: ctx, m: m, ready: map[int64]*reject{}, progress: progress, refused: refused}
	i.who = desk.Host()
	i.who.Known = record.ByImport
	slots := make(chan struct{}, importWindow)
	var wg sync.WaitGroup
	for err == nil {
		var row intake.Row
		if row, err = rows.Next(); err != nil {
			break
		}
		slots <- struct{}{}
		place := i.line
		i.line++
		wg.Go(func() {
			i.take(place, row)
			<-slots
		})
	}
	wg.Wait()
	if errors.Is(err, io.EOF) {
		err = i.failed
	}
	progress(i.report)
	return i.report, err
}

type importing struct {
	ctx      context.Context
	m        *mission.Mission
	who      desk.Who
	progress func(importReport)
	refused  func(reject)

	line int64 // rows read

	mu     sync.Mutex
	report importReport
	failed error             // the first error that was no refusal
	ready  map[int64]*reject // by place in the file: rows that are done before one ahead of them; nil when recorded
	next   int64             // place of the first row that is not done
}

func (i *importing) take(place int64, row intake.Row) {
	if row.Reject != "" {
		i.count(place, row, row.Reject, nil)
		return
	}
	b, err := record.Marshal(row.Do)
	if err != nil {
		i.count(place, row, err.Error(), nil)
		return
	}
	digest := sha256.Sum256(b)
	receipts, err := i.m.Submit(i.ctx, i.who, desk.Command{Desk: "observe", ID: "row-" + hex.EncodeToString(digest[:16]), Do: row.Do, Submitted: digest})
	if r, ok := desk.Refused(err); ok && r.Kind != desk.Busy && r.Kind != desk.Full {
		i.count(place, row, r.Sentence, nil)
		return
	}
	if err != nil {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.ready[place] = nil
		i.tellInOrder()
		if i.failed == nil {
			i.failed = fmt.Errorf("row %d: %w", row.Number, err)
		}
		return
	}
	i.count(place, row, "", receipts)
}

func (i *importing) count(place int64, row intake.Row, reason string, receipts []desk.Receipt) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.report.Rows++
	i.ready[place] = nil
	switch {
	case reason != "":
		i.report.Rejected++
		i.ready[place] = &reject{Row: row.Number, Reason: reason, Raw: row.Raw}
	case receipts[0].Again:
		i.report.Again++
	default:
		i.report.Recorded++
	}
	i.tellInOrder()
	if i.report.Rows%1000 == 0 {
		i.progress(i.report)
	}
}

// tellInOrder names refused rows in the order of the file, as far as all rows before them are done.
func (i *importing) tellInOrder() {
	for {
		x, done := i.ready[i.next]
		if !done {
			return
		}
		delete(i.ready, i.next)
		i.next++
		if x != nil {
			i.refused(*x)
		}
	}
}

// A rejectFile is made when the first row is refused.
type rejectFile struct {
	name string
	file *os.File
	csv  *csv.Writer
	err  error
}

func (f *rejectFile) add(r reject) {
	if f.file == nil && f.err == nil {
		if f.file, f.err = os.Create(f.name); f.err != nil {
			return
		}
		f.csv = csv.NewWriter(f.file)
		f.csv.Write([]string{"row", "reason", "as it stands in the file"})
	}
	if f.csv != nil {
		f.csv.Write(append([]string{strconv.Itoa(r.Row), r.Reason}, r.Raw...))
	}
}

func (f *rejectFile) close() error {
	if f.file == nil {
		return f.err
	}
	f.csv.Flush()
	return errors.Join(f.csv.Error(), f.file.Close())
}
