package observe

import (
	"context"
	"slices"
	"strconv"

	"truce.example/agreement"
	"truce.example/desk"
	"truce.example/record"
)

// Sheets are the forms as they are filled in away from the console: F1 to F5, F7 and F21 of the mission's practice. A sheet asks
// for what its command needs and for what is usually known; the rest is done at the desk.

func sheets(law Law) func(context.Context, desk.Question) ([]desk.Sheet, error) {
	return func(ctx context.Context, q desk.Question) ([]desk.Sheet, error) {
		b := sheetMaker{types: []desk.Choice{}, sides: []desk.Choice{}}
		if terms := law.at(record.At(q.At), -1); terms != nil {
			b.law(terms.Agreement())
		}
		patrols, err := listPatrols(ctx, q, newFilter(nil), mostPatrols)
		if err != nil {
			return nil, err
		}
		b.out, b.back, b.all = patrolChoices(patrols, departed), patrolChoices(patrols, returned), patrolChoices(patrols, -1)
		b.planned = patrolChoices(patrols, planned)
		return []desk.Sheet{b.alert(), b.observation(), b.restriction(), b.allegation(), b.crater(), b.plan(), b.checkIn(), b.departure(), b.returning(), b.patrolReport()}, nil
	}
}

// mostPatrols is how many of the newest patrols a sheet offers.
const mostPatrols = 30

// A sheetMaker knows the choices as they stand.
type sheetMaker struct {
	types, sides            []desk.Choice // of the agreement
	planned, out, back, all []desk.Choice // patrols
}

func (b *sheetMaker) law(a *agreement.Agreement) {
	for _, t := range a.EventTypes {
		b.types = append(b.types, choice(t.Code, t.Name))
	}
	for _, p := range a.Parties {
		b.sides = append(b.sides, choice(p.ID, p.Name))
	}
	for _, g := range a.ExcludedGroups {
		b.sides = append(b.sides, choice(g.ID, g.Name))
	}
}

func choice(code string, name agreement.Text) desk.Choice {
	if name.En == "" {
		name.En = code
	}
	return desk.Choice{Code: code, Label: desk.Say(name.En, name.Ar, name.Ru)}
}

// patrolChoices are the patrols in a state; -1 takes all that have left.
func patrolChoices(list []Patrol, state patrolState) []desk.Choice {
	out := []desk.Choice{}
	for _, p := range list {
		if state >= 0 && p.State != state.String() || state < 0 && p.State == planned.String() {
			continue
		}
		name := p.Team + " · " + strconv.FormatInt(p.Entry, 10)
		out = append(out, desk.Choice{Code: strconv.FormatInt(p.Entry, 10), Label: desk.Say(name, name, name)})
	}
	return out
}

// Blanks that several sheets have.

func blank(kind, field string, label desk.Words) desk.Blank {
	return desk.Blank{Field: field, Kind: kind, Label: label}
}

func needed(b desk.Blank) desk.Blank { b.Required = true; return b }
func seldom(b desk.Blank) desk.Blank { b.Seldom = true; return b }

func oneOf(field string, label desk.Words, choices []desk.Choice) desk.Blank {
	return desk.Blank{Field: field, Kind: desk.BlankChoice, Label: label, Choices: choices}
}

func number(field string, label desk.Words, least, most int64) desk.Blank {
	return desk.Blank{Field: field, Kind: desk.BlankNumber, Label: label, Least: &least, Most: &most}
}

func fixed(field, value string) desk.Blank {
	return desk.Blank{Field: field, Kind: desk.BlankFixed, Value: value}
}

// onlyCodes keeps the choices that a command takes, in its order.
func onlyCodes(words []desk.Choice, codes []string) []desk.Choice {
	out := []desk.Choice{}
	for _, code := range codes {
		if i := slices.IndexFunc(words, func(c desk.Choice) bool { return c.Code == code }); i >= 0 {
			out = append(out, words[i])
		}
	}
	return out
}

func team() desk.Blank {
	return needed(blank(desk.BlankLine, "team", desk.Say("Team", "الفريق", "Группа")))
}

func text() desk.Blank {
	return blank(desk.BlankText, "text", desk.Say("In your own words", "بكلماتك", "Своими словами"))
}

