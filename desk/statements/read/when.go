package read

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A day of the calendar; the zero day is not known.
type day struct{ t time.Time }

func (d day) known() bool      { return !d.t.IsZero() }
func (d day) String() string   { return d.t.Format(time.DateOnly) }
func (d day) add(days int) day { return day{d.t.AddDate(0, 0, days)} }
func (d day) month() string    { return d.t.Format("2006-01") }
func (d day) months(n int) day {
	return day{time.Date(d.t.Year(), d.t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)}
}
func (d day) weekday(w int) day       { return d.add(w - int(d.t.Weekday())) } // of the week that begins on Sunday
func (d day) monday() day             { return d.add(-(int(d.t.Weekday()) + 6) % 7) }
func (d day) year() int               { return d.t.Year() }
func interval(from, to string) string { return from + "/" + to }

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

func makeDay(y, m, d int) (day, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return day{t}, t.Year() == y && int(t.Month()) == m && t.Day() == d
}

// parseDay reads 2017-07-05; of an interval the later end.
func parseDay(s string) (day, bool) {
	if i := strings.IndexByte(s, '/'); i >= 0 {
		s = s[i+1:]
	}
	if len(s) > 10 {
		s = s[:10]
	}
	t, err := time.Parse(time.DateOnly, s)
	return day{t}, err == nil
}

var months = numbered(1, `january|jan|jan.|января|январь|январе|يناير|كانون-الثاني`, `february|feb|feb.|февраля|февраль|феврале|فبراير|شباط`, `march|mar|mar.|марта|март|марте|مارس|آذار`, `april|apr|apr.|апреля|апрель|апреле|أبريل|ابريل|نيسان`,
	`may|мая|май|мае|مايو|أيار`, `june|jun|jun.|июня|июнь|июне|يونيو|حزيران`, `july|jul|jul.|июля|июль|июле|يوليو|تموز`, `august|aug|aug.|августа|август|августе|أغسطس|آب`, `september|sept|sept.|сентября|сентябрь|сентябре|سبتمبر|أيلول`,
	`october|oct|oct.|октября|октябрь|октябре|أكتوبر|تشرين-الأول`, `november|nov|nov.|ноября|ноябрь|ноябре|نوفمبر|تشرين-الثاني`, `december|dec|dec.|декабря|декабрь|декабре|ديسمبر|كانون-الأول`)

var weekdays = numbered(0, `sunday|sundays|воскресенье|الأحد`, `monday|понедельник|الاثنين|الإثنين`, `tuesday|вторник|الثلاثاء`, `wednesday|среду|среда|الأربعاء`, `thursday|четверг|الخميس`, `friday|пятницу|пятница|الجمعة`, `saturday|субботу|суббота|السبت`)

var counts = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3}

var units = map[string]byte{"day": 'd', "days": 'd', "week": 'w', "weeks": 'w', "month": 'm', "months": 'm', "year": 'y', "years": 'y', "decade": 'D', "decades": 'D', "weekend": 'e'}

func numbered(from int, groups ...string) map[string]int {
	out := map[string]int{}
	for i, g := range groups {
		for _, w := range strings.Split(g, "|") {
			out[w] = from + i
		}
	}
	return out
}

func count(low string) (int, bool) {
	if n, ok := counts[low]; ok {
		return n, true
	}
	n, err := strconv.Atoi(low)
	return n, err == nil && n > 0 && n < 200
}

// year reads 1900 to 2099.
func year(low string) (int, bool) {
	n, err := strconv.Atoi(low)
	return n, err == nil && len(low) == 4 && n >= 1900 && n <= 2099
}

// monthDay reads 7, 7th or 07.
func monthDay(low string) (int, bool) {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		low = strings.TrimSuffix(low, end)
	}
	n, err := strconv.Atoi(low)
	return n, err == nil && n >= 1 && n <= 31 && len(low) <= 2
}

