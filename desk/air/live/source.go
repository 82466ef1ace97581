package live

import (
	"fmt"
	"net"
	"net/url"
	"time"

	"truce.example/geo"
)

// A Kind is how a source speaks.
type Kind string

// The kinds.
const (
	SBS      Kind = "sbs"      // lines of BaseStation, as dump1090 and readsb give out on port 30003; we connect
	Beast    Kind = "beast"    // frames of a Mode-S Beast, port 30005; we connect
	AVR      Kind = "avr"      // raw messages as hexadecimal digits, port 30002; we connect
	Aircraft Kind = "aircraft" // readsb's aircraft.json over HTTP; we ask again and again
	CoT      Kind = "cot"      // Cursor on Target over TCP; it connects to us
	CoTUDP   Kind = "cot-udp"  // Cursor on Target, one event a datagram, to us or to a multicast group
)

// A Source is where tracks come from.
type Source struct {
	Name    string // for people
	Kind    Kind
	Address string // host:port; for Aircraft a URL; for CoT and CoTUDP where to listen

	// OffsetMs is added to the times of SBS, which have no zone: what the sender's clock is behind UTC.
	OffsetMs int64
	// Near is where the receiver is, if HasNear. Beast and AVR need it for aircraft that were never heard in the air.
	Near    geo.Point
	HasNear bool
	// ByTicks takes the times of Beast and AVR from the receiver's clock alone, counted from the first frame. Without it they are
	// the times of reception as soon as the two are apart by more than two seconds. It is meant for tapes that are played
	// faster than they were made.
	ByTicks bool
	// Every is how often aircraft.json is asked for; a second if zero.
	Every time.Duration
}

// Check says what is wrong with the source, in a sentence.
func (s *Source) Check() error {
	switch s.Kind {
	case SBS, Beast, AVR, CoT, CoTUDP:
		if _, _, err := net.SplitHostPort(s.Address); err != nil {
			return fmt.Errorf("the source %s needs an address such as 10.0.0.7:30003, not %q", s.Name, s.Address)
		}
	case Aircraft:
		if u, err := url.Parse(s.Address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("the source %s needs an address such as http://10.0.0.7/data/aircraft.json, not %q", s.Name, s.Address)
		}
	default:
		return fmt.Errorf("the source %s is of kind %q; there are sbs, beast, avr, aircraft, cot and cot-udp", s.Name, s.Kind)
	}
	if s.Every < 0 || s.Every > time.Hour {
		return fmt.Errorf("the source %s is to be asked every %s; choose up to an hour", s.Name, s.Every)
	}
	return nil
}
