package inquiry

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"slices"

	"truce.example/desk"
	"truce.example/record"
)

// The violation report: allegation, method, evidence, what each side says, finding, standard, limits, comments, dissent and
// measures, as far as who asks may read them, on one page that prints to A4. It shows the sides in equal columns, and no
// attribution that is not in the finding. Words of the program are in the reader's language; words of people as they wrote them.

//go:embed report.html
var reportHTML string

var reportPage = template.Must(template.New("report").Parse(reportHTML))

// reportWords are the words of the program: English, Arabic, Russian.
var reportWords = map[string][3]string{
	"report":    {"Violation report", "تقرير عن انتهاك", "Доклад о нарушении"},
	"case":      {"Case", "القضية", "Дело"},
	"state":     {"State", "الحالة", "Состояние"},
	"asof":      {"As recorded below entry", "كما سُجّل قبل القيد", "По состоянию ниже записи"},
	"alleged":   {"What was reported", "ما أُبلغ عنه", "О чём сообщили"},
	"method":    {"Method", "المنهج", "Метод"},
	"limits":    {"Limits", "الحدود", "Ограничения"},
	"evidence":  {"Evidence", "الأدلة", "Доказательства"},
	"holder":    {"held by", "بحوزة", "хранит"},
	"whole":     {"whole", "سليم", "целостность не нарушена"},
	"doubt":     {"in doubt", "موضع شك", "под сомнением"},
	"accounts":  {"Accounts of the sides", "روايات الطرفين", "Версии сторон"},
	"points":    {"Points put to every side", "نقاط طُرحت على كل طرف", "Пункты, заданные каждой стороне"},
	"claims":    {"Claims", "ما يدّعيه", "Утверждает"},
	"rejects":   {"Rejects", "ما يرفضه", "Отвергает"},
	"agree":     {"agrees", "يوافق", "согласна"},
	"dispute":   {"disputes", "ينازع", "оспаривает"},
	"no_answer": {"did not answer", "لم يجب", "не ответила"},
	"none":      {"none", "لا شيء", "нет"},
	"finding":   {"Finding", "الاستنتاج", "Вывод"},
	"joint":     {"joint finding", "استنتاج مشترك", "совместный вывод"},
	"separate":  {"each guarantor states its own", "لكل ضامن استنتاجه", "каждый гарант заявляет свой вывод"},
	"nojoint":   {"no joint finding", "لا استنتاج مشترك", "нет совместного вывода"},
	"standard":  {"Standard of proof", "معيار الإثبات", "Стандарт доказывания"},
	"comments":  {"Comments and objections", "التعليقات والاعتراضات", "Комментарии и возражения"},
	"paragraph": {"paragraph", "الفقرة", "абзац"},
	"dissent":   {"Dissent", "رأي مخالف", "Особое мнение"},
	"measures":  {"Measures", "التدابير", "Меры"},
	"corrected": {"Corrections", "التصحيحات", "Исправления"},
	"harm":      {"People harmed, by source; never added up", "المتضررون بحسب المصدر، دون جمع", "Пострадавшие по источникам, без сложения"},
	"side":      {"Side", "الطرف", "Сторона"},
}

// A report is what the page shows.
type report struct {
	Lang, Dir string
	Case      Case
	Head      int64
	Accounts  Accounts
	Items     []EvidenceItem
	Visits    []Visited
	Comments  []Commented
	Found     []Found
	Separate  []FoundSeparately
	Published []Published
	Measures  []MeasureSet
	Harm      []HarmStated
	Objected  []ResultObjected
	Corrected []ResultCorrected
	Opened    *Opened
	column    int
}

// Word is a word of the program in the reader's language.
func (r report) Word(key string) string { return reportWords[key][r.column] }

// Answer is what a side said of a point.
func (r report) Answer(a Account, point int) string {
	i := slices.IndexFunc(a.Answers, func(p PointAnswer) bool { return p.Point == int64(point)+1 })
	if i < 0 {
		return r.Word("no_answer")
	}
	return r.Word(a.Answers[i].Word)
}

// Figure is a number, or that it is not known.
func (r report) Figure(n *int64) any {
	if n == nil {
		return "?"
	}
	return *n
}

func askReport(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	r := report{Lang: f.Value("lang"), Dir: "ltr", Head: q.Head.Size}
	if r.Lang == "" {
		r.Lang = "en"
	}
	if r.column = slices.Index([]string{"en", "ar", "ru"}, r.Lang); r.column < 0 {
		f.Say("lang", "%q is no language of the report; use en, ar or ru", short(r.Lang))
	}
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	if r.Lang == "ar" {
		r.Dir = "rtl"
	}
	c, err := readable(ctx, q)
	if err != nil {
		return nil, err
	}
	r.Case = c
	all, err := steps(ctx, q, c.Case)
	if err != nil {
		return nil, err
	}
	if err := r.read(all); err != nil {
		return nil, err
	}
	if r.Accounts, err = accountsIn(c.Case, all); err != nil {
		return nil, err
	}
	if r.Items, err = itemsOf(all); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = reportPage.Execute(&out, r)
	return desk.Document{Type: "text/html; charset=utf-8", Body: out.Bytes()}, err
}

// read sorts the steps into the parts of the page. What was forgotten leaves none.
func (r *report) read(steps []Step) error {
	for _, s := range steps {
		if s.Forgotten {
			continue
		}
		var err error
		switch s.Kind {
		case "inquiry.opened/1":
			r.Opened = &Opened{}
			err = json.Unmarshal(s.Fact, r.Opened)
		case "inquiry.visited/1":
			err = into(&r.Visits, s)
		case "inquiry.commented/1":
			err = into(&r.Comments, s)
		case "inquiry.found/1":
			err = into(&r.Found, s)
		case "inquiry.found_separately/1":
			err = into(&r.Separate, s)
		case "inquiry.published/1":
			err = into(&r.Published, s)
		case "inquiry.measure_set/1":
			err = into(&r.Measures, s)
		case "inquiry.harm_stated/1":
			err = into(&r.Harm, s)
		case "inquiry.result_objected/1":
			err = into(&r.Objected, s)
		case "inquiry.result_corrected/1":
			err = into(&r.Corrected, s)
		}
		if err != nil {
			return err
		}
	}
	if len(r.Found) == 0 { // who does not read the panel's own fact reads the edition
		for _, p := range r.Published {
			r.Found = append(r.Found, Found{Kind: p.Kind, Reason: p.Reason, Verdict: p.Verdict, Clause: p.Clause, Level: p.Level, Standard: p.Standard, Text: p.Text, Dissent: p.Dissent})
			if len(r.Separate) == 0 {
				for _, s := range p.Separate {
					r.Separate = append(r.Separate, FoundSeparately{Guarantor: s.Guarantor, Verdict: s.Verdict, Text: s.Text})
				}
			}
		}
	}
	return nil
}

func into[T any](list *[]T, s Step) error {
	var f T
	err := json.Unmarshal(s.Fact, &f)
	*list = append(*list, f)
	return err
}

// When is a moment in UTC, as everybody reads it.
func (r report) When(m record.Moment) string {
	if !m.Known() {
		return "–"
	}
	return m.Time().UTC().Format("2006-01-02 15:04") + "Z"
}
