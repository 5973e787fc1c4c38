#!/usr/bin/env bash
# The tagger learns from a plain folder of CoNLL files: what README's "Train on your own data" promises.
# Prints ok and not ok lines, as TAP has them.
TOP=$(cd "$(dirname "$0")/../.." && pwd)
cd "$TOP" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

check() { # NAME, then a command that is true if all is well
	local name=$1
	shift
	if "$@"; then echo "ok - $name"; else echo "not ok - $name"; failed=1; fi
}
train() { rm -f "$tmp/out"; build/train --image build/news_extract.image "$@" >"$tmp/out" 2>"$tmp/err"; }
refused() { # MESSAGE, then arguments of train
	local message=$1
	shift
	! train "$@" && grep -qF -- "$message" "$tmp/err"
}
score() { awk '$1 == "own" { f1 = $2 } END { print int(f1) }' "$tmp/out"; }
folder() { rm -rf "$tmp/data"; mkdir "$tmp/data"; [ $# = 0 ] || cp "$@" "$tmp/data"; }

check 'trains from a folder' train --data test/cases/conll --out "$tmp/a.bin"
check 'knows the names again in the file for measuring' [ "$(score)" -ge 80 ]
train --data test/cases/conll --out "$tmp/b.bin"
check 'the same files give the same bytes' cmp "$tmp/a.bin" "$tmp/b.bin"
check 'measures a model' train --data test/cases/conll --eval "$tmp/a.bin"
check 'with the same result' [ "$(score)" -ge 80 ]

rm -f "$tmp/b.bin"
folder test/cases/conll/*
gzip -n "$tmp/data/harbour.conll"
train --data "$tmp/data" --out "$tmp/b.bin"
check 'compressed files are the same' cmp "$tmp/a.bin" "$tmp/b.bin"
folder test/cases/conll/harbour.conll
rm -f "$tmp/a.bin" "$tmp/b.bin"
check 'without a file for measuring' train --data "$tmp/data" --out "$tmp/b.bin"
awk -F '\t' 'NF == 2 { print NR "\t" $1 "\t" $2 "\tx"; next } { print }' test/cases/conll/harbour.conll >"$tmp/data/harbour.conll"
train --data "$tmp/data" --columns 2,3 --out "$tmp/a.bin"
check 'columns by number' cmp "$tmp/a.bin" "$tmp/b.bin"

folder
check 'an empty folder' refused 'no .conll' --data "$tmp/data"
check 'no folder' refused 'cannot open folder' --data "$tmp/none"
check 'no data' refused '--corpora or --data is needed'
printf 'Oslo\tB-LOC\n' >"$tmp/data/dev.conll"
check 'nothing but a file for measuring' refused 'nothing to learn from' --data "$tmp/data"
printf 'Oslo\tB-LOC\nTrain\tB-VEHICLE\n' >"$tmp/data/a.conll"
check 'a label that nobody knows' refused 'a.conll, line 2: unrecognized label "VEHICLE"' --data "$tmp/data"
printf 'VEHICLE\tmachine\n' >"$tmp/data/labels.tsv"
check 'a kind that nobody knows' refused 'labels.tsv, line 1: unrecognized kind "machine"' --data "$tmp/data"
printf 'VEHICLE\n' >"$tmp/data/labels.tsv"
check 'a label without a kind' refused 'labels.tsv, line 1: not a label, a tab and a kind' --data "$tmp/data"
printf 'VEHICLE\tnone\n' >"$tmp/data/labels.tsv"
check 'a label that means nothing' train --data "$tmp/data" --out "$tmp/a.bin"
printf 'Oslo\n' >"$tmp/data/a.conll"
check 'a line without a label' refused 'a.conll, line 1: columns are missing' --data "$tmp/data"
printf 'Troms\370\tB-LOC\n' >"$tmp/data/a.conll"
check 'Latin-1' refused 'a.conll, line 1: not UTF-8' --data "$tmp/data"
printf 'Oslo\tB-LOC\n' >"$tmp/data/a.conll"
check 'a bad number of a column' refused '--columns needs two numbers' --data "$tmp/data" --columns 2
printf 'Oslo\tB-LOC\n' >"$tmp/data/a'b.conll"
check 'a quote in a name' refused 'has a quote in it' --data "$tmp/data"
exit $failed
