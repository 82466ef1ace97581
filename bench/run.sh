#!/bin/sh
# Measures, each figure with its median, least and most, beside a peer in the same run where there is one.
# At most twenty minutes: what takes longer on a busy machine is cut off with a word. BENCH=long lets the record grow to
# 1,000,000 entries and the tables to 1,000,000 incidents, and searches 1,000,000 texts, and gives each half an hour or more.
# Each program runs alone too: go run ./bench/append, submit, intake, brief, features, tiles, air, territory, grow, follow, joint, size, search, field; -h lists
# what they take.
set -eu
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$out/truce" ./cmd/truce
go build -o "$out/" ./bench/append ./bench/submit ./bench/intake ./bench/brief ./bench/features ./bench/tiles ./bench/air ./bench/territory ./bench/grow ./bench/size ./bench/joint ./bench/follow ./bench/search ./bench/field

sizes=30000,100000 patience=90 incidents=100000 points=200000 follow=100000 sealed=50000 texts=100000 seeking=240 phones=20 carried=5
if [ "${BENCH:-}" = long ]; then
	sizes=100000,300000,1000000 patience=1800 incidents=1000000 points=1000000 follow=1000000 sealed=1000000 texts=1000000 seeking=2400 phones=500 carried=20
fi

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
measure 150 brief -patience 100s
measure "$patience" features -incidents "$incidents" -seconds 2
measure "$((patience + 90))" tiles -points "$points"
air=fence-100,fence-10000,change,wire,flood,delay,postgis,tile38
if [ "${BENCH:-}" = long ]; then air=; fi
measure 240 air -runs 3 -only "$air"
measure 280 territory -runs 3
measure 150 articles
measure "$patience" grow -sizes "$sizes"
measure "$((patience + 60))" follow -truce "$out/truce" -entries "$follow"
measure "$patience" joint -entries "$sealed"
measure "$patience" field -program "$out/truce" -phones "$phones" -reports "$carried" -within "${patience}s"
if command -v node >/dev/null; then
	timeout "$((patience * 2 + 150))" node bench/console/run.mjs "$out/truce" "$incidents" || echo "console: did not finish (exit code $?)"
else
	echo "# console: Node is not installed; not measured"
fi
measure "$seeking" search -texts "$texts" -queries 100
timeout 120 go test -run xxx -bench 'Judge$|Decide$|Apply$|NewBody|SealLong|Read$|Receipt|Transitions|NearAmong|PutBeside|Messages|Find$|Meet$|ConflictsOfAConvoy$' -benchtime 200ms ./record ./record/evidence ./agreement ./desk/observe ./desk/inquiry ./desk/line ./desk/aid ./desk/aid/near ./desk/aid/conflict | grep '^Benchmark'
