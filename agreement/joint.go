package agreement

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Witnesses say whose machines countersign the record, so that it has one history only, and how many must have done so. It
// may be missing: then nobody's countersignature is asked for.
type Witnesses struct {
	Quorum int64        `json:"quorum"`          // so many guarantors must have countersigned
	Fresh  Span         `json:"fresh,omitempty"` // and not longer ago than this; left out: any time
	Keys   []WitnessKey `json:"keys"`
}

// A WitnessKey is one machine of a guarantor. A guarantor may have several; it counts once.
type WitnessKey struct {
	Guarantor string `json:"guarantor"`
	Key       string `json:"key"`           // name+number+base64, as 'truce witness' prints it
	URL       string `json:"url,omitempty"` // where the host asks it; left out, the host's operator says where
}

// Recovery says who can together open the reading keys when the host is lost. It may be missing: then a copy with its
// passphrase is all there is.
type Recovery struct {
	Quorum int64    `json:"quorum"` // so many of them together, and no fewer
	Of     []string `json:"of"`     // parties and guarantors, each of which holds one share
}

func (c *checker) checkJoint() {
	if w := c.a.Witnesses; w != nil {
		c.checkWitnesses(w)
	}
	if r := c.a.Recovery; r != nil {
		c.refersAll("recovery.of", "side", r.Of, c.sides)
		if r.Quorum < 2 || r.Quorum > int64(len(r.Of)) {
			c.flaw("recovery.quorum", "%d of %d cannot be; name at least two holders, and a quorum from 2 to as many as there are", r.Quorum, len(r.Of))
		}
	}
}

func (c *checker) checkWitnesses(w *Witnesses) {
	var who, keys []string
	for i, k := range w.Keys {
		at := fmt.Sprintf("witnesses.keys[%d].", i)
		c.refersAll(at+"guarantor", "guarantor", []string{k.Guarantor}, c.guarantors)
		if !isWitnessKey(k.Key) {
			c.flaw(at+"key", "this is no key of a witness; copy a line that 'truce witness DIR --keys' prints")
		}
		if slices.Contains(keys, k.Key) {
			c.flaw(at+"key", "the key stands here twice")
		}
		keys = append(keys, k.Key)
		if u, err := url.Parse(k.URL); k.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil) {
			c.flaw(at+"url", "%q is no address; it begins with https://", k.URL)
		}
		if !slices.Contains(who, k.Guarantor) {
			who = append(who, k.Guarantor)
		}
	}
	if w.Quorum < 1 || w.Quorum > int64(len(who)) {
		c.flaw("witnesses.quorum", "%d of %d guarantors with a witness cannot be; write 1 to as many as there are", w.Quorum, len(who))
	}
}

// isWitnessKey says whether a text is a key for cosignatures, Ed25519 (04) or ML-DSA-44 (06), and whole.
func isWitnessKey(text string) bool {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 || parts[0] == "" {
		return false
	}
	key, err := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err != nil || len(key) == 0 || key[0] == 4 && len(key) != 1+32 || key[0] == 6 && len(key) != 1+1312 || key[0] != 4 && key[0] != 6 {
		return false
	}
	h := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	return hex.EncodeToString(h[:4]) == parts[1]
}
