package observe_test

import (
	"testing"

	"truce.example/desk"
	"truce.example/desk/desktest"
	"truce.example/desk/observe"
)

// examplesInOrder are the doors in the order in which their examples make one story: a night and a day in the
// operations room.
var examplesInOrder = []struct {
	door string
	who  desk.Who
}{
	{"allegations", heron}, {"observations", heron}, {"restrictions", heron}, {"ratings", quartz}, {"links", quartz}, {"shares", heron},
	{"retractions", heron}, {"handovers", heron}, {"patrols", heron}, {"patrols/depart", heron}, {"patrols/check-in", heron}, {"patrols/return", heron},
	{"patrols/report", heron}, {"sos", heron}, {"sos/close", heron}, {"weapons", olive}, {"verifications", heron}, {"withdrawals", heron},
	{"withdrawals/report", olive}, {"craters", heron},
}

// sendExamples sends every example of api.yaml.
func sendExamples(t *testing.T, w *desktest.World) {
	t.Helper()
	examples := desktest.API(t, w.Desk("observe"))
	for _, e := range examplesInOrder {
		w.MustPost(e.who, "observe/"+e.door, examples["POST observe/"+e.door])
		delete(examples, "POST observe/"+e.door)
	}
	delete(examples, "POST observe/batch") // its body is a file
	for door := range examples {
		t.Errorf("nobody sent the example of %s", door)
	}
}

func TestTheExamplesInTheDescriptionAreTaken(t *testing.T) { sendExamples(t, world(t)) }

func TestTheDescriptionNamesTheFieldsOfEveryCommand(t *testing.T) {
	desktest.DescribesCommands(t, observe.New(nil), "Observe")
}
