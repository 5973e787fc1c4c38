/*-------------------------------------------------------------------------
 * gazetteer.c
 *	  Look places up by name, id and code in the built-in image.
 *
 * src/gen/image_places.c writes the sections; nothing here allocates or
 * copies.  A lookup costs one or two cache misses: the slot, then the names.
 *-------------------------------------------------------------------------
 */
#include "gazetteer.h"

#include <string.h>

/* Start of a section of whole elements; *n their number. */
static const void *
section(const NxImageHead *image, const char *name, size_t size, uint32_t *n)
{
	size_t		bytes;
	const void *data = nx_image_section(image, name, &bytes);

	if (data == NULL || bytes % size != 0)
		return NULL;
	*n = (uint32_t) (bytes / size);
	return data;
}

NxStatus
nx_gazetteer_open(NxGazetteer *gazetteer, const NxImageHead *image)
{
	uint32_t	nkeys = 0;
	uint32_t	nstarts = 0;
	uint32_t	niso3 = 0;
	uint32_t	n;

	memset(gazetteer, 0, sizeof(*gazetteer));
	gazetteer->place = section(image, "places", sizeof(NxPlace), &gazetteer->nplaces);
	gazetteer->name = section(image, "place_names", sizeof(NxPlaceName), &gazetteer->nnames);
	gazetteer->key = section(image, "place_keys", sizeof(struct NxPlaceKey), &nkeys);
	gazetteer->pool = section(image, "place_pool", 1, &n);
	gazetteer->starts = section(image, "place_starts", 1, &nstarts);
	gazetteer->country = section(image, "place_country", NX_COUNTRY_SLOTS * sizeof(uint32_t), &n);
	gazetteer->iso3 = section(image, "place_iso3", 4, &niso3);
	gazetteer->division = section(image, "place_division", sizeof(NxDivision), &gazetteer->ndivisions);
	gazetteer->fcode = section(image, "place_fcode", 8, &n);
	if (!gazetteer->place || !gazetteer->name || !gazetteer->key || !gazetteer->pool ||
		!gazetteer->starts || !gazetteer->country || !gazetteer->division ||
		!gazetteer->fcode || niso3 != NX_COUNTRY_SLOTS || nkeys == 0 || nstarts == 0)
		return NX_CORRUPT;
	gazetteer->key_mask = nkeys - 1;
	gazetteer->starts_mask = nstarts - 1;
	return NX_OK;
}

const NxPlaceName *
nx_gazetteer_find(const NxGazetteer *gazetteer, uint64_t key, uint32_t *n)
{
	uint32_t	i = (uint32_t) key & gazetteer->key_mask;
	uint16_t	mark = (uint16_t) (key >> 32);
	uint8_t		mark_high = (uint8_t) (key >> 48);

	for (;; i = (i + 1) & gazetteer->key_mask)
	{
		const struct NxPlaceKey *slot = &gazetteer->key[i];
		uint32_t	first = slot->first | (uint32_t) slot->first_high << 16;

		if (first == 0)
			break;
		if (slot->mark == mark && slot->mark_high == mark_high)
		{
			const NxPlaceName *name = &gazetteer->name[first - 1];
			const NxPlaceName *last = name;

			while (!last->last)
				last++;
			*n = (uint32_t) (last - name) + 1;
			return name;
		}
	}
	*n = 0;
	return NULL;
}

uint32_t
nx_gazetteer_by_id(const NxGazetteer *gazetteer, int64_t id)
{
	uint32_t	low = 0;
	uint32_t	high = gazetteer->nplaces;

	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;

		if (nx_place_id(&gazetteer->place[middle]) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < gazetteer->nplaces && nx_place_id(&gazetteer->place[low]) == id ? low : NX_NO_PLACE;
}

uint32_t
nx_gazetteer_country(const NxGazetteer *gazetteer, uint16_t country)
{
	unsigned	first = country >> 8;
	unsigned	second = country & 0xff;

	if (first - 'A' >= 26 || second - 'A' >= 26)
		return NX_NO_PLACE;
	return gazetteer->country[NX_COUNTRY_SLOT(country)];
}

const char *
nx_country_iso3(const NxGazetteer *gazetteer, uint16_t country)
{
	if (nx_gazetteer_country(gazetteer, country) == NX_NO_PLACE)
		return NULL;
	return gazetteer->iso3[NX_COUNTRY_SLOT(country)];
}

uint32_t
nx_gazetteer_admin1(const NxGazetteer *gazetteer, uint16_t country, NxText code)
{
	char		padded[4] = {0};
	uint32_t	low = 0;
	uint32_t	high = gazetteer->ndivisions;

	if (code.len == 0 || code.len > sizeof(padded))
		return NX_NO_PLACE;
	memcpy(padded, code.data, code.len);
	while (low < high)
	{
		uint32_t	middle = low + (high - low) / 2;
		const NxDivision *d = &gazetteer->division[middle];
		int			order = d->country != country ? (d->country < country ? -1 : 1) :
			memcmp(d->code, padded, sizeof(padded));

		if (order == 0)
			return d->place;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NX_NO_PLACE;
}

uint32_t
nx_place_country(const NxGazetteer *gazetteer, uint32_t place)
{
	return nx_gazetteer_country(gazetteer, gazetteer->place[place].country);
}

/*
 * Cosines of 0 to 90 degrees in steps of 5, in 1/1024.
 */
static const int16_t cosine[] = {
	1024, 1020, 1008, 989, 962, 928, 887, 839, 784, 724, 658, 587, 512, 433, 350, 265, 178, 89, 0
};

static int64_t
cosine_of(int64_t latitude)
{
	int64_t		at = latitude < 0 ? -latitude : latitude;
	int64_t		step = at / 50000;

	if (step >= 18)
		return 0;
	return cosine[step] + (cosine[step + 1] - cosine[step]) * (at - step * 50000) / 50000;
}

static uint32_t
square_root(uint64_t value)
{
	uint64_t	root = 0;
	uint64_t	bit = UINT64_C(1) << 40;

	while (bit > value)
		bit >>= 2;
	for (; bit; bit >>= 2)
	{
		if (value >= root + bit)
		{
			value -= root + bit;
			root = (root >> 1) + bit;
		}
		else
			root >>= 1;
	}
	return (uint32_t) root;
}

/*
 * Plane distance at the middle latitude.  It is off for places thousands of
 * kilometres apart, where only "far" matters.
 */
uint64_t
nx_place_square(const NxPlace *a, const NxPlace *b)
{
	int64_t		north = (int64_t) a->latitude - b->latitude;
	int64_t		east = (int64_t) a->longitude - b->longitude;
	int64_t		middle = ((int64_t) a->latitude + b->latitude) / 2;

	if (east < 0)
		east = -east;
	if (east > 1800000)
		east = 3600000 - east;
	east = east * cosine_of(middle) / 1024;

	return (uint64_t) (north * north + east * east);
}

uint32_t
nx_square_km(uint64_t square)
{
	/* 1/10000 degree is 0.01112 km */
	return (uint32_t) ((uint64_t) square_root(square) * 1112 / 100000);
}

uint32_t
nx_place_distance(const NxPlace *a, const NxPlace *b)
{
	return nx_square_km(nx_place_square(a, b));
}
