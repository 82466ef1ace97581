// Package gpkg writes an OGC GeoPackage 1.3 with one table of features. It knows rows and bytes and no meaning.
//
// See https://www.geopackage.org/spec130/. Not written: the spatial index, which is an extension that readers make
// themselves when they want it.
package gpkg

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
	"time"

	_ "modernc.org/sqlite" // a GeoPackage is an SQLite file
)

// A Column of the table. Type is text, integer, boolean or time.
type Column struct{ Name, Title, Type string }

// A Table says what the file holds.
type Table struct {
	Name        string // of the table, in lower case
	Title       string // for people
	Description string
	Columns     []Column
	Made        time.Time
	Metadata    string // JSON about the whole file
}

// A Writer fills a file. It belongs to one goroutine.
type Writer struct {
	db     *sql.DB
	tx     *sql.Tx
	insert *sql.Stmt
	table  Table
	around Envelope
	any    bool
}

// An Envelope is a box in degrees.
type Envelope struct{ West, East, South, North float64 }

const schema = `
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer not null primary key, organization text not null,
	organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
	last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x double, min_y double, max_x double, max_y double, srs_id integer,
	constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns (table_name text not null, column_name text not null, geometry_type_name text not null, srs_id integer not null,
	z tinyint not null, m tinyint not null, constraint pk_geom_cols primary key (table_name, column_name), constraint uk_gc_table_name unique (table_name),
	constraint fk_gc_tn foreign key (table_name) references gpkg_contents(table_name),
	constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
create table gpkg_extensions (table_name text, column_name text, extension_name text not null, definition text not null, scope text not null,
	constraint ge_tce unique (table_name, column_name, extension_name));
create table gpkg_metadata (id integer constraint m_pk primary key autoincrement not null, md_scope text not null default 'dataset',
	md_standard_uri text not null, mime_type text not null default 'text/xml', metadata text not null default '');
create table gpkg_metadata_reference (reference_scope text not null, table_name text, column_name text, row_id_value integer,
	timestamp datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id integer not null, md_parent_id integer,
	constraint crmr_mfi_fk foreign key (md_file_id) references gpkg_metadata(id), constraint crmr_mpi_fk foreign key (md_parent_id) references gpkg_metadata(id));
insert into gpkg_spatial_ref_sys values ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system');
insert into gpkg_spatial_ref_sys values ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
insert into gpkg_spatial_ref_sys values ('WGS 84 geodetic', 4326, 'EPSG', 4326, '` + wgs84 + `', 'longitude and latitude in degrees on WGS 84');
insert into gpkg_extensions values ('gpkg_metadata', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write');
insert into gpkg_extensions values ('gpkg_metadata_reference', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write');
`

const wgs84 = `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],` +
	`PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]`

// Create begins a file at path, which must be empty or missing. The caller removes it if anything fails.
func Create(ctx context.Context, path string, t Table) (*Writer, error) {
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(),
		RawQuery: url.Values{"_pragma": {"application_id(1196444487)", "user_version(10300)", "journal_mode(off)", "synchronous(off)"}}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	w := &Writer{db: db, table: t}
	if err := w.begin(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("begin a geopackage: %w", err), db.Close())
	}
	return w, nil
}

func (w *Writer) begin(ctx context.Context) (err error) {
	if w.tx, err = w.db.BeginTx(ctx, nil); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	create, names, marks := "create table "+quoted(w.table.Name)+" (fid integer primary key autoincrement not null, geom geometry", "geom", "?"
	for _, c := range w.table.Columns {
		create += ", " + quoted(c.Name) + " " + map[string]string{"text": "text", "integer": "integer", "boolean": "boolean", "time": "datetime"}[c.Type]
		names += ", " + quoted(c.Name)
		marks += ", ?"
	}
	if _, err := w.tx.ExecContext(ctx, create+")"); err != nil {
		return err
	}
	w.insert, err = w.tx.PrepareContext(ctx, "insert into "+quoted(w.table.Name)+" ("+names+") values ("+marks+")")
	return err
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Add writes a row: its geometry as little-endian WKB with the box around it (nil for none), and a value for each column:
// nil, string, int64, bool or time.Time.
func (w *Writer) Add(wkb []byte, around Envelope, values []any) error {
	row := make([]any, 0, 1+len(values))
	if wkb == nil {
		row = append(row, nil)
	} else {
		row = append(row, blob(wkb, around))
		w.widen(around)
	}
	for _, v := range values {
		if t, ok := v.(time.Time); ok {
			v = t.UTC().Format("2006-01-02T15:04:05.000Z")
		}
		row = append(row, v)
	}
	if _, err := w.insert.Exec(row...); err != nil {
		return fmt.Errorf("write a row of a geopackage: %w", err)
	}
	return nil
}

// blob puts the header of a GeoPackage geometry before its WKB.
func blob(wkb []byte, around Envelope) []byte {
	out := []byte{'G', 'P', 0, 1<<1 | 1} // with the box in x and y, little endian
	out = binary.LittleEndian.AppendUint32(out, 4326)
	for _, edge := range []float64{around.West, around.East, around.South, around.North} {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(edge))
	}
	return append(out, wkb...)
}

func (w *Writer) widen(e Envelope) {
	if !w.any {
		w.around, w.any = e, true
		return
	}
	w.around = Envelope{min(w.around.West, e.West), max(w.around.East, e.East), min(w.around.South, e.South), max(w.around.North, e.North)}
}

// Close writes what the file says of itself, and finishes it.
func (w *Writer) Close() error {
	err := w.finish()
	if err != nil {
		err = fmt.Errorf("finish a geopackage: %w", err)
		w.tx.Rollback()
	}
	return errors.Join(err, w.db.Close())
}

func (w *Writer) finish() error {
	made := w.table.Made.UTC().Format("2006-01-02T15:04:05.000Z")
	var box [4]any
	if w.any {
		box = [4]any{w.around.West, w.around.South, w.around.East, w.around.North}
	}
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"insert into gpkg_contents values (?, 'features', ?, ?, ?, ?, ?, ?, ?, 4326)",
			[]any{w.table.Name, w.table.Title, w.table.Description, made, box[0], box[1], box[2], box[3]}},
		{"insert into gpkg_geometry_columns values (?, 'geom', 'GEOMETRY', 4326, 0, 0)", []any{w.table.Name}},
		{"insert into gpkg_metadata values (1, 'dataset', 'https://www.rfc-editor.org/rfc/rfc8259', 'application/json', ?)", []any{w.table.Metadata}},
		{"insert into gpkg_metadata_reference values ('geopackage', null, null, null, ?, 1, null)", []any{made}},
	} {
		if _, err := w.tx.Exec(s.query, s.args...); err != nil {
			return err
		}
	}
	return w.tx.Commit()
}