// findDates finds the expressions of time of each sentence and resolves them against the day on which the article appeared.
func (r *reader) findDates() {
	for _, s := range r.sentences {
		s.dateAt = make([]int, len(s.tokens))
		for i := 0; i < len(s.tokens); {
			n, skip, d := r.dateAt(s, i)
			if n == 0 {
				i++
				continue
			}
			span := Span{s.tokens[i+skip].Span[0], s.tokens[i+n-1].Span[1]}
			s.dates = append(s.dates, Expression{r.doc.Text[span[0]:span[1]], span, d})
			for k := range n {
				s.dateAt[i+k] = len(s.dates)
			}
			i += n
		}
		if len(r.doc.Dates) < maxStatements {
			r.doc.Dates = append(r.doc.Dates, s.dates...)
		}
		// An article that begins with its own day says when it appeared.
		if !r.today.known() && s.para < 4 && len(s.dates) == 1 && s.dates[0].Basis == "explicit" && s.dates[0].Precision == "day" && len(s.tokens) <= 8 {
			r.doc.Published = Date{s.dates[0].Value, "day", "stated at the head of the article"}
			r.today, _ = parseDay(s.dates[0].Value)
		}
	}
}

const relative = "relative to the day of publication"

// dateAt reads an expression of time at the token i: how many tokens it has, how many of them (a preposition) do not belong to its words.
func (r *reader) dateAt(s *sentence, i int) (n, skip int, d Date) {
	low := s.low
	none := func() (int, int, Date) { return 0, 0, Date{} }
	// between July 6 and July 20; from May to July
	if low(i) == "between" || low(i) == "from" {
		a, av, aok := r.plain(s, i+1)
		if and := low(i + 1 + a); aok && (and == "and" || and == "to" || and == "until" || and == "through") {
			if b, bv, bok := r.plain(s, i+2+a); bok {
				if bv.Basis == "explicit" && av.Basis != "explicit" && len(bv.Value) >= 4 && len(av.Value) > 4 { // from May to July 2016
					av.Value = bv.Value[:4] + av.Value[4:]
				}
				return 2 + a + b, 0, Date{interval(av.Value, bv.Value), "interval", bv.Basis}
			}
			if dd, ok := monthDay(low(i + 2 + a)); ok && av.Precision == "day" && len(av.Value) == 10 { // between July 6 and 20
				return 3 + a, 0, Date{interval(av.Value, av.Value[:8]+fmt.Sprintf("%02d", dd)), "interval", av.Basis}
			}
		}
	}
	if n, d, ok := r.relativeDate(s, i); ok {
		return n, 0, d
	}
	// in 2014, since May, by Friday: "in" and "since" belong to a year or month that stands alone
	switch low(i) {
	case "in", "since", "during", "by", "until", "of":
		if n, d, ok := r.plain(s, i+1); ok && (low(i) == "since" || low(i) == "in" && (n == 1 && d.Precision != "day")) {
			return n + 1, 0, d
		}
		return none()
	}
	if n, d, ok := r.plain(s, i); ok {
		return n, 0, d
	}
	return none()
}

