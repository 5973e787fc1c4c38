#!/usr/bin/env bash
# make readme: run every SQL block of README.md and docs/cookbook.md in a private server and write its output below it.
# Read the difference before you commit it: an answer that got worse is a bug, not a new README.
. "$(dirname "$0")/lib.sh"
pick_server
open_work readme
close_at_exit
stage
start_server
perl test/run/readme.pl "$WORK/tmp/blocks.sql" README.md docs/cookbook.md
