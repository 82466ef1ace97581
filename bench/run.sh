#!/bin/sh
# Measures, each figure with its median, least and most, beside a peer in the same run where there is one.
# At most eight minutes: what takes longer on a busy machine is cut off with a word. BENCH=long lets the record grow to
# 1,000,000 entries and gives that half an hour.
# Each program runs alone too: go run ./bench/append, submit, intake, grow, size, air; -h lists what they take.
set -eu
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$out/truce" ./cmd/truce
go build -o "$out/" ./bench/append ./bench/submit ./bench/intake ./bench/grow ./bench/size ./bench/air

sizes=30000,100000 patience=90
if [ "${BENCH:-}" = long ]; then sizes=100000,300000,1000000 patience=1800; fi

measure() { # seconds program arguments: what fails or takes too long does not keep the rest from being measured
	limit=$1 name=$2
	shift 2
	timeout "$limit" "$out/$name" "$@" || echo "$name: did not finish (exit code $?; 124 means cut off after $limit s)"
}

printf '%s, %s cores, %s\n' "$(date -u +%Y-%m-%d)" "$(getconf _NPROCESSORS_ONLN)" "$(go version | cut -d' ' -f3,4)"
printf '%-44s %12s %12s %12s  %12s %7s\n' figure median min max peer ratio
measure 30 size -truce "$out/truce"
measure 40 append
measure 60 submit -where -seconds 2
measure 80 intake -truce "$out/truce"
air=-huge=false
if [ "${BENCH:-}" = long ]; then air=-huge; fi
measure 90 air -runs 3 "$air"
measure "$patience" grow -sizes "$sizes"
timeout 60 go test -run xxx -bench 'Judge$|Decide$|Apply$|NewBody|SealLong|Read$|Receipt' -benchtime 200ms ./record ./agreement ./desk/observe | grep '^Benchmark'
