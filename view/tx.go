package view

import (
	"context"
	"database/sql"
	"fmt"

	"truce.example/record"
)

// A Tx is what a view's Apply writes with: one transaction over the tables of all views and their cursor.
type Tx struct {
	ctx       context.Context
	tx        *sql.Tx
	stmts     map[string]*sql.Stmt
	audiences map[record.Audience]int64
	known     map[audienceWord]bool // words noted before, of the text index
	words     map[audienceWord]bool // and in this transaction
}

// Exec runs one statement with ? placeholders. Statements are prepared once per transaction.
func (t *Tx) Exec(query string, args ...any) error {
	st, err := t.prepare(query)
	if err != nil {
		return err
	}
	if _, err := st.ExecContext(t.ctx, args...); err != nil {
		return fmt.Errorf("%s: %w", head(query), err)
	}
	return nil
}

// QueryRow reads from the tables as they stand in this transaction, all rows included.
func (t *Tx) QueryRow(query string, args ...any) *sql.Row {
	st, err := t.prepare(query)
	if err != nil {
		return t.tx.QueryRowContext(t.ctx, query, args...) // reports the same error at Scan
	}
	return st.QueryRowContext(t.ctx, args...)
}

// Query is QueryRow for many rows; close them before the next call.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	st, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(t.ctx, args...)
}

// Audience is the number that stands for an audience in the tables.
func (t *Tx) Audience(a record.Audience) (int64, error) {
	if id, ok := t.audiences[a]; ok {
		return id, nil
	}
	err := t.Exec("insert into audience (name) values (?) on conflict (name) do nothing", string(a))
	if err != nil {
		return 0, err
	}
	var id int64
	if err := t.QueryRow("select id from audience where name = ?", string(a)).Scan(&id); err != nil {
		return 0, fmt.Errorf("number of an audience: %w", err)
	}
	t.audiences[a] = id
	return id, nil
}

func (t *Tx) prepare(query string) (*sql.Stmt, error) {
	if st, ok := t.stmts[query]; ok {
		return st, nil
	}
	st, err := t.tx.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", head(query), err)
	}
	t.stmts[query] = st
	return st, nil
}

func head(query string) string {
	if len(query) > 60 {
		return query[:60] + "…"
	}
	return query
}
