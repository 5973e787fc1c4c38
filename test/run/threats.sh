#!/usr/bin/env bash
# Every threat of SECURITY.md names a test, and every test that it names is there.
cd "$(dirname "$0")/../.." || exit 1
bad=0
while IFS= read -r line; do
	tests=$(printf '%s\n' "${line##*| }" | grep -oE 'test/[A-Za-z0-9_./*-]+')
	[ -n "$tests" ] || { echo "no test: $line"; bad=1; }
done < <(sed -n '/^| threat/,$p' SECURITY.md | sed '1,2d; s/ |$//' | grep '^|')
for name in $(grep -oE 'test/[A-Za-z0-9_./*-]+' SECURITY.md | sort -u); do
	compgen -G "$name" >/dev/null || { echo "no such test: $name"; bad=1; }
done
for goal in $(grep -oE '`make [a-z-]+`' SECURITY.md | tr -d '`' | cut -d' ' -f2 | sort -u); do
	grep -qE "^([a-z-]+ )*$goal( [a-z-]+)*:" Makefile || { echo "no such command: make $goal"; bad=1; }
done
exit $bad
