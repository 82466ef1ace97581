package air

import (
	"strconv"
	"strings"

	"truce.example/agreement"
	"truce.example/record"
)

// A Sentence says why something came out as it did. Key and Args let a reader's machine say the same in another language;
// Text is the English.
type Sentence struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	Text string            `json:"text"`
}

// In says the sentence in "en", "ar" or "ru". Names and figures stay as they are. What is not known is answered in English.
func (s Sentence) In(language string) string {
	words, known := Sentences[s.Key]
	if !known || language != "ar" && language != "ru" {
		return s.Text
	}
	return s.fill(words.In(language), func(value string) string { return wordsIn(value, language) })
}

// wordsIn says an argument that is a list of words of this desk in a language; everything else stays as it is.
func wordsIn(value, language string) string {
	parts := strings.Split(value, ", ")
	for i, part := range parts {
		word, known := Words[part]
		if !known {
			return value
		}
		parts[i] = word.In(language)
	}
	return strings.Join(parts, map[string]string{"ar": "، ", "ru": ", "}[language])
}

// Words are the words that stand in arguments, by their English form as recorded: doubts, states, and how somebody noticed.
var Words = map[string]agreement.Text{
	"position jumped":           {En: "position jumped", Ar: "قفز الموقع", Ru: "скачок положения"},
	"one address in two places": {En: "one address in two places", Ar: "عنوان واحد في مكانين", Ru: "один адрес в двух местах"},
	"no reliable navigation":    {En: "no reliable navigation", Ar: "ملاحة غير موثوقة", Ru: "навигация ненадёжна"},
	"position coarse":           {En: "position coarse", Ar: "موقع تقريبي", Ru: "положение грубое"},
	"speed and way disagree":    {En: "speed and way disagree", Ar: "السرعة لا توافق المسافة", Ru: "скорость не согласуется с путём"},
	"clock ahead":               {En: "clock ahead", Ar: "الساعة متقدمة", Ru: "часы спешат"},
	submitted:                   {En: "submitted", Ar: "مقدَّمة", Ru: "подан"},
	sent:                        {En: "sent", Ar: "مرسلة إلى الأطراف", Ru: "направлен сторонам"},
	refused:                     {En: "refused", Ar: "مرفوضة", Ru: "отклонён"},
	expired:                     {En: "expired", Ar: "منتهية دون رد", Ru: "истёк без ответа"},
	cancelled:                   {En: "cancelled", Ar: "ملغاة", Ru: "отменён"},
	violated:                    {En: "violated", Ar: "مخالفة", Ru: "нарушен"},
	"seen":                      {En: "seen", Ar: "مشاهدة", Ru: "видно"},
	"heard":                     {En: "heard", Ar: "مسموعة", Ru: "слышно"},
	"filmed":                    {En: "filmed", Ar: "مصوَّرة", Ru: "снято"},
	"visual":                    {En: "visual", Ar: "بصري", Ru: "визуальный"},
	"acoustic":                  {En: "acoustic", Ar: "صوتي", Ru: "акустический"},
	"video":                     {En: "video", Ar: "فيديو", Ru: "видео"},
}

// fill puts the arguments in, in one pass: what an argument says is never taken for a place of another.
func (s Sentence) fill(text string, word func(string) string) string {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		out.WriteString(before)
		if !open || !closed {
			return out.String()
		}
		out.WriteString(word(s.Args[name]))
		text = after
	}
}

// say makes a sentence: a key, and names and values of its arguments in turn.
func say(key string, args ...string) Sentence {
	s := Sentence{Key: key}
	if len(args) > 0 {
		s.Args = map[string]string{}
		for i := 0; i+1 < len(args); i += 2 {
			s.Args[args[i]] = args[i+1]
		}
	}
	s.Text = s.fill(Sentences[key].En, func(value string) string { return value })
	return s
}

// spoken is all sentences in one language, one after the other.
func spoken(why []Sentence, language string) string {
	var out []string
	for _, s := range why {
		out = append(out, s.In(language))
	}
	return strings.Join(out, " ")
}

// inThree is the same in the mission's three languages.
func inThree(why []Sentence) agreement.Text {
	return agreement.Text{En: spoken(why, "en"), Ar: spoken(why, "ar"), Ru: spoken(why, "ru")}
}

func figure(n int64) string { return strconv.FormatInt(n, 10) }

func moment(m record.Moment) string { return m.Time().Format("2006-01-02 15:04:05") + " UTC" }

