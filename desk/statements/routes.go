package statements

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"truce.example/desk"
	"truce.example/desk/statements/feed"
	"truce.example/desk/statements/read"
	"truce.example/desk/statements/read/page"
)

// routes are the doors. Telling needs a right of the rights table. Asking needs none: everybody sees what their audience shows them.
func routes(law Law) []desk.Route {
	return []desk.Route{
		{Method: "POST", Path: "pages", Right: "statements.take", Do: openPage, Limit: page.MaxFile},
		{Method: "POST", Path: "feeds", Right: "statements.take", Do: openFeed, Limit: feed.MaxFile},
		tell("articles", "statements.take", func() any { return new(Take) }),
		tell("statements", "statements.accept", func() any { return new(Accept) }),
		tell("dismissals", "statements.accept", func() any { return new(Dismiss) }),
		tell("links", "statements.accept", func() any { return new(Link) }),
		tell("commitments", "statements.accept", func() any { return new(Undertake) }),
		tell("statuses", "statements.judge", func() any { return new(SetStatus) }),
		tell("talks", "statements.accept", func() any { return new(PlanTalk) }),
		tell("talks/held", "statements.accept", func() any { return new(HoldTalk) }),
		tell("claims", "statements.accept", func() any { return new(Claim) }),
		tell("claims/outcome", "statements.judge", func() any { return new(SetOutcome) }),

		ask("articles", askArticles),
		ask("articles/{article}", askArticle),
		ask("statements", askStatements),
		ask("statements/{statement}", askStatement),
		ask("statements/{statement}/events", askEvents(law)),
		ask("commitments", askCommitments),
		ask("commitments/{commitment}", askCommitment),
		ask("positions", askPositions),
		ask("talks", askTalks),
		ask("claims", askClaims),
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer func(context.Context, desk.Question) (any, error)) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: answer}
}

// An OpenedPage is the words of a file, before anybody has said yes: nothing of it is in the record.
type OpenedPage struct {
	read.About
	Text   string   `json:"text"`
	Form   string   `json:"form"`
	SHA256 string   `json:"sha256"`
	Notes  []string `json:"notes"`
}

func openPage(_ context.Context, q desk.Question, _ desk.Clerk) (any, error) {
	b, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	p, err := page.Open(b)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%s", err)
	}
	sum := sha256.Sum256(b)
	out := OpenedPage{About: p.About, Text: p.Text, Form: p.Form, SHA256: hex.EncodeToString(sum[:]), Notes: append([]string{}, p.Notes...)}
	if len(out.Text) > MaxArticle {
		return nil, desk.Refuse(desk.Invalid, "the text has %d bytes, more than the %d that the record takes; cut it to the article, or read it with 'truce read'", len(out.Text), MaxArticle)
	}
	return out, nil
}

func openFeed(_ context.Context, q desk.Question, _ desk.Clerk) (any, error) {
	b, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	f, err := feed.Parse(b)
	if errors.Is(err, feed.ErrNoFeed) || err != nil {
		return nil, desk.Refuse(desk.Invalid, "%s", err)
	}
	return f, nil
}
