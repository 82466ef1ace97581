package observe

import "truce.example/desk"

// The words for the desk's codes on its sheets, as the console says them.

var meansWords = []desk.Choice{
	{Code: "saw", Label: desk.Say("seen", "مشاهدة", "видели")},
	{Code: "heard", Label: desk.Say("heard", "سماع", "слышали")},
	{Code: "camera", Label: desk.Say("camera", "كاميرا", "камера")},
	{Code: "uav", Label: desk.Say("unmanned aircraft", "طائرة مسيّرة", "беспилотник")},
	{Code: "acoustic", Label: desk.Say("acoustic sensor", "جهاز صوتي", "акустический датчик")},
	{Code: "radar", Label: desk.Say("radar", "رادار", "радар")},
	{Code: "satellite", Label: desk.Say("satellite", "قمر صناعي", "спутник")},
	{Code: "other", Label: desk.Say("other", "غير ذلك", "другое")},
}

var observationsWords = []desk.Choice{
	{Code: "explosion", Label: desk.Say("explosion", "انفجار", "взрыв")},
	{Code: "burst", Label: desk.Say("burst of fire", "رشقة", "очередь")},
	{Code: "shot", Label: desk.Say("shot", "طلقة", "выстрел")},
	{Code: "projectile", Label: desk.Say("projectile", "مقذوف", "снаряд")},
	{Code: "muzzle_flash", Label: desk.Say("muzzle flash", "وميض فوهة", "вспышка выстрела")},
	{Code: "flare", Label: desk.Say("flare", "قنبلة مضيئة", "осветительная ракета")},
	{Code: "airburst", Label: desk.Say("airburst", "انفجار في الجو", "воздушный разрыв")},
	{Code: "impact", Label: desk.Say("impact", "سقوط", "падение")},
	{Code: "vehicle", Label: desk.Say("vehicle", "مركبة", "машина")},
	{Code: "weapon", Label: desk.Say("weapon", "سلاح", "оружие")},
	{Code: "position", Label: desk.Say("position", "موقع", "позиция")},
	{Code: "aircraft", Label: desk.Say("aircraft", "طائرة", "воздушное судно")},
	{Code: "other", Label: desk.Say("other", "غير ذلك", "другое")},
}

var descriptionsWords = []desk.Choice{
	{Code: "outgoing", Label: desk.Say("outgoing", "صادر", "исходящий")},
	{Code: "incoming", Label: desk.Say("incoming", "وارد", "входящий")},
	{Code: "undetermined", Label: desk.Say("not determined", "غير محدد", "не установлено")},
}

var confidencesWords = []desk.Choice{
	{Code: "low", Label: desk.Say("low", "منخفضة", "низкая")},
	{Code: "moderate", Label: desk.Say("moderate", "متوسطة", "средняя")},
	{Code: "high", Label: desk.Say("high", "عالية", "высокая")},
}

var kindsWords = []desk.Choice{
	{Code: "denial", Label: desk.Say("denied passage", "منع المرور", "не пропустили")},
	{Code: "delay", Label: desk.Say("delay", "تأخير", "задержка")},
	{Code: "conditional_access", Label: desk.Say("access under conditions", "دخول بشروط", "доступ с условиями")},
	{Code: "escort_required", Label: desk.Say("only with an escort", "بمرافقة فقط", "только с сопровождением")},
	{Code: "route_mined", Label: desk.Say("mined road", "طريق ملغوم", "заминированная дорога")},
	{Code: "uxo", Label: desk.Say("unexploded ordnance", "ذخيرة غير منفجرة", "неразорвавшиеся боеприпасы")},
	{Code: "weather", Label: desk.Say("weather", "الطقس", "погода")},
	{Code: "threat", Label: desk.Say("threat", "تهديد", "угроза")},
	{Code: "fire_on_patrol", Label: desk.Say("fire on a patrol", "إطلاق نار على دورية", "огонь по патрулю")},
	{Code: "uav_shot_at", Label: desk.Say("unmanned aircraft shot at", "إطلاق نار على طائرة مسيّرة", "обстрел беспилотника")},
	{Code: "uav_jammed", Label: desk.Say("unmanned aircraft jammed", "التشويش على طائرة مسيّرة", "глушение беспилотника")},
	{Code: "sensor_damaged", Label: desk.Say("sensor damaged", "إتلاف جهاز", "повреждение датчика")},
	{Code: "detention", Label: desk.Say("observers held", "احتجاز مراقبين", "задержание наблюдателей")},
	{Code: "search_of_vehicle", Label: desk.Say("vehicle searched", "تفتيش مركبة", "досмотр машины")},
	{Code: "document_confiscation", Label: desk.Say("papers taken", "مصادرة وثائق", "изъятие документов")},
	{Code: "visa", Label: desk.Say("visa or permit withheld", "حجب تأشيرة أو إذن", "отказ в визе или разрешении")},
	{Code: "curfew", Label: desk.Say("curfew", "حظر تجول", "комендантский час")},
	{Code: "own_security", Label: desk.Say("for their own safety", "حرصاً على سلامتهم", "ради собственной безопасности")},
	{Code: "other", Label: desk.Say("other", "غير ذلك", "другое")},
}

