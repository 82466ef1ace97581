// Chooses a place's Arabic and Cyrillic name among the many that GeoNames lists without saying their language. A name
// that reads like the Latin one is taken before one that does not: a wrong name on a map is worse than none.

const arabic = /^(?!ئ)(?!.*(^| ).( |$))[\u0621-\u064a\u0671 \-']+$/; // letters of Arabic itself, not of Persian, Urdu or Kurdish
const russian = /^[А-Яа-яЁё \-']+$/;

const arabicSounds = {
  'ا': 'a', 'أ': 'a', 'إ': 'i', 'آ': 'a', 'ء': '', 'ؤ': 'u', 'ئ': 'y', 'ب': 'b', 'ت': 't', 'ث': 's', 'ج': 'j', 'ح': 'h', 'خ': 'k',
  'د': 'd', 'ذ': 'd', 'ر': 'r', 'ز': 'z', 'س': 's', 'ش': 's', 'ص': 's', 'ض': 'd', 'ط': 't', 'ظ': 'z', 'ع': '', 'غ': 'g', 'ف': 'f',
  'ق': 'k', 'ك': 'k', 'ل': 'l', 'م': 'm', 'ن': 'n', 'ه': 'h', 'ة': '', 'و': 'o', 'ى': 'a', 'ي': 'i',
};
const russianSounds = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'z', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 's', ч: 's', ш: 's', щ: 's', ъ: '', ы: 'i', ь: '', э: 'e', ю: 'u', я: 'a',
};

// skeleton leaves what sounds stable between scripts: consonants, with near ones made alike.
function skeleton(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/sh|ch|cz|sz|š|č/g, 's').replace(/kh|gh|q|c|x/g, 'k').replace(/th/g, 't').replace(/dh/g, 'd').replace(/ph|v|p/g, 'f').replace(/b/g, 'f')
    .replace(/g/g, 'k').replace(/z|j/g, 's').replace(/[^a-z]/g, '').replace(/[aeiouywh]/g, '').replace(/(.)\1+/g, '$1');
}

const sounds = (table, text) => [...text.toLowerCase()].map((c) => table[c] ?? '').join('');

function common(a, b) {
  let row = new Array(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) next.push(x === b[j] ? row[j] + 1 : Math.max(row[j + 1], next[j]));
    row = next;
  }
  return row[b.length];
}

// likeness is 1 for two that are the same, letter by letter.
function likeness(a, b) {
  const length = Math.max(a.length, b.length);
  return length === 0 ? 0.5 : common(a, b) / length;
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z]/g, '');

function best(latin, others, fits, table) {
  const want = skeleton(latin);
  let chosen = null, top = 0;
  for (const name of others) {
    if (!fits.test(name) || name.length > 40) continue;
    const heard = sounds(table, name);
    const alike = likeness(want, skeleton(heard));
    if (alike < 0.45) continue; // it is another name, or another language
    // Of several the one whose vowels fit too: neighbours of Russian and Arabic write the same consonants.
    const score = alike + likeness(plain(latin), plain(heard)) - (/ى./.test(name) ? 0.2 : 0);
    if (score > top) [chosen, top] = [name, score];
  }
  return chosen;
}

// Large places whose names in another language have grown apart from their own.
const exonyms = {
  Damascus: ['دمشق', 'Дамаск'], Aleppo: ['حلب', 'Халеб'], 'Ḩimş': ['حمص', 'Хомс'], 'Ḩamāh': ['حماة', 'Хама'], Latakia: ['اللاذقية', 'Латакия'], Amman: ['عمّان', 'Амман'],
  Beirut: ['بيروت', 'Бейрут'], Tripoli: ['طرابلس', 'Триполи'], Baghdad: ['بغداد', 'Багдад'], Mosul: ['الموصل', 'Мосул'], Basrah: ['البصرة', 'Басра'], Cairo: ['القاهرة', 'Каир'],
  Alexandria: ['الإسكندرية', 'Александрия'], Jerusalem: ['القدس', 'Иерусалим'], Gaza: ['غزة', 'Газа'], Nicosia: ['نيقوسيا', 'Никосия'], Ankara: ['أنقرة', 'Анкара'], Istanbul: ['إسطنبول', 'Стамбул'],
  Riyadh: ['الرياض', 'Эр-Рияд'], Mecca: ['مكة المكرمة', 'Мекка'], Medina: ['المدينة المنورة', 'Медина'], 'Kuwait City': ['مدينة الكويت', 'Эль-Кувейт'], Sanaa: ['صنعاء', 'Сана'], Khartoum: ['الخرطوم', 'Хартум'],
  Tehran: ['طهران', 'Тегеран'], Moscow: ['موسكو', 'Москва'], Rome: ['روما', 'Рим'], Paris: ['باريس', 'Париж'], Athens: ['أثينا', 'Афины'], Vienna: ['فيينا', 'Вена'], Geneva: ['جنيف', 'Женева'],
  Beijing: ['بكين', 'Пекин'], Warsaw: ['وارسو', 'Варшава'], Belgrade: ['بلغراد', 'Белград'], Algiers: ['الجزائر', 'Алжир'], Tunis: ['تونس', 'Тунис'], Rabat: ['الرباط', 'Рабат'], 'Mexico City': ['مدينة مكسيكو', 'Мехико'],
};
const large = 150_000; // a small place of the same name elsewhere keeps its own

export const arabicName = (latin, others, people) => (people > large && exonyms[latin]?.[0]) || best(latin, others, arabic, arabicSounds);
export const russianName = (latin, others, people) => (people > large && exonyms[latin]?.[1]) || best(latin, others, russian, russianSounds);
