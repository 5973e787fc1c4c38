#!/usr/bin/env bash
# One version everywhere: control file, META.json, src/pg/version.h, newest heading of CHANGELOG.md.
cd "$(dirname "$0")/../.." || exit 1
want=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" news_extract.control)
bad=0
differ() { echo "news_extract.control says $want, $1 says \"$2\""; bad=1; }

for v in $(sed -n 's/.*"version" *: *"\([0-9][^"]*\)".*/\1/p' META.json); do
	case $v in
	1.0.0) ;;		# of the META specification
	"$want") ;;
	*) differ META.json "$v" ;;
	esac
done
grep -q "\"version\" *: *\"$want\"" META.json || differ META.json 'nothing of it'
v=$(sed -n 's/^#define NEWS_VERSION[[:space:]]*"\(.*\)"/\1/p' src/pg/version.h)
[ "$v" = "$want" ] || differ src/pg/version.h "$v"
v=$(sed -n 's/^## \([0-9][0-9.a-z-]*\).*/\1/p' CHANGELOG.md | head -n 1)
[ "$v" = "$want" ] || differ CHANGELOG.md "$v"
[ $bad = 0 ] && echo "versions: $want everywhere"
exit $bad
