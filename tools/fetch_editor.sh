#!/bin/sh
# Fetch the SPARQL editor (Yasgui, MIT) from the npm registry: a megabyte that is built elsewhere does not belong into this repository.
# Usage: sh tools/fetch_editor.sh [FOLDER]; without it the page of the server has the plain form.
set -eu
target=${1:-$(dirname "$0")/../etl/serve/static/yasgui}
version=4.6.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "@zazuko/yasgui@$version" >/dev/null && tar xzf ./*.tgz)
mkdir -p "$target"
cp "$work/package/build/yasgui.min.js" "$work/package/build/yasgui.min.css" "$work/package/package.json" "$target/"
