/*-------------------------------------------------------------------------
 * gazetteer.h
 *	  The built-in places and their names.
 *
 * Places are numbered from 0 in the order of their ids; that number is valid
 * within one image only, the GeoNames id (or ours, see src/data/places.tsv)
 * is what may be stored.  Names are found by phrase key (token.h).
 *-------------------------------------------------------------------------
 */
#ifndef NX_GAZETTEER_H
#define NX_GAZETTEER_H

#include "base.h"
#include "image.h"

#define NX_NO_PLACE			UINT32_MAX

/* Two letters of an ISO 3166-1 country as one number; 0 is none. */
#define NX_COUNTRY(a, b)	((uint16_t) ((unsigned char) (a) << 8 | (unsigned char) (b)))

/* Half a cache line: there are 160,000 of them. */
typedef struct NxPlace
{
	uint32_t	code;			/* its id, packed: nx_place_id */
	uint32_t	name:24;		/* offset of the preferred name in the pool */
	uint32_t	namelen:8;		/* bytes */
	int32_t		latitude:24;	/* 1/10000 degree */
	uint32_t	fcode:8;		/* number of its GeoNames feature code: nx_place_fcode */
	int32_t		longitude:24;
	uint32_t	feature:8;		/* NxFeature */
	uint32_t	population;		/* 0 unknown; at most UINT32_MAX */
	uint32_t	parent;			/* place number of the first-level division, else country, else NX_NO_PLACE */
	uint16_t	country;		/* NX_COUNTRY, 0 none */
	char		admin1[4];		/* ISO 3166-2 code without the country, padded with zero bytes */
	uint8_t		importance;		/* 0 to 255, how likely news means this bearer of the name */
} NxPlace;

/*
 * Ids of GeoNames stay below 2^31.  Ours are 10^12 + kind * 10^9 + number:
 * three bits of kind and 27 of number, but divisions (kind 4), whose numbers
 * are letters and digits, have 30.
 */
#define NX_OWN_ID			INT64_C(1000000000000)
#define NX_OWN_KIND			INT64_C(1000000000)
#define NX_OWN				(UINT32_C(1) << 31)
#define NX_OWN_DIVISION		(UINT32_C(1) << 30)
#define NX_DIVISION_KIND	4
#define NX_OWN_NUMBER_BITS	27

static inline int64_t
nx_place_id(const NxPlace *place)
{
	uint32_t	own = place->code & (NX_OWN_DIVISION - 1);

	if (!(place->code & NX_OWN))
		return place->code;
	if (place->code & NX_OWN_DIVISION)
		return NX_OWN_ID + NX_DIVISION_KIND * NX_OWN_KIND + own;
	return NX_OWN_ID + (own >> NX_OWN_NUMBER_BITS) * NX_OWN_KIND + (own & ((1u << NX_OWN_NUMBER_BITS) - 1));
}

/* Coarse classes of GeoNames feature codes. */
typedef enum NxFeature
{
	NX_FEATURE_OTHER = 0,
	NX_FEATURE_CONTINENT,
	NX_FEATURE_REGION,			/* across countries, or informal */
	NX_FEATURE_COUNTRY,			/* countries and territories, historic ones too */
	NX_FEATURE_ADMIN1,
	NX_FEATURE_ADMIN2,			/* county */
	NX_FEATURE_CITY,
	NX_FEATURE_DISTRICT,
	NX_FEATURE_WATER,
	NX_FEATURE_LAND,			/* island, mountain, desert */
	NX_FEATURE_BUILDING			/* spots: buildings, streets, squares */
} NxFeature;

/* Flags of one name of one place. */
#define NX_NAME_PREFERRED	0x01
#define NX_NAME_EXACT		0x02	/* abbreviation: counts only as written in the list */
#define NX_NAME_WEAK		0x04	/* also an ordinary word or a person's name: needs context */
#define NX_NAME_HISTORIC	0x08
#define NX_NAME_LONG		0x10

typedef struct NxPlaceName
{
	uint32_t	place:24;		/* place number */
	uint32_t	flags:7;		/* NX_NAME_… */
	uint32_t	last:1;			/* of the names under its key */
	uint32_t	form:24;		/* offset of the form as listed in the pool */
	uint32_t	formlen:8;
} NxPlaceName;

/* A first-level division under its code. */
typedef struct NxDivision
{
	uint16_t	country;
	char		code[4];
	uint16_t	reserved;
	uint32_t	place;
} NxDivision;

