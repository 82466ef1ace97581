package notify

import "truce.example/record"

// SetAddress says where a member is told in one way, in place of what was set before.
type SetAddress struct {
	Address string `json:"address"` // id, random
	Member  string `json:"member"`
	Way     string `json:"way"`
	Target  string `json:"target"`
}

// RemoveAddress ends a way for a member.
type RemoveAddress struct {
	Member string `json:"member"`
	Way    string `json:"way"`
}

// RemoveMyAddress ends a way for who sends it.
type RemoveMyAddress struct {
	Way string `json:"way"`
}

// OpenNotice marks a notice of one's own as read.
type OpenNotice struct {
	Intent string `json:"intent"`
}

// SendAgain orders another attempt of what was given up or perhaps sent.
type SendAgain struct {
	Intent string `json:"intent"`
	Reason string `json:"reason"`
}

// Commands of the program itself; no door takes them.

// takeUp makes intents of a notice.
type takeUp struct {
	Notice string `json:"notice"`
}

// begin asks whether an attempt may be made now.
type begin struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
}

// report says what became of an attempt.
type report struct {
	Intent  string `json:"intent"`
	Attempt int64  `json:"attempt"`
	Result  string `json:"result"`
	Answer  string `json:"answer"`
}

// schedule is how long after each failure the next attempt is due, in minutes.
var schedule = [...]int64{1, 5, 15, 60, 240, 720}

// after is when the attempt after a failure is due; false after the last.
func after(at record.Moment, failures int64) (record.Moment, bool) {
	if failures > int64(len(schedule)) {
		return 0, false
	}
	return at + record.Moment(schedule[failures-1]*60_000), true
}
