package agreement

import (
	"strconv"
	"strings"

	"truce.example/geo"
)

// A Why explains in a neutral sentence, and in further ones if Also is not empty. Text holds all of it in English;
// Key and Args, and those of Also, let a reader's machine say the same in another language.
type Why struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
	Also []Why             `json:"also,omitempty"`
	Text string            `json:"text"`
}

// and returns the explanation with another sentence added.
func (w Why) and(other Why) Why {
	w.Also = append(w.Also[:len(w.Also):len(w.Also)], other)
	w.Text += " " + other.Text
	return w
}

// In says the explanation in the language "en", "ar" or "ru"; any other is answered in English. In English it is what was
// recorded. Names, codes and figures stay as they are. A sentence that this program does not know stays in English too.
func (w Why) In(language string) string {
	if language != "ar" && language != "ru" {
		return w.Text
	}
	sentence, known := WhySentences[w.Key]
	if !known {
		return w.Text
	}
	text := fill(sentence.In(language), func(name string) string { return wordIn(w.Args[name], language) })
	for _, also := range w.Also {
		text += " " + also.In(language)
	}
	return text
}

// wordIn says an argument that is a word, or a list of such words, in a language; everything else stays as it is.
func wordIn(argument, language string) string {
	if word, known := whyWords[argument]; known {
		return word.In(language)
	}
	parts := strings.Split(argument, ", ")
	for i, part := range parts {
		word, known := whyWords[part]
		if !known {
			return argument
		}
		parts[i] = word.In(language)
	}
	return strings.Join(parts, map[string]string{"ar": "، ", "ru": ", "}[language])
}

// whyWords are the words that stand in arguments, by their English form as recorded.
var whyWords = map[string]Text{
	relationWords[geo.Inside]:          {En: "inside", Ar: "في الداخل", Ru: "внутри"},
	relationWords[geo.WithinTolerance]: {En: "within the tolerance of the edge", Ar: "ضمن هامش التسامح عند الحافة", Ru: "в пределах допуска у края"},
	relationWords[geo.Possible]:        {En: "possibly inside", Ar: "ربما في الداخل", Ru: "возможно, внутри"},
	relationWords[geo.Outside]:         {En: "outside", Ar: "في الخارج", Ru: "снаружи"},
	string(Draft):                      {En: "draft", Ar: "مسودة", Ru: "проект"},
	string(Offered):                    {En: "offered", Ar: "معروض", Ru: "предложено"},
	string(Agreed):                     {En: "agreed", Ar: "متفق عليه", Ru: "согласовано"},
	string(InForce):                    {En: "in force", Ar: "نافذ", Ru: "в силе"},
	string(Suspended):                  {En: "suspended", Ar: "معلّق", Ru: "приостановлено"},
	string(Ended):                      {En: "ended", Ar: "منتهٍ", Ru: "прекращено"},
	anySide:                            {En: "any side", Ar: "أي طرف", Ru: "любая сторона"},
}

