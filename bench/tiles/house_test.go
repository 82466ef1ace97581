//go:build linux

package main

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// The house answers for a mission; what a tile comes to ask of one must be there.
func TestTheHouseServesTiles(t *testing.T) {
	h, err := open(filepath.Join(t.TempDir(), "tables"), scatter(200), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer h.engine.Close()
	a := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(context.Background(), "GET", "http://truce.test/tiles/observe.reports/0/0/0.mvt", nil)
	r.Header.Set("Authorization", "Bearer reader")
	h.face().ServeHTTP(a, r)
	if a.Code != 200 {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}