var effectsWords = []desk.Choice{
	{Code: "denied", Label: desk.Say("denied", "مُنعوا", "отказано")},
	{Code: "delayed", Label: desk.Say("delayed", "تأخروا", "задержаны")},
	{Code: "conditional", Label: desk.Say("let through under conditions", "مرّوا بشروط", "пропущены с условиями")},
	{Code: "escorted", Label: desk.Say("escorted", "رُوفقوا", "с сопровождением")},
	{Code: "limited_view", Label: desk.Say("could not see all", "رؤية محدودة", "ограниченный обзор")},
	{Code: "threat", Label: desk.Say("threatened", "هُددوا", "угрожали")},
	{Code: "turned_back", Label: desk.Say("turned back", "أُعيدوا", "вернулись")},
	{Code: "jammed", Label: desk.Say("jammed", "شُوّش عليهم", "заглушены")},
}

var causesWords = []desk.Choice{
	{Code: "party", Label: desk.Say("an act of a side", "فعل طرف", "действие стороны")},
	{Code: "own_safety", Label: desk.Say("the mission's own care", "حرص البعثة", "забота самой миссии")},
}

var dangersWords = []desk.Choice{
	{Code: "attack", Label: desk.Say("under attack", "تعرّض لهجوم", "нападение")},
	{Code: "detention", Label: desk.Say("detained", "احتجاز", "задержание")},
	{Code: "accident", Label: desk.Say("accident", "حادث", "авария")},
	{Code: "medical", Label: desk.Say("medical emergency", "حالة طبية طارئة", "неотложная помощь")},
	{Code: "mine", Label: desk.Say("mine or unexploded ordnance", "لغم أو ذخيرة غير منفجرة", "мина или неразорвавшийся боеприпас")},
	{Code: "threat", Label: desk.Say("threat", "تهديد", "угроза")},
	{Code: "other", Label: desk.Say("other danger", "خطر آخر", "другая опасность")},
}

var statesWords = []desk.Choice{
	{Code: "well", Label: desk.Say("all well", "بخير", "всё в порядке")},
	{Code: "delayed", Label: desk.Say("delayed", "متأخرة", "задерживается")},
	{Code: "restricted", Label: desk.Say("kept from going on", "مُنعت من المتابعة", "не пропускают")},
	{Code: "hold", Label: desk.Say("waiting", "متوقفة", "ждёт")},
	{Code: "medevac", Label: desk.Say("needs medical evacuation", "تحتاج إخلاءً طبياً", "нужна эвакуация")},
	{Code: "trouble", Label: desk.Say("in trouble", "في مأزق", "в беде")},
}

var modesWords = []desk.Choice{
	{Code: "mobile", Label: desk.Say("by vehicle", "بالمركبات", "на машинах")},
	{Code: "static", Label: desk.Say("standing", "ثابتة", "на месте")},
	{Code: "foot", Label: desk.Say("on foot", "سيراً", "пешком")},
	{Code: "air", Label: desk.Say("by air", "جواً", "по воздуху")},
	{Code: "remote", Label: desk.Say("from afar", "عن بُعد", "дистанционно")},
}

var channelsWords = []desk.Choice{
	{Code: "own", Label: desk.Say("own observation", "مراقبة ذاتية", "собственное наблюдение")},
	{Code: "sensor", Label: desk.Say("sensor", "جهاز استشعار", "датчик")},
	{Code: "party", Label: desk.Say("a side", "أحد الأطراف", "сторона")},
	{Code: "guarantor", Label: desk.Say("guarantor", "ضامن", "гарант")},
	{Code: "agency", Label: desk.Say("agency", "وكالة", "учреждение")},
	{Code: "ngo", Label: desk.Say("non-governmental organisation", "منظمة غير حكومية", "НПО")},
	{Code: "media", Label: desk.Say("press", "الصحافة", "пресса")},
	{Code: "public", Label: desk.Say("the public", "الجمهور", "население")},
	{Code: "import", Label: desk.Say("import", "استيراد", "импорт")},
	{Code: "other", Label: desk.Say("other", "غير ذلك", "другое")},
}
