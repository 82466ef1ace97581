package observe

import (
	"strconv"

	"truce.example/desk"
)

// Alarms, for programs outside. They name no team, and no place that those outside the mission would be told.

// Alarm says that people call for help.
func (s SOSRaised) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Kind: desk.AlarmSOS, Place: s.Place, Headline: map[string]string{
		"en": "Observers call for help", "ar": "مراقبون يطلبون النجدة", "ru": "Наблюдатели просят о помощи",
	}}, s.Danger != "" // a call that was forgotten has none
}

// Alarm says that the call has ended.
func (s SOSClosed) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Key: desk.AlarmOf(s.SOS), Kind: desk.AlarmSOS, Over: true, Headline: map[string]string{
		"en": "The call for help has ended", "ar": "انتهى طلب النجدة", "ru": "Вызов о помощи закрыт",
	}}, true
}

// Alarm says that a patrol is silent.
func (c ContactMissed) Alarm() (desk.Alarm, bool) {
	return desk.Alarm{Key: silenceOf(c.Patrol), Kind: desk.AlarmSilence, Headline: map[string]string{
		"en": "A patrol is silent for longer than planned", "ar": "دورية صامتة أطول مما خُطط", "ru": "Патруль молчит дольше, чем запланировано",
	}}, true
}

// Alarm says that the patrol was heard of.
func (p PatrolCheckedIn) Alarm() (desk.Alarm, bool) { return heard(p.Patrol), true }

// Alarm says that the patrol is back.
func (p PatrolReturned) Alarm() (desk.Alarm, bool) { return heard(p.Patrol), true }

func heard(patrol int64) desk.Alarm {
	return desk.Alarm{Key: silenceOf(patrol), Kind: desk.AlarmSilence, Over: true, Headline: map[string]string{
		"en": "The patrol was heard of", "ar": "ورد اتصال من الدورية", "ru": "Патруль вышел на связь",
	}}
}

func silenceOf(patrol int64) string { return "observe/silence/" + strconv.FormatInt(patrol, 10) }
