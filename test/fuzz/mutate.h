/*-------------------------------------------------------------------------
 * mutate.h
 *	  Mutators that know what inputs are made of; a target includes it after
 *	  it has defined MUTATE_PIECES, and MUTATE_ENDS, the bytes that end a unit.
 *
 * An input is cut into units: lines of an article, tags of a page, entries
 * of an entityset, operands of a query.  Half of the mutations double, swap,
 * delete, join or insert whole units, where blind ones change bytes within
 * them; a cross-over takes units of both parents.  A first byte that chooses
 * (MUTATE_HEAD 1) stays as it is.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_FUZZ_MUTATE_H
#define TEST_FUZZ_MUTATE_H

#include <stdint.h>
#include <string.h>

#ifndef MUTATE_HEAD
#define MUTATE_HEAD		0
#endif

extern size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size, size_t most);
extern size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned int seed);
extern size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
										uint8_t *out, size_t most, unsigned int seed);

static const char *const mutate_pieces[] = {MUTATE_PIECES};

typedef struct MutateUnit
{
	size_t		at;
	size_t		len;
} MutateUnit;

static uint32_t
mutate_random(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return below ? (uint32_t) ((uint64_t) *state * below >> 32) : 0;
}

/* The unit in which a random byte stands; from its first byte to the end that closes it. */
static MutateUnit
mutate_unit(const uint8_t *bytes, size_t size, uint32_t *state)
{
	MutateUnit	unit = {MUTATE_HEAD, 0};
	size_t		at;

	if (size <= MUTATE_HEAD)
		return (MutateUnit) {size, 0};
	at = MUTATE_HEAD + mutate_random(state, (uint32_t) (size - MUTATE_HEAD));
	for (unit.at = at; unit.at > MUTATE_HEAD && strchr(MUTATE_ENDS, bytes[unit.at - 1] ? bytes[unit.at - 1] : ' ') == NULL;)
		unit.at--;
	for (; at < size && strchr(MUTATE_ENDS, bytes[at] ? bytes[at] : ' ') == NULL;)
		at++;
	unit.len = at + (at < size) - unit.at;
	return unit;
}

/* Puts 'len' bytes, which may be a part of 'bytes', at 'at'; as they are where there is no room. */
static size_t
mutate_insert(uint8_t *bytes, size_t size, size_t most, size_t at, const uint8_t *piece, size_t len)
{
	uint8_t		copy[4096];

	if (len > sizeof(copy) || size + len > most || at > size)
		return size;
	memcpy(copy, piece, len);
	memmove(bytes + at + len, bytes + at, size - at);
	memcpy(bytes + at, copy, len);
	return size + len;
}

static size_t
mutate_delete(uint8_t *bytes, size_t size, MutateUnit unit)
{
	memmove(bytes + unit.at, bytes + unit.at + unit.len, size - unit.at - unit.len);
	return size - unit.len;
}

static size_t
mutate_once(uint8_t *bytes, size_t size, size_t most, uint32_t *state)
{
	MutateUnit	unit = mutate_unit(bytes, size, state);
	MutateUnit	other = mutate_unit(bytes, size, state);
	const char *piece = mutate_pieces[mutate_random(state, sizeof(mutate_pieces) / sizeof(mutate_pieces[0]))];

	switch (mutate_random(state, 6))
	{
		case 0:					/* double it, there or elsewhere */
			return mutate_insert(bytes, size, most, mutate_random(state, 2) ? unit.at : other.at, bytes + unit.at, unit.len);
		case 1:
			return mutate_delete(bytes, size, unit);
		case 2:					/* join it with the next one */
			return unit.len > 1 ? mutate_delete(bytes, size, (MutateUnit) {unit.at + unit.len - 1, 1}) : size;
		case 3:					/* put it elsewhere */
			if (unit.len > 0 && other.at >= unit.at + unit.len)
			{
				size_t		grown = mutate_insert(bytes, size, most, other.at, bytes + unit.at, unit.len);

				return grown > size ? mutate_delete(bytes, grown, unit) : size;
			}
			return size;
		default:
			return mutate_insert(bytes, size, most, unit.at, (const uint8_t *) piece, strlen(piece));
	}
}

size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t size, size_t most, unsigned int seed)
{
	uint32_t	state = seed;
	uint32_t	times;

	if (mutate_random(&state, 2) || size <= MUTATE_HEAD)
		return LLVMFuzzerMutate(bytes, size, most);
	for (times = 1 + mutate_random(&state, 3); times > 0; times--)
		size = mutate_once(bytes, size, most, &state);
	return size;
}

/* The beginning of one, units of the other, the end of the first. */
size_t
LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
						  uint8_t *out, size_t most, unsigned int seed)
{
	uint32_t	state = seed;
	size_t		size = na < most ? na : most;
	uint32_t	times;

	memcpy(out, a, size);
	for (times = 1 + mutate_random(&state, 3); times > 0; times--)
	{
		MutateUnit	from = mutate_unit(b, nb, &state);
		MutateUnit	to = mutate_unit(out, size, &state);

		size = mutate_insert(out, size, most, to.at, b + from.at, from.len);
	}
	return size;
}

#endif							/* TEST_FUZZ_MUTATE_H */