// plain reads an expression that names a day, month or year.
func (r *reader) plain(s *sentence, i int) (int, Date, bool) {
	low := s.low
	if i >= len(s.tokens) || !s.tokens[i].word {
		return 0, Date{}, false
	}
	at := i
	// the month of June, early April, mid-2016, late last month
	prefix := ""
	switch w := low(i); {
	case w == "the" && low(i+1) == "month" && low(i+2) == "of" && months[low(i+3)] != 0:
		d, ok := r.month(low(i+3), low(i+4))
		n := 4
		if _, y := year(low(i + 4)); y {
			n = 5
		}
		return n, d, ok
	case w == "early" || w == "late" || w == "mid":
		prefix, i = w, i+1
		if low(i) == "in" {
			i++
		}
	case strings.HasPrefix(w, "mid-") && months[w[4:]] != 0:
		d, ok := r.month(w[4:], low(i+1))
		d.Precision = "mid month"
		return 1, d, ok
	}
	if i >= len(s.tokens) {
		return 0, Date{}, false
	}
	w := low(i)
	// the weekday and the day: Friday, July 21, 2017; Wednesday
	if wd, ok := weekdays[w]; ok && prefix == "" {
		j := i + 1
		if low(j) == "," {
			j++
		}
		if n, d, ok := r.plainDay(s, j); ok {
			return j - i + n, d, true
		}
		if low(i+1) == "of" && low(i+2) == "last" && low(i+3) == "week" {
			d := r.onWeek(wd, -1)
			return 4, d, true
		}
		return 1, r.weekday(s, i, wd), true
	}
	if n, d, ok := r.plainDay(s, i); ok {
		return n, d, true
	}
	if m, ok := months[w]; ok && (w != "may" && w != "march" && w != "mar" && w != "mar." || s.tokens[i].upper && r.monthlike(s, i)) {
		d, _ := r.month(w, low(i+1))
		n := 1
		if low(i+1) == "," {
			if y, ok := year(low(i + 2)); ok {
				return i + 3 - at, Date{fmt.Sprintf("%d-%02d", y, m), precision(prefix, "month"), "explicit"}, true
			}
		}
		if _, ok := year(low(i + 1)); ok {
			n = 2
		}
		d.Precision = precision(prefix, d.Precision)
		return i + n - at, d, true
	}
	if y, ok := year(w); ok && r.yearlike(s, i, at < i) {
		n := 1
		if campaignWords[low(i+1)] {
			n = 2
		}
		return i + n - at, Date{w, precision(prefix, "year"), "explicit"}, y > 0
	}
	if len(w) == 5 && w[3:] == "0s" && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) {
		return i + 1 - at, Date{w[:4], "decade", "explicit"}, true
	}
	if len(w) == 10 && w[4] == '-' {
		if d, ok := parseDay(w); ok {
			return 1, Date{d.String(), "day", "explicit"}, true
		}
	}
	return 0, Date{}, false
}

var campaignWords = set(`campaign election elections primary primaries referendum season`)

func precision(prefix, unit string) string {
	if prefix == "" {
		return unit
	}
	return prefix + " " + unit
}

// plainDay reads July 6, July 6, 2017, 6 July, 6 July 2017, July 6-8.
func (r *reader) plainDay(s *sentence, i int) (int, Date, bool) {
	low := s.low
	m, ok := months[low(i)]
	n := 2
	var dd int
	second := 0
	if ok {
		if dd, ok = monthDay(low(i + 1)); !ok {
			if a, b, cut := strings.Cut(low(i+1), "-"); cut { // July 6-8
				if dd, ok = monthDay(a); ok {
					second, ok = monthDay(b)
				}
			}
		}
		if _, isYear := year(low(i + 1)); isYear {
			ok = false
		}
		if low(i) == "may" && !s.tokens[i].upper {
			ok = false
		}
	} else if dd, ok = monthDay(low(i)); ok {
		j := i + 1
		if low(j) == "of" {
			j++
		}
		m, ok = months[low(j)]
		n = j + 1 - i
		if ok && low(j) == "may" && !s.tokens[j].upper {
			ok = false
		}
	}
	if !ok {
		return 0, Date{}, false
	}
	y, basis := 0, "explicit"
	if v, is := year(low(i + n)); is {
		y, n = v, n+1
	} else if v, is := year(low(i + n + 1)); is && low(i+n) == "," {
		y, n = v, n+2
	} else if y = r.yearOf(m, dd); y != 0 {
		basis = "year from the day of publication"
	} else {
		return n, Date{fmt.Sprintf("--%02d-%02d", m, dd), "day", "the year is not stated, and the day of publication is not known"}, true
	}
	d, valid := makeDay(y, m, dd)
	if !valid {
		return 0, Date{}, false
	}
	if second > dd {
		if e, ok := makeDay(y, m, second); ok {
			return n, Date{interval(d.String(), e.String()), "interval", basis}, true
		}
	}
	return n, Date{d.String(), "day", basis}, true
}

// month reads a month, with the year that follows it or the one that is nearest.
func (r *reader) month(name, next string) (Date, bool) {
	m := months[name]
	if y, ok := year(next); ok {
		return Date{fmt.Sprintf("%d-%02d", y, m), "month", "explicit"}, true
	}
	if y := r.yearOf(m, 1); y != 0 {
		return Date{fmt.Sprintf("%d-%02d", y, m), "month", "year from the day of publication"}, true
	}
	return Date{fmt.Sprintf("--%02d", m), "month", "the year is not stated, and the day of publication is not known"}, true
}

