package statements

import (
	"context"

	"truce.example/desk"
	"truce.example/desk/statements/across"
)

// An Again is another statement with the same words in a row.
type Again struct {
	Statement int64  `json:"statement"`
	Speaker   string `json:"speaker"`
	Article   int64  `json:"article"`
	Shared    int    `json:"shared"` // words in a row
	Words     string `json:"words"`
}

// newest is how many statements are looked through for the same words.
const newest = 5_000

// again finds the words of a statement in the newest others, as far as the reader sees them.
func again(ctx context.Context, q desk.Question, s Statement) ([]Again, error) {
	out := []Again{}
	if s.Forgotten {
		return out, nil
	}
	rows, err := q.View.Query(ctx, "select "+saidColumns+" from statements_said where forgotten = 0 and entry <> ? and basis = ? order by entry desc limit ?", s.Statement, s.Basis, newest)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	x := &across.Index{}
	var list []Statement
	for rows.Next() {
		o, err := scanSaid(rows.Scan)
		if err != nil {
			return nil, err
		}
		x.Add(o.Words)
		list = append(list, o)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, m := range x.Search(s.Words, 20) {
		o := list[m.Text]
		out = append(out, Again{o.Statement, o.Speaker, o.Article, m.Shared, o.Words})
	}
	return out, nil
}
