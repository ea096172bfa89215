#!/bin/sh
# Fetch the SPARQL editor (Yasgui, MIT) with npm: a megabyte that is built elsewhere does not belong into this repository.
# Usage: sh tools/fetch_editor.sh [FOLDER]; without it the page of the server has the plain form. Needs npm.
# A wheel that is built afterwards carries the editor.
set -eu
target=${1:-$(dirname "$0")/../etl/serve/static/yasgui}
version=4.6.2
sha256=6520cdd256a4003e8d45865e0d631b6456b88a0e6b65f4f3e56d78a25d74c9a7
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "@zazuko/yasgui@$version" >/dev/null && mv ./*.tgz yasgui.tgz)
echo "$sha256  $work/yasgui.tgz" | sha256sum --check --quiet
tar xzf "$work/yasgui.tgz" -C "$work"
mkdir -p "$target"
cp "$work/package/build/yasgui.min.js" "$work/package/build/yasgui.min.css" "$work/package/package.json" "$target/"