// WhySentences holds the sentence for every key of a [Why], in the languages of a mission; {name} stands for an argument.
// It is published for translators; do not change it. An English sentence is part of the rules: another wording would make
// old judgements come out differently, and is another version of them.
var WhySentences = map[string]Text{
	"no_law": {
		En: "There is no agreement to judge by.",
		Ar: "لا يوجد اتفاق يُحكم به.",
		Ru: "Нет соглашения, по которому можно судить.",
	},
	"not_an_act": {
		En: "A report of the type {type} tells of no act; no clause is concerned.",
		Ar: "التقرير من النوع {type} لا يروي فعلاً؛ ولا يعني أي بند.",
		Ru: "Сообщение вида {type} не говорит о действии; ни один пункт не затронут.",
	},
	"left_out_type": {
		En: "Reports of the type {type} are shown beside the total and not counted in it, because the act behind them is reported by itself.",
		Ar: "تظهر التقارير من النوع {type} إلى جانب المجموع ولا تُعدّ فيه، لأن الفعل الذي وراءها مُبلَّغ عنه بذاته.",
		Ru: "Сообщения вида {type} показаны рядом с итогом и не входят в него, потому что о самом действии сообщено отдельно.",
	},
	"unknown_type": {
		En: "The agreement has no event type {type}, so no clause can be found for it.",
		Ar: "ليس في الاتفاق نوع حدث {type}، فلا يمكن إيجاد بند له.",
		Ru: "В соглашении нет вида события {type}, поэтому пункт для него найти нельзя.",
	},
	"before_force": {
		En: "The agreement was not yet in force at that time ({from} to {to}, UTC); its status was {status}.",
		Ar: "لم يكن الاتفاق نافذاً بعد في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي)؛ وكانت حالته: {status}.",
		Ru: "В это время ({from} – {to}, UTC) соглашение ещё не вступило в силу; его состояние: {status}.",
	},
	"suspended": {
		En: "The agreement was suspended at that time ({from} to {to}, UTC).",
		Ar: "كان الاتفاق معلّقاً في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي).",
		Ru: "В это время ({from} – {to}, UTC) действие соглашения было приостановлено.",
	},
	"after_end": {
		En: "The agreement had ended at that time ({from} to {to}, UTC).",
		Ar: "كان الاتفاق قد انتهى في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي).",
		Ru: "К этому времени ({from} – {to}, UTC) соглашение прекратило действие.",
	},
	"excluded_group": {
		En: "The act is reported of {group}, which is outside the agreement; it is not a violation by a party.",
		Ar: "يُنسب الفعل إلى {group}، وهي خارج الاتفاق؛ فليس خرقاً من أحد الأطراف.",
		Ru: "Действие приписывается группе {group}, которая не охвачена соглашением; это не нарушение стороны.",
	},
	"no_clause": {
		En: "No clause forbids {side} an act of the type {type}.",
		Ar: "لا يحظر أي بند على {side} فعلاً من النوع {type}.",
		Ru: "Ни один пункт не запрещает ({side}) действие вида {type}.",
	},
	"not_then": {
		En: "Clauses forbid an act of the type {type}, but not at that time, with that weapon or to that extent.",
		Ar: "تحظر بنودٌ فعلاً من النوع {type}، ولكن ليس في ذلك الوقت أو بذلك السلاح أو بذلك القدر.",
		Ru: "Пункты запрещают действие вида {type}, но не в это время, не с этим оружием или не в таком размере.",
	},
	"outside_area": {
		En: "The place lies {distance} outside the area of the agreement and is known to {uncertainty}.",
		Ar: "يقع المكان على بعد {distance} خارج منطقة الاتفاق، وهو معروف بدقة {uncertainty}.",
		Ru: "Место лежит в {distance} за пределами района соглашения и известно с точностью {uncertainty}.",
	},
	"outside_places": {
		En: "The place lies outside every place that the clauses on such an act name; the nearest, by clause {clause} at {zone}, begins {distance} away, and the place is known to {uncertainty}.",
		Ar: "يقع المكان خارج كل مكان تذكره البنود المتعلقة بمثل هذا الفعل؛ وأقربها، بحسب البند {clause} عند {zone}، يبدأ على بعد {distance}، والمكان معروف بدقة {uncertainty}.",
		Ru: "Место лежит вне всех мест, которые называют пункты о таком действии; ближайшее, по пункту {clause} у {zone}, начинается в {distance}, а место известно с точностью {uncertainty}.",
	},
	"exempt": {
		En: "Exemption {exemption} holds: {text}",
		Ar: "ينطبق الاستثناء {exemption}: {text}",
		Ru: "Действует исключение {exemption}: {text}",
	},
	"time_unknown": {
		En: "The time is not known, so it is not known whether the agreement was in force.",
		Ar: "الوقت غير معروف، فلا يُعرف هل كان الاتفاق نافذاً.",
		Ru: "Время не известно, поэтому не известно, действовало ли соглашение.",
	},
	"time_straddles": {
		En: "The time is known only as {from} to {to} (UTC); in that interval the status of the agreement changed between {statuses}.",
		Ar: "الوقت معروف فقط بين {from} و{to} (بالتوقيت العالمي)؛ وفي هذه المدة تغيّرت حالة الاتفاق بين: {statuses}.",
		Ru: "Время известно лишь как {from} – {to} (UTC); за этот промежуток состояние соглашения менялось: {statuses}.",
	},
	"place_unknown": {
		En: "The place is not known, so it is not known whether a clause applies.",
		Ar: "المكان غير معروف، فلا يُعرف هل ينطبق بند.",
		Ru: "Место не известно, поэтому не известно, применим ли какой-либо пункт.",
	},
	"area": {
		En: "Clause {clause} speaks of {act} anywhere in the area; the place lies {relation}.",
		Ar: "يتناول البند {clause} الفعل {act} في أي مكان من المنطقة؛ والمكان: {relation}.",
		Ru: "Пункт {clause} говорит о {act} в любом месте района; положение места: {relation}.",
	},
	"zone": {
		En: "Clause {clause} speaks of {act} in {zone}; the place lies {relation}, {distance} from its edge.",
		Ar: "يتناول البند {clause} الفعل {act} في {zone}؛ والمكان: {relation}، على بعد {distance} من حافتها.",
		Ru: "Пункт {clause} говорит о {act} в {zone}; положение места: {relation}, в {distance} от края.",
	},
	"belt": {
		En: "Clause {clause} speaks of {act} within {limit} of {zone}; the place is {distance} from it and known to {uncertainty}: {relation}.",
		Ar: "يتناول البند {clause} الفعل {act} ضمن {limit} من {zone}؛ والمكان على بعد {distance} منه ومعروف بدقة {uncertainty}: {relation}.",
		Ru: "Пункт {clause} говорит о {act} в пределах {limit} от {zone}; место в {distance} и известно с точностью {uncertainty}: {relation}.",
	},
	"window": {
		En: "Clause {clause} speaks of {act} in the window of silence {zone} within {limit} of its centre; the place is {distance} from the centre and known to {uncertainty}: {relation}.",
		Ar: "يتناول البند {clause} الفعل {act} في فترة الصمت {zone} ضمن {limit} من مركزها؛ والمكان على بعد {distance} من المركز ومعروف بدقة {uncertainty}: {relation}.",
		Ru: "Пункт {clause} говорит о {act} во время режима тишины {zone} в пределах {limit} от его центра; место в {distance} от центра и известно с точностью {uncertainty}: {relation}.",
	},
	"beyond": {
		En: "Clause {clause} speaks of {act} beyond {zone}; seen so, the place lies {relation}, {distance} from the line and known to {uncertainty}.",
		Ar: "يتناول البند {clause} الفعل {act} وراء {zone}؛ ومن هذا المنظور فالمكان: {relation}، على بعد {distance} من الخط ومعروف بدقة {uncertainty}.",
		Ru: "Пункт {clause} говорит о {act} за линией {zone}; с этой стороны положение места: {relation}, в {distance} от линии и известно с точностью {uncertainty}.",
	},
	"beyond_unknown": {
		En: "Clause {clause} speaks of {act} beyond {zone}; whose own side the place lies on is not known, because it is not known whose act it was. It lies {distance} from the line.",
		Ar: "يتناول البند {clause} الفعل {act} وراء {zone}؛ ولا يُعرف في جانب مَن يقع المكان، لأن الفاعل غير معروف. وهو على بعد {distance} من الخط.",
		Ru: "Пункт {clause} говорит о {act} за линией {zone}; на чьей стороне лежит место, не известно, потому что не известно, чьё это действие. До линии {distance}.",
	},
	"height_inside": {
		En: "The height, {height}, lies between the floor {floor} and the ceiling {ceiling}.",
		Ar: "الارتفاع {height} يقع بين الحد الأدنى {floor} والحد الأعلى {ceiling}.",
		Ru: "Высота {height} лежит между нижней границей {floor} и верхней {ceiling}.",
	},
	"height_possible": {
		En: "The height, {height}, may lie on either side of the floor {floor} or the ceiling {ceiling}.",
		Ar: "الارتفاع {height} قد يقع على أي من جانبي الحد الأدنى {floor} أو الحد الأعلى {ceiling}.",
		Ru: "Высота {height} может лежать по любую сторону нижней границы {floor} или верхней {ceiling}.",
	},
	"height_unclear": {
		En: "Clause {clause} speaks of {act} in {zone} from {floor} to {ceiling}. The height is stated as {height}, which does not compare without the height of the ground or the pressure of the air.",
		Ar: "يتناول البند {clause} الفعل {act} في {zone} من {floor} إلى {ceiling}. والارتفاع مذكور بوصفه {height}، ولا يمكن المقارنة من دون ارتفاع الأرض أو ضغط الهواء.",
		Ru: "Пункт {clause} говорит о {act} в {zone} от {floor} до {ceiling}. Высота указана как {height}; без высоты земли или давления воздуха их нельзя сравнить.",
	},
	"outside_height": {
		En: "The place lies in {zone}, in which clause {clause} speaks of {act}, but the height, {height}, is not between {floor} and {ceiling}.",
		Ar: "يقع المكان في {zone} حيث يتناول البند {clause} الفعل {act}، لكن الارتفاع {height} ليس بين {floor} و{ceiling}.",
		Ru: "Место лежит в {zone}, где пункт {clause} говорит о {act}, но высота {height} не между {floor} и {ceiling}.",
	},
	"area_edge": {
		En: "The place lies {distance} from the edge of the area and is known to {uncertainty}.",
		Ar: "يقع المكان على بعد {distance} من حافة المنطقة، وهو معروف بدقة {uncertainty}.",
		Ru: "Место лежит в {distance} от края района и известно с точностью {uncertainty}.",
	},
	"notice_short": {
		En: "Exemption {exemption} does not hold: notice was {given} minutes, and {needed} are needed.",
		Ar: "لا ينطبق الاستثناء {exemption}: كان الإشعار قبل {given} دقيقة، والمطلوب {needed}.",
		Ru: "Исключение {exemption} не действует: уведомление дано за {given} мин, а нужно {needed}.",
	},
	"notice_missing": {
		En: "Exemption {exemption} does not hold: no notice is known, and {needed} minutes are needed.",
		Ar: "لا ينطبق الاستثناء {exemption}: لا يُعرف إشعار، والمطلوب {needed} دقيقة.",
		Ru: "Исключение {exemption} не действует: об уведомлении не известно, а нужно {needed} мин.",
	},
	"exemption_place": {
		En: "Exemption {exemption} does not hold: the place does not surely lie in {zone}.",
		Ar: "لا ينطبق الاستثناء {exemption}: لا يقع المكان يقيناً في {zone}.",
		Ru: "Исключение {exemption} не действует: нет уверенности, что место лежит в {zone}.",
	},
	"exemption_target": {
		En: "Exemption {exemption} does not hold: it is for action against {target}.",
		Ar: "لا ينطبق الاستثناء {exemption}: هو للعمل ضد {target}.",
		Ru: "Исключение {exemption} не действует: оно для действий против {target}.",
	},
	"exemption_party": {
		En: "Exemption {exemption} does not hold: it is not for {side}.",
		Ar: "لا ينطبق الاستثناء {exemption}: ليس لـ {side}.",
		Ru: "Исключение {exemption} не действует: оно не для {side}.",
	},
}

