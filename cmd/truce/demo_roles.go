package main

import (
	"encoding/json"
	"net"
	"net/http"

	"truce.example/exercise"
	"truce.example/mission"
)

// rolesOf lets the console of a demo change roles: it lists the members of the exercise, and makes a one-time link for
// one of them. Whoever can ask may be anybody, so it is there for a demo on the loopback only.
func rolesOf(m *mission.Mission) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo/roles", func(w http.ResponseWriter, r *http.Request) {
		people, err := exercise.People()
		if err != nil {
			http.Error(w, "the exercise's people cannot be read", http.StatusInternalServerError)
			return
		}
		type role struct {
			Member string   `json:"member"`
			Name   string   `json:"name"`
			Roles  []string `json:"roles"`
			Side   string   `json:"side,omitempty"`
		}
		list := []role{}
		for _, p := range people {
			list = append(list, role{p.ID, p.Name, p.Roles, p.Side})
		}
		answer(w, list)
	})
	mux.HandleFunc("POST /demo/roles/{member}", func(w http.ResponseWriter, r *http.Request) {
		path, err := newLink(r.Context(), m, r.PathValue("member"), "exercise")
		if err != nil {
			http.Error(w, "nobody in the exercise has that name", http.StatusNotFound)
			return
		}
		answer(w, map[string]string{"path": path})
	})
	return mux
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(v) // a browser that went away is no error of ours
}

// onLoopback says whether only this machine can reach an address.
func onLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
