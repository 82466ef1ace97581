package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"truce.example/mission"
)

// The server speaks TLS 1.2 and 1.3 with the certificate that it was given, marks its cookie for TLS only, and refuses older
// versions and plain HTTP. A certificate that cannot be read is said before anything is served.
func TestServeSpeaksTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	roots := selfSigned(t, cert, key)
	h := newHouse()
	cfg := mission.Config{Dir: filepath.Join(dir, "centre"), Desks: h.desks, Seen: filepath.Join(dir, "state")}
	if _, err := mission.Init(cfg, "test.example/tls"); err != nil {
		t.Fatal(err)
	}
	m, err := mission.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var said bytes.Buffer
	c := &console{out: &said, err: &said}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()

	wrong := &server{house: h, m: m, dir: cfg.Dir, cert: filepath.Join(dir, "none.pem"), key: key}
	if err := wrong.run(ctx, c, "127.0.0.1:0", nil); err == nil || !strings.Contains(err.Error(), "--tls-cert") || said.Len() > 0 {
		t.Errorf("without a certificate: %v, said %q", err, said.String())
	}

	base, ended := make(chan string, 1), make(chan error, 1)
	s := &server{house: h, m: m, dir: cfg.Dir, cert: cert, key: key}
	go func() { ended <- s.run(ctx, c, "127.0.0.1:0", func(b string) { base <- b }) }()
	at := <-base
	for version, want := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: version, MaxVersion: version}}}
		answer, err := client.Get(at + "/")
		if (err == nil) != want {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			answer.Body.Close()
		}
		client.CloseIdleConnections()
	}
	if answer, err := http.Get(strings.Replace(at, "https:", "http:", 1)); err != nil || answer.StatusCode != http.StatusBadRequest {
		t.Errorf("plain HTTP: %v %v", answer, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func selfSigned(t *testing.T, cert, key string) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	public, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: public}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(public)
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(parsed)
	return roots
}
