#!/usr/bin/env bash
# make demo-web: fill examples/dashboard from a private server and build its static files.
# ARTICLES=folder of .txt, .html, .htm files (default test/samples); PICTURE=file.png takes a picture.
# demo_web.sh check: build into a folder of the private server and look at the page in Chromium; used by check.sh.
. "$(dirname "$0")/lib.sh"
what=${1:-build}
dashboard=$TOP/examples/dashboard
command -v node >/dev/null || die 'the dashboard needs Node 20 or newer: node is not installed'
pick_server
if [ ! -d "$dashboard/node_modules" ]; then
	(cd "$dashboard" && npm install --no-audit --no-fund --no-package-lock) || die 'npm install failed'
fi
mapfile -t files < <(article_files)
[ ${#files[@]} -gt 0 ] || die "no .txt, .html or .htm file in ${ARTICLES:-test/samples}"

open_work web
close_at_exit
stage
start_server
sql -c 'CREATE EXTENSION news_extract' \
	-c 'CREATE TABLE story (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, file text, article text)'
articles_as_rows "${files[@]}" | sql -c 'COPY story (file, article) FROM stdin'
sql -o /dev/null -c "SELECT news_attach('story', 'article')"

out=$dashboard/dist
[ "$what" != check ] || out=$WORK/tmp/dist
rm -rf "$dashboard/src/.observablehq/cache"
(cd "$dashboard" && DASHBOARD_OUT=$out OBSERVABLE_TELEMETRY_DISABLE=true node_modules/.bin/observable build) || die 'the dashboard was not built'
if command -v "${CHROMIUM:-chromium}" >/dev/null; then
	(cd "$dashboard" && node look.js "$out" ${PICTURE:+"$PICTURE"}) || die 'a part of the page is missing'
elif [ "$what" = check ]; then
	die 'chromium is not installed'
fi
[ "$what" = check ] || echo "Built: ${out#"$TOP"/}. To see it: python3 -m http.server -d ${out#"$TOP"/}"
