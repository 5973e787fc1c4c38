#!/usr/bin/env bash
# Stop the private servers that killed runs left in this checkout.
. "$(dirname "$0")/lib.sh"
[ -d .run ] || exit 0
pick_server
for dir in .run/*/; do
	name=$(basename "$dir")
	[ -f "$dir/socket" ] || [ -f "$dir/elsewhere" ] || continue
	open_work "$name"
	close_work
	echo "stopped: $name"
done
