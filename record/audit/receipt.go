package audit

import (
	"encoding/json"
	"errors"
	"fmt"

	"truce.example/record"
)

// A ReceiptReport says what a receipt proves.
type ReceiptReport struct {
	Origin       string        `json:"origin"`
	Entry        int64         `json:"entry"`
	Event        record.ID     `json:"event"`
	Recorded     record.Moment `json:"recorded"`
	Leaf         record.Hash   `json:"leaf"`
	Size         int64         `json:"size"` // of the record whose checkpoint the receipt carries
	Root         record.Hash   `json:"root"`
	Key          string        `json:"key"` // the key whose signature was checked
	KeyFirstSeen bool          `json:"key_first_seen"`
	Kind         string        `json:"kind,omitempty"` // when the receipt carries what was said
	Body         *record.Body  `json:"-"`
	Shown        []Shown       `json:"shown,omitempty"` // single fields that it shows and proves
	Findings     []Finding     `json:"findings"`
	Notes        []string      `json:"notes"`
}

// A Shown field is proven to stand in the entry.
type Shown struct {
	Path  string `json:"path"`
	Value any    `json:"value"`
	CBOR  []byte `json:"cbor"`
}

// OK says whether the receipt holds.
func (r ReceiptReport) OK() bool { return len(r.Findings) == 0 }

// Receipt verifies a receipt offline. The error is about the pin folder, never about the receipt.
func Receipt(data []byte, pin Pins) (ReceiptReport, error) {
	var out ReceiptReport
	var b book
	err := checkReceipt(&out, &b, data, pin)
	b.into(&out.Findings, &out.Notes)
	return out, err
}

func checkReceipt(out *ReceiptReport, b *book, data []byte, pin Pins) error {
	const where = "receipt"
	r, err := record.ParseReceipt(data)
	if err != nil {
		b.find(where, "%s", err)
		return nil
	}
	stated, err := verifierOf(r.Extra.Key)
	origin := ""
	if err == nil {
		origin = stated.Name()
	}
	if pin.Key != "" {
		v, err := verifierOf(pin.Key)
		if err != nil {
			return err
		}
		origin = v.Name()
	}
	trusted, err := pin.keys(origin)
	if err != nil {
		return err
	}
	first := len(trusted) == 0
	if first {
		trusted = []string{r.Extra.Key}
	}
	p, key, err := verifyUnder(r, trusted)
	if errors.Is(err, record.ErrForeignKey) && !first {
		b.find(where, "it is not signed by the key pinned for %s, %s; it names the key %s", origin, keyName(trusted[0]), keyName(r.Extra.Key))
		return nil
	}
	if err != nil {
		b.find(where, "%s", err)
		return nil
	}
	if first {
		if out.KeyFirstSeen, err = pin.firstSeen(p.Checkpoint.Origin, key); err != nil {
			return err
		}
		b.note("nobody vouched for the key %s: it is the first one seen for %s", keyName(key), p.Checkpoint.Origin)
	}
	if r.Extra.Key != key {
		b.note("the receipt names another key (%s) than the one that signed it", keyName(r.Extra.Key))
	}
	out.fill(p, key)
	return nil
}

// verifyUnder tries the keys in turn. All but the last refusal that is not about the key count.
func verifyUnder(r record.Receipt, keys []string) (record.Proven, string, error) {
	var last error = fmt.Errorf("%w: no key is known", record.ErrForeignKey)
	for _, k := range keys {
		v, err := verifierOf(k)
		if err != nil {
			last = err
			continue
		}
		p, err := r.Verify(v)
		if err == nil {
			return p, k, nil
		}
		last = err
		if !errors.Is(err, record.ErrForeignKey) {
			break
		}
	}
	return record.Proven{}, "", last
}

func (out *ReceiptReport) fill(p record.Proven, key string) {
	out.Origin, out.Size, out.Root = p.Checkpoint.Origin, p.Checkpoint.Size, p.Checkpoint.Root
	out.Entry, out.Event, out.Recorded = p.Index, p.Leaf.Event, p.Leaf.Recorded
	out.Leaf, out.Key, out.Body = record.LeafHash(p.Leaf.Bytes()), key, p.Body
	for _, d := range p.Shown {
		s := Shown{Path: d.Path, CBOR: d.Value}
		var v any
		if record.Unmarshal(d.Value, &v) == nil {
			if _, err := json.Marshal(v); err == nil { // else its bytes must do
				s.Value = v
			}
		}
		out.Shown = append(out.Shown, s)
	}
	if p.Body != nil {
		if v, ok := p.Body.Field("kind"); ok {
			record.Unmarshal(v, &out.Kind) // a kind that is no text stays unnamed
		}
	}
}
