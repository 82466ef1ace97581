package terms

import "truce.example/desk"

// The status of the agreement is one matter: what is suspended may be resumed or end.
const alarmStatus = "terms/status"

// Alarm says that the clauses do not bind. What is loaded as history raises none.
func (f Suspended) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Key: alarmStatus, Kind: desk.AlarmSuspended, Headline: map[string]string{
		"en": "The agreement is suspended", "ar": "الاتفاق معلّق", "ru": "Действие соглашения приостановлено",
	}}, !f.History
}

// Alarm says that the clauses bind again.
func (f Resumed) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Key: alarmStatus, Kind: desk.AlarmSuspended, Over: true, Headline: map[string]string{
		"en": "The agreement binds again", "ar": "الاتفاق ملزم من جديد", "ru": "Соглашение снова действует",
	}}, !f.History
}

// Alarm says that the agreement is over.
func (f Ended) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Key: alarmStatus, Kind: desk.AlarmEnded, Headline: map[string]string{
		"en": "The agreement has ended", "ar": "انتهى الاتفاق", "ru": "Соглашение прекращено",
	}}, !f.History
}
