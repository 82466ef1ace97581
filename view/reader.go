package view

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// reader is the tables as one set of audiences sees them. Each of its connections has, for every table, a temporary view
// of the same name that shows only the visible rows; SQLite (and PostgreSQL) looks there first. So a query cannot forget
// to filter: it does not even know that there is more.
type reader struct {
	engine  *Engine
	db      *sql.DB
	visible []int64 // numbers of the visible audiences
}

// A seen is a reader with what it sees.
type seen struct {
	*reader
	sight Sight
}

func (s seen) Sight() Sight { return s.sight }

func newReader(e *Engine, tables []string, visible string) *reader {
	db := sql.OpenDB(&filtered{
		driver: e.write.Driver(),
		dsn:    dsn(e.path, "ro", "cache_size(-2048)"),
		setup:  shadow(tables, visible),
	})
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(2)
	return &reader{engine: e, db: db}
}

// shadow lists the statements that hide the tables behind filtered views. The plus keeps the engine from making an index of
// its own on the audience, for one query, of a reader who has but one.
func shadow(tables []string, visible string) []string {
	out := []string{fmt.Sprintf("create temp view audience as select * from main.audience where id in (%s)", visible)}
	for _, t := range tables {
		out = append(out, fmt.Sprintf("create temp view %s as select * from main.%s where +audience in (%s)", t, t, visible))
	}
	for _, t := range engineTables {
		out = append(out, fmt.Sprintf("create temp view %s as select null as hidden where 0", t))
	}
	return append(out, "pragma query_only = on")
}

// filtered opens connections that see only the filtered views.
type filtered struct {
	driver driver.Driver
	dsn    string
	setup  []string
}

func (f *filtered) Driver() driver.Driver { return f.driver }

func (f *filtered) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := f.driver.Open(f.dsn)
	if err != nil {
		return nil, err
	}
	for _, q := range f.setup {
		if _, err := c.(driver.ExecerContext).ExecContext(ctx, q, nil); err != nil {
			c.Close()
			return nil, fmt.Errorf("filter the tables: %w", err)
		}
	}
	return c, nil
}

func (r *reader) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.db.QueryContext(ctx, query, args...)
}

func (r *reader) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return r.db.QueryRowContext(ctx, query, args...)
}

func (r *reader) Entry() int64 { return r.engine.Entry() }
