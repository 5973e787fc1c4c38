/*-------------------------------------------------------------------------
 * timestamp.h
 *	  When a story was published or changed, from the line that says so.
 *
 * Reads the printed forms of many publishers and languages: "19 January, 2026
 * / 21:48", "Updated: 5:02 PM EST, Mon January 19, 2026", "28.04.2023, 18:11
 * Uhr", ISO 8601.  What needs the time of reading ("2 hours ago",
 * "Yesterday") is noticed and left unresolved.
 *-------------------------------------------------------------------------
 */
#ifndef NX_TIMESTAMP_H
#define NX_TIMESTAMP_H

#include "arena.h"
#include "base.h"

struct NxData;

/* Most stamps of one line; further ones are not parsed. */
#define NX_STAMPS			8

typedef enum NxStampRole
{
	NX_STAMP_PUBLISHED = 0,
	NX_STAMP_UPDATED
} NxStampRole;

typedef struct NxStamp
{
	int16_t		year;			/* 0: not printed */
	uint8_t		month;			/* 0: not printed */
	uint8_t		day;
	bool		has_time;
	uint8_t		hour;			/* 0 to 23 */
	uint8_t		minute;
	uint8_t		second;
	bool		has_offset;
	bool		relative;		/* "2 hours ago": no date, not resolvable alone */
	uint8_t		role;			/* NxStampRole */
	int16_t		offset;			/* minutes east of UTC, if has_offset */
	NxText		zone;			/* as printed: "EST", "GMT+05:00"; empty if none */
	NxSpan		span;			/* of date and time in the line, labels not counted */
} NxStamp;

typedef struct NxStamps
{
	NxStamp		item[NX_STAMPS];	/* in printed order */
	uint32_t	n;
	uint16_t	confidence;		/* per thousand: that the line is a timestamp and nothing else */
} NxStamps;

/*
 * Parses one line.  True if at least one stamp was found (perhaps a relative
 * one).  Whether day or month comes first in "04/05/2020" is taken from the
 * numbers where they decide, from the clock (AM/PM, a US zone: month first)
 * where they do not, else the day is first.
 */
extern bool nx_parse_timestamps(NxArena *arena, const struct NxData *data, NxText line, NxStamps *stamps);

/* How surely a line is a timestamp and nothing else, 0 to 1000. */
extern uint32_t nx_is_timestamp_line(NxArena *arena, const struct NxData *data, NxText line);

#endif							/* NX_TIMESTAMP_H */
