package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"truce.example/bench/internal/yard"
	"truce.example/desk/air/fence"
)

// postgis asks PostGIS which zones hold each position: in a cluster of its own on a unix socket, as a user without rights,
// stopped and removed at the end. Coordinates are given as whole numbers of 1e-7 degree in a plane, so that its answers
// can be compared with ours one for one.
func postgis(ctx context.Context, zones []*fence.Zone) error {
	bin := "/usr/lib/postgresql"
	found, _ := filepath.Glob(bin + "/*/bin/initdb") // the pattern is good
	extension, _ := filepath.Glob("/usr/share/postgresql/*/extension/postgis.control")
	if len(found) == 0 || len(extension) == 0 {
		return errAbsent
	}
	bin = filepath.Dir(found[len(found)-1])
	p := &cluster{bin: bin}
	var err error
	if p.dir, err = os.MkdirTemp("", "truce-bench-pg-"); err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	if err := p.unprivileged(); err != nil {
		return err
	}
	if err := p.start(ctx); err != nil {
		return err
	}
	defer p.stop()
	return p.measure(ctx, zones)
}

type cluster struct {
	bin, dir string
	as       *syscall.Credential
	server   *exec.Cmd
}

func (p *cluster) unprivileged() error {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(u.Uid) // numbers on every system that has this user
	gid, _ := strconv.Atoi(u.Gid)
	p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(p.dir, uid, gid)
}

func (p *cluster) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	c.Dir = p.dir
	c.Env = append(os.Environ(), "PGHOST="+p.dir, "PGDATABASE=postgres", "PGUSER=bench", "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	return c
}

func (p *cluster) start(ctx context.Context) error {
	data := filepath.Join(p.dir, "data")
	if out, err := p.command(ctx, "initdb", "-D", data, "-U", "bench", "-A", "trust", "-N").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	p.server = p.command(ctx, "postgres", "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=512MB", "-c", "work_mem=64MB", "-c", "max_parallel_workers_per_gather=2")
	p.server.Cancel = func() error { return p.server.Process.Signal(syscall.SIGINT) }
	if err := p.server.Start(); err != nil {
		return err
	}
	for range 100 {
		if p.command(ctx, "pg_isready", "-q").Run() == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.stop()
	return fmt.Errorf("the cluster does not answer")
}

func (p *cluster) stop() {
	p.server.Process.Signal(syscall.SIGINT) // a fast shutdown; a cluster that is gone needs none
	p.server.Wait()
}

func (p *cluster) sql(ctx context.Context, script io.Reader) (string, error) {
	c := p.command(ctx, "psql", "-qAtX", "-v", "ON_ERROR_STOP=1")
	c.Stdin = script
	out, err := c.Output()
	if e, ok := err.(*exec.ExitError); ok {
		err = fmt.Errorf("psql: %s", e.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

func (p *cluster) measure(ctx context.Context, zones []*fence.Zone) error {
	const n = 60_000
	rows := tape(aircraft, n/aircraft)
	set, err := fence.NewSet(zones...)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("create extension postgis;\ncreate table zone (id int, floor int, ceiling int, upto bigint, area geometry);\ncopy zone from stdin;\n")
	for i, z := range zones {
		upto := int64(1 << 60)
		if len(z.Active) > 0 {
			upto = z.Active[0].ToMs
		}
		fmt.Fprintf(&b, "%d\t%d\t%d\t%d\tPOLYGON((", i, z.Floor.Cm, z.Ceiling.Cm, upto)
		for k, q := range z.Area[0].Outer() {
			if k > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%d %d", q.Lon, q.Lat)
		}
		b.WriteString("))\n")
	}
	b.WriteString("\\.\ncreate index on zone using gist (area);\ncreate table pos (n int, ms bigint, high int, low int, at geometry);\ncopy pos from stdin;\n")
	ours := 0
	count := 0
	for _, row := range rows {
		for i := range row {
			fmt.Fprintf(&b, "%d\t%d\t%d\t%d\tPOINT(%d %d)\n", count, row[i].Ms, row[i].AMSL.HighCm, row[i].Pressure.LowCm, row[i].At.Lon, row[i].At.Lat)
			ours += len(set.In(row[i]))
			count++
		}
	}
	b.WriteString("\\.\nanalyze;\n")
	if _, err := p.sql(ctx, strings.NewReader(b.String())); err != nil {
		return err
	}
	f := yard.Figure{Name: "fence alone, 10,000 zones, the same question", Unit: "positions/s", Peer: "PostGIS, whole table joined, its workers", Goal: "ratio >= 100"}
	for range *runs {
		out, err := p.sql(ctx, strings.NewReader(`\set QUIET on
select extract(epoch from clock_timestamp()) as began \gset
select count(*) from pos p join zone z on st_intersects(z.area, p.at) where p.high >= z.floor and p.low <= z.ceiling and p.ms < z.upto;
select extract(epoch from clock_timestamp()) - :began;
`))
		if err != nil {
			return err
		}
		hits, took, _ := strings.Cut(out, "\n")
		if hits != strconv.Itoa(ours) {
			return fmt.Errorf("PostGIS finds %s, and we %d", hits, ours)
		}
		seconds, err := strconv.ParseFloat(took, 64)
		if err != nil {
			return err
		}
		f.Peers = append(f.Peers, float64(count)/seconds)
		rate, _ := drive(set, rows)
		f.Runs = append(f.Runs, rate.wall)
	}
	f.Print()
	fmt.Printf("  both find %d hits of %d positions\n", ours, count)
	return nil
}
