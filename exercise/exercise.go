// Package exercise holds a scenario to try Truce on: an agreement, sixty days of reports, and people to play them.

// Everything here is marked EXERCISE. Some reports are facts that were published at the time, at the precision of a
// day; most are invented, and so are all hours, levels, lines and clauses. None of it is a finding about anybody.
package exercise

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"truce.example/agreement"
	"truce.example/geo"
)

//go:embed swsyria2017
var folders embed.FS

// SouthwestSyria returns the folder of the agreement of the scenario, for [agreement.Load]. Beside the agreement it
// holds ledger.csv, details.csv, windows.csv, flights.csv, tracks.csv, control.csv, people.yaml and places.csv.
func SouthwestSyria() fs.FS {
	folder, err := fs.Sub(folders, "swsyria2017")
	if err != nil {
		panic("exercise: " + err.Error()) // the name is a constant
	}
	return folder
}

// A Row is one report of the ledger. The fields up to Note are columns of ledger.csv as they stand there; those
// after it come from details.csv, which adds what the note says in words.
type Row struct {
	ID         string            // "E-01" to "E-62"
	Day        string            // "D+0" is the day of entry into force
	Local      string            // when it happened, on the clock of Damascus with its offset
	Happened   agreement.Instant // the same moment
	Type       string            // code of an event type
	Place      string            // name in the gazetteer
	Point      geo.Point         // position of that name
	ReportedBy string
	Accused    string // as reported: "A", "B?", "both", "?", "-" ...
	Clause     string // what an officer would file it under; "-" or "none..." for no clause
	Level      int64  // verification level, 0 to 3
	Severity   int64  // 1 to 5
	Fact       bool   // a published fact; otherwise invented
	Note       string

	UncertaintyM  int64  // radius in metres; 5,000 where only the name of a town is given
	Target        string // excluded group acted against, or empty
	NoticeMinutes *int64 // notice before the act, nil if none is told of
	DelayMinutes  *int64 // how long observers were held up, nil if not told
}

// townUncertaintyM is the radius for a place that is given only as the name of a town.
const townUncertaintyM = 5000

// Input returns what the row is judged by.
func (r Row) Input() agreement.Input {
	in := agreement.Input{
		Type:          r.Type,
		StartMs:       int64(r.Happened),
		EndMs:         int64(r.Happened),
		TimeKnown:     true,
		HasPlace:      true,
		Place:         r.Point,
		UncertaintyM:  r.UncertaintyM,
		Accused:       r.Accused,
		Target:        r.Target,
		NoticeMinutes: r.NoticeMinutes,
	}
	if r.DelayMinutes != nil {
		in.Quantities = map[string]int64{"delay_minutes": *r.DelayMinutes}
	}
	return in
}

