package audit_test

import (
	"testing"

	"truce.example/record/audit"
)

func FuzzParseRefusal(f *testing.F) {
	f.Add([]byte(`{"format":"truce-refusal-1","kind":"fork","origin":"centre.example/log","keys":["k"],"leaf":"00","path":["11"]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := audit.ParseRefusal(b); err == nil && r.Format != audit.RefusalFormat {
			t.Error("another format was read")
		}
	})
}

func FuzzParseFork(f *testing.F) {
	f.Add([]byte(`{"format":"truce-fork-1","origin":"o","keys":["k"],"checkpoints":["a","b"],"found":null,"from":"x","what":"y"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := audit.ParseFork(data); err == nil {
			audit.JudgeFork(data, audit.Pins{})
		}
	})
}
