package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"truce.example/internal/words"
)

// A postgres is a cluster in a folder, on a socket in that folder, of a user without rights.
type postgres struct {
	bin, dir string
	as       *syscall.Credential
	queries  int
}

func newPostgres(dir string) (*postgres, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return nil, errors.New("PostgreSQL is not installed")
	}
	p := &postgres{bin: filepath.Dir(found[len(found)-1]), dir: dir}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // it refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		p.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := errors.Join(os.Chown(dir, uid, gid), os.Chmod(filepath.Dir(dir), 0o711)); err != nil {
			return nil, err
		}
	}
	if _, err := p.run(nil, "initdb", "-D", dir+"/data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return nil, err
	}
	settings := "-c listen_addresses= -c shared_buffers=256MB -c max_wal_size=2GB -c synchronous_commit=off -c unix_socket_directories=" + dir
	if _, err := p.run(nil, "pg_ctl", "-D", dir+"/data", "-l", dir+"/log", "-w", "-o", settings, "start"); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *postgres) stop() {
	if _, err := p.run(nil, "pg_ctl", "-D", p.dir+"/data", "-m", "immediate", "-w", "stop"); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
}

func (p *postgres) run(in *bytes.Buffer, name string, args ...string) (string, error) {
	c := exec.Command(filepath.Join(p.bin, name), args...)
	c.Dir, c.Env = p.dir, []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	if in != nil {
		c.Stdin = in
	}
	if name == "pg_ctl" { // the server keeps what it inherits
		return "", c.Run()
	}
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return string(out), nil
}

func (p *postgres) sql(in *bytes.Buffer, query string) (string, error) {
	return p.run(in, "psql", "-h", p.dir, "-U", "bench", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", query)
}

// fill copies in the same words, already folded, and indexes them.
func (p *postgres) fill(n int) error {
	if _, err := p.sql(nil, "create table doc (doc bigint primary key, audience integer not null, words tsvector not null, title text not null, text text not null); create table raw (doc bigint, audience integer, folded text, title text, text text); alter table raw set (autovacuum_enabled = off)"); err != nil {
		return err
	}
	if _, err := p.sql(nil, "create index doc_words on doc using gin (words)"); err != nil {
		return err
	}
	audiences := map[string]int{}
	for at := 0; at < n; {
		var in bytes.Buffer
		for end := min(n, at+50_000); at < end; at++ {
			title, text := say(at)
			var folded []string
			for _, w := range words.Split(title + "\n" + text) {
				folded = append(folded, w.Form)
			}
			a := string(audienceOf(at))
			if _, ok := audiences[a]; !ok {
				audiences[a] = len(audiences)
			}
			fmt.Fprintf(&in, "%d\t%d\t%s\t%s\t%s\n", at, audiences[a], strings.Join(folded, " "), title, text)
		}
		if _, err := p.sql(&in, "copy raw from stdin"); err != nil {
			return err
		}
		if _, err := p.sql(nil, "insert into doc select doc, audience, to_tsvector('simple', folded), title, text from raw; truncate raw"); err != nil {
			return err
		}
	}
	_, err := p.sql(nil, "vacuum analyze doc")
	p.queries = n
	return err
}

func (p *postgres) size() float64 {
	out, err := p.sql(nil, "select pg_total_relation_size('doc')")
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseFloat(strings.TrimSpace(out), 64)
	return n / 1e6
}

// ask runs the search by pgbench: once alone for the times, in ms, and once with more clients for the rate.
func (p *postgres) ask(k kind) ([]float64, float64, error) {
	see := "0" // the numbers of the audiences in the order of fill
	if len(k.who) > 1 {
		see = "0, 3, 4"
	}
	query := fmt.Sprintf("'%s'", k.his)
	script := ""
	if strings.Contains(k.his, "rare") { // the same words in the same order are not worth a script of a thousand lines: one of ten
		script = "\\set n random(0, 9)\n"
		var cases strings.Builder
		for i := range 10 {
			fmt.Fprintf(&cases, " when %d then '%s'", i, strings.ReplaceAll(k.his, "rare", words.Split(rare(i * 99))[0].Form))
		}
		query = "(case :n" + cases.String() + " end)"
	}
	script += fmt.Sprintf("select doc, title, text from doc where words @@ to_tsquery('simple', %s) and audience in (%s) order by doc desc limit 20;\n", query, see)
	file := filepath.Join(p.dir, "q.sql")
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		return nil, 0, err
	}
	base := []string{"-h", p.dir, "-U", "bench", "-n", "-f", file}
	limit := []string{"-T", "3"} // some of his plans read every text: then fewer are measured
	if _, err := p.run(nil, "pgbench", append(append(append([]string{}, base...), limit...), "-c", "1", "-l", "--log-prefix", p.dir+"/times", "postgres")...); err != nil {
		return nil, 0, err
	}
	times, err := p.times()
	if err != nil {
		return nil, 0, err
	}
	out, err := p.run(nil, "pgbench", append(append(append([]string{}, base...), "-T", "3"), "-c", strconv.Itoa(*clients), "postgres")...)
	if err != nil {
		return nil, 0, err
	}
	_, rest, _ := strings.Cut(out, "tps = ")
	number, _, _ := strings.Cut(rest, " ")
	rate, err := strconv.ParseFloat(number, 64)
	return times, rate, err
}

// times reads pgbench's log of the times and removes it.
func (p *postgres) times() ([]float64, error) {
	files, err := filepath.Glob(p.dir + "/times*")
	if err != nil {
		return nil, err
	}
	var out []float64
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		for s := bufio.NewScanner(f); s.Scan(); {
			if parts := strings.Fields(s.Text()); len(parts) > 2 && len(out) < *asked {
				if us, err := strconv.ParseFloat(parts[2], 64); err == nil && us > 0 {
					out = append(out, us/1000)
				}
			}
		}
		f.Close()
		os.Remove(name)
	}
	return out, nil
}
