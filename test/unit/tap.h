/*-------------------------------------------------------------------------
 * tap.h
 *	  What unit tests share: checks that print TAP, an arena, the data.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_TAP_H
#define TEST_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base.h"

static int	tap_count;
static int	tap_failed;

/* Prints one line; returns whether it held. */
static inline bool
ok(bool holds, const char *format, ...)
{
	va_list		args;

	tap_count++;
	tap_failed += !holds;
	printf("%sok %d - ", holds ? "" : "not ", tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	return holds;
}

/* Are two texts equal?  Shows both when they are not. */
static inline bool
same(NxText got, const char *want, const char *what)
{
	bool		equal = got.len == strlen(want) && memcmp(got.data, want, got.len) == 0;

	ok(equal, "%s", what);
	if (!equal)
		printf("# got  \"%.*s\"\n# want \"%s\"\n", (int) got.len, got.data, want);
	return equal;
}

static inline NxText
text_of_string(const char *string)
{
	NxText		text = {string, (uint32_t) strlen(string)};

	return text;
}

/* The plan and the exit status of main(). */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif							/* TEST_TAP_H */
