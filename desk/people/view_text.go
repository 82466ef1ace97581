package people

import (
	"database/sql"
	"errors"
	"strings"

	"truce.example/record"
	"truce.example/view"
)

// said lets members be found by their code names, as each reader may know them. Nothing about links, sessions, tokens and
// devices is to be found.
func said(tx *view.Tx, e record.Entry) error {
	text := func(title string, lines ...string) error {
		return tx.Text(e, view.Text{Desk: deskName, Kind: "member", At: e.Recorded, Title: title, Text: view.Lines(lines...)})
	}
	switch f := e.Fact.(type) {
	case *Enrolled:
		return text(f.CodeName, f.Member, f.Party, strings.ReplaceAll(strings.Join(f.Roles, ", "), "_", " "))
	case *Introduced:
		return text(f.CodeName, f.Member, f.Party)
	case *Left:
		var enrolled int64
		err := tx.QueryRow("select entry from people_member where member = ?", f.Member).Scan(&enrolled)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.EndText(enrolled, e.Number)
	}
	return nil
}
