package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// alarmed keeps the alarm that a fact of any desk tells of, for those who read the fact. A notice that cannot wait is an
// alarm for those who are told it.
func alarmed(tx *view.Tx, e record.Entry) error {
	if e.Fact == nil || e.Status == record.Forgotten {
		return nil
	}
	var alarm desk.Alarm
	about := e.Number
	switch f := e.Fact.(type) {
	case *TakenUp:
		kind, ok := urgent[f.Priority]
		if !ok {
			return nil
		}
		about, _ = e.RefEntry(0)
		alarm = desk.Alarm{Key: "notify/" + f.Notice, Kind: kind, Headline: map[string]string{"en": f.Subject}, Text: f.Text, Expires: f.Answer}
	case desk.TellsAlarm:
		var ok bool
		if alarm, ok = f.Alarm(); !ok {
			return nil
		}
	default:
		return nil
	}
	if alarm.Key == "" {
		alarm.Key = desk.AlarmOf(e.Number)
	}
	if !missionOnly(e.Audience) {
		alarm.Place = nil
	}
	return insertAlarm(tx, e, about, alarm)
}

var urgent = map[string]string{"FLASH": desk.AlarmFlash, "IMMEDIATE": desk.AlarmImmediate}

// missionOnly says of an audience that nobody outside the mission belongs to it.
func missionOnly(a record.Audience) bool {
	for _, term := range a.Terms() {
		if term != string(record.Mission) && !strings.HasPrefix(term, "role:") {
			return false
		}
	}
	return true
}

func insertAlarm(tx *view.Tx, e record.Entry, about int64, alarm desk.Alarm) error {
	var earlier, since int64
	var over bool
	err := tx.QueryRow("select entry, recorded_ms, is_over from notify_alarm where key = ? order by entry desc limit 1", alarm.Key).Scan(&earlier, &since, &over)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && over:
		if alarm.Over {
			return nil // there is nothing to end
		}
		earlier, since = 0, 0 // a new danger under an old name
	case err != nil:
		return fmt.Errorf("look up an alarm: %w", err)
	}
	doc, err := json.Marshal(alarm)
	if err != nil {
		return err
	}
	return insert(tx, e, "insert into notify_alarm values (?, ?, ?, ?, ?, ?, ?, ?, ?)", alarm.Key, about, int64(e.Recorded), earlier, since, number(alarm.Over), string(doc))
}

// warnings lists the alarms that the reader may know.
func warnings(ctx context.Context, q desk.Question, before int64, limit int) ([]desk.Warning, error) {
	return rows(ctx, q.View, func(found *sql.Rows) (desk.Warning, error) {
		var w desk.Warning
		var doc string
		if err := found.Scan(&w.Entry, &w.Recorded, &w.Replaces, &w.Since, &doc); err != nil {
			return w, err
		}
		err := json.Unmarshal([]byte(doc), &w.Alarm)
		return w, err
	}, "select entry, recorded_ms, replaces, since_ms, doc from notify_alarm where ? = 0 or entry < ? order by entry desc limit ?", before, before, limit)
}
