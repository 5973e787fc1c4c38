/*-------------------------------------------------------------------------
 * link.c
 *	  One entity for each bearer: gather the mentions of an article.
 *
 * Full names come first, wherever they stand, because a headline says "Rubio"
 * before the story says "Marco Rubio".  Then short forms go to the entity
 * they abbreviate; where several fit, to the one the article speaks of most.
 *
 * Persons: the same surname and no contradiction before it ("Donald J. Trump"
 * and "Donald Trump", "Bill" and "William"); a run of a full name's words.
 * Organisations: the listed canonical name, the name without "Inc." and
 * "the", an acronym in parentheses or made of the initials.
 * Places: the resolved place.  Demonyms: the country.
 *
 * link_person.c and link_name.c hold the rules of the kinds; this file holds
 * the table of entities, names and weights.
 *-------------------------------------------------------------------------
 */
#include "link_internal.h"

#include <string.h>

#include "data.h"

const uint32_t nx_section_weight[NX_SECTIONS] = {5, 3, 1, 1};

bool
nx_link_words(const NxLinker *linker, const NxMention *mention, NxNameWords *words)
{
	uint32_t	i;

	words->n = 0;
	for (i = mention->first; i < mention->first + mention->ntokens; i++)
	{
		const NxToken *token = &linker->tokens->item[i];

		if (token->kind > NX_TOKEN_NUMBER)
			continue;
		if (words->n == NX_NAME_WORDS)
			break;
		words->token[words->n++] = i;
	}
	return words->n > 0;
}

uint64_t
nx_link_key(const NxLinker *linker, const NxNameWords *words, uint32_t first, uint32_t end)
{
	uint64_t	key = linker->tokens->item[words->token[first]].hash;

	for (first++; first < end; first++)
		key = nx_join_hash(key, linker->tokens->item[words->token[first]].hash);
	return key;
}

/* Same names of different kinds must not meet in one table. */
static uint64_t
key_of_kind(NxKind kind, uint64_t key)
{
	return key ^ (uint64_t) kind * UINT64_C(0x9e3779b97f4a7c15);
}

uint32_t
nx_link_find(const NxLinker *linker, NxKind kind, uint64_t key)
{
	return nx_wordset_find(&linker->keys, key_of_kind(kind, key));
}

void
nx_link_alias(NxLinker *linker, NxKind kind, uint64_t key, uint32_t entity)
{
	if (linker->nkeys < linker->most_keys)
	{
		linker->nkeys++;
		nx_wordset_add(&linker->keys, key_of_kind(kind, key), entity);
	}
}

uint32_t
nx_link_new(NxLinker *linker, NxKind kind)
{
	NxLinkEntity *entity = nx_push(linker->arena, &linker->entities);

	memset(entity, 0, sizeof(*entity));
	entity->kind = kind;
	entity->place = NX_NO_PLACE;
	entity->first = UINT32_MAX;
	entity->full = UINT32_MAX;
	return linker->entities.n - 1;
}

void
nx_link_assign(NxLinker *linker, uint32_t m, uint32_t e)
{
	NxMention  *mention = &linker->mentions->item[m];
	NxLinkEntity *entity = &linker->entities.item[e];

	mention->entity = e;
	entity->mentions++;
	entity->weight += nx_section_weight[mention->section];
	if (m < entity->first)
		entity->first = m;
	if (mention->section < entity->best_section || entity->mentions == 1)
		entity->best_section = mention->section;
	if (mention->confidence > entity->confidence)
		entity->confidence = mention->confidence;
	if (mention->country && entity->country == 0)
		entity->country = mention->country;
	if (mention->place != NX_NO_PLACE && entity->place == NX_NO_PLACE)
		entity->place = mention->place;
}

NxText
nx_link_surface(const NxLinker *linker, const NxMention *mention)
{
	NxText		surface = nx_slice(linker->text, mention->span.start, mention->span.end);
	char	   *copy;
	uint32_t	i,
				n = 0;
	bool		broken = false;

	for (i = 0; i < surface.len; i++)
		broken = broken || (unsigned char) surface.data[i] < ' ' ||
			(surface.data[i] == ' ' && i + 1 < surface.len && surface.data[i + 1] == ' ');
	if (!broken)
		return surface;
	copy = nx_arena_alloc(linker->arena, surface.len);
	for (i = 0; i < surface.len; i++)
		if ((unsigned char) surface.data[i] > ' ')
			copy[n++] = surface.data[i];
		else if (n && copy[n - 1] != ' ')
			copy[n++] = ' ';
	surface.data = copy;
	surface.len = n;
	return surface;
}

/* "MARCO RUBIO" of a headline as "Marco Rubio"; only ASCII letters change. */
static NxText
calm_capitals(NxLinker *linker, NxText name)
{
	char	   *copy = nx_arena_alloc(linker->arena, name.len);
	bool		inside = false;
	uint32_t	i;

	for (i = 0; i < name.len; i++)
	{
		char		c = name.data[i];
		bool		letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char) c >= 0x80;

		copy[i] = (char) (inside && c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		inside = letter || (inside && c == '\'');
	}
	name.data = copy;
	return name;
}