func place() desk.Blank {
	b := blank(desk.BlankPoint, "place", desk.Say("Where it happened", "أين حدث", "Где это произошло"))
	b.Radius = "uncertainty_m"
	return b
}

func placeName() desk.Blank {
	return blank(desk.BlankLine, "place_name", desk.Say("Name of the place", "اسم المكان", "Название места"))
}

func start() desk.Blank {
	return needed(blank(desk.BlankMoment, "start", desk.Say("When it began", "متى بدأ", "Когда началось")))
}

func end() desk.Blank {
	return blank(desk.BlankMoment, "end", desk.Say("When it ended", "متى انتهى", "Когда закончилось"))
}

func far() desk.Blank {
	return seldom(blank(desk.BlankYes, "confirm_far", desk.Say("The place lies far from the area, and that is right", "المكان بعيد عن المنطقة، وهذا صحيح", "Место далеко от района, и это верно")))
}

func patrolOf(choices []desk.Choice) desk.Blank {
	return desk.Blank{Field: "patrol", Kind: desk.BlankEntry, Label: desk.Say("Patrol", "الدورية", "Патруль"), Choices: choices}
}

func moment() desk.Blank {
	return needed(blank(desk.BlankMoment, "at", desk.Say("When", "متى", "Когда")))
}

// The sheets.

// F21
func (b sheetMaker) alert() desk.Sheet {
	here := place()
	here.Label, here.Radius = desk.Say("Where you are", "أين أنتم", "Где вы"), ""
	return desk.Sheet{ID: "alert", Code: "F21", Title: desk.Say("Safety alert", "إنذار سلامة", "Сигнал тревоги"), Desk: "observe", Door: "sos", Files: true, Blanks: []desk.Blank{
		needed(oneOf("danger", desk.Say("Danger", "الخطر", "Опасность"), onlyCodes(dangersWords, dangers))), team(), here, placeName(),
		blank(desk.BlankText, "need", desk.Say("What you need", "ما تحتاجون إليه", "Что вам нужно")), moment(), seldom(patrolOf(b.out)), seldom(text()),
	}}
}

// F2
func (b sheetMaker) observation() desk.Sheet {
	count := number("count.n", desk.Say("How many", "العدد", "Сколько"), 1, maxCount)
	here := blank(desk.BlankPoint, "observer_place", desk.Say("Where you stand", "أين تقف", "Где вы стоите"))
	return desk.Sheet{ID: "observation", Code: "F2", Title: desk.Say("Observation", "مراقبة", "Наблюдение"), Desk: "observe", Door: "observations", Files: true, Blanks: []desk.Blank{
		needed(oneOf("type", desk.Say("What happened", "ماذا حدث", "Что произошло"), b.types)),
		needed(oneOf("observation", desk.Say("What you noticed", "ماذا لاحظت", "Что вы заметили"), onlyCodes(observationsWords, observations))),
		needed(oneOf("means", desk.Say("How you know", "كيف عرفت", "Как вы узнали"), onlyCodes(meansWords, means))),
		start(), end(), here, number("bearing_deg", desk.Say("Bearing, degrees", "الاتجاه بالدرجات", "Азимут, градусы"), 0, 359),
		number("distance_m", desk.Say("Distance, metres", "المسافة بالأمتار", "Расстояние, метры"), 0, maxSightM), place(), placeName(), count,
		seldom(blank(desk.BlankYes, "count.at_least", desk.Say("At least so many", "على الأقل", "Не менее"))),
		seldom(blank(desk.BlankLine, "count.of", desk.Say("Of what (rounds, bursts …)", "من ماذا (قذائف، رشقات …)", "Чего (выстрелов, очередей …)"))),
		needed(oneOf("description", desk.Say("Direction of fire", "جهة النيران", "Направление огня"), onlyCodes(descriptionsWords, descriptions))),
		needed(oneOf("confidence", desk.Say("How sure you are", "مدى ثقتك", "Насколько вы уверены"), onlyCodes(confidencesWords, confidences))), team(),
		seldom(blank(desk.BlankLine, "weapon", desk.Say("Weapon", "السلاح", "Оружие"))), seldom(blank(desk.BlankLine, "calibre", desk.Say("Calibre", "العيار", "Калибр"))),
		seldom(blank(desk.BlankLine, "direction", desk.Say("Direction in words", "الجهة بالكلمات", "Направление словами"))), seldom(b.side("accused", desk.Say("Side, if known", "الطرف إن عُرف", "Сторона, если известна"))), text(), far(),
	}}
}

