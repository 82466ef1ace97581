//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"truce.example/desk/territory/overlay/drawings"
	"truce.example/geo"
)

// pairs is how many pairs of drawings the golden file holds.
const pairs = 1300

// golden asks PostGIS about the nasty pairs, and about the size of some areas on the ellipsoid, and writes what it says where
// the tests of the overlay find it. Drawings are repaired by st_makevalid and united by st_union. Overlays are reckoned in
// square degrees, in the plane in which edges are straight; sizes on the ellipsoid in the cylindrical equal-area projection
// EPSG:6933 with edges cut into pieces so short that they are straight there too.
func golden(ctx context.Context, p *cluster, name string) error {
	var b strings.Builder
	b.WriteString("create unlogged table drawn (n int, side text, g geometry);\ncopy drawn from stdin;\n")
	for n := range pairs {
		d := drawings.Nasty(n)
		for _, s := range []struct {
			side     string
			polygons [][]geo.Ring
		}{{"a", d.A}, {"b", d.B}} {
			for _, rings := range s.polygons {
				fmt.Fprintf(&b, "%d\t%s\tSRID=4326;%s\n", n, s.side, drawings.WKT([][]geo.Ring{rings}))
			}
		}
	}
	b.WriteString(`\.
create table area as select n, side, st_union(st_collectionextract(st_makevalid(st_geometryn(g, 1)), 3)) g from drawn group by n, side;
select 'overlay', a.n, st_area(a.g), st_area(b.g), st_area(st_intersection(a.g, b.g)), st_area(st_difference(a.g, b.g)), st_area(st_difference(b.g, a.g))
	from area a join area b using (n) where a.side = 'a' and b.side = 'b' order by n;
select 'ellipsoid', n, st_area(st_transform(st_segmentize(g, case when n % 16 = 13 then 0.005 else 0.0002 end), 6933)) from area
	where side = 'a' and n < 32 and n % 16 not in (5, 6) order by n;
`)
	out, err := p.sql(ctx, b.String())
	if err != nil {
		return err
	}
	version, err := p.sql(ctx, "select postgis_full_version();")
	if err != nil {
		return err
	}
	head := "# What PostGIS says of the drawings of package drawings; made by: go run ./bench/territory -golden FILE\n# " + version +
		"\n# overlay|number|a|b|both|only a|only b, in square degrees; ellipsoid|number|a, in square metres\n"
	return os.WriteFile(name, []byte(head+out+"\n"), 0o644)
}