// yearOf is the year in which a day without a year lies: the past year up to two months ahead.
func (r *reader) yearOf(m, d int) int {
	if !r.today.known() {
		return 0
	}
	if t, ok := makeDay(r.today.year(), m, d); ok && t.t.After(r.today.add(62).t) {
		return r.today.year() - 1
	}
	if t, ok := makeDay(r.today.year()+1, m, d); ok && t.t.Before(r.today.add(62).t) {
		return r.today.year() + 1
	}
	return r.today.year()
}

// monthlike says whether May or March at i is the month: what stands before it says so, or a year behind it.
func (r *reader) monthlike(s *sentence, i int) bool {
	switch s.low(i - 1) {
	case "in", "since", "last", "of", "early", "late", "by", "until", "from", "next", "this", "mid", "between", "to", "during":
		return true
	}
	_, ok := year(s.low(i + 1))
	return ok
}

// yearlike says whether four digits at i are a year and no number.
func (r *reader) yearlike(s *sentence, i int, prefixed bool) bool {
	if prefixed || campaignWords[s.low(i+1)] {
		return true
	}
	switch s.low(i - 1) {
	case "in", "since", "during", "by", "until", "of", "from", "to", "before", "after", "between", "year", "the", "and", "early", "late", "(", "as", "through", "mid", "his", "her", "its", "their":
		return !countedNouns[s.low(i+1)]
	}
	return false
}

var countedNouns = set(`people civilians soldiers troops fighters miles km kilometers kilometres metres meters dollars men women children refugees families tonnes tons`)

// weekday resolves a weekday that stands alone: the one before publication, or the one behind it where the sentence speaks of the future.
func (r *reader) weekday(s *sentence, i, wd int) Date {
	if !r.today.known() {
		return Date{Precision: "day", Basis: "a weekday; the day of publication is not known"}
	}
	switch s.low(i - 1) {
	case "last":
		return Date{r.past(wd, 1).String(), "day", "weekday before publication"}
	case "next", "coming", "by", "until":
		return Date{r.future(wd).String(), "day", "weekday after publication"}
	}
	if r.speaksOfFuture(s, i) {
		return Date{r.future(wd).String(), "day", "weekday after publication"}
	}
	return Date{r.past(wd, 0).String(), "day", "weekday before publication"}
}

func (r *reader) past(wd, atLeast int) day {
	back := (int(r.today.t.Weekday()) - wd + 7) % 7
	if back < atLeast {
		back += 7
	}
	return r.today.add(-back)
}

func (r *reader) future(wd int) day {
	return r.today.add((wd-int(r.today.t.Weekday())+6)%7 + 1)
}

func (r *reader) onWeek(wd, weeks int) Date {
	if !r.today.known() {
		return Date{Precision: "day", Basis: "a weekday; the day of publication is not known"}
	}
	return Date{r.today.monday().add(7*weeks + (wd+6)%7).String(), "day", relative}
}

// speaksOfFuture looks at the words around: a verb of saying just before means the past; will, to or a plan means the future.
func (r *reader) speaksOfFuture(s *sentence, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		w := s.low(j)
		if sayForms[w] || w == "statement" || w == "late" || w == "held" || w == "began" || strings.HasSuffix(w, "ed") && w != "scheduled" && w != "planned" && w != "expected" && w != "continued" {
			return false
		}
	}
	if sayForms[s.low(i+1)] {
		return false
	}
	for j := i - 1; j >= 0 && j >= i-25; j-- {
		switch s.low(j) {
		case "will", "would", "upcoming", "scheduled", "planned", "expected", "plans", "due", "ahead", "until", "shall", "may", "set":
			return true
		case ".", ";", "said", "told":
			return false
		}
	}
	return false
}

var sayForms = set(`said says told stated wrote announced declared added reported warned noted claimed confirmed`)

