/*-------------------------------------------------------------------------
 * entity_stats.h
 *	  What ANALYZE keeps about a column of type entityset.
 *
 * Three slots of pg_statistic, all about index keys (gin_entityset.h):
 *	 STATISTIC_KIND_MCELEM	the most common keys as bytea in byte order; numbers:
 *		the share of rows with each, then the least and the greatest of these.
 *		Read for ranges of keys, and by people in pg_stats.
 *	 ENTITY_STATS_HASHED	more of the common keys, as ascending hashes; numbers:
 *		the share of rows with each, then that of an average key not here.
 *		Surnames of persons are among them, as the keys' bytes up to the end
 *		of the surname and ENTITY_STATS_SURNAME.
 *		Read for single keys: no bytea to unpack keeps planning short.
 *	 ENTITY_STATS_REST		bounds as bytea of a histogram of the occurrences of
 *		keys not in the first slot, of equal weight each; numbers: their
 *		occurrences per row.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_ENTITY_STATS_H
#define NEWS_ENTITY_STATS_H

/* pg_statistic.h leaves 10000 to 30000 to private use. */
#define ENTITY_STATS_REST		27117
#define ENTITY_STATS_HASHED		27118

/* As for tsvector: 10 keys for each unit of the statistics target. */
#define ENTITY_STATS_KEYS_PER_TARGET	10

#define ENTITY_STATS_HASHES_PER_TARGET	30

#define ENTITY_STATS_SURNAMES_PER_TARGET	10

/* Ends a surname among the hashed keys; in no name, so in no key of a person. */
#define ENTITY_STATS_SURNAME	'\0'

#define ENTITY_STATS_BOUNDS		801

/* "=" of bytea and bigint; built in, so their OIDs never change. */
#define ENTITY_STATS_BYTEA_EQ	1955
#define ENTITY_STATS_INT8_EQ	410

#endif							/* NEWS_ENTITY_STATS_H */