func (b sheetMaker) side(field string, label desk.Words) desk.Blank {
	return oneOf(field, label, b.sides)
}

// F5
func (b sheetMaker) restriction() desk.Sheet {
	return desk.Sheet{ID: "restriction", Code: "F5", Title: desk.Say("Restriction", "قيد", "Ограничение"), Desk: "observe", Door: "restrictions", Files: true, Blanks: []desk.Blank{
		needed(oneOf("kind", desk.Say("What kept you", "ما الذي منعكم", "Что вам помешало"), onlyCodes(kindsWords, restrictionCodes()))),
		needed(oneOf("effect", desk.Say("What came of it", "ما النتيجة", "К чему это привело"), onlyCodes(effectsWords, effects))),
		needed(b.side("holder", desk.Say("Who holds the place", "من يسيطر على المكان", "Кто удерживает место"))),
		start(), end(), place(), placeName(),
		blank(desk.BlankLine, "refused_by", desk.Say("Who refused, by post or rank", "من رفض، بالمنصب أو الرتبة", "Кто отказал: должность или звание")),
		blank(desk.BlankText, "reason_quoted", desk.Say("The reason, word for word", "السبب حرفياً", "Причина дословно")),
		seldom(oneOf("cause", desk.Say("Whose doing, where the kind leaves it open", "فعل مَن، إن لم يحدده النوع", "Чьё действие, если вид этого не говорит"), onlyCodes(causesWords, restrictCauses))),
		team(), seldom(patrolOf(b.all)), seldom(blank(desk.BlankLine, "protest_to", desk.Say("To whom you protested", "إلى من احتججتم", "Кому заявлен протест"))),
		seldom(blank(desk.BlankText, "answer", desk.Say("The answer", "الجواب", "Ответ"))), seldom(blank(desk.BlankText, "alternative", desk.Say("Another route", "طريق بديل", "Другой путь"))),
		seldom(blank(desk.BlankYes, "resolved", desk.Say("It was settled on the spot", "حُلّ في المكان", "Решено на месте"))), text(), far(),
	}}
}

// F1
func (b sheetMaker) allegation() desk.Sheet {
	return desk.Sheet{ID: "allegation", Code: "F1", Title: desk.Say("What somebody told you", "ما أخبرك به أحد", "Что вам сообщили"), Desk: "observe", Door: "allegations", Files: true, Blanks: []desk.Blank{
		needed(oneOf("channel", desk.Say("By whom", "ممن", "От кого"), onlyCodes(channelsWords, []string{"public", "party", "agency", "ngo", "media", "other"}))),
		needed(blank(desk.BlankText, "text", desk.Say("What was said, in its own words", "ما قيل بكلماته", "Что сказано, дословно"))),
		blank(desk.BlankLine, "language", desk.Say("Language (ar, en, ru …)", "اللغة (ar, en, ru …)", "Язык (ar, en, ru …)")),
		blank(desk.BlankLine, "source", desk.Say("Who says so, by role and not by name", "من يقول ذلك، بصفته لا باسمه", "Кто говорит: роль, не имя")),
		oneOf("consent", desk.Say("May the source be named?", "هل تجوز تسمية المصدر؟", "Можно ли назвать источник?"), []desk.Choice{
			{Code: "no", Label: desk.Say("no", "لا", "нет")}, {Code: "yes", Label: desk.Say("yes", "نعم", "да")}, {Code: "unknown", Label: desk.Say("not asked", "لم يُسأل", "не спросили")},
		}),
		needed(oneOf("type", desk.Say("What happened", "ماذا حدث", "Что произошло"), b.types)),
		blank(desk.BlankLine, "time_text", desk.Say("When, as given", "متى، كما قيل", "Когда, как сказано")),
		func() desk.Blank { s := start(); s.Required = false; return s }(), end(), placeName(), place(),
		b.side("accused", desk.Say("Who is accused", "من المتهم", "Кого обвиняют")), seldom(b.side("accuser", desk.Say("Side that accuses", "الطرف المتهِم", "Обвиняющая сторона"))),
		seldom(blank(desk.BlankText, "note", desk.Say("Your note", "ملاحظتك", "Ваша заметка"))), far(),
	}}
}

