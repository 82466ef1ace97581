package observe

import (
	"bytes"

	"truce.example/agreement"
	"truce.example/record"
)

// A Verdict says how a recorded judgement compares with the one computed again.
type Verdict string

// The verdicts. Only Different is a fault.
const (
	NoJudgement Verdict = ""             // the entry is none
	Same        Verdict = "same"         // computed again it is the same to the byte
	Different   Verdict = "different"    // it is not
	NotReadable Verdict = "not readable" // the entry is closed here, or this program does not have its rules
	Erased      Verdict = "erased"       // it was forgotten
)

// Recompute judges again what an entry judged: from the inputs that it lists, by the law as it was known then, with the
// rules of that time.
func Recompute(law Law, e record.Entry) Verdict {
	switch e.Status {
	case record.Closed:
		return NotReadable
	case record.Erased, record.Forgotten:
		return Erased
	}
	j, ok := e.Fact.(*Judged)
	if !ok {
		return NoJudgement
	}
	var terms *agreement.Terms
	if j.TermsEntry > 0 {
		terms = law.at(e.Happened, j.TermsEntry)
	}
	again, known := agreement.JudgeAs(j.RuleVersion, terms, j.Inputs)
	if !known {
		return NotReadable
	}
	was, err1 := record.Marshal(j.Judgement)
	now, err2 := record.Marshal(again)
	if err1 != nil || err2 != nil || !bytes.Equal(was, now) {
		return Different
	}
	return Same
}
