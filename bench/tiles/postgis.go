//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/geo"
	"truce.example/geo/mvt"
)

// The queries ask for one tile, found in a table by a number that pgbench draws. The reader sees the audiences 1 and 2, as
// ours does; the columns are those that our tiles say.
const (
	everyPoint = `select st_asmvt(f, 'reports', 4096, 'g') from tile t cross join lateral (
		select st_asmvtgeom(geom, t.box, 4096, 0, true) g, entry, type, accused, level, severity, outcome, clause, retracted
		from incident where geom && t.box and audience = any ('{1,2}')) f where t.z = %d and t.n = :n group by t.n;`
	inCells = `select st_asmvt(f, 'reports', 4096, 'g') from tile t cross join lateral (
		select st_asmvtgeom(st_setsrid(st_makepoint(st_xmin(t.box) + (cx + 0.5) * t.side, st_ymin(t.box) + (cy + 0.5) * t.side), 3857), t.box, 4096, 0, true) g,
			count(*) as point_count, count(*) filter (where outcome = 'candidate') as c, count(*) filter (where outcome = 'no_clause') as n,
			count(*) filter (where outcome = 'incomplete') as i
		from (select floor((st_x(geom) - st_xmin(t.box)) / t.side) cx, floor((st_y(geom) - st_ymin(t.box)) / t.side) cy, outcome
			from incident where geom && t.box and audience = any ('{1,2}')) p group by cx, cy) f where t.z = %d and t.n = :n group by t.n;`
	areaQuery = `select st_asmvt(f, 'areas', 4096, 'g') from tile t cross join lateral (
		select st_asmvtgeom(geom, t.box, 4096, 64, true) g, name from area where geom && t.box) f where t.z = %d and t.n = :n group by t.n;`
)

// A cluster is a PostgreSQL of our own.
type cluster struct {
	bin, dir string
	who      *syscall.Credential // nil: as ourselves
	server   *exec.Cmd
	made     map[uint8]bool
}

// start makes a cluster in the folder and loads the points.
func start(dir string, all []incident, areas []geo.Polygon) (*cluster, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errors.New("PostgreSQL (Debian packages postgresql and postgresql-15-postgis-3) is not here")
	}
	c := &cluster{bin: filepath.Dir(found[len(found)-1]), dir: filepath.Join(dir, "pg"), made: map[uint8]bool{}}
	if err := c.unprivileged(dir); err != nil {
		return nil, err
	}
	if err := c.run("initdb", "-D", c.dir+"/data", "-A", "trust", "-U", "bench", "--no-sync", "-E", "UTF8", "--locale=C"); err != nil {
		return nil, err
	}
	if err := c.serve(); err != nil {
		return nil, err
	}
	if err := c.load(all, areas); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

// serve starts the server as a child that ends when this program ends, however it does.
func (c *cluster) serve() error {
	c.server = c.command("postgres", "-D", c.dir+"/data", "-k", c.dir, "-c", "listen_addresses=", "-c", "shared_buffers=512MB", "-c", "work_mem=64MB",
		"-c", "jit=off", "-c", "max_parallel_workers_per_gather=0", "-c", "fsync=off", "-c", "maintenance_work_mem=256MB")
	c.server.SysProcAttr.Pdeathsig = syscall.SIGQUIT // it then stops at once
	if err := c.server.Start(); err != nil {
		return err
	}
	for range 300 {
		if c.run("pg_isready", "-q") == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.stop()
	return errors.New("PostgreSQL does not come up")
}

// unprivileged makes the cluster's folder, and lets somebody other than root own it: PostgreSQL does not run as root.
func (c *cluster) unprivileged(dir string) error {
	if err := os.Mkdir(c.dir, 0o700); err != nil || os.Getuid() != 0 {
		return err
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	c.who = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	if err := os.Chmod(dir, 0o711); err != nil {
		return err
	}
	return os.Chown(c.dir, int(uid), int(gid))
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "PGHOST="+c.dir, "PGUSER=bench", "PGDATABASE=postgres")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.who}
	return cmd
}

// run runs one of PostgreSQL's programs. Its output goes to a file, because a server that it starts would hold a pipe open.
func (c *cluster) run(name string, args ...string) error {
	out, err := os.CreateTemp("", "truce-bench-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd := c.command(name, args...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(said)))
	}
	return nil
}

func (c *cluster) stop() {
	if err := c.server.Process.Signal(syscall.SIGQUIT); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	c.server.Wait() // it says that it was stopped at once
}

// sql runs statements, with rows for a copy on the standard input.
func (c *cluster) sql(text string, rows func(w *bufio.Writer)) error {
	cmd := c.command("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", text)
	if rows == nil {
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("psql: %w: %s", err, out)
		}
		return nil
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	w := bufio.NewWriter(in)
	rows(w)
	if err := errors.Join(w.Flush(), in.Close()); err != nil {
		return err
	}
	return cmd.Wait()
}