/* Is every cased word of two letters or more in capitals? */
static bool
is_shouted(const NxLinker *linker, const NxMention *mention)
{
	uint32_t	i;

	for (i = mention->first; i < mention->first + mention->ntokens; i++)
		if (linker->tokens->item[i].kind == NX_TOKEN_WORD && linker->tokens->item[i].nchars > 1 &&
			!(linker->tokens->item[i].flags & NX_T_UPPER))
			return false;
	return true;
}

/* How good a surface is as the name of a person or organisation. */
static uint32_t
name_score(const NxLinker *linker, const NxMention *mention)
{
	uint32_t	words = 0,
				initials = 0,
				i;

	for (i = mention->first; i < mention->first + mention->ntokens; i++)
	{
		words += linker->tokens->item[i].kind == NX_TOKEN_WORD;
		initials += (linker->tokens->item[i].flags & NX_T_INITIAL) != 0;
	}
	/* two names beat one, "Donald Trump" beats "Donald J. Trump", calm beats capitals */
	return (words > 4 ? 4 : words) * 8 - initials * 9 + (is_shouted(linker, mention) ? 0 : 64) +
		(mention->section == NX_SECTION_HEADLINE ? 0 : 1) + 64;
}

/* "The New York Times" is told with and without its article: filed without. */
static NxText
without_article(NxText name)
{
	if (name.len > 4 && memcmp(name.data, "The ", 4) == 0)
	{
		name.data += 4;
		name.len -= 4;
	}
	return name;
}

/* Chooses each entity's name among its mentions: best form, the earliest of equals. */
static void
choose_names(NxLinker *linker)
{
	uint32_t	i;

	for (i = 0; i < linker->mentions->n; i++)
	{
		const NxMention *mention = &linker->mentions->item[i];
		NxLinkEntity *entity;
		uint32_t	score;

		nx_arena_poll_turn(linker->arena, i);
		if (mention->entity == NX_NO_ENTITY)
			continue;
		entity = &linker->entities.item[mention->entity];
		if (entity->name.len && entity->name_score == UINT32_MAX)
			continue;
		score = name_score(linker, mention);
		if (score > entity->name_score)
		{
			entity->name_score = score;
			entity->name = nx_link_surface(linker, mention);
			if (entity->kind == NX_KIND_ORG || entity->kind == NX_KIND_MISC)
				entity->name = without_article(entity->name);
			if (is_shouted(linker, mention) && (entity->kind == NX_KIND_PERSON || entity->kind == NX_KIND_PLACE) &&
				(mention->ntokens > 1 || entity->name.len > 4))
				entity->name = calm_capitals(linker, entity->name);
		}
	}
	for (i = 0; i < linker->entities.n; i++)
	{
		NxLinkEntity *entity = &linker->entities.item[i];

		nx_arena_poll_turn(linker->arena, i);
		if (entity->kind == NX_KIND_PLACE && entity->place != NX_NO_PLACE)
			entity->name = nx_place_name(&linker->data->gazetteer, entity->place);
	}
}

static void
write_entities(NxLinker *linker, NxEntities *entities)
{
	uint64_t	most = 1;
	uint32_t	i;

	for (i = 0; i < linker->entities.n; i++)
		if (linker->entities.item[i].weight > most)
			most = linker->entities.item[i].weight;
	for (i = 0; i < linker->entities.n; i++)
	{
		const NxLinkEntity *from = &linker->entities.item[i];
		NxEntity   *entity = nx_push(linker->arena, entities);

		nx_arena_poll_turn(linker->arena, i);
		memset(entity, 0, sizeof(*entity));
		entity->name = from->name;
		entity->kind = (uint8_t) from->kind;
		entity->best_section = (uint8_t) from->best_section;
		entity->confidence = from->confidence;
		entity->salience = (uint16_t) (from->weight * 1000 / most);
		entity->country = from->country;
		entity->place = from->place;
		entity->mentions = from->mentions;
		entity->role = from->role;
		entity->role_country = from->role_country;
	}
}

void
nx_link_mentions(NxArena *arena, const NxData *data, NxText text, const NxTokens *tokens,
				 NxMentions *mentions, NxEntities *entities)
{
	NxLinker	linker;
	uint32_t	i;

	memset(&linker, 0, sizeof(linker));
	linker.arena = arena;
	linker.data = data;
	linker.text = text;
	linker.tokens = tokens;
	linker.mentions = mentions;
	linker.most_keys = mentions->n * 4 + 16;
	nx_wordset_init(&linker.keys, arena, linker.most_keys);
	for (i = 0; i < mentions->n; i++)
	{
		nx_arena_poll_turn(arena, i);
		mentions->item[i].entity = NX_NO_ENTITY;
	}
	nx_link_persons(&linker);
	if (data->dictionary)
		nx_link_terms(&linker);
	nx_arena_poll(arena);
	nx_link_orgs(&linker);
	nx_arena_poll(arena);
	nx_link_others(&linker);
	choose_names(&linker);
	write_entities(&linker, entities);
}