// relativeDate reads today, last month, in recent weeks, two days ago, more than six years of war.
func (r *reader) relativeDate(s *sentence, i int) (int, Date, bool) {
	low := s.low
	t := r.today
	give := func(n int, value func() string, precision string) (int, Date, bool) {
		if !t.known() {
			return n, Date{Precision: precision, Basis: "relative; the day of publication is not known"}, true
		}
		return n, Date{value(), precision, relative}, true
	}
	on := func(days int) func() string { return func() string { return t.add(days).String() } }
	switch low(i) {
	case "today", "tonight", "сегодня", "اليوم":
		if s.tokens[i].upper && i > 0 && s.tokens[i-1].upper { // USA Today
			return 0, Date{}, false
		}
		return give(1, on(0), "day")
	case "yesterday", "вчера", "أمس":
		return give(1, on(-1), "day")
	case "tomorrow", "завтра", "غدا", "غداً":
		return give(1, on(1), "day")
	case "this", "last", "next", "past", "previous", "earlier", "later", "coming":
		j, dir, half := i, 0, ""
		if w := low(j); (w == "earlier" || w == "later") && (low(j+1) == "this") {
			half, j = w, j+1
		}
		switch low(j) {
		case "this":
		case "last", "past", "previous":
			dir = -1
		case "next", "coming":
			dir = 1
		default:
			return 0, Date{}, false
		}
		w := low(j + 1)
		n := j + 2 - i
		if m, ok := months[w]; ok && (w != "may" && w != "march" || s.tokens[j+1].upper) {
			if !t.known() {
				return give(n, nil, "month")
			}
			y := t.year()
			if dir < 0 && m >= int(t.t.Month()) {
				y--
			} else if dir > 0 && m <= int(t.t.Month()) {
				y++
			}
			return n, Date{fmt.Sprintf("%d-%02d", y, m), "month", relative}, true
		}
		if wd, ok := weekdays[w]; ok {
			if !t.known() {
				return give(n, nil, "day")
			}
			if dir < 0 {
				return n, Date{r.past(wd, 1).String(), "day", relative}, true
			} else if dir > 0 {
				return n, Date{r.future(wd).String(), "day", relative}, true
			}
			return n, r.onWeek(wd, 0), true
		}
		switch w {
		case "morning", "afternoon", "evening":
			if dir == 0 {
				return give(n, on(0), "day")
			}
		case "night":
			return give(n, on(min(dir, 0)), "day")
		case "week":
			return give(n, func() string {
				from, to := t.monday().add(7*dir), t.monday().add(7*dir+6)
				switch half {
				case "earlier":
					to = t
				case "later":
					from = t
				}
				return interval(from.String(), to.String())
			}, "interval")
		case "weekend":
			return give(n, func() string { sat := t.monday().add(7*dir + 5); return interval(sat.String(), sat.add(1).String()) }, "interval")
		case "month":
			if half != "" {
				return give(n, func() string { return halved(t.months(0), t.months(1).add(-1), t, half) }, "interval")
			}
			return give(n, func() string { return t.months(dir).month() }, "month")
		case "year":
			if half != "" {
				return give(n, func() string {
					a, _ := makeDay(t.year(), 1, 1)
					b, _ := makeDay(t.year(), 12, 31)
					return halved(a, b, t, half)
				}, "interval")
			}
			return give(n, func() string { return fmt.Sprint(t.year() + dir) }, "year")
		case "summer", "winter", "spring", "autumn", "fall":
			return give(n, func() string { return fmt.Sprint(t.year() + min(dir, 0)) }, "year")
		}
		if c, ok := count(w); ok && dir != 0 && units[low(j+2)] != 0 { // without "the": last two months
			return r.lastFew(i, n+1, c*dir, units[low(j+2)])
		}
	case "in", "over", "during", "for", "within", "the":
		j := i + 1
		if low(i) == "the" {
			j = i
		}
		if low(j) == "the" {
			j++
		}
		w := low(j)
		switch {
		case w == "recent" && units[low(j+1)] != 0:
			back := map[byte]func() string{
				'd': func() string { return interval(t.add(-7).String(), t.String()) },
				'w': func() string { return interval(t.add(-28).String(), t.String()) },
				'm': func() string { return interval(t.months(-3).month(), t.months(-1).month()) },
				'y': func() string { return interval(fmt.Sprint(t.year()-3), fmt.Sprint(t.year()-1)) },
			}[units[low(j+1)]]
			if back != nil {
				return give(j+2-i, back, "interval")
			}
		case w == "last" || w == "past" || w == "next" || w == "coming":
			sign := -1
			if w == "next" || w == "coming" {
				sign = 1
			}
			if c, ok := count(low(j + 1)); ok && units[low(j+2)] != 0 {
				return r.lastFew(i, j+3-i, c*sign, units[low(j+2)])
			}
			if u := units[low(j+1)]; u != 0 && low(i) != "the" && j > i+1 { // in the past week
				return r.lastFew(i, j+2-i, sign, u)
			}
		case low(i) == "in":
			if c, ok := count(w); ok && units[low(j+1)] != 0 && units[low(j+1)] != 'e' && low(j+2) != "of" && r.speaksOfFuture(s, i) {
				return give(j+2-i, func() string { return t.shift(c, units[low(j+1)]) }, "day")
			}
		}
	}
	// two days ago, a year earlier
	if c, ok := count(low(i)); ok && units[low(i+1)] != 0 {
		switch low(i + 2) {
		case "ago":
			return give(3, func() string { return t.shift(-c, units[low(i+1)]) }, shiftPrecision(units[low(i+1)]))
		case "of":
			if u := units[low(i+1)]; u == 'y' && (low(i+3) == "war" || low(i+3) == "conflict" || low(i+3) == "fighting" || low(i+3) == "violence" || low(i+3) == "civil") {
				return r.since(i, 4, c)
			}
		}
	}
	// more than six years of war
	if (low(i) == "more" || low(i) == "less") && low(i+1) == "than" || (low(i) == "nearly" || low(i) == "almost" || low(i) == "over" || low(i) == "some" || low(i) == "about") {
		j := i + 1
		if low(j) == "than" {
			j++
		}
		if c, ok := count(low(j)); ok && units[low(j+1)] == 'y' && low(j+2) == "of" && (low(j+3) == "war" || low(j+3) == "conflict" || low(j+3) == "fighting") {
			return r.since(i, j+4-i, c)
		}
	}
	// the six-year-old war
	if num, rest, ok := strings.Cut(low(i), "-"); ok && (rest == "year-old" || rest == "year-long" || rest == "year") {
		if c, ok := count(num); ok && (low(i+1) == "war" || low(i+1) == "conflict" || low(i+1) == "civil") {
			return r.since(i, 1, c)
		}
	}
	return 0, Date{}, false
}