/*
 * One slot of the name table, six bytes.  The low bits of a phrase key choose
 * the slot, 24 high ones are compared: about forty bits decide, so a word that
 * is no name is taken for one once in millions.
 */
struct NxPlaceKey
{
	uint16_t	mark;			/* bits 32 to 47 of the phrase key */
	uint16_t	first;			/* low bits of name number + 1; all 24 are 0: empty */
	uint8_t		mark_high;		/* bits 48 to 55 */
	uint8_t		first_high;
};

#define NX_COUNTRY_SLOTS	(26 * 26)
#define NX_COUNTRY_SLOT(code)	((((code) >> 8) - 'A') * 26u + ((code) & 0xff) - 'A')

typedef struct NxGazetteer
{
	const NxPlace *place;
	uint32_t	nplaces;
	const struct NxPlaceKey *key;	/* open addressing, power of two */
	uint32_t	key_mask;
	const NxPlaceName *name;	/* runs under one key, most important first */
	uint32_t	nnames;
	const char *pool;
	const uint8_t *starts;		/* lengths of names by the hash of their first word: nx_gazetteer_lengths */
	uint32_t	starts_mask;
	const uint32_t *country;	/* place numbers of countries, by NX_COUNTRY_SLOT */
	const char (*iso3)[4];		/* codes of three letters, by NX_COUNTRY_SLOT, NUL-terminated; empty where there is no country */
	const NxDivision *division; /* sorted by country and code */
	uint32_t	ndivisions;
	const char (*fcode)[8];		/* feature codes by number, NUL-terminated */
} NxGazetteer;

extern NxStatus nx_gazetteer_open(NxGazetteer *gazetteer, const NxImageHead *image);

/* Names under a phrase key, most important place first; *n gets their number. */
extern const NxPlaceName *nx_gazetteer_find(const NxGazetteer *gazetteer, uint64_t key, uint32_t *n);

/* Longest name in words, of all. */
#define NX_PLACE_WORDS		8

static inline const uint8_t *
nx_gazetteer_start(const NxGazetteer *gazetteer, uint64_t hash)
{
	return &gazetteer->starts[(uint32_t) (hash >> 7) & gazetteer->starts_mask];
}

/*
 * How many words have the names that begin with the word of this hash?  Bit
 * n - 1 is clear: none of them has n words, for certain.  One load, which
 * spares looking for most of the longer names.
 */
static inline unsigned
nx_gazetteer_lengths(const NxGazetteer *gazetteer, uint64_t hash)
{
	return *nx_gazetteer_start(gazetteer, hash);
}

static inline bool
nx_gazetteer_may_start(const NxGazetteer *gazetteer, uint64_t hash)
{
	return nx_gazetteer_lengths(gazetteer, hash) != 0;
}

/* Place number of a GeoNames id, or NX_NO_PLACE. */
extern uint32_t nx_gazetteer_by_id(const NxGazetteer *gazetteer, int64_t id);

/* Place number of a country (NX_COUNTRY), or of a first-level division ("US", "TX"). */
extern uint32_t nx_gazetteer_country(const NxGazetteer *gazetteer, uint16_t country);
extern uint32_t nx_gazetteer_admin1(const NxGazetteer *gazetteer, uint16_t country, NxText code);

/* ISO 3166-1 code of three letters of a country (NX_COUNTRY); NULL if there is no such country.  In the image. */
extern const char *nx_country_iso3(const NxGazetteer *gazetteer, uint16_t country);

/* Place number of the country of a place, or NX_NO_PLACE. */
extern uint32_t nx_place_country(const NxGazetteer *gazetteer, uint32_t place);

/* GeoNames feature code: "PPL", "ADM1". */
static inline const char *
nx_place_fcode(const NxGazetteer *gazetteer, uint32_t place)
{
	return gazetteer->fcode[gazetteer->place[place].fcode];
}

/*
 * Great-circle distance in kilometres, to about half a percent, from integer
 * arithmetic alone (the same everywhere).
 */
extern uint32_t nx_place_distance(const NxPlace *a, const NxPlace *b);

/* The same in two steps: squares can be compared before the root is drawn. */
extern uint64_t nx_place_square(const NxPlace *a, const NxPlace *b);
extern uint32_t nx_square_km(uint64_t square);

static inline NxText
nx_place_name(const NxGazetteer *gazetteer, uint32_t place)
{
	const NxPlace *p = &gazetteer->place[place];
	NxText		text = {gazetteer->pool + p->name, p->namelen};

	return text;
}

#endif							/* NX_GAZETTEER_H */
