package desk

import (
	"context"

	"truce.example/geo"
	"truce.example/record"
)

// A Layer is something that can be shown as a table and as features: from this one declaration the face makes pages,
// collections of OGC API Features, tiles and files to download.
type Layer struct {
	ID      string   // "observe.reports"
	Title   string   // for people, in English
	Right   string   // as in Route
	Columns []Column // what a table shows, in order
	// Rows answers newest first, at most limit rows, starting below the entry before (0: from the newest).
	Rows func(ctx context.Context, q Question, before int64, limit int) ([]Row, error)
	// Drawn names the columns that map tiles say of each feature, and Counted those of them by whose values a tile counts what
	// it draws as one. They have few values each, and none that goes by the clock or by who asks.
	Drawn, Counted []string
	// Features gives to each, oldest entry first and within an entry in the order of ids, what q.Who may see and want asks
	// for, and stops at its first error. It is nil for a layer without places. A row whose place is not known is a feature without geometry.
	Features func(ctx context.Context, q Question, want Window, each func(Feature) error) error
}

// A Column of a layer.
type Column struct {
	Name  string // key in Row.Values and Feature.Values
	Title string
	Type  string // of the value: "text" (also when empty), "integer", "boolean" or "time"
}

// A Row of a layer.
type Row struct {
	Entry  int64          `json:"entry"`
	Values map[string]any `json:"values"`
}

// A Window says which features are wanted. The zero Window wants all.
type Window struct {
	ID       string        // only the feature of this id; empty for all
	Box      *geo.Box      // only what touches the box; what has no place touches nothing
	From, To record.Moment // only what happened at some time of [From, To); zero for no bound; what has no time is left out
	Since    int64         // only what the entry of this number, or a later one, made or changed
	After    int64         // only features of later entries than this: the next page; 0 or less for no bound, entry 0 included
	Limit    int           // at most so many; 0 for no bound
}

// A Feature is a row of a layer with its place.
type Feature struct {
	ID         string        // in its layer, the same for as long as the record stands: an entry number, or the name of a zone
	Entry      int64         // that made it
	Changed    int64         // the newest entry that changed what is shown here; Entry when nothing has
	Start, End record.Moment // when it happened or holds; without Start its time is not known, without End it goes on
	// Geometry is nil, a geo.Point, geo.Line, geo.Polygon or geo.MultiPolygon, as in geo.Feature.
	Geometry any
	Values   map[string]any // by column name; a value that is not known is left out
}
