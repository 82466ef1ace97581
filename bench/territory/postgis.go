//go:build linux

package main

import (
	"context"
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
)

// A cluster is a PostgreSQL of our own with PostGIS, on a unix socket in a folder of its own, run by a user without rights.
type cluster struct {
	bin, dir string
	as       *syscall.Credential // nil: as ourselves
	server   *exec.Cmd
}

var errAbsent = errors.New("PostGIS (Debian packages postgresql and postgresql-15-postgis-3) is not here")

func start(ctx context.Context) (*cluster, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is good
	extension, _ := filepath.Glob("/usr/share/postgresql/*/extension/postgis.control")
	if len(found) == 0 || len(extension) == 0 {
		return nil, errAbsent
	}
	dir, err := os.MkdirTemp("", "truce-bench-pg-")
	if err != nil {
		return nil, err
	}
	p := &cluster{bin: filepath.Dir(found[len(found)-1]), dir: dir}
	if err := p.begin(ctx); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (p *cluster) begin(ctx context.Context) error {
	if os.Getuid() == 0 { // PostgreSQL does not run as root
		u, err := user.Lookup("nobody")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(u.Uid) // numbers on every system that has this user
		gid, _ := strconv.Atoi(u.Gid)
		p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(p.dir, uid, gid); err != nil {
			return err
		}
	}
	data := filepath.Join(p.dir, "data")
	if out, err := p.command(ctx, "initdb", "-D", data, "-U", "bench", "-A", "trust", "-N").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	p.server = p.command(ctx, "postgres", "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=512MB", "-c", "work_mem=64MB", "-c", "jit=off")
	p.server.SysProcAttr.Pdeathsig = syscall.SIGQUIT // it ends when this program does, however it does
	if err := p.server.Start(); err != nil {
		return err
	}
	for range 300 {
		if p.command(ctx, "pg_isready", "-q").Run() == nil {
			_, err := p.sql(ctx, "create extension postgis;")
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("PostgreSQL does not come up")
}

func (p *cluster) stop() {
	if p.server != nil && p.server.Process != nil {
		p.server.Process.Signal(syscall.SIGQUIT) // at once; one that is gone needs none
		p.server.Wait()
	}
	os.RemoveAll(p.dir)
}

func (p *cluster) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	c.Dir = p.dir
	c.Env = append(os.Environ(), "PGHOST="+p.dir, "PGDATABASE=postgres", "PGUSER=bench", "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	return c
}

// sql runs a script and returns what it prints, columns parted by bars.
func (p *cluster) sql(ctx context.Context, script string) (string, error) {
	c := p.command(ctx, "psql", "-qAtX", "-v", "ON_ERROR_STOP=1")
	c.Stdin = strings.NewReader(script)
	out, err := c.Output()
	if e, ok := err.(*exec.ExitError); ok {
		err = fmt.Errorf("psql: %s", e.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

// timed runs a query and returns its answer and how many milliseconds the server took.
func (p *cluster) timed(ctx context.Context, query string) (answer string, ms float64, err error) {
	out, err := p.sql(ctx, `select extract(epoch from clock_timestamp()) as began \gset
`+query+`;
select 1000 * (extract(epoch from clock_timestamp()) - :began);
`)
	if err != nil {
		return "", 0, err
	}
	cut := strings.LastIndexByte(out, '\n')
	ms, err = strconv.ParseFloat(out[cut+1:], 64)
	return out[:max(cut, 0)], ms, err
}
