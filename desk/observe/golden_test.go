package observe_test

import (
	"testing"
	"time"

	"truce.example/desk/desktest"
	"truce.example/desk/observe"
	"truce.example/record"
)

func TestGolden(t *testing.T) {
	desktest.Golden(t, observe.New(scenarioLaw(t)), func(w *desktest.World) {
		sendExamples(t, w)
		silentPatrol(w)
	})
}

// silentPatrol sends out a patrol that is not heard of again, and returns its number and the alarm.
func silentPatrol(w *desktest.World) (int64, []record.Entry) {
	w.T.Helper()
	number := w.MustTell(heron, "observe", patrolPlan(w.Now))[0].Number
	w.MustTell(heron, "observe", &observe.Depart{Patrol: number})
	return number, w.Advance(2 * time.Hour)
}

func patrolPlan(now time.Time) *observe.PlanPatrol {
	return &observe.PlanPatrol{
		Team: "P-07", Mode: "mobile", Members: []observe.Crew{{Code: "P-07-1"}}, Route: []observe.Stop{{PlaceName: "al-Naima"}},
		Departure: record.At(now), Return: record.At(now.Add(4 * time.Hour)), Purpose: "visit the safe lane", IntervalMinutes: 60, MedicalPlan: "clinic at Izra",
	}
}
