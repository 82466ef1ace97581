package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"

	"truce.example/desk/people"
	"truce.example/mission"
	"truce.example/record"
)

// signatures checks, entry by entry, what devices signed: with the keys that were enrolled when the entry was recorded.
// The server checked them when it took the submissions in; here nobody has to believe that.
type signatures struct {
	origin string
	who    *people.Registry
}

func newSignatures() *signatures { return &signatures{who: people.New(nil)} }

func (s *signatures) check(e record.Entry) error {
	if began, ok := e.Fact.(*mission.Began); ok {
		s.origin = began.Origin
	}
	defer s.who.Apply(e)
	if e.Author.Known != record.ByDevice {
		return nil
	}
	if len(e.Signature) == 0 {
		return errors.New("it is said to be signed by a device, and is not signed")
	}
	member, key, ok := s.who.ByDevice(e.Author.Device)
	if !ok || member.Member != e.Author.Member {
		return fmt.Errorf("it is signed by device %s, which was not enrolled for its author then (or whose enrolment was forgotten)", e.Author.Device)
	}
	if !ed25519.Verify(key, record.SubmissionText(s.origin, e.Client, e.Submission), e.Signature) {
		return fmt.Errorf("the signature is not one of device %s over this submission", e.Author.Device)
	}
	return nil
}
