#!/usr/bin/env bash
# make eval-PART: eval.sh ner|geo|clean|dateline|lines
# A private server, the corpus of CORPORA loaded into it, our functions over it in SQL, and the scorer that
# lies beside the corpus.  Predictions stay in .run/eval/PART.  See the head of run_PART.py for its settings.
. "$(dirname "$0")/../run/lib.sh"
part=$1
[ -f "test/eval/run_$part.py" ] || die "no such evaluation: $part"
[ -n "${CORPORA:-}" ] || die "usage: make eval-$part CORPORA=folder   (with ner/, geo/, clean/, dateline/ and the scorers)"
CORPORA=$(cd "$CORPORA" && pwd) || exit
pick_server
open_work "eval-$part"
close_at_exit
stage
start_server max_parallel_workers_per_gather=0 jit=off autovacuum=off shared_buffers=256MB work_mem=64MB
export PGOPTIONS='-c client_min_messages=warning'
sql -c 'CREATE EXTENSION news_extract' || exit
out=$TOP/.run/eval/$part
mkdir -p "$out"
PYTHONDONTWRITEBYTECODE=1 python3 "test/eval/run_$part.py" "$CORPORA" "$out"