// explain makes a Why from a key and pairs of argument names and values. Pairs that the sentence does not need are
// left out of the arguments.
func explain(key string, pairs ...string) Why {
	why := Why{Key: key}
	why.Text = fill(WhySentences[key].En, func(name string) string {
		if why.Args == nil {
			why.Args = map[string]string{}
		}
		why.Args[name] = argument(name, pairs)
		return why.Args[name]
	})
	return why
}

// fill puts arguments into a sentence.
func fill(sentence string, argument func(name string) string) string {
	var text strings.Builder
	for {
		before, after, found := strings.Cut(sentence, "{")
		text.WriteString(before)
		if !found {
			return text.String()
		}
		name, tail, _ := strings.Cut(after, "}")
		text.WriteString(argument(name))
		sentence = tail
	}
}

// argument finds a value among pairs. A missing one is a mistake in this package, and stays visible as its name.
func argument(name string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return "{" + name + "}"
}

// formatCm writes a distance as a reader says it: metres below ten kilometres, kilometres with a decimal above.
func formatCm(cm int64) string {
	metres := (cm + 50) / 100
	if metres < 10_000 {
		return strconv.FormatInt(metres, 10) + " m"
	}
	tenths := (metres + 50) / 100
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " km"
}

func formatCount(n int64) string { return strconv.FormatInt(n, 10) }
