package webhook

import (
	"os"
	"path/filepath"
	"testing"
)

// Property: a file of secrets is refused, or can be added to and read again.
func FuzzOpenSecrets(f *testing.F) {
	for _, seed := range []string{"", "{}", "null", `{"a": "AAAA"}`, `{"a": null}`, `{"a": 7}`, "[]", `{"a":"AA`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "secrets.json")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := OpenSecrets(path)
		if err != nil {
			return
		}
		if _, err := s.New("x"); err != nil {
			t.Fatal(err)
		}
		again, err := OpenSecrets(path)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if key, ok := again.key("x"); !ok || len(key) != 32 {
			t.Fatalf("the new key is %x", key)
		}
	})
}
