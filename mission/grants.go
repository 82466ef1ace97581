package mission

import (
	"crypto/ecdh"
	"fmt"
	"time"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/record/keys"
)

// Grants: the key of every epoch that a member may read is sealed to each of the member's devices and recorded, so that
// the member's own program can read the bodies. Who may no longer read gets no key of what comes: the audience begins a
// new epoch. What was read before cannot be taken back.

// A grant is one epoch's key at one device.
type grant struct {
	device      string
	compartment record.ID
}

// Next implements desk.Due: grants are looked at when there are new epochs or other readers.
func (s *officeState) Next() time.Time {
	if s.m.cfg.Holders == nil || !s.moved && s.looked == s.m.ring.Len() {
		return time.Time{}
	}
	return time.UnixMilli(1)
}

// Due implements desk.Due: it renews the epochs that somebody should no longer read, and hands out the keys that are
// missing, one command for each device.
func (s *officeState) Due(time.Time) []desk.Command {
	holders := s.m.cfg.Holders()
	if err := s.renew(holders); err != nil {
		s.m.log.Error("an epoch could not be renewed; it is tried again", "error", err)
		return nil
	}
	s.looked, s.moved = s.m.ring.Len(), false
	var out []desk.Command
	for _, h := range holders {
		k := &keep{For: record.ToMember(h.Who.Member)}
		for _, e := range s.m.ring.Epochs() {
			if s.grants[grant{h.Device, e.Compartment}] || !h.Who.Sees(e.Audience) {
				continue
			}
			sealed, err := keys.SealGrant(s.m.store.Origin(), h.Key, e)
			if err != nil {
				s.m.log.Error("a key could not be sealed to a device", "device", h.Device, "error", err)
				continue
			}
			k.Facts = append(k.Facts, Granted{Member: h.Who.Member, Device: h.Device, For: e.Audience, Compartment: e.Compartment, Sealed: sealed})
		}
		if len(k.Facts) > 0 {
			out = append(out, desk.Command{Desk: "record", ID: fmt.Sprintf("grants-%d-%s", s.newest, h.Device), Do: k})
		}
	}
	return out
}

// renew begins a new epoch for every audience whose present key is at a device that should not have it.
func (s *officeState) renew(holders []desk.Holder) error {
	may := map[string]desk.Who{}
	for _, h := range holders {
		may[h.Device] = h.Who
	}
	for g := range s.grants {
		_, audience, ok := s.m.ring.Key(g.compartment)
		if !ok || !s.m.ring.IsCurrent(g.compartment) {
			continue
		}
		if who, holds := may[g.device]; holds && who.Sees(audience) {
			continue
		}
		if _, err := s.m.ring.NextEpoch(audience); err != nil {
			return err
		}
	}
	return nil
}

// OpenGrant opens a granted epoch key with the device's X25519 private key.
func OpenGrant(origin string, private *ecdh.PrivateKey, g Granted) (*record.EpochKey, error) {
	secret, err := keys.UnsealGrant(origin, private, g.Compartment, g.Sealed)
	if err != nil {
		return nil, err
	}
	return record.NewEpochKey(g.Compartment, secret)
}