func (c *cluster) load(all []incident, areas []geo.Polygon) error {
	steps := []struct {
		text string
		rows func(*bufio.Writer)
	}{
		{text: `create extension postgis; create table tile (z int, n int, box geometry, side float8, primary key (z, n));
			create unlogged table raw (entry bigint, audience int, lat float8, lon float8, start_ms bigint, type text, accused text, level bigint, severity bigint, outcome text, clause text);
			create unlogged table ring (id int, name text, wkt text)`},
		{text: "copy raw from stdin", rows: func(w *bufio.Writer) {
			for i, p := range all {
				fmt.Fprintf(w, "%d\t%d\t%.7f\t%.7f\t%d\t%s\t%s\t%d\t%d\t%s\t%s\n", 2*i, p.audience+1, float64(p.at.Lat)/1e7, float64(p.at.Lon)/1e7, p.start,
					kinds[p.kind], accused[p.accused], p.level, p.severity, outcomes[p.outcome], clauses[p.clause])
			}
		}},
		{text: "copy ring from stdin", rows: func(w *bufio.Writer) {
			for i, a := range areas {
				fmt.Fprintf(w, "%d\tZ%d\tPOLYGON((", i, i)
				for k, p := range a.Outer() {
					if k > 0 {
						w.WriteString(",")
					}
					fmt.Fprintf(w, "%.7f %.7f", float64(p.Lon)/1e7, float64(p.Lat)/1e7)
				}
				w.WriteString("))\n")
			}
		}},
		{text: `create unlogged table incident as select entry, audience, start_ms, type, accused, level, severity, outcome, clause, false as retracted,
				st_transform(st_setsrid(st_makepoint(lon, lat), 4326), 3857) geom from raw order by st_geohash(st_setsrid(st_makepoint(lon, lat), 4326));
			create unlogged table area as select id, name, st_transform(st_geomfromtext(wkt, 4326), 3857) geom from ring;
			create index on incident using gist (geom); create index on area using gist (geom)`},
		{text: "vacuum analyze incident"},
		{text: "vacuum analyze area"},
	}
	for _, s := range steps {
		if err := c.sql(s.text, s.rows); err != nil {
			return err
		}
	}
	return nil
}

// ask lets pgbench ask for tiles with as many clients as ours has, over prepared statements.
func (c *cluster) ask(z uint8, tiles []mvt.Tile, query string) result {
	if !c.made[z] {
		c.made[z] = true
		var text strings.Builder
		for i, t := range tiles {
			fmt.Fprintf(&text, "insert into tile select %d, %d, b, (st_xmax(b) - st_xmin(b)) / 32 from st_tileenvelope(%d, %d, %d) b;", z, i, t.Z, t.X, t.Y)
		}
		yard.Check(c.sql(text.String()+"analyze tile", nil))
	}
	script := filepath.Join(c.dir, "script")
	yard.Check(os.WriteFile(script, []byte(fmt.Sprintf("\\set n random(0, %d)\n", len(tiles)-1)+strings.ReplaceAll(fmt.Sprintf(query, z), "\n", " ")+"\n"), 0o644))
	logs := filepath.Join(c.dir, "times")
	length := strconv.Itoa(max(1, int(*seconds+0.5)))
	cmd := c.command("pgbench", "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", strconv.Itoa(clients), "-T", length, "-f", script, "-l", "--log-prefix="+logs)
	out, err := cmd.CombinedOutput()
	if err != nil {
		yard.Check(fmt.Errorf("pgbench: %w: %s", err, out))
	}
	return result{rate: tps(string(out)), p99: c.p99(logs)}
}

func tps(out string) float64 {
	for line := range strings.Lines(out) {
		if rest, ok := strings.CutPrefix(line, "tps = "); ok {
			v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			yard.Check(err)
			return v
		}
	}
	yard.Check(fmt.Errorf("pgbench says no rate: %s", out))
	return 0
}

// p99 reads pgbench's logs: the third word of a line is how long a query took, in microseconds.
func (c *cluster) p99(prefix string) float64 {
	files, err := filepath.Glob(prefix + "*")
	yard.Check(err)
	var times []float64
	for _, name := range files {
		b, err := os.ReadFile(name)
		yard.Check(err)
		for line := range strings.Lines(string(b)) {
			if words := strings.Fields(line); len(words) > 2 {
				v, err := strconv.ParseFloat(words[2], 64)
				yard.Check(err)
				times = append(times, v/1000)
			}
		}
		yard.Check(os.Remove(name))
	}
	return yard.Quantile(times, 0.99)
}
