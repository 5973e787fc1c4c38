/*-------------------------------------------------------------------------
 * entity_stats.h
 *	  What ANALYZE keeps about a column of type entityset.
 *
 * Three slots of pg_statistic, all about index keys (gin_entityset.h):
 *	 STATISTIC_KIND_MCELEM	the most common keys as bytea in byte order; numbers:
 *		the share of rows with each, then the least and the greatest of these.
 *		Read for ranges of keys, and by people in pg_stats.
 *	 ENTITY_STATS_PACKED	more of the common keys, in one bytea: ascending hashes of
 *		32 bits, then for each the share of rows with the key, 16 bits
 *		(entity_share_pack), both in the machine's byte order; numbers: the
 *		shares of an average key and of an average surname not here.  Surnames
 *		of persons are among the keys, as the keys' bytes up to the end of the
 *		surname and ENTITY_STATS_SURNAME.
 *		Read for single keys and surnames.  An array of 64-bit hashes and one of shares took
 *		half the time of a query for a rare name, for unpacking.  The hashes
 *		stand first, so that the server finds at once that compressing is vain.
 *	 ENTITY_STATS_REST		bounds as bytea of a histogram of the occurrences of
 *		keys not in the first slot, of equal weight each; numbers: their
 *		occurrences per row.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_ENTITY_STATS_H
#define NEWS_ENTITY_STATS_H

#include <math.h>

#include "unicode.h"

/* pg_statistic.h leaves 10000 to 30000 to private use. */
#define ENTITY_STATS_REST		27117
#define ENTITY_STATS_PACKED		27119	/* 27118 was the array of hashes */

/* As for tsvector: 10 keys for each unit of the statistics target. */
#define ENTITY_STATS_KEYS_PER_TARGET	10

#define ENTITY_STATS_HASHES_PER_TARGET	30

#define ENTITY_STATS_SURNAMES_PER_TARGET	10

/* Ends a surname among the hashed keys; in no name, so in no key of a person. */
#define ENTITY_STATS_SURNAME	'\0'

#define ENTITY_STATS_BOUNDS		801

/* "=" of bytea; built in, so its OID never changes. */
#define ENTITY_STATS_BYTEA_EQ	1955

/* Steps of a packed share for a factor of e; 16 bits reach down to 1e-7. */
#define ENTITY_STATS_SHARE_STEPS	4000.0

static inline uint32
entity_stats_hash(const char *key, int len)
{
	return (uint32) (nx_hash_bytes(key, len) >> 32);
}

static inline uint16
entity_share_pack(double share)
{
	return (uint16) Min(-log(share) * ENTITY_STATS_SHARE_STEPS + 0.5, 65535.0);
}

static inline double
entity_share_unpack(uint16 packed)
{
	return exp(-packed / ENTITY_STATS_SHARE_STEPS);
}

#endif							/* NEWS_ENTITY_STATS_H */
