// The sentences of agreement/why.go in the console's other languages. A test holds the keys and slots to the Go.
import type { Lang } from 'truce';
import type { Why } from './reports';

type Sentences = Record<string, { ar: string; ru: string }>;

export const sentences: Sentences = {
  no_law: { ar: 'لا يوجد اتفاق يُقدَّر وفقه.', ru: 'Нет соглашения, по которому можно оценивать.' },
  not_an_act: { ar: 'البلاغ من نوع «{type}» لا يخبر عن فعل؛ ولا يتعلق به أي بند.', ru: 'Сообщение вида «{type}» не говорит о действии; ни один пункт не затронут.' },
  left_out_type: { ar: 'البلاغات من نوع «{type}» تُعرض بجانب المجموع ولا تُحسب فيه، لأن الفعل الذي وراءها مُبلَّغ عنه بذاته.', ru: 'Сообщения вида «{type}» показаны рядом с итогом и в него не входят: о самом действии сообщено отдельно.' },
  unknown_type: { ar: 'لا يعرف الاتفاق نوع الحدث «{type}»، فلا يمكن إيجاد بند له.', ru: 'В соглашении нет вида события «{type}», поэтому пункт найти нельзя.' },
  before_force: { ar: 'لم يكن الاتفاق نافذاً بعد في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي)؛ وكان وضعه: {status}.', ru: 'Соглашение тогда ещё не действовало ({from} – {to}, UTC); его статус: {status}.' },
  suspended: { ar: 'كان الاتفاق معلّقاً في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي).', ru: 'Соглашение тогда было приостановлено ({from} – {to}, UTC).' },
  after_end: { ar: 'كان الاتفاق قد انتهى في ذلك الوقت ({from} إلى {to}، بالتوقيت العالمي).', ru: 'Соглашение к тому времени закончилось ({from} – {to}, UTC).' },
  excluded_group: { ar: 'أُبلغ أن الفعل من {group}، وهي خارج الاتفاق؛ فليس انتهاكاً من طرف.', ru: 'О действии сообщено как о действии {group}, которая вне соглашения; это не нарушение стороны.' },
  no_clause: { ar: 'لا بند يحظر على {side} فعلاً من نوع «{type}».', ru: 'Ни один пункт не запрещает {side} действие вида «{type}».' },
  not_then: { ar: 'تحظر البنود فعلاً من نوع «{type}»، لكن ليس في ذلك الوقت أو بذلك السلاح أو بذلك القدر.', ru: 'Пункты запрещают действие вида «{type}», но не в это время, не этим оружием или не в таком объёме.' },
  outside_area: { ar: 'يقع المكان على بعد {distance} خارج منطقة الاتفاق، وهو معلوم بدقة {uncertainty}.', ru: 'Место находится в {distance} за пределами района соглашения и известно с точностью {uncertainty}.' },
  outside_places: { ar: 'يقع المكان خارج كل مكان تسميه البنود الخاصة بمثل هذا الفعل؛ والأقرب، بموجب البند {clause} عند {zone}، يبدأ على بعد {distance}، والمكان معلوم بدقة {uncertainty}.', ru: 'Место лежит вне всех мест, названных пунктами о таком действии; ближайшее, по пункту {clause} у {zone}, начинается в {distance}, место известно с точностью {uncertainty}.' },
  exempt: { ar: 'ينطبق الاستثناء {exemption}: {text}', ru: 'Действует исключение {exemption}: {text}' },
  time_unknown: { ar: 'الوقت غير معلوم، فلا يُعلم هل كان الاتفاق نافذاً.', ru: 'Время неизвестно, поэтому неизвестно, действовало ли соглашение.' },
  time_straddles: { ar: 'الوقت معلوم فقط بين {from} و{to} (بالتوقيت العالمي)؛ وفي هذه المدة تغيّر وضع الاتفاق بين {statuses}.', ru: 'Время известно лишь как {from} – {to} (UTC); за это время статус соглашения менялся: {statuses}.' },
  place_unknown: { ar: 'المكان غير معلوم، فلا يُعلم هل ينطبق بند.', ru: 'Место неизвестно, поэтому неизвестно, относится ли пункт.' },
  area: { ar: 'البند {clause} يتحدث عن {act} في أي مكان من المنطقة؛ والمكان {relation}.', ru: 'Пункт {clause} говорит о {act} где угодно в районе; место находится {relation}.' },
  zone: { ar: 'البند {clause} يتحدث عن {act} في {zone}؛ والمكان {relation}، على بعد {distance} من حدّها.', ru: 'Пункт {clause} говорит о {act} в {zone}; место находится {relation}, в {distance} от её края.' },
  belt: { ar: 'البند {clause} يتحدث عن {act} ضمن {limit} من {zone}؛ والمكان على بعد {distance} منه ومعلوم بدقة {uncertainty}: {relation}.', ru: 'Пункт {clause} говорит о {act} в пределах {limit} от {zone}; место в {distance} от неё и известно с точностью {uncertainty}: {relation}.' },
  window: { ar: 'البند {clause} يتحدث عن {act} في فترة الصمت {zone} ضمن {limit} من مركزها؛ والمكان على بعد {distance} من المركز ومعلوم بدقة {uncertainty}: {relation}.', ru: 'Пункт {clause} говорит о {act} в окне тишины {zone} в пределах {limit} от его центра; место в {distance} от центра и известно с точностью {uncertainty}: {relation}.' },
  area_edge: { ar: 'يقع المكان على بعد {distance} من حدّ المنطقة وهو معلوم بدقة {uncertainty}.', ru: 'Место находится в {distance} от края района и известно с точностью {uncertainty}.' },
  notice_short: { ar: 'لا ينطبق الاستثناء {exemption}: كان الإشعار {given} دقيقة، والمطلوب {needed}.', ru: 'Исключение {exemption} не действует: уведомление за {given} минут, нужно {needed}.' },
  notice_missing: { ar: 'لا ينطبق الاستثناء {exemption}: لا إشعار معلوم، والمطلوب {needed} دقيقة.', ru: 'Исключение {exemption} не действует: уведомление неизвестно, нужно {needed} минут.' },
  exemption_place: { ar: 'لا ينطبق الاستثناء {exemption}: لا يقع المكان قطعاً في {zone}.', ru: 'Исключение {exemption} не действует: не точно, что место лежит в {zone}.' },
  exemption_target: { ar: 'لا ينطبق الاستثناء {exemption}: فهو لعمل ضد {target}.', ru: 'Исключение {exemption} не действует: оно для действий против {target}.' },
  exemption_party: { ar: 'لا ينطبق الاستثناء {exemption}: فهو ليس لـ {side}.', ru: 'Исключение {exemption} не действует: оно не для {side}.' },
};

