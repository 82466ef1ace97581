#!/bin/sh
# Builds the console where Node is there, and with "test" checks its types and runs its tests. Without Node the program is
# built without it, which is said, and is a failure where TRUCE_CI says that everything must be there.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null 2>&1; then
	echo "web: Node is not installed; the program is built without the console"
	[ -z "${TRUCE_CI:-}" ]
	exit
fi
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --no-audit --no-fund --prefer-offline --loglevel=error || {
		echo "web: the packages cannot be fetched here; the program is built without the console"
		[ -z "${TRUCE_CI:-}" ]
		exit
	}
	touch node_modules/.package-lock.json
fi
if [ "${1:-}" = test ]; then
	npx --no-install tsc --noEmit
	npx --no-install vitest run
	exit
fi
# What is newer than the build? Building takes a quarter of a minute, and nobody should wait for it in vain.
if [ -e dist/index.html ] && [ -e dist/field/index.html ] && [ -z "$(find console field shared basemap public *.json *.ts *.mjs ../desk/*/console.tsx ../desk/*/console -newer dist/index.html -type f 2>/dev/null | head -1)" ]; then
	exit
fi
npm run --silent build -- --logLevel warn