// Sentences holds every sentence of the desk in the languages of a mission; {name} stands for an argument. An English
// sentence is part of the rules: another wording is another version of them.
var Sentences = map[string]agreement.Text{
	"crossed": {
		En: "The track was in zone {zone} from {from} to {to}.",
		Ar: "كان المسار في المنطقة {zone} من {from} إلى {to}.",
		Ru: "Трасса находилась в зоне {zone} с {from} до {to}.",
	},
	"entered_edge": {
		En: "It crossed the edge at {at}, {place}, found on the way between two positions.",
		Ar: "عبر الحافة عند {at}، {place}، محسوباً على الطريق بين موقعين.",
		Ru: "Пересечение границы в {at}, {place}, найдено на пути между двумя положениями.",
	},
	"entered_height": {
		En: "It came in through the floor or the ceiling at {at}, {place}, or its height became known there.",
		Ar: "دخل عبر الحد الأدنى أو الأعلى عند {at}، {place}، أو عُرف ارتفاعه هناك.",
		Ru: "Вошёл через нижнюю или верхнюю границу в {at}, {place}, или там стала известна высота.",
	},
	"entered_time": {
		En: "The zone became active at {at}, when it was at {place}.",
		Ar: "بدأ سريان المنطقة عند {at}، وكان في {place}.",
		Ru: "Зона начала действовать в {at}, когда объект был в {place}.",
	},
	"first_seen": {
		En: "It was first seen in the zone, at {at}, {place}; when it came in is not known.",
		Ar: "شوهد أول مرة داخل المنطقة، عند {at}، {place}؛ ولا يُعرف متى دخل.",
		Ru: "Впервые замечен уже в зоне, в {at}, {place}; когда вошёл, неизвестно.",
	},
	"entered_gap": {
		En: "It was seen in the zone after a gap, at {at}, {place}; when and where it came in is not known.",
		Ar: "شوهد داخل المنطقة بعد انقطاع، عند {at}، {place}؛ ولا يُعرف متى وأين دخل.",
		Ru: "Замечен в зоне после перерыва, в {at}, {place}; когда и где вошёл, неизвестно.",
	},
	"still_inside": {
		En: "It was still in the zone when the track ends; when it left is not known.",
		Ar: "كان لا يزال في المنطقة عند انتهاء المسار؛ ولا يُعرف متى خرج.",
		Ru: "Когда трасса обрывается, объект ещё в зоне; когда он вышел, неизвестно.",
	},
	"height": {
		En: "Its height was between {low} and {high} ft ({datum}).",
		Ar: "كان ارتفاعه بين {low} و{high} قدم ({datum}).",
		Ru: "Высота от {low} до {high} футов ({datum}).",
	},
	"no_height": {
		En: "Its height is not known, so that it may have been above or below the zone.",
		Ar: "ارتفاعه غير معروف، فقد يكون فوق المنطقة أو تحتها.",
		Ru: "Высота неизвестна: объект мог быть выше или ниже зоны.",
	},
	"proven": {
		En: "Place and height prove it, for all that the source says itself; the place may be off by {doubt} m.",
		Ar: "الموقع والارتفاع يثبتان ذلك بحسب ما يقوله المصدر نفسه؛ وقد يحيد الموقع بمقدار {doubt} م.",
		Ru: "Место и высота это доказывают, насколько говорит сам источник; погрешность места {doubt} м.",
	},
	"edge": {
		En: "The doubt of place or height ({doubt} m) reaches across the edge of the zone.",
		Ar: "هامش الشك في الموقع أو الارتفاع ({doubt} م) يتجاوز حافة المنطقة.",
		Ru: "Погрешность места или высоты ({doubt} м) переходит через границу зоны.",
	},
	"tolerance": {
		En: "It was not deeper in the zone than the agreement draws a distinction.",
		Ar: "لم يتوغل في المنطقة أكثر مما يميّزه الاتفاق.",
		Ru: "Объект вошёл в зону не глубже, чем различает соглашение.",
	},
	"integrity": {
		En: "The source is to be doubted: {doubts}.",
		Ar: "المصدر موضع شك: {doubts}.",
		Ru: "Источник вызывает сомнения: {doubts}.",
	},
	"human_source": {
		En: "A source of the kind {kind} shows no more than a possible event.",
		Ar: "مصدر من النوع {kind} لا يُظهر أكثر من حدث ممكن.",
		Ru: "Источник вида {kind} показывает не более чем возможное событие.",
	},
	"unidentified": {
		En: "It gave no address and no call sign, and no flight that was asked for explains it: unidentified.",
		Ar: "لم يعطِ عنواناً ولا نداءً، ولا تفسّره رحلة مطلوبة: غير محدد الهوية.",
		Ru: "Ни адреса, ни позывного, и ни один заявленный полёт его не объясняет: не опознан.",
	},
	"low_slow": {
		En: "It stayed below 5000 ft and 140 knots.",
		Ar: "بقي دون 5000 قدم و140 عقدة.",
		Ru: "Оставался ниже 5000 футов и 140 узлов.",
	},
	"no_flight": {
		En: "Flights asked for within twelve hours: {count}; none explains it.",
		Ar: "الرحلات المطلوبة خلال اثنتي عشرة ساعة: {count}؛ ولا تفسّره أي منها.",
		Ru: "Полётов, заявленных в пределах двенадцати часов: {count}; ни один его не объясняет.",
	},
	"exempt": {
		En: "It is flight {flight} ({call}), which may fly by {exemption}; the match is {score} of 100.",
		Ar: "إنه الرحلة {flight} ({call})، المسموح بها بموجب {exemption}؛ درجة التطابق {score} من 100.",
		Ru: "Это полёт {flight} ({call}), разрешённый по {exemption}; совпадение {score} из 100.",
	},
	"may_be": {
		En: "Flight {flight} ({call}) was asked for that time and way; it may have been that one ({score} of 100).",
		Ar: "الرحلة {flight} ({call}) مطلوبة لذلك الوقت والطريق؛ وقد تكون هي ({score} من 100).",
		Ru: "На это время и маршрут заявлен полёт {flight} ({call}); возможно, это он ({score} из 100).",
	},
	"partly": {
		En: "It is like flight {flight} ({call}), {score} of 100, and not as that was agreed.",
		Ar: "يشبه الرحلة {flight} ({call})، {score} من 100، لكن ليس كما اتُّفق عليها.",
		Ru: "Похоже на полёт {flight} ({call}), {score} из 100, но не так, как он согласован.",
	},
	"time_fits": {
		En: "In time: {from} to {to} lies in the window.",
		Ar: "في الموعد: من {from} إلى {to} ضمن النافذة الزمنية.",
		Ru: "Вовремя: {from} – {to} в пределах окна.",
	},
	"time_early": {
		En: "{minutes} minutes before the window.",
		Ar: "قبل النافذة الزمنية بـ{minutes} دقيقة.",
		Ru: "За {minutes} мин до окна.",
	},
	"time_late": {
		En: "{minutes} minutes after the window.",
		Ar: "بعد النافذة الزمنية بـ{minutes} دقيقة.",
		Ru: "Через {minutes} мин после окна.",
	},
	"corridor_fits": {
		En: "On its way: never more than {off} m from the route, of {width} m allowed.",
		Ar: "على مساره: لم يبتعد عن الطريق أكثر من {off} م، والمسموح {width} م.",
		Ru: "По маршруту: не далее {off} м от него при допустимых {width} м.",
	},
	"corridor_left": {
		En: "Up to {off} m from the route, of {width} m allowed.",
		Ar: "ابتعد عن الطريق حتى {off} م، والمسموح {width} م.",
		Ru: "До {off} м от маршрута при допустимых {width} м.",
	},
	"corridor_unknown": {
		En: "The request states no route.",
		Ar: "لا يذكر الطلب طريقاً.",
		Ru: "В заявке нет маршрута.",
	},
	"identity_fits": {
		En: "It answers to {name}.",
		Ar: "هويته {name}.",
		Ru: "Опознаётся как {name}.",
	},
	"identity_differs": {
		En: "It answers to {name}, and {asked} was asked for.",
		Ar: "هويته {name}، والمطلوب {asked}.",
		Ru: "Опознаётся как {name}, а заявлен {asked}.",
	},
	"identity_unknown": {
		En: "It says no name.",
		Ar: "لا يعطي اسماً.",
		Ru: "Имени не сообщает.",
	},
	"level_fits": {
		En: "At its level.",
		Ar: "على مستواه.",
		Ru: "На своём эшелоне.",
	},
	"level_left": {
		En: "Not at the level that was asked for.",
		Ar: "ليس على المستوى المطلوب.",
		Ru: "Не на заявленном эшелоне.",
	},
	"level_unknown": {
		En: "Its level cannot be compared.",
		Ar: "لا يمكن مقارنة مستواه.",
		Ru: "Эшелон сравнить нельзя.",
	},
	"not_allowed": {
		En: "The flight was {state}.",
		Ar: "كانت حالة الرحلة: {state}.",
		Ru: "Состояние полёта: {state}.",
	},
	"explains_another": {
		En: "At that time the flight explains another aircraft, {aircraft}.",
		Ar: "في ذلك الوقت تفسّر الرحلة طائرة أخرى، {aircraft}.",
		Ru: "В это время полёт объясняет другое воздушное судно, {aircraft}.",
	},
	"condition_broken": {
		En: "It left what the condition of {by} allows: {text}",
		Ar: "خرج عما يسمح به شرط {by}: {text}",
		Ru: "Нарушено условие стороны {by}: {text}",
	},
	"second_source": {
		En: "{source} shows the same at the same time (entry {entry}); the two are independent.",
		Ar: "يُظهر {source} الأمر نفسه في الوقت نفسه (القيد {entry})؛ والمصدران مستقلان.",
		Ru: "{source} показывает то же в то же время (запись {entry}); источники независимы.",
	},
	"sighted": {
		En: "An aircraft was {means}; a sighting is never more than possible.",
		Ar: "رُصدت طائرة ({means})؛ والمشاهدة لا تتجاوز الممكن أبداً.",
		Ru: "Замечено воздушное судно ({means}); наблюдение – не более чем возможное событие.",
	},
	"coverage": {
		En: "Where no sensor looks there is no track. No track is not no flight.",
		Ar: "حيث لا يرصد جهاز لا يوجد مسار. غياب المسار ليس غياب الطيران.",
		Ru: "Где нет датчиков, нет и трасс. Отсутствие трассы не означает отсутствия полёта.",
	},
}
