package agreement_test

import (
	"testing"

	"truce.example/agreement"
)

// Property: what is taken as an instant can be written and read back as the same.
func FuzzParseInstant(f *testing.F) {
	for _, seed := range []string{"2017-07-09T12:00+03:00", "2017-07-09T09:00:00Z", "2017-07-09", "", "0000-01-01T00:00Z", "9999-12-31T23:59:59.999Z", "2017-02-30T00:00Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := agreement.ParseInstant(text)
		if err != nil {
			return
		}
		again, err := agreement.ParseInstant(at.String())
		if err != nil || again != at {
			t.Fatalf("%q is %v, which is read again as %v: %v", text, at, again, err)
		}
	})
}

// Property: what is taken as a span is not negative, and never a failure.
func FuzzParseSpan(f *testing.F) {
	for _, seed := range []string{"90m", "3h", "2d", "", "-1h", "9999999999999d", "1h30m"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if span, err := agreement.ParseSpan(text); err == nil && span < 0 {
			t.Fatalf("%q is the span %v", text, span)
		}
	})
}
