#!/usr/bin/env bash
# Makes digits.csv from Debian's package python3-sklearn, which is unpacked in a temporary folder, never installed.
# Usage: make_digits.sh [OUTPUT]    (default: digits.csv beside this script)
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
output=$(realpath -m "${1:-$here/digits.csv}")
readonly here output
readonly checksum=bfa830f10b00d0170b4519645e46c4c7bd896fb51b41bdb9d081cbacbb9a6ae2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && apt-get -q download python3-sklearn)
dpkg -x "$work"/python3-sklearn_*.deb "$work/package"

{
    printf 'x%d,' {1..64}
    printf 'label\n'
    zcat "$work/package/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz"
} >"$work/digits.csv"

if ! echo "$checksum  $work/digits.csv" | sha256sum --check --status; then
    echo "make_digits.sh: the package's digits differ from the recorded ones; $output is left as it was" >&2
    exit 1
fi
mkdir -p "$(dirname "$output")"
install -m 644 "$work/digits.csv" "$output"
