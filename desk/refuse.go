package desk

import (
	"errors"
	"fmt"
)

// The kinds of refusal that a user may see. There are few, so that a client can act on them.
type Refusal string

const (
	Invalid    Refusal = "invalid"     // mend the input and send it again
	NotAllowed Refusal = "not_allowed" // somebody else may
	NotFound   Refusal = "not_found"   // also for what exists and may not be seen
	Conflict   Refusal = "conflict"    // it contradicts what is recorded
	TooEarly   Refusal = "too_early"   // wait for something first
	Busy       Refusal = "busy"        // the same again in a moment
	Behind     Refusal = "behind"      // the picture has not read far enough yet
	Full       Refusal = "full"        // no room left on the disk; nothing was written
)

// A RefusalError is an answer for people: what is wrong and what to do next.
type RefusalError struct {
	Kind     Refusal
	Sentence string
	Fields   []FieldError // for Invalid: what is wrong where
}

// A FieldError says what is wrong with one field of a command.
type FieldError struct {
	Field    string `json:"field"` // as in the JSON: "place.lat"
	Sentence string `json:"detail"`
}

func (e *RefusalError) Error() string { return e.Sentence }

// Refuse makes a refusal. The sentence says what to do next.
func Refuse(kind Refusal, format string, args ...any) error {
	return &RefusalError{Kind: kind, Sentence: fmt.Sprintf(format, args...)}
}

// RefuseFields makes an Invalid refusal that names the fields. It returns nil when there is none.
func RefuseFields(fields []FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	sentence := fields[0].Sentence
	if n := len(fields) - 1; n > 0 {
		sentence = fmt.Sprintf("%s (and %d more)", sentence, n)
	}
	return &RefusalError{Kind: Invalid, Sentence: sentence, Fields: fields}
}

// Refused finds the refusal in err.
func Refused(err error) (*RefusalError, bool) {
	var r *RefusalError
	ok := errors.As(err, &r)
	return r, ok
}
