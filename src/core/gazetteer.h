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

typedef struct NxPlace
{
	int64_t		id;				/* GeoNames id; >= 10^12: ours */
	uint32_t	name;			/* offset of the preferred name in the pool */
	int32_t		latitude;		/* 1/10000 degree */
	int32_t		longitude;
	uint32_t	population;		/* 0 unknown; at most UINT32_MAX */
	uint32_t	parent;			/* place number of the first-level division, else country, else NX_NO_PLACE */
	uint16_t	country;		/* NX_COUNTRY, 0 none */
	char		admin1[4];		/* ISO 3166-2 code without the country, padded with zero bytes */
	uint8_t		namelen;		/* bytes */
	uint8_t		importance;		/* 0 to 255, how likely news means this bearer of the name */
	uint8_t		feature;		/* NxFeature */
	uint8_t		fcode;			/* number of its GeoNames feature code: nx_place_fcode */
} NxPlace;

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
	uint32_t	place;			/* place number */
	uint32_t	form;			/* offset of the form as listed in the pool */
	uint8_t		formlen;
	uint8_t		flags;			/* NX_NAME_… */
	uint16_t	run;			/* names under this key, in the first of them */
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
 * One slot of the name table.  The low bits of a phrase key choose the slot,
 * its high half is compared: about fifty bits decide, which is enough to
 * tell 200,000 names from any text and halves the table.
 */
struct NxPlaceKey
{
	uint32_t	high;			/* high half of the phrase key */
	uint32_t	first;			/* name number + 1; 0: empty */
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
	const uint64_t *starts;		/* bitmap over hashes of first words of names */
	uint32_t	starts_mask;
	const uint32_t *country;	/* place numbers of countries, by NX_COUNTRY_SLOT */
	const NxDivision *division; /* sorted by country and code */
	uint32_t	ndivisions;
	const char (*fcode)[8];		/* feature codes by number, NUL-terminated */
} NxGazetteer;

extern NxStatus nx_gazetteer_open(NxGazetteer *gazetteer, const NxImageHead *image);

/* Names under a phrase key, most important place first; *n gets their number. */
extern const NxPlaceName *nx_gazetteer_find(const NxGazetteer *gazetteer, uint64_t key, uint32_t *n);

/*
 * May a name begin with the word of this hash?  False is certain.
 * One bit test, so it is asked of every capitalised word.
 */
static inline bool
nx_gazetteer_may_start(const NxGazetteer *gazetteer, uint64_t hash)
{
	uint32_t	bit = (uint32_t) (hash >> 7) & gazetteer->starts_mask;

	return gazetteer->starts[bit >> 6] >> (bit & 63) & 1;
}

/* Longest name in words, of all. */
#define NX_PLACE_WORDS		8

/* Place number of a GeoNames id, or NX_NO_PLACE. */
extern uint32_t nx_gazetteer_by_id(const NxGazetteer *gazetteer, int64_t id);

/* Place number of a country (NX_COUNTRY), or of a first-level division ("US", "TX"). */
extern uint32_t nx_gazetteer_country(const NxGazetteer *gazetteer, uint16_t country);
extern uint32_t nx_gazetteer_admin1(const NxGazetteer *gazetteer, uint16_t country, NxText code);

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

static inline NxText
nx_place_name(const NxGazetteer *gazetteer, uint32_t place)
{
	const NxPlace *p = &gazetteer->place[place];
	NxText		text = {gazetteer->pool + p->name, p->namelen};

	return text;
}

#endif							/* NX_GAZETTEER_H */