// Ledger returns the 62 reports of the scenario in the order of their ids.
func Ledger() ([]Row, error) {
	details, err := table("details.csv")
	if err != nil {
		return nil, err
	}
	more := map[string]record{}
	for _, detail := range details {
		more[detail.text("id")] = detail
	}
	ledger, err := table("ledger.csv")
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, line := range ledger {
		row := rowOf(line)
		row.addDetails(more[row.ID])
		if err := firstError(line, more[row.ID]); err != nil {
			return nil, fmt.Errorf("ledger row %s: %w", row.ID, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func rowOf(line record) Row {
	return Row{
		ID:         line.text("id"),
		Day:        line.text("day"),
		Local:      line.text("local"),
		Happened:   line.instant("utc"),
		Type:       line.text("type"),
		Place:      line.text("place"),
		Point:      line.point(),
		ReportedBy: line.text("reported_by"),
		Accused:    line.text("accused"),
		Clause:     line.text("clause"),
		Level:      line.number("level"),
		Severity:   line.number("severity"),
		Fact:       line.text("fact") == "F",
		Note:       line.text("note"),

		UncertaintyM: townUncertaintyM,
	}
}

func (r *Row) addDetails(detail record) {
	if detail.columns == nil {
		return
	}
	r.Target = detail.text("target")
	r.UncertaintyM = detail.number("uncertainty_m")
	r.NoticeMinutes = detail.optional("notice_minutes")
	r.DelayMinutes = detail.optional("delay_minutes")
}

// Windows returns the windows of silence that the scenario sets after the agreement is in force.
func Windows() ([]agreement.Window, error) {
	lines, err := table("windows.csv")
	if err != nil {
		return nil, err
	}
	var windows []agreement.Window
	for _, line := range lines {
		windows = append(windows, agreement.Window{
			ID:         line.text("id"),
			Work:       line.text("work"),
			Centre:     line.point(),
			RadiusM:    line.number("radius_m"),
			From:       line.instant("from"),
			To:         line.instant("to"),
			Guarantees: strings.Fields(line.text("guarantees")),
		})
		if err := firstError(line); err != nil {
			return nil, fmt.Errorf("window %s: %w", line.text("id"), err)
		}
	}
	return windows, nil
}

// StatusHistory returns how the scenario's agreement came into force. The entries are left 0: the record that
// takes them assigns them.
func StatusHistory() []agreement.StatusChange {
	return []agreement.StatusChange{
		{Status: agreement.Offered, At: mustInstant("2017-07-05T12:00:00Z")},
		{Status: agreement.Agreed, At: mustInstant("2017-07-07T12:00:00Z")},
		{Status: agreement.InForce, At: mustInstant("2017-07-09T09:00:00Z")},
	}
}

func mustInstant(text string) agreement.Instant {
	instant, err := agreement.ParseInstant(text)
	if err != nil {
		panic("exercise: " + err.Error())
	}
	return instant
}

// A Member is a person to play; the names are invented.
type Member struct {
	ID    string   `yaml:"id"`
	Name  string   `yaml:"name"` // code name
	Roles []string `yaml:"roles"`
	Side  string   `yaml:"side"` // party or guarantor that the member acts for; empty for the mission's staff
}

// People returns one member for each role and side.
func People() ([]Member, error) {
	text, err := fs.ReadFile(SouthwestSyria(), "people.yaml")
	if err != nil {
		return nil, err
	}
	var file struct {
		Members []Member `yaml:"members"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("people.yaml: %w", err)
	}
	return file.Members, nil
}

// record is one line of a table, by column. The first value that cannot be read is kept for firstError.
type record struct {
	columns map[string]string
	err     *error
}

// table reads a file of the scenario whose first line names the columns. The last column is free text: it may hold
// bare quotation marks, and semicolons too.
func table(name string) ([]record, error) {
	file, err := SouthwestSyria().Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // reading from memory; there is nothing to lose
	reader := csv.NewReader(file)
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = ';', true, -1
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	columns := lines[0]
	var records []record
	for i, line := range lines[1:] {
		if len(line) < len(columns) {
			return nil, fmt.Errorf("%s, row %d: %d columns where %d are needed", name, i+1, len(line), len(columns))
		}
		records = append(records, newRecord(columns, line))
	}
	return records, nil
}

func newRecord(columns, line []string) record {
	r := record{columns: map[string]string{}, err: new(error)}
	last := len(columns) - 1
	for i, column := range columns[:last] {
		r.columns[column] = line[i]
	}
	r.columns[columns[last]] = strings.Join(line[last:], ";")
	return r
}

func (r record) text(column string) string { return r.columns[column] }

func (r record) number(column string) int64 {
	value, err := strconv.ParseInt(r.columns[column], 10, 64)
	r.keep(column, err)
	return value
}

func (r record) optional(column string) *int64 {
	if r.columns[column] == "" {
		return nil
	}
	value := r.number(column)
	return &value
}

func (r record) instant(column string) agreement.Instant {
	value, err := agreement.ParseInstant(r.columns[column])
	r.keep(column, err)
	return value
}

func (r record) point() geo.Point {
	value, err := geo.ParsePoint(r.columns["lat"] + ", " + r.columns["lon"])
	r.keep("lat, lon", err)
	return value
}

func (r record) keep(column string, err error) {
	if err != nil && *r.err == nil {
		*r.err = fmt.Errorf("column %s: %w", column, err)
	}
}

func firstError(records ...record) error {
	for _, r := range records {
		if r.err != nil && *r.err != nil {
			return *r.err
		}
	}
	return nil
}