// F7
func (b sheetMaker) crater() desk.Sheet {
	point := needed(place())
	point.Label = desk.Say("Point of the crater", "نقطة الحفرة", "Точка воронки")
	return desk.Sheet{ID: "crater", Code: "F7", Title: desk.Say("Crater or impact", "حفرة أو أثر سقوط", "Воронка или попадание"), Desk: "observe", Door: "craters", Files: true, Blanks: []desk.Blank{
		needed(blank(desk.BlankLine, "crater", desk.Say("Number on your sketch", "الرقم على مخططك", "Номер на схеме"))), point, placeName(), moment(),
		number("diameter_cm", desk.Say("Diameter, cm", "القطر، سم", "Диаметр, см"), 1, 100_000), number("depth_cm", desk.Say("Depth, cm", "العمق، سم", "Глубина, см"), 0, 100_000),
		number("azimuth_deg", desk.Say("Azimuth to where it came from, degrees", "السمت نحو المصدر، درجات", "Азимут на источник, градусы"), 0, 359),
		number("azimuth_uncertainty_deg", desk.Say("± degrees", "± درجات", "± градусов"), 0, 180),
		needed(blank(desk.BlankLine, "surface", desk.Say("Surface", "نوع السطح", "Поверхность"))),
		needed(blank(desk.BlankText, "remnants", desk.Say("Remnants (or: none found)", "البقايا (أو: لم يُعثر)", "Остатки (или: не найдены)"))), team(),
		seldom(blank(desk.BlankLine, "analyst", desk.Say("Who measured, by code", "من قاس، بالرمز", "Кто измерял: код"))), seldom(patrolOf(b.all)),
		seldom(blank(desk.BlankLine, "suspected_calibre", desk.Say("Suspected calibre", "العيار المرجح", "Предполагаемый калибр"))),
		seldom(blank(desk.BlankLine, "suspected_type", desk.Say("Suspected type", "النوع المرجح", "Предполагаемый тип"))),
		seldom(number("range_m", desk.Say("Estimated range, metres", "المدى المقدر، أمتار", "Оценка дальности, метры"), 0, maxCount)), seldom(text()), far(),
	}}
}

func (b sheetMaker) checkIn() desk.Sheet {
	here := place()
	here.Label, here.Radius = desk.Say("Where you are", "أين أنتم", "Где вы"), ""
	return desk.Sheet{ID: "check-in", Title: desk.Say("Check in", "تسجيل اتصال", "Выйти на связь"), Desk: "observe", Door: "patrols/check-in", Blanks: []desk.Blank{
		needed(patrolOf(b.out)), needed(oneOf("state", desk.Say("How you are", "كيف حالكم", "Как вы"), onlyCodes(statesWords, checkInStates))), here, placeName(), moment(), fixed("means", "tracker"), seldom(text()),
	}}
}

func (b sheetMaker) departure() desk.Sheet {
	return desk.Sheet{ID: "departure", Title: desk.Say("Patrol departs", "انطلاق الدورية", "Патруль выезжает"), Desk: "observe", Door: "patrols/depart", Blanks: []desk.Blank{needed(patrolOf(b.planned)), moment(), seldom(text())}}
}

func (b sheetMaker) returning() desk.Sheet {
	return desk.Sheet{ID: "return", Title: desk.Say("Patrol is back", "عودة الدورية", "Патруль вернулся"), Desk: "observe", Door: "patrols/return", Blanks: []desk.Blank{needed(patrolOf(b.out)), moment(), seldom(text())}}
}

