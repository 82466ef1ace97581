// The words for codes that stand in facts and in the agreement. Where the agreement itself names a thing, its name goes
// first. A code without a word here is shown as it is, with spaces: a new one is readable before it is translated.
import type { Word } from './words';
import { aidCodes, aidFacts } from './words_aid';
import { airCodes, airFacts } from './words_air';
import { territoryCodes, territoryFacts } from './words_territory';
import { statementCodes, statementFacts } from './words_statements';
import { rivalCodes, rivalFacts } from './words_rival';

const w = (en: string, ar: string, ru: string): Word => ({ en, ar, ru });

const lists = {
  status: {
    draft: w('draft', 'مسودة', 'проект'), offered: w('offered', 'معروض', 'предложено'), agreed: w('agreed', 'متفق عليه', 'согласовано'), signed: w('signed', 'موقّع', 'подписано'),
    in_force: w('in force', 'نافذ', 'действует'), suspended: w('suspended', 'معلّق', 'приостановлено'), expired: w('expired', 'منتهي المدة', 'истекло'), ended: w('ended', 'منتهٍ', 'прекращено'),
    denounced: w('denounced', 'منسحب منه', 'денонсировано'), replaced: w('replaced', 'مستبدل', 'заменено'),
  },
  step: {
    offered: w('offered', 'عُرض', 'предложено'), agreed: w('agreed', 'اتُّفق عليه', 'согласовано'), 'came into force': w('came into force', 'دخل حيز النفاذ', 'вступило в силу'),
    suspended: w('suspended', 'عُلِّق', 'приостановлено'), resumed: w('resumed', 'استؤنف', 'возобновлено'), ended: w('ended', 'انتهى', 'прекращено'), amended: w('amended', 'عُدِّل', 'изменено'),
  },
  role: {
    chair: w('chair', 'الرئيس', 'председатель'), guarantor: w('guarantor', 'ضامن', 'гарант'), party_liaison: w('liaison officer', 'ضابط ارتباط', 'офицер связи'),
    duty_officer: w('duty officer', 'الضابط المناوب', 'дежурный офицер'), team_leader: w('team leader', 'قائد الفريق', 'руководитель группы'), observer: w('observer', 'مراقب', 'наблюдатель'),
    analyst: w('analyst', 'محلل', 'аналитик'), panel_member: w('panel', 'هيئة التحقق', 'комиссия'), airspace_desk: w('airspace desk', 'مكتب الأجواء', 'стол воздушного пространства'),
    deconfliction_desk: w('deconfliction desk', 'مكتب منع الاشتباك', 'стол деконфликтации'), humanitarian_desk: w('humanitarian desk', 'المكتب الإنساني', 'гуманитарный стол'),
    evidence_custodian: w('evidence custodian', 'أمين الأدلة', 'хранитель доказательств'), legal_adviser: w('legal adviser', 'المستشار القانوني', 'юрист'),
    public_information: w('public information', 'الإعلام', 'пресс-служба'), data_protection: w('data protection', 'حماية البيانات', 'защита данных'), auditor: w('auditor', 'مدقق', 'аудитор'),
    admin: w('administrator', 'مدير النظام', 'администратор'), public_reader: w('public reader', 'قارئ عام', 'публика'),
  },
  audience: {
    mission: w('the mission', 'البعثة', 'миссия'), parties: w('both sides', 'الطرفان', 'обе стороны'), public: w('everybody', 'الجميع', 'все'),
  },
  zone: {
    area: w('area of the agreement', 'منطقة الاتفاق', 'район соглашения'), deescalation: w('de-escalation zone', 'منطقة خفض التصعيد', 'зона деэскалации'), separation: w('area of separation', 'منطقة فصل', 'район разъединения'),
    limitation: w('area of limitation', 'منطقة تحديد', 'район ограничения'), security_belt: w('security belt', 'حزام أمني', 'полоса безопасности'), withdrawal: w('withdrawal', 'انسحاب', 'отвод'),
    nofly: w('no-fly zone', 'منطقة حظر طيران', 'бесполётная зона'), restricted_air: w('restricted airspace', 'أجواء مقيدة', 'ограниченное воздушное пространство'), danger_air: w('dangerous airspace', 'أجواء خطرة', 'опасное воздушное пространство'),
    humanitarian_corridor: w('humanitarian corridor', 'ممر إنساني', 'гуманитарный коридор'), humanitarian_pause_area: w('humanitarian pause', 'منطقة هدنة إنسانية', 'район гуманитарной паузы'),
    exclusion_foreign_force: w('no foreign forces', 'خالية من القوات الأجنبية', 'без иностранных сил'), deconfliction_bubble: w('deconfliction area', 'منطقة منع اشتباك', 'район деконфликтации'),
    protected_site_buffer: w('protected site', 'موقع محمي', 'защищённый объект'), excluded: w('held by an excluded group', 'تسيطر عليها مجموعة مستثناة', 'под контролем исключённой группы'),
    mine_hazard: w('mine hazard', 'خطر ألغام', 'минная опасность'), border_strip: w('border strip', 'شريط حدودي', 'приграничная полоса'),
    contact: w('line of contact', 'خط تماس', 'линия соприкосновения'), ceasefire: w('ceasefire line', 'خط وقف إطلاق النار', 'линия прекращения огня'), blue: w('blue line', 'خط أزرق', 'голубая линия'),
    deconfliction: w('deconfliction line', 'خط منع اشتباك', 'линия деконфликтации'), patrol_route: w('patrol route', 'مسار دورية', 'маршрут патруля'),
  },
  precision: {
    surveyed: w('surveyed', 'ممسوح', 'по съёмке'), map_derived: w('taken from a map', 'مأخوذ من خريطة', 'снято с карты'), described: w('described in words', 'موصوف بالكلمات', 'по описанию'), approximate: w('approximate', 'تقريبي', 'приблизительно'),
  },
  channel: {
    own: w('own observation', 'مراقبة ذاتية', 'собственное наблюдение'), sensor: w('sensor', 'جهاز استشعار', 'датчик'), party: w('a side', 'أحد الأطراف', 'сторона'), guarantor: w('guarantor', 'ضامن', 'гарант'),
    agency: w('agency', 'وكالة', 'учреждение'), ngo: w('non-governmental organisation', 'منظمة غير حكومية', 'НПО'), media: w('press', 'الصحافة', 'пресса'), public: w('the public', 'الجمهور', 'население'), import: w('import', 'استيراد', 'импорт'), other: w('other', 'غير ذلك', 'другое'),
  },
  level: {
    '-2': w('cannot be verified', 'لا يمكن التحقق', 'проверить нельзя'), '-1': w('refuted', 'منفي', 'опровергнуто'), '0': w('allegation', 'ادعاء', 'утверждение'), '1': w('single source', 'مصدر واحد', 'один источник'),
    '2': w('corroborated', 'معزَّز', 'подкреплено'), '3': w('observed by the mission', 'راقبته البعثة', 'наблюдалось миссией'), '4': w('verified', 'متحقق منه', 'проверено'), '5': w('joint finding', 'استنتاج مشترك', 'совместный вывод'),
  },
  reason: {
    inside: w('surely inside', 'في الداخل قطعاً', 'точно внутри'), possible: w('possibly inside', 'ربما في الداخل', 'возможно, внутри'), not_an_act: w('no act', 'ليس فعلاً', 'не действие'), excluded_group: w('excluded group', 'مجموعة مستثناة', 'исключённая группа'),
    left_out_type: w('counted elsewhere', 'محسوب في موضع آخر', 'учтено в другом месте'), before_force: w('before entry into force', 'قبل النفاذ', 'до вступления в силу'), suspended: w('agreement suspended', 'الاتفاق معلّق', 'соглашение приостановлено'),
    after_end: w('after the end', 'بعد الانتهاء', 'после окончания'), no_law: w('no agreement', 'لا اتفاق', 'нет соглашения'), no_clause: w('no clause', 'لا بند', 'нет пункта'), outside_area: w('outside the area', 'خارج المنطقة', 'вне района'),
    outside_places: w('outside the places named', 'خارج الأماكن المسماة', 'вне названных мест'), exempt: w('exempt', 'معفى', 'исключение'), place_unknown: w('place not known', 'المكان غير معلوم', 'место неизвестно'), time_unknown: w('time not known', 'الوقت غير معلوم', 'время неизвестно'),
  },
  state: {
    reported: w('reported', 'مُبلَّغ عنها', 'сообщено'), accepted: w('accepted', 'مقبولة', 'принято'), assigned: w('assigned', 'مُسندة', 'назначено'), under_inquiry: w('under inquiry', 'قيد التحقيق', 'расследуется'),
    duplicate_of: w('duplicate', 'مكررة', 'дубликат'), not_covered: w('not covered', 'غير مشمولة', 'не относится'), insufficient_info: w('more information asked', 'طُلبت معلومات', 'запрошены сведения'),
    commenting: w('draft out for comment', 'المسودة قيد التعليق', 'проект на комментарии'), party_comment: w('draft out for comment', 'المسودة قيد التعليق', 'проект на комментарии'), draft_finding: w('drafted', 'مسودة', 'проект'),
    panel: w('with the panel', 'لدى الهيئة', 'в комиссии'), finding: w('found', 'صدر استنتاج', 'вывод сделан'), published: w('published', 'منشورة', 'опубликовано'), restricted: w('restricted', 'مقيدة', 'ограничено'),
    account_asked: w('account asked for', 'طُلبت الرواية', 'запрошена версия'), notified: w('notice served', 'بُلّغ الإشعار', 'уведомлено'), told: w('told', 'مُبلَّغة', 'уведомлено'), served: w('notice served', 'بُلّغ الإشعار', 'уведомление вручено'), acknowledged: w('acknowledged', 'أُقرّ بها', 'подтверждено'), asked: w('comment asked', 'طُلب التعليق', 'запрошен комментарий'), commented: w('commented', 'عُلّق عليها', 'прокомментировано'),
    closed: w('closed', 'مغلقة', 'закрыто'), withdrawn: w('withdrawn', 'مسحوبة', 'отозвано'),
  },
  clock: {
    triage: w('triage', 'الفرز', 'сортировка'), information: w('further information', 'معلومات إضافية', 'дополнительные сведения'), assign: w('assignment', 'الإسناد', 'назначение'), notice: w('notice to the accused', 'إشعار المتهم', 'уведомление обвиняемой стороны'),
    ack: w('acknowledgement on duty', 'إقرار المناوب', 'подтверждение дежурного'), formal_ack: w('formal acknowledgement', 'إقرار رسمي', 'официальное подтверждение'), visit: w('site visit', 'زيارة الموقع', 'выезд на место'),
    comment: w('comment', 'التعليق', 'комментарий'), finding: w('finding', 'الاستنتاج', 'вывод'), objection: w('objection to publication', 'الاعتراض على النشر', 'возражение против публикации'), measure: w('measure', 'التدبير', 'мера'),
    guarantor: w('act with its side', 'العمل مع طرفه', 'работа со своей стороной'), action: w('action from a meeting', 'إجراء من اجتماع', 'поручение встречи'),
  },
  aid: aidCodes,
  air: airCodes,
  said: statementCodes,
  ...territoryCodes,
  ...rivalCodes,
  fact: {
    ...aidFacts,
    ...airFacts,
    ...territoryFacts,
    ...statementFacts,
    ...rivalFacts,
    'line.opened': w('line set up', 'أُنشئ الخط', 'линия открыта'), 'line.state_set': w('state of a line', 'حالة خط', 'состояние линии'), 'line.sent': w('message sent', 'أُرسلت رسالة', 'сообщение отправлено'), 'line.received': w('received', 'وصلت', 'получено'), 'line.read_back': w('read back', 'أُعيدت القراءة', 'повтор'), 'line.acknowledged': w('acknowledged', 'أُقرّ بالاستلام', 'подтверждено'), 'line.answered': w('answered', 'رُدّ', 'ответ'), 'line.closed': w('closed', 'أُغلقت', 'закрыто'), 'line.overdue': w('deadline passed', 'انقضت المهلة', 'срок истёк'), 'line.rang': w('next post rung', 'اتُّصل بالموقع التالي', 'вызван следующий пост'), 'line.test_missed': w('line not tested', 'لم يُختبر الخط', 'проверка линии не проведена'), 'line.counted': w('message counted', 'رسالة معدودة', 'сообщение учтено'),
    'inquiry.opened': w('opened', 'فُتحت', 'открыто'), 'inquiry.triaged': w('triaged', 'فُرزت', 'рассмотрено дежурным'), 'inquiry.joined': w('report joined', 'ضُم بلاغ', 'сообщение присоединено'), 'inquiry.assigned': w('assigned to a team', 'أُسندت إلى فريق', 'назначена группа'),
    'inquiry.notice_served': w('notice served', 'بُلّغ الإشعار', 'уведомление вручено'), 'inquiry.acknowledged': w('acknowledged', 'أُقرّ', 'подтверждено'), 'inquiry.ack_recorded': w('acknowledgement taken down', 'دُوّن الإقرار', 'подтверждение записано'),
    'inquiry.overdue': w('deadline passed', 'انقضت المهلة', 'срок истёк'), 'inquiry.visited': w('site visit', 'زيارة الموقع', 'выезд на место'), 'inquiry.guarantor_asked': w('guarantor asked', 'سُئل الضامن', 'запрошен гарант'),
    'inquiry.guarantor_answered': w('guarantor answered', 'أجاب الضامن', 'гарант ответил'), 'inquiry.measure_set': w('measure set', 'حُدد تدبير', 'мера назначена'), 'inquiry.measure_reported': w('measure reported', 'بُلّغ عن التدبير', 'доложено о мере'),
    'inquiry.drafted': w('draft written', 'كُتبت المسودة', 'проект составлен'), 'inquiry.comment_requested': w('comment asked for', 'طُلب التعليق', 'запрошен комментарий'), 'inquiry.commented': w('commented', 'عُلّق', 'прокомментировано'),
    'inquiry.panel_convened': w('panel met', 'اجتمعت الهيئة', 'комиссия собралась'), 'inquiry.found': w('finding of the panel', 'استنتاج الهيئة', 'вывод комиссии'), 'inquiry.found_separately': w('finding of a guarantor', 'استنتاج ضامن', 'вывод гаранта'),
    'inquiry.publication_announced': w('publication announced', 'أُعلن النشر', 'объявлено о публикации'), 'inquiry.published': w('published', 'نُشرت', 'опубликовано'), 'inquiry.closed': w('closed', 'أُغلقت', 'закрыто'),
    'inquiry.information_asked': w('information asked', 'طُلبت معلومات', 'запрошены сведения'), 'inquiry.information_given': w('information given', 'قُدمت معلومات', 'сведения даны'), 'inquiry.reopened': w('reopened', 'أُعيد فتحها', 'возобновлено'),
    'inquiry.withdrawn': w('withdrawn', 'سُحبت', 'отозвано'), 'inquiry.objected': w('objected', 'اعترض', 'возражение'), 'inquiry.reopen_asked': w('asked to reopen', 'طُلب إعادة الفتح', 'запрошено возобновление'), 'inquiry.overridden': w('rule lifted by the chair', 'رفع الرئيس قاعدة', 'правило снято председателем'),
    'observe.alleged': w('report', 'بلاغ', 'сообщение'), 'observe.observed': w('observation', 'مراقبة', 'наблюдение'), 'observe.judged': w('judged', 'قُدّر', 'оценено'), 'observe.linked': w('linked', 'رُبط', 'связано'), 'observe.shared': w('shared', 'شورك', 'передано'),
    'inquiry.guarantor_told': w('guarantor told', 'أُبلغ الضامن', 'гарант уведомлён'), 'inquiry.minuted': w('minutes', 'محضر', 'протокол'), 'inquiry.action_done': w('action done', 'نُفّذ الإجراء', 'поручение выполнено'), 'inquiry.reminded': w('guarantor reminded', 'ذُكّر الضامن', 'гаранту напомнили'),
    'brief.published': w('brief published', 'نُشر موجز', 'сводка опубликована'), 'brief.corrected': w('published numbers corrected', 'صُححت أرقام منشورة', 'опубликованные числа исправлены'),
    'observe.restricted': w('restriction', 'قيد', 'ограничение'), 'observe.patrol_planned': w('patrol planned', 'خُططت دورية', 'патруль запланирован'), 'observe.patrol_departed': w('patrol departed', 'غادرت الدورية', 'патруль выехал'), 'observe.patrol_checked_in': w('patrol checked in', 'اتصلت الدورية', 'патруль вышел на связь'),
    'observe.patrol_returned': w('patrol back', 'عادت الدورية', 'патруль вернулся'), 'observe.patrol_reported': w('patrol reported', 'قدمت الدورية تقريرها', 'патруль доложил'), 'observe.contact_missed': w('contact missed', 'فُقد الاتصال', 'связь пропущена'), 'observe.sos_raised': w('call for help', 'نداء استغاثة', 'сигнал бедствия'), 'observe.sos_closed': w('call for help closed', 'أُغلق النداء', 'сигнал закрыт'),
    'observe.rated': w('rated', 'قُيّم', 'оценка'), 'observe.retracted': w('taken back', 'سُحب', 'отозвано'), 'observe.handed_over': w('shift handed over', 'سُلّمت المناوبة', 'смена передана'),
    'air.flight_requested': w('asked to fly', 'طُلبت رحلة', 'заявлен полёт'), 'air.flight_amended': w('request changed', 'عُدّل الطلب', 'заявка изменена'), 'air.flight_sent': w('put to the sides', 'عُرض على الأطراف', 'направлено сторонам'),
    'air.flight_acknowledged': w('request acknowledged', 'أُقرّ استلام الطلب', 'получение заявки подтверждено'), 'air.flight_answered': w('side answered', 'أجاب الطرف', 'сторона ответила'), 'air.flight_overdue': w('deadline passed', 'انقضت المهلة', 'срок истёк'),
    'air.flight_settled': w('request settled', 'حُسم الطلب', 'по заявке решено'), 'air.flight_departed': w('departed', 'أقلعت', 'вылет'), 'air.flight_ended': w('flight ended', 'انتهت الرحلة', 'полёт окончен'),
    'air.track_kept': w('track kept as evidence', 'حُفظ المسار دليلاً', 'трасса сохранена'), 'air.event': w('track in a zone', 'مسار داخل منطقة', 'трасса в зоне'), 'air.judged': w('held against the clauses', 'قيس على البنود', 'соотнесено с пунктами'),
    'air.event_rated': w('event rated', 'قُيّم الحدث', 'событие оценено'), 'air.warned': w('step of the warnings', 'خطوة من التحذيرات', 'шаг предупреждений'), 'air.sighted': w('aircraft heard or seen', 'رُصدت طائرة', 'замечено воздушное судно'),
    'air.zones_imported': w('zones taken in', 'أُدخلت مناطق', 'зоны загружены'), 'air.zones_withdrawn': w('zones withdrawn', 'سُحبت مناطق', 'зоны отозваны'), 'air.sensor_stated': w('state of a sensor', 'حالة جهاز رصد', 'состояние датчика'),
  },
  outcome: {
    accepted: w('accepted', 'مقبول', 'принято'), made: w('made', 'تمت', 'состоялся'), postponed: w('postponed', 'أُجّلت', 'отложен'), refused: w('refused', 'رُفضت', 'отказано'), done: w('done', 'نُفّذ', 'выполнено'), not_done: w('not done', 'لم يُنفّذ', 'не выполнено'),
    acted: w('acted', 'تصرّف', 'принял меры'), settled: w('the side did what it owed', 'أدى الطرف ما عليه', 'сторона выполнила должное'), declined: w('declined', 'امتنع', 'отказался'), duplicate_of: w('duplicate', 'مكرر', 'дубликат'), not_covered: w('not covered', 'غير مشمول', 'не относится'), insufficient_info: w('more information needed', 'يلزم مزيد من المعلومات', 'нужны сведения'),
    violation: w('violation', 'انتهاك', 'нарушение'), no_violation: w('no violation', 'لا انتهاك', 'нарушения нет'), dropped: w('dropped', 'أُلغيت', 'отменён'), handed_on: w('handed on', 'أُحيل', 'передано'), separate: w('separate findings', 'استنتاجات منفصلة', 'отдельные выводы'), undetermined: w('undetermined', 'غير محدد', 'не установлено'), breach: w('breach', 'خرق', 'нарушение'), no_breach: w('no breach', 'لا خرق', 'нарушения нет'), none: w('no joint finding', 'لا استنتاج مشترك', 'совместного вывода нет'), joint: w('joint finding', 'استنتاج مشترك', 'совместный вывод'),
  },
  priority: {
    FLASH: w('FLASH', 'فورية', 'молния'), IMMEDIATE: w('IMMEDIATE', 'عاجلة', 'срочно'), PRIORITY: w('PRIORITY', 'مستعجلة', 'вне очереди'), ROUTINE: w('ROUTINE', 'عادية', 'обычное'),
  },
  message: {
    warning: w('warning', 'تحذير', 'предупреждение'), incident: w('incident', 'حادث', 'происшествие'), notice: w('notice', 'إشعار', 'уведомление'), request: w('request', 'طلب', 'просьба'), query: w('question', 'استفسار', 'вопрос'), correction: w('correction', 'تصحيح', 'исправление'), test: w('line test', 'اختبار الخط', 'проверка линии'),
  },
  messagestate: {
    sent: w('sent', 'أُرسلت', 'отправлено'), received: w('received', 'وصلت', 'получено'), read_back: w('read back', 'أُعيدت قراءتها', 'повторено'), acknowledged: w('acknowledged', 'أُقرّ بها', 'подтверждено'), answered: w('answered', 'رُدّ عليها', 'отвечено'), closed: w('closed', 'مغلقة', 'закрыто'), corrected: w('corrected', 'صُحّحت', 'исправлено'),
  },
  linestate: {
    open: w('open', 'مفتوح', 'открыта'), degraded: w('degraded', 'متدهور', 'с помехами'), suspended: w('suspended', 'معلّق', 'приостановлена'), closed: w('closed', 'مغلق', 'закрыта'),
  },
  test: {
    good: w('good', 'جيد', 'исправна'), late: w('late', 'متأخر', 'с опозданием'), waiting: w('running', 'جارٍ', 'идёт'), unanswered: w('unanswered', 'بلا رد', 'без ответа'), missed: w('not made', 'لم يُجرَ', 'не проведена'),
  },
  answered: {
    answered: w('answered', 'رُدّ', 'дан ответ'), actioned: w('acted on', 'نُفّذ', 'приняты меры'), declined: w('declined', 'رُفض', 'отклонено'),
  },
  status_people: {
    civilian: w('civilians', 'مدنيون', 'гражданские'), combatant: w('combatants', 'مقاتلون', 'комбатанты'), observer: w('observers', 'مراقبون', 'наблюдатели'), aid_worker: w('aid workers', 'عاملون إنسانيون', 'гуманитарные работники'), unknown: w('not known who', 'غير معلوم', 'неизвестно кто'),
  },
  act: {
    FIRE_DIRECT: w('firing directly', 'إطلاق نار مباشر', 'стрельба прямой наводкой'), FIRE_INDIRECT: w('indirect fire', 'رمي غير مباشر', 'стрельба с закрытых позиций'), AIR_STRIKE: w('air attack', 'هجوم جوي', 'удар с воздуха'), AIR_OVERFLIGHT: w('military overflight', 'تحليق عسكري', 'пролёт военной авиации'),
    UAV_OVERFLIGHT: w('unmanned overflight', 'تحليق مسيّر', 'пролёт беспилотника'), ADVANCE: w('moving forces forward', 'تقدم القوات', 'продвижение сил'), OCCUPY: w('taking ground', 'الاستيلاء على أرض', 'занятие местности'), FORTIFY: w('building positions', 'إقامة مواقع', 'оборудование позиций'), REINFORCE: w('bringing more forces', 'جلب قوات إضافية', 'усиление войск'),
    HEAVY_WPN_IN_ZONE: w('heavy weapons', 'أسلحة ثقيلة', 'тяжёлое вооружение'), EXCLUDED_FORCE_PRESENT: w('presence of an excluded force', 'وجود قوة مستبعدة', 'присутствие исключённых сил'), RESUPPLY_ARMS: w('bringing arms', 'جلب سلاح', 'подвоз оружия'), MINE_LAY: w('laying mines', 'زرع ألغام', 'минирование'), SIEGE_AID_BLOCK: w('blocking, attacking or taking aid', 'منع المساعدات أو مهاجمتها أو أخذها', 'блокирование, нападение на помощь или её изъятие'),
    DETAIN: w('acting against a person', 'فعل ضد شخص', 'действия против человека'), OBSTRUCT_OBSERVER: w('hindering observers', 'عرقلة المراقبين', 'препятствие наблюдателям'), JAM_SENSOR: w('jamming sensors', 'التشويش على الأجهزة', 'помехи датчикам'), HOSTILE_PROPAGANDA: w('calling for hostility', 'الدعوة إلى العداء', 'призыв к вражде'), WITHDRAWAL_MISSED: w('withdrawal missed', 'عدم الانسحاب في الموعد', 'невыполнение отвода'),
    RETURN_FIRE_UNREPORTED: w('firing back unreported', 'رد على النار بلا إبلاغ', 'ответный огонь без доклада'), PROVOCATION: w('provocation', 'استفزاز', 'провокация'), DAMAGE_SERVICE: w('damaging services', 'الإضرار بالخدمات', 'повреждение служб'),
  },
  danger: {
    attack: w('under attack', 'تعرّض لهجوم', 'нападение'), detention: w('detained', 'احتجاز', 'задержание'), accident: w('accident', 'حادث', 'авария'), medical: w('medical emergency', 'حالة طبية طارئة', 'неотложная помощь'),
    mine: w('mine or unexploded ordnance', 'لغم أو ذخيرة غير منفجرة', 'мина или неразорвавшийся боеприпас'), threat: w('threat', 'تهديد', 'угроза'), other: w('other danger', 'خطر آخر', 'другая опасность'),
  },
  sos: { safe: w('safe', 'سالمون', 'в безопасности'), evacuated: w('evacuated', 'أُخلوا', 'эвакуированы'), harmed: w('people came to harm', 'أُصيب أشخاص', 'есть пострадавшие'), false_alarm: w('false alarm', 'إنذار كاذب', 'ложная тревога') },
  mode: { mobile: w('by vehicle', 'بالمركبات', 'на машинах'), static: w('standing', 'ثابتة', 'на месте'), foot: w('on foot', 'سيراً', 'пешком'), air: w('by air', 'جواً', 'по воздуху'), remote: w('from afar', 'عن بُعد', 'дистанционно') },
  patrol: { planned: w('planned', 'مخططة', 'запланирован'), departed: w('out', 'في الخارج', 'на выезде'), returned: w('back, report owed', 'عادت والتقرير مطلوب', 'вернулся, ждём доклад'), reported: w('reported', 'قدمت تقريرها', 'доложил') },
  checkin: { well: w('all well', 'بخير', 'всё в порядке'), delayed: w('delayed', 'متأخرة', 'задерживается'), restricted: w('kept from going on', 'مُنعت من المتابعة', 'не пропускают'), hold: w('waiting', 'متوقفة', 'ждёт'), medevac: w('needs medical evacuation', 'تحتاج إخلاءً طبياً', 'нужна эвакуация'), trouble: w('in trouble', 'في مأزق', 'в беде') },
  contact: { radio: w('radio', 'لاسلكي', 'радио'), telephone: w('telephone', 'هاتف', 'телефон'), satellite: w('satellite telephone', 'هاتف فضائي', 'спутниковый телефон'), tracker: w('tracker', 'جهاز تتبع', 'трекер'), in_person: w('in person', 'حضورياً', 'лично'), other: w('other', 'غير ذلك', 'другое') },
  restriction: {
    denial: w('denied passage', 'منع المرور', 'не пропустили'), delay: w('delay', 'تأخير', 'задержка'), conditional_access: w('access under conditions', 'دخول بشروط', 'доступ с условиями'), escort_required: w('only with an escort', 'بمرافقة فقط', 'только с сопровождением'), route_mined: w('mined road', 'طريق ملغوم', 'заминированная дорога'),
    uxo: w('unexploded ordnance', 'ذخيرة غير منفجرة', 'неразорвавшиеся боеприпасы'), weather: w('weather', 'الطقس', 'погода'), threat: w('threat', 'تهديد', 'угроза'), fire_on_patrol: w('fire on a patrol', 'إطلاق نار على دورية', 'огонь по патрулю'), uav_shot_at: w('unmanned aircraft shot at', 'إطلاق نار على طائرة مسيّرة', 'обстрел беспилотника'),
    uav_jammed: w('unmanned aircraft jammed', 'التشويش على طائرة مسيّرة', 'глушение беспилотника'), sensor_damaged: w('sensor damaged', 'إتلاف جهاز', 'повреждение датчика'), detention: w('observers held', 'احتجاز مراقبين', 'задержание наблюдателей'), search_of_vehicle: w('vehicle searched', 'تفتيش مركبة', 'досмотр машины'),
    document_confiscation: w('papers taken', 'مصادرة وثائق', 'изъятие документов'), visa: w('visa or permit withheld', 'حجب تأشيرة أو إذن', 'отказ в визе или разрешении'), curfew: w('curfew', 'حظر تجول', 'комендантский час'), own_security: w('for their own safety', 'حرصاً على سلامتهم', 'ради собственной безопасности'), other: w('other', 'غير ذلك', 'другое'),
  },
  effect: { denied: w('denied', 'مُنعوا', 'отказано'), delayed: w('delayed', 'تأخروا', 'задержаны'), conditional: w('let through under conditions', 'مرّوا بشروط', 'пропущены с условиями'), escorted: w('escorted', 'رُوفقوا', 'с сопровождением'), limited_view: w('could not see all', 'رؤية محدودة', 'ограниченный обзор'), threat: w('threatened', 'هُددوا', 'угрожали'), turned_back: w('turned back', 'أُعيدوا', 'вернулись'), jammed: w('jammed', 'شُوّش عليهم', 'заглушены') },
  cause: { party: w('an act of a side', 'فعل طرف', 'действие стороны'), own_safety: w('the mission\'s own care', 'حرص البعثة', 'забота самой миссии') },
  ack: { duty: w('by the duty officer', 'من الضابط المناوب', 'дежурным офицером'), formal: w('formally', 'رسمياً', 'официально') },
  means: { voice: w('by voice', 'شفهياً', 'устно'), paper: w('on paper', 'كتابةً', 'на бумаге'), console: w('here', 'هنا', 'здесь'), saw: w('seen', 'مشاهدة', 'видели'), heard: w('heard', 'سماع', 'слышали'), camera: w('camera', 'كاميرا', 'камера'), uav: w('unmanned aircraft', 'طائرة مسيّرة', 'беспилотник'), acoustic: w('acoustic sensor', 'جهاز صوتي', 'акустический датчик'), radar: w('radar', 'رادار', 'радар'), satellite: w('satellite', 'قمر صناعي', 'спутник'), other: w('other', 'غير ذلك', 'другое') },
  confidence: { low: w('low', 'منخفضة', 'низкая'), moderate: w('moderate', 'متوسطة', 'средняя'), high: w('high', 'عالية', 'высокая') },
  measure: {
    none: w('no measure', 'لا تدبير', 'без мер'), clarification: w('clarification', 'توضيح', 'разъяснение'), local_calm: w('local calm', 'تهدئة محلية', 'местное затишье'), demarche: w('démarche', 'مسعى رسمي', 'демарш'), redress: w('redress', 'جبر الضرر', 'возмещение'),
    discipline: w('discipline by the side itself', 'تأديب من الطرف نفسه', 'дисциплинарные меры самой стороны'), unit_withdrawal: w('withdrawal of a unit', 'سحب وحدة', 'отвод подразделения'), benefit_loss: w('loss of a benefit', 'فقدان ميزة', 'утрата льготы'), task_force: w('joint task force', 'قوة عمل مشتركة', 'совместная рабочая группа'), referral: w('referral', 'إحالة', 'передача в инстанцию'),
  },
  seen: {
    explosion: w('explosion', 'انفجار', 'взрыв'), burst: w('burst of fire', 'رشقة', 'очередь'), shot: w('shot', 'طلقة', 'выстрел'), projectile: w('projectile', 'مقذوف', 'снаряд'), muzzle_flash: w('muzzle flash', 'وميض فوهة', 'вспышка выстрела'), flare: w('flare', 'قنبلة مضيئة', 'осветительная ракета'), airburst: w('airburst', 'انفجار في الجو', 'воздушный разрыв'),
    impact: w('impact', 'سقوط', 'падение'), vehicle: w('vehicle', 'مركبة', 'машина'), weapon: w('weapon', 'سلاح', 'оружие'), position: w('position', 'موقع', 'позиция'), aircraft: w('aircraft', 'طائرة', 'воздушное судно'), other: w('other', 'غير ذلك', 'другое'),
  },
  course: { outgoing: w('outgoing', 'صادر', 'исходящий'), incoming: w('incoming', 'وارد', 'входящий'), undetermined: w('not determined', 'غير محدد', 'не установлено') },
  weapon: {
    tank: w('tank', 'دبابة', 'танк'), gun: w('gun', 'مدفع', 'пушка'), howitzer: w('howitzer', 'هاوتزر', 'гаубица'), mortar: w('mortar', 'هاون', 'миномёт'), mlrs: w('rocket launcher', 'راجمة صواريخ', 'реактивная система'), anti_tank: w('anti-tank weapon', 'سلاح مضاد للدروع', 'противотанковое средство'),
    air_defence: w('air defence', 'دفاع جوي', 'средство ПВО'), hmg: w('heavy machine gun', 'رشاش ثقيل', 'крупнокалиберный пулемёт'), missile: w('missile', 'صاروخ', 'ракета'), uav: w('unmanned aircraft', 'طائرة مسيّرة', 'беспилотник'), other: w('other', 'غير ذلك', 'иное'),
  },
  verdict: {
    declared: w('declared, not visited', 'معلَن ولم يُزر', 'заявлено, не проверено'), verified_present: w('verified as present', 'تُحقق من وجودها', 'наличие подтверждено'), missing: w('missing', 'مفقودة', 'отсутствует'), found_in_zone: w('found in a zone', 'وُجدت في منطقة', 'обнаружено в зоне'),
    absent_explained: w('absent, explained', 'غائبة مع تفسير', 'отсутствует, объяснено'), inaccessible: w('nobody could enter', 'تعذّر الدخول', 'доступа не было'),
  },
  withdrawal: { set: w('set', 'محدد', 'назначен'), claimed: w('claimed as complete', 'صُرّح باكتماله', 'заявлен завершённым'), seen: w('seen as complete', 'شوهد مكتملاً', 'завершение увидено'), partly_claimed: w('claimed in part', 'صُرّح بجزء منه', 'заявлен частично'), partly_seen: w('seen in part', 'شوهد جزء منه', 'увиден частично') },
  override: { reporter_verifies: w('who reported it may verify it', 'لمن أبلغ أن يتحقق', 'сообщивший может проверять'), custodian_analyses: w('who keeps the evidence may analyse it', 'لأمين الأدلة أن يحلل', 'хранитель может анализировать') },
  relation: { duplicate_of: w('the same event, the same account', 'الحدث نفسه والرواية نفسها', 'то же событие, то же сообщение'), account_of: w('another account of the same event', 'رواية أخرى للحدث نفسه', 'другое сообщение о том же событии'), related: w('related', 'مرتبط', 'связано'), retaliation_of: w('said to answer it', 'قيل إنه رد عليه', 'как утверждается, ответ на него') },
  harm: { dead: w('dead', 'قتلى', 'погибло'), wounded: w('wounded', 'جرحى', 'ранено') },
  type: {
    artillery: w('artillery fire', 'قصف مدفعي', 'артиллерийский огонь'), mortar: w('mortar fire', 'قصف بالهاون', 'миномётный огонь'), rocket: w('rocket or MLRS fire', 'قصف صاروخي', 'огонь реактивных систем'), tank_fire: w('tank fire', 'نيران دبابات', 'огонь танков'),
    small_arms: w('small-arms fire', 'نيران أسلحة خفيفة', 'стрелковый огонь'), hmg: w('heavy machine-gun fire', 'نيران رشاش ثقيل', 'огонь крупнокалиберного пулемёта'), sniper: w('sniper fire', 'نيران قناص', 'огонь снайпера'), ied: w('explosive device', 'عبوة ناسفة', 'взрывное устройство'),
    mine_uxo: w('mine or unexploded ordnance', 'لغم أو ذخيرة غير منفجرة', 'мина или неразорвавшийся боеприпас'), airstrike: w('air strike', 'ضربة جوية', 'авиаудар'), barrel_bomb: w('barrel bomb', 'برميل متفجر', 'бочковая бомба'), helicopter: w('military helicopter', 'مروحية عسكرية', 'военный вертолёт'),
    uav_attack: w('attack by an unmanned aircraft', 'هجوم بطائرة مسيّرة', 'атака беспилотника'), uav_overflight: w('flight of an unmanned aircraft', 'تحليق طائرة مسيّرة', 'полёт беспилотника'), air_event: w('unidentified flight', 'تحليق مجهول', 'неопознанный полёт'), missile: w('missile', 'صاروخ', 'ракета'),
    clash_ground: w('exchange of fire', 'تبادل إطلاق نار', 'перестрелка'), ground_attack: w('ground attack', 'هجوم بري', 'наземная атака'), infiltration: w('infiltration', 'تسلل', 'проникновение'), advance: w('advance of forces', 'تقدم قوات', 'продвижение сил'), withdrawal: w('withdrawal of forces', 'انسحاب قوات', 'отвод сил'),
    position_new: w('new position', 'موقع جديد', 'новая позиция'), fortification: w('fortification', 'تحصين', 'укрепление'), troop_concentration: w('concentration of troops', 'حشد قوات', 'сосредоточение войск'), heavy_weapon_seen: w('heavy weapon seen', 'مشاهدة سلاح ثقيل', 'замечено тяжёлое вооружение'),
    foreign_force_seen: w('foreign force seen', 'مشاهدة قوة أجنبية', 'замечены иностранные силы'), arms_resupply: w('resupply of arms', 'إمداد بالسلاح', 'подвоз оружия'), abduction: w('abduction', 'اختطاف', 'похищение'), detention: w('detention', 'احتجاز', 'задержание'), assassination: w('attempt on a life', 'محاولة اغتيال', 'покушение'),
    execution: w('killing of a captive', 'قتل أسير', 'убийство пленного'), hostage: w('taking of hostages', 'أخذ رهائن', 'захват заложников'), siege: w('siege', 'حصار', 'осада'), siege_aid_block: w('aid cut off', 'قطع المساعدات', 'помощь отрезана'), aid_denied: w('aid refused or delayed', 'رفض المساعدات أو تأخيرها', 'помощь не пропущена'),
    aid_looted: w('aid taken', 'الاستيلاء على مساعدات', 'помощь изъята'), aid_attacked: w('aid attacked', 'مهاجمة مساعدات', 'нападение на помощь'), checkpoint_harassment: w('harassment of aid at a checkpoint', 'مضايقة المساعدات عند حاجز', 'притеснение на блокпосту'), forced_displacement: w('forced displacement', 'تهجير قسري', 'насильственное перемещение'),
    return_obstructed: w('return of people obstructed', 'عرقلة العودة', 'препятствие возвращению'), looting: w('looting', 'نهب', 'мародёрство'), infrastructure_damage: w('damage to water, power, health or school', 'ضرر بالمياه أو الكهرباء أو الصحة أو مدرسة', 'повреждение воды, энергии, больницы или школы'),
    chemical_suspected: w('suspected use of chemicals', 'اشتباه باستخدام مواد كيميائية', 'подозрение на химическое оружие'), cluster_suspected: w('suspected cluster munition', 'اشتباه بذخيرة عنقودية', 'подозрение на кассетный боеприпас'), incendiary_suspected: w('suspected incendiary weapon', 'اشتباه بسلاح حارق', 'подозрение на зажигательное оружие'),
    propaganda: w('propaganda', 'دعاية', 'пропаганда'), hostile_propaganda: w('call for hostility', 'دعوة إلى العداء', 'призыв к вражде'), electronic_jamming: w('electronic jamming', 'تشويش إلكتروني', 'радиоэлектронные помехи'), sensor_jam: w('jamming of a mission sensor', 'تشويش على جهاز للبعثة', 'помехи датчику миссии'),
    observer_obstruction: w('observers obstructed', 'عرقلة المراقبين', 'препятствие наблюдателям'), observer_attacked: w('observers attacked', 'مهاجمة المراقبين', 'нападение на наблюдателей'), withdrawal_missed: w('withdrawal not made in time', 'انسحاب لم يتم في موعده', 'отвод не выполнен в срок'),
    agreement: w('agreement or meeting', 'اتفاق أو اجتماع', 'соглашение или встреча'), negotiation: w('negotiation', 'تفاوض', 'переговоры'), casualty_report: w('report of casualties', 'بلاغ عن ضحايا', 'сообщение о пострадавших'), window_open: w('window of silence opened', 'بدء فترة صمت', 'открыто окно тишины'), statement: w('statement', 'تصريح', 'заявление'), other: w('other', 'غير ذلك', 'другое'),
  },
} satisfies Record<string, Record<string, Word>>;

export const codes: Record<string, Record<string, Word>> = lists;
export type CodeList = keyof typeof lists;
