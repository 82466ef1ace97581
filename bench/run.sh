#!/bin/sh
# Measures, each figure with its median, least and most, beside a peer in the same run where there is one.
# About five minutes; BENCH=long lets the record grow to 1,000,000 entries and takes about fifteen.
# Each program runs alone too: go run ./bench/append, submit, intake, grow, size; -h lists what they take.
set -eu
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$out/truce" ./cmd/truce
go build -o "$out/" ./bench/append ./bench/submit ./bench/intake ./bench/grow ./bench/size

sizes=30000,100000
[ "${BENCH:-}" = long ] && sizes=100000,300000,1000000

printf '%s, %s cores, %s\n' "$(date -u +%Y-%m-%d)" "$(getconf _NPROCESSORS_ONLN)" "$(go version | cut -d' ' -f3,4)"
printf '%-44s %12s %12s %12s  %12s %7s\n' figure median min max peer ratio
"$out/size" -truce "$out/truce"
timeout 60 "$out/append"
timeout 90 "$out/submit" -where
timeout 90 "$out/intake" -truce "$out/truce"
timeout 900 "$out/grow" -sizes "$sizes"
go test -run xxx -bench 'Judge$|Decide$|Apply$|NewBody|SealLong|Read$|Receipt' -benchtime 200ms ./record ./agreement ./desk/observe | grep '^Benchmark'