// F3
func (b sheetMaker) plan() desk.Sheet {
	members := desk.Blank{Field: "members", Kind: desk.BlankList, Required: true, Label: desk.Say("Members", "الأعضاء", "Состав"), Blanks: []desk.Blank{
		needed(blank(desk.BlankLine, "code", desk.Say("Code, never a name", "الرمز لا الاسم", "Код, не имя"))), blank(desk.BlankLine, "nationality", desk.Say("Nationality", "الجنسية", "Гражданство")),
	}}
	stop := place()
	stop.Label, stop.Radius = desk.Say("Point", "النقطة", "Точка"), ""
	route := desk.Blank{Field: "route", Kind: desk.BlankList, Required: true, Label: desk.Say("Route", "المسار", "Маршрут"), Blanks: []desk.Blank{
		needed(placeName()), stop, blank(desk.BlankMoment, "arrival", desk.Say("Planned arrival", "الوصول المخطط", "Прибытие по плану")),
	}}
	return desk.Sheet{ID: "patrol-plan", Code: "F3", Title: desk.Say("Patrol plan", "خطة الدورية", "План патруля"), Desk: "observe", Door: "patrols", Blanks: []desk.Blank{
		team(), needed(oneOf("mode", desk.Say("How you go", "كيف تسيرون", "Как движетесь"), onlyCodes(modesWords, patrolModes))), members, route,
		needed(blank(desk.BlankMoment, "departure", desk.Say("Departure", "الانطلاق", "Выезд"))), needed(blank(desk.BlankMoment, "return", desk.Say("Return", "العودة", "Возвращение"))),
		needed(blank(desk.BlankText, "purpose", desk.Say("Purpose", "الغرض", "Цель"))),
		number("contact_interval_minutes", desk.Say("Contact every … minutes", "اتصال كل … دقيقة", "Связь каждые … минут"), 0, maxIntervalMinutes),
		needed(blank(desk.BlankText, "medical_plan", desk.Say("Medical plan", "الخطة الطبية", "Медицинский план"))),
		blank(desk.BlankLines, "vehicles", desk.Say("Vehicles, one to a line", "المركبات، واحدة في كل سطر", "Машины, по одной в строке")),
		seldom(blank(desk.BlankLines, "notified", desk.Say("Who was notified, one to a line", "من أُبلغ، واحد في كل سطر", "Кто уведомлён, по одному в строке"))),
		seldom(blank(desk.BlankLine, "weather", desk.Say("Weather", "الطقس", "Погода"))), seldom(blank(desk.BlankLine, "escort", desk.Say("Escort", "المرافقة", "Сопровождение"))),
	}}
}

// F4
func (b sheetMaker) patrolReport() desk.Sheet {
	visited := place()
	visited.Label, visited.Radius = desk.Say("Point", "النقطة", "Точка"), ""
	visits := desk.Blank{Field: "visits", Kind: desk.BlankList, Required: true, Label: desk.Say("Places visited", "الأماكن التي زرتموها", "Посещённые места"), Blanks: []desk.Blank{
		needed(placeName()), visited, needed(blank(desk.BlankMoment, "arrived", desk.Say("Arrived", "الوصول", "Прибытие"))), blank(desk.BlankMoment, "left", desk.Say("Left", "المغادرة", "Отъезд")), text(),
	}}
	return desk.Sheet{ID: "patrol-report", Code: "F4", Title: desk.Say("Patrol report", "تقرير الدورية", "Доклад патруля"), Desk: "observe", Door: "patrols/report", Files: true, Blanks: []desk.Blank{
		needed(patrolOf(b.back)), visits,
		needed(blank(desk.BlankLine, "vehicle_state", desk.Say("State of the vehicles", "حالة المركبات", "Состояние машин"))),
		needed(blank(desk.BlankLine, "comms_state", desk.Say("State of communications", "حالة الاتصالات", "Состояние связи"))),
		blank(desk.BlankLines, "persons_met", desk.Say("Persons met, by code, one to a line", "من قابلتم، بالرموز، رمز في كل سطر", "С кем встречались: коды, по одному в строке")),
		seldom(blank(desk.BlankText, "mood", desk.Say("Mood of the people", "مزاج السكان", "Настроение населения"))), seldom(blank(desk.BlankText, "next", desk.Say("What comes next", "ما يلي", "Что дальше"))), text(),
	}}
}
