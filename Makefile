# What can be asked of this tree. Everything needs only Go, and the console Node; what a target cannot do here it says.

SHELL   := /bin/sh
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
N       ?= 100

.PHONY: demo build web test check browser screenshots fuzz torture bench

demo: build            ## make the exercise's record and serve it on the loopback
	bin/truce demo

build: web             ## one static binary: bin/truce, with the console where Node is installed
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/truce ./cmd/truce

web:                   ## the console, into web/dist, which the binary holds
	@sh web/build.sh

test: web ## everything that must hold, in some minutes
	go vet ./...
	go test -timeout 30m ./...
	@sh test/foreign.sh
	@sh web/build.sh test

check:                 ## form: gofmt, vet, and staticcheck where it is installed
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofmt these:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	@if command -v staticcheck >/dev/null; then staticcheck ./...; else echo "staticcheck is not installed; skipped"; fi

browser: build         ## the console in a real browser, against a real demo
	@cd web && node test/run.mjs

screenshots: build     ## ten screens of the console, into web/screenshots
	@cd web && node test/run.mjs screenshots

fuzz:                  ## every fuzz target for a while: make fuzz FUZZTIME=1m
	@sh test/fuzz.sh $(or $(FUZZTIME),10s)

torture:               ## kill the real program N times under load: make torture N=1000
	TRUCE_TORTURE=$(N) go test -count=1 -timeout 0 -v -run Torture ./test/torture

bench:                 ## measure, each figure beside a peer in the same run
	sh bench/run.sh
