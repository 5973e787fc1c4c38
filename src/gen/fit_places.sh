#!/bin/sh
# fit_places.sh CORPORA: fit the weights of place recognition and resolution anew.
# Run it from the top of the source after the tagger, the lexicon or the gazetteer have changed:
# it reads CORPORA/geo and the training halves of CORPORA/ner, builds what it needs with make, and rewrites
# src/core/toponym_weights.inc and src/core/place_weights.inc.  The dev halves stay unseen, they are for eval-ner.
set -eu
corpora=$1
work=build/fit
mkdir -p "$work"

named=$work/named.jsonl
set --
for corpus in gum docred crossner ewt; do
	set -- "$@" "$corpus:$corpora/ner/$corpus/train.conll.gz"
done
python3 src/gen/fit_documents.py "$@" > "$named"

documents() {	# JSON lines -> the documents that fit_places reads
	python3 -c '
import gzip, json, sys
opener = gzip.open if sys.argv[1].endswith(".gz") else open
for line in opener(sys.argv[1], "rt", encoding="utf8"):
    d = json.loads(line)
    text = d["text"].encode()
    sys.stdout.buffer.write(("%s\t%d\n" % (d["id"], len(text))).encode() + text + b"\n")' "$1"
}

fit() {	# what, script, output, weights of the sets
	what=$1 script=$2 out=$3 heavy=$4
	make -s build/mkimage build/gen/core/image_embed.o
	${CC:-gcc} -std=c11 -O2 -Isrc/core -Ibuild -o build/fit_places src/gen/fit_places.c build/gen/core/*.o \
		$(pkg-config --libs icu-uc icu-i18n 2>/dev/null || echo -licui18n -licuuc) -lm
	set --
	for path in "$corpora"/geo/*.jsonl.gz "$named"; do
		name=$(basename "$path" | cut -d. -f1)
		case $name in
			lgl) weight=1 ;;
			geovirus*) weight=$heavy ;;
			*)	# knows names, not where they are
				[ "$what" = toponym ] || continue
				weight=0.5:own ;;
		esac
		documents "$path" | build/fit_places "$what" > "$work/$name.$what"
		set -- "$@" "$work/$name.$what:$path:$weight"
	done
	python3 "src/gen/$script" "$work/weights.inc" "$@"
	mv "$work/weights.inc" "src/core/$out"
}

# GeoVirus is a quarter of LGL, and world news is what most users have: it counts threefold
fit toponym toponym_fit.py toponym_weights.inc 3
fit place place_fit.py place_weights.inc 3
fit place place_fit.py place_weights.inc 3
