#!/bin/sh
# Runs every fuzz target of the tree, one after the other, each for the time given (default 10s).
set -eu
cd "$(dirname "$0")/.."
time=${1:-10s}
git grep -l '^func Fuzz' -- '*_test.go' | while read -r file; do
	dir=$(dirname "$file")
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r target; do
		echo "fuzz $dir $target $time"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "./$dir"
	done
done
