#!/usr/bin/env bash
# One version everywhere: control files, META.json, src/pg/version.h, newest heading of CHANGELOG.md,
# newest entry of debian/changelog, and README.md where it says "Version x.y.z".  Prints what differs.
#
# Then the check checks itself: in a copy of these files, another version in any one place must be
# noticed, so that a changed form of a file cannot make its test pass for ever.
cd "$(dirname "$0")/../.." || exit 1

POSTGIS=sql/postgis/news_extract_postgis.control

control_version() { sed -n "s/^default_version *= *'\(.*\)'/\1/p" news_extract.control; }

# Versions that a file names, one a line.
versions_of() {
	case $1 in
	META.json)			# all but the version of the META specification
		sed -n '/"meta-spec"/,/}/d; s/.*"version" *: *"\(.*\)".*/\1/p' META.json ;;
	*.control) sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$1" ;;
	src/pg/version.h) sed -n 's/^#define NEWS_VERSION[[:space:]]*"\(.*\)"/\1/p' src/pg/version.h ;;
	CHANGELOG.md) sed -n 's/^## \([0-9][0-9.a-z-]*\).*/\1/p' CHANGELOG.md | head -n 1 ;;
	debian/changelog) sed -n '1s/^news-extract (\(.*\)-[^-]*).*/\1/p' debian/changelog ;;
	README.md) sed -n 's/^Version \([0-9][0-9.]*[0-9]\).*/\1/p' README.md ;;
	esac
}

# In the current folder: 0 if every file names the version of the control file, META.json three times.
one_version() {
	local want file v bad=0
	want=$(control_version)
	[ -n "$want" ] || { echo 'news_extract.control has no default_version'; return 1; }
	for file in $POSTGIS META.json src/pg/version.h CHANGELOG.md debian/changelog README.md; do
		for v in $(versions_of $file); do
			[ "$v" = "$want" ] || { bad=1; echo "news_extract.control says $want, $file says $v"; }
		done
		v=$(versions_of $file | wc -l)
		case $file in
		META.json) [ "$v" = 3 ] ;;
		README.md) true ;;
		*) [ "$v" = 1 ] ;;
		esac || { bad=1; echo "$file: $v versions found"; }
	done
	return $bad
}

# A copy of the files with sed's COMMAND done to FILE: it must be refused.
must_notice() { # file, sed command
	local copy rc
	copy=$(mktemp -d) || return 1
	tar cf - news_extract.control $POSTGIS META.json src/pg/version.h CHANGELOG.md debian/changelog README.md | tar xf - -C "$copy"
	sed -i "$2" "$copy/$1"
	if cmp -s "$1" "$copy/$1"; then
		echo "not noticed: \"$2\" changes nothing in $1"
		rc=1
	elif (cd "$copy" && one_version) >/dev/null; then
		echo "not noticed: another version in $1 after \"$2\""
		rc=1
	fi
	rm -rf "$copy"
	return ${rc:-0}
}

one_version || exit 1
want=$(control_version)
bad=0
must_notice news_extract.control "s/^default_version.*/default_version = '99.0.0'/" || bad=1
must_notice $POSTGIS "s/^default_version.*/default_version = '99.0.0'/" || bad=1
must_notice META.json "0,/\"version\"/s/\"$want\"/\"99.0.0\"/" || bad=1
must_notice META.json '/"provides"/,/}/s/"version".*/"version": "99.0.0"/' || bad=1
must_notice META.json '/"provides"/,/}/{/"version"/d}' || bad=1
must_notice src/pg/version.h '/NEWS_VERSION/s/"[0-9].*"/"99.0.0"/' || bad=1
must_notice CHANGELOG.md '0,/^## /s/^## .*/## 99.0.0/' || bad=1
must_notice debian/changelog '1s/(.*)/(99.0.0-1)/' || bad=1
must_notice debian/changelog 1d || bad=1
if [ -n "$(versions_of README.md)" ]; then must_notice README.md 's/^Version [0-9][0-9.]*[0-9]/Version 99.0.0/' || bad=1; fi
[ $bad = 0 ] && echo "versions: $want everywhere; a difference in any file is noticed"
exit $bad
