package beast

import (
	"bytes"
	"testing"
)

func FuzzParse(f *testing.F) {
	f.Add(Append(nil, Frame{Type: '2', Ticks: 0x1a, Signal: 0x1a, Data: []byte{0x1a, 1, 2, 3, 4, 5, 0x1a}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var fr Frame
		var store [14]byte
		for {
			n, err := Parse(b, &fr, &store)
			if err != nil {
				return
			}
			again := Append(nil, fr)
			if !bytes.HasSuffix(b[:n], again) {
				t.Fatalf("%x is read as %+v, which is written %x", b[:n], fr, again)
			}
			b = b[n:]
		}
	})
}

func TestAClockThatRunsOver(t *testing.T) {
	c := Clock{StartMs: 1000}
	const most = 1<<48 - 1
	for _, s := range []struct {
		ticks uint64
		want  int64
	}{{most - 11_999, 1000}, {1, 1001}, {12_001, 1002}, {6_001, 1001}} {
		if ms, ok := c.Ms(s.ticks); !ok || ms != s.want {
			t.Errorf("tick %d is at %d, want %d", s.ticks, ms, s.want)
		}
	}
	if _, ok := c.Ms(0); ok {
		t.Error("no tick is taken for one")
	}
}