const relations: Record<string, { ar: string; ru: string }> = {
  inside: { ar: 'في الداخل', ru: 'внутри' },
  'possibly inside': { ar: 'ربما في الداخل', ru: 'возможно, внутри' },
  outside: { ar: 'في الخارج', ru: 'снаружи' },
};

// say tells why in the reader's language. Zones and lines are named by the names that the caller knows; a sentence
// without a translation stays as the record has it.
export function say(why: Why, lang: Lang, names: { zone: (id: string) => string; type: (code: string) => string; act: (code: string) => string }): string[] {
  const one = (w: Why): string => {
    const sentence = lang === 'en' ? undefined : sentences[w.key]?.[lang];
    if (!sentence) return w.text;
    return sentence.replace(/\{(\w+)\}/g, (_, slot: string) => {
      const value = w.args?.[slot] ?? '';
      if (slot === 'relation') return relations[value]?.[lang as 'ar' | 'ru'] ?? value;
      if (slot === 'zone') return names.zone(value);
      if (slot === 'type') return names.type(value);
      if (slot === 'act') return `«${names.act(value)}»`;
      return /[a-z]/i.test(value) && lang === 'ar' ? `\u2068${value}\u2069` : value;
    });
  };
  // The English text already holds the further sentences; codes in it are put into words.
  const inWords = (text: string) => text.replace(/\b[A-Z]+_[A-Z_]+\b/g, (code) => names.act(code)).replace(/\b(?:of|at|in) ((?:line|zone)_\w+|[A-Z]{1,4}-?\d?)\b/g, (all, id: string) => all.replace(id, names.zone(id)));
  return lang === 'en' ? [inWords(why.text)] : [one(why), ...(why.also ?? []).map(one)];
}