func halved(from, to, today day, half string) string {
	if half == "earlier" {
		return interval(from.String(), today.String())
	}
	return interval(today.String(), to.String())
}

// since is the time from so many years ago until publication.
func (r *reader) since(_, n, years int) (int, Date, bool) {
	if !r.today.known() {
		return n, Date{Precision: "interval", Basis: "relative; the day of publication is not known"}, true
	}
	return n, Date{interval(fmt.Sprint(r.today.year()-years), r.today.month()), "interval", "imprecise: so many years before publication"}, true
}

// lastFew is the time from n units before publication, or until n units behind it.
func (r *reader) lastFew(_, n, c int, unit byte) (int, Date, bool) {
	if !r.today.known() {
		return n, Date{Precision: "interval", Basis: "relative; the day of publication is not known"}, true
	}
	other := r.today.move(c, unit)
	if c < 0 {
		return n, Date{interval(other.String(), r.today.String()), "interval", relative}, true
	}
	return n, Date{interval(r.today.String(), other.String()), "interval", relative}, true
}

func (d day) move(n int, unit byte) day {
	switch unit {
	case 'w':
		return d.add(7 * n)
	case 'm':
		return day{d.t.AddDate(0, n, 0)}
	case 'y':
		return day{d.t.AddDate(n, 0, 0)}
	case 'D':
		return day{d.t.AddDate(10*n, 0, 0)}
	}
	return d.add(n)
}

// shift is the day, month or year so many units away, as precise as the unit.
func (d day) shift(n int, unit byte) string {
	to := d.move(n, unit)
	switch unit {
	case 'm':
		return to.month()
	case 'y', 'D':
		return fmt.Sprint(to.year())
	case 'w':
		return interval(to.monday().String(), to.monday().add(6).String())
	}
	return to.String()
}

func shiftPrecision(unit byte) string {
	return map[byte]string{'d': "day", 'w': "interval", 'm': "month", 'y': "year", 'D': "year", 'e': "interval"}[unit]
}

// IsDay says whether s is a day, such as 2017-07-05.
func IsDay(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }
