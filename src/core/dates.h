/*-------------------------------------------------------------------------
 * dates.h
 *	  Dates in running text, made ISO dates with the day of the story.
 *
 * "Thursday", "last week", "Dec. 27", "late January", "2024", "the second
 * quarter".  Each becomes a first and a last day and a granularity.  A
 * weekday without "next" or "last" is the nearest one; news tells the past,
 * so of two equally near the past one; a month and day without a year is the
 * one nearest to the story, within half a year.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATES_H
#define NX_DATES_H

#include "arena.h"
#include "base.h"

struct NxData;

typedef enum NxGrain
{
	NX_GRAIN_DAY = 0,
	NX_GRAIN_WEEKEND,
	NX_GRAIN_WEEK,
	NX_GRAIN_MONTH,
	NX_GRAIN_QUARTER,
	NX_GRAIN_SEASON,
	NX_GRAIN_YEAR,
	NX_GRAIN_DECADE,
	NX_GRAIN_PART,				/* "late January", "early 2024": part of a month or year */
	NX_GRAINS
} NxGrain;

/* SQL's word for a grain. */
extern const char *const nx_grain_name[NX_GRAINS];

typedef struct NxDate
{
	NxSpan		span;			/* in the text */
	int32_t		first;			/* days since 1 January 1970 */
	int32_t		last;			/* first <= last */
	uint8_t		grain;			/* NxGrain */
	bool		relative;		/* needed the reference day */
} NxDate;

typedef NX_LIST(NxDate) NxDates;

/* No reference: only dates that name their year are found. */
#define NX_NO_DAY			INT32_MIN

/*
 * Appends the dates of 'piece' of 'text' to *dates, in order, not overlapping.
 * 'reference' is the day of the story in days since 1 January 1970.
 */
extern void nx_find_dates(NxArena *arena, const struct NxData *data, NxText text, NxSpan piece,
						  int32_t reference, NxDates *dates);

/* Days since 1 January 1970 of a date of the Gregorian calendar, and back. */
extern int32_t nx_day_of(int32_t year, uint32_t month, uint32_t day);
extern void nx_date_of(int32_t days, int32_t *year, uint32_t *month, uint32_t *day);

/* 28 to 31. */
extern uint32_t nx_month_days(int32_t year, uint32_t month);

/*
 * The latest day with that month and day that is not after 'reference'.
 */
extern int32_t nx_nearest_day(uint32_t month, uint32_t day, int32_t reference);

#endif							/* NX_DATES_H */
