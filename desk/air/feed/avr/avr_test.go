package avr

import "testing"

func FuzzParse(f *testing.F) {
	f.Add([]byte("*8D406B909945DE10000405999BE4;\n"))
	f.Add([]byte("@00000000159F5D3981E46DC8EB;"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var store [14]byte
		if m, _, err := Parse(b, &store); err == nil && len(m) != 7 && len(m) != 14 {
			t.Fatalf("a message of %d bytes", len(m))
		}
	})
}

func TestParse(t *testing.T) {
	var store [14]byte
	m, ticks, err := Parse([]byte("@00000000159F5D3981E46DC8EB;\r\n"), &store)
	if err != nil || ticks != 0x159f || len(m) != 7 || m[0] != 0x5d {
		t.Errorf("%x %x %v", m, ticks, err)
	}
	for _, bad := range []string{"", "*;", "*8D;", "8D406B909945DE10000405999BE4;", "*8D406B909945DE10000405999BEZ;", "*8D406B909945DE10000405999BE4"} {
		if m, _, err := Parse([]byte(bad), &store); err == nil {
			t.Errorf("%q is taken as %x", bad, m)
		}
	}
}
