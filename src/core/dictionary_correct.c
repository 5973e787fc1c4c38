/*-------------------------------------------------------------------------
 * dictionary_correct.c
 *	  A dictionary's corrections, applied to the entities of an article.
 *
 * In this order: a term's name becomes its entity's; splits give parts of a
 * name back their own entities; then each entity is followed through the
 * corrections of its name: suppressed (news_stop), or renamed and retyped
 * (news_alias) until nothing more is said of what it has become.  At last
 * entities that now have one kind and one name are one.
 *
 * Of several rows for one name the most particular counts: one for the
 * publisher before one for all, one for the kind before one for any.
 *-------------------------------------------------------------------------
 */
#include "dictionary_terms.h"

#include "article.h"
#include "dictionary_form.h"
#include "unicode.h"
#include "wordset.h"

/* Renamings that are followed one after the other; a circle ends here. */
#define RENAME_STEPS	8

/* Parts of one name that are looked for when it is split. */
#define SPLIT_PARTS		8

typedef struct Corrector
{
	NxArticle  *article;
	const NxDictionary *dictionary;
	bool		changed;		/* mentions or their entities are not what they were */
	bool	   *renamed;		/* per entity */
	uint32_t   *head;			/* per entity: its first mention + 1, 0 none; see index_mentions */
	uint32_t   *next;			/* per mention: the next of its entity + 1 */
} Corrector;

/* Files the mentions under their entities, in order. */
static void
index_mentions(Corrector *c)
{
	const NxMentions *mentions = &c->article->mentions;
	uint32_t	i;

	c->head = nx_arena_zero(c->article->arena, sizeof(uint32_t) * ((size_t) c->article->entities.n + 1));
	c->next = nx_arena_zero(c->article->arena, sizeof(uint32_t) * ((size_t) mentions->n + 1));
	for (i = mentions->n; i > 0; i--)
	{
		uint32_t	e = mentions->item[i - 1].entity;

		if (e >= c->article->entities.n || mentions->item[i - 1].flags & NX_M_DROPPED)
			continue;
		c->next[i - 1] = c->head[e];
		c->head[e] = i;
	}
}

static bool
same_name(NxText a, NxText b)
{
	return nx_fold_hash(a) == nx_fold_hash(b);
}

bool
nx_next_correction(const NxDictionary *dictionary, NxText name, uint8_t kind,
				   NxCorrectionType type, uint32_t *state, NxCorrection *correction)
{
	uint64_t	key = nx_fold_hash(name);
	uint32_t	first,
				i;

	if (key == 0)
		key = 1;
	first = nx_form_slot(key, dictionary->correction_mask);
	/* a damaged table may have no empty slot */
	for (i = (first + *state) & dictionary->correction_mask;
		 *state <= dictionary->correction_mask && dictionary->correction_key[i];
		 i = (i + 1) & dictionary->correction_mask)
	{
		NxFormReader reader;

		++*state;
		if (dictionary->correction_key[i] != key)
			continue;
		reader = nx_form_reader(dictionary->section[NX_DICT_CORRECTIONS], dictionary->correction_at[i]);
		nx_form_correction(&reader, correction);
		if (correction->type == type &&
			(correction->kind == 0 || kind == 0 || correction->kind == kind) &&
			(correction->publisher.len == 0 || same_name(correction->publisher, dictionary->publisher)))
			return true;
	}
	return false;
}

/* The most particular correction of a type, or false. */
static bool
best_correction(const Corrector *c, NxText name, uint8_t kind, NxCorrectionType type, NxCorrection *best)
{
	uint32_t	state = 0;
	bool		found = false;
	NxCorrection other;

	while (nx_next_correction(c->dictionary, name, kind, type, &state, &other))
	{
		if (!found || (other.publisher.len && !best->publisher.len) ||
			((other.publisher.len != 0) == (best->publisher.len != 0) && other.kind && !best->kind))
			*best = other;
		found = true;
	}
	return found;
}

static void
add_words(NxBuffer *out, const char *words)
{
	nx_buffer_add(out, words, (uint32_t) strlen(words));
}

/* "renamed by news_alias of profile desk", with what was there before. */
static NxNote *
make_note(const Corrector *c, const NxEntity *entity, const NxCorrection *correction, const char *done)
{
	NxArena    *arena = c->article->arena;
	NxNote	   *note = nx_new(arena, NxNote);
	NxText		profile = nx_dictionary_section(c->dictionary, NX_DICT_PROFILE);
	NxBuffer	out;

	nx_buffer_init(&out, arena, 96);
	add_words(&out, done);
	add_words(&out, " of profile ");
	nx_buffer_add(&out, profile.data, profile.len);
	if (correction->publisher.len)
	{
		add_words(&out, " for publisher ");
		nx_buffer_add(&out, correction->publisher.data, correction->publisher.len);
	}
	note->was = entity->name;
	note->was_kind = entity->kind;
	note->done = nx_buffer_text(&out);
	return note;
}

/* Gives a note to every mention of an entity; the first note of several stays. */
static void
note_mentions(Corrector *c, uint32_t e, const NxNote *note)
{
	uint32_t	i;

	for (i = c->head[e]; i; i = c->next[i - 1])
		if (c->article->mentions.item[i - 1].note == NULL)
			c->article->mentions.item[i - 1].note = note;
}

/* What a term says of its entity. */
static void
take_terms(Corrector *c)
{
	uint32_t	i;

	for (i = 0; i < c->article->mentions.n; i++)
	{
		const NxMention *mention = &c->article->mentions.item[i];
		NxEntity   *entity;

		if (mention->term == NULL || mention->flags & NX_M_DROPPED || mention->entity >= c->article->entities.n)
			continue;
		entity = &c->article->entities.item[mention->entity];
		if (entity->term)
			continue;
		entity->term = mention->term;
		c->changed = true;
		if (!(mention->term->flags & NX_TERM_REGEX) || mention->term->flags & NX_TERM_NAME)
			entity->name = mention->term->name;
		if (mention->term->country)
			entity->country = mention->term->country;
	}
}

static uint32_t
new_entity(Corrector *c, const NxEntity *like, NxText name)
{
	NxEntities *entities = &c->article->entities;
	NxEntity	entity = *like;

	entity.name = nx_arena_copy(c->article->arena, name);
	entity.role.len = 0;
	entity.term = NULL;
	*nx_push(c->article->arena, entities) = entity;
	c->changed = true;
	return entities->n - 1;
}

/* The entity of this kind and name that a split made before, or a new one. */
static uint32_t
part_entity(Corrector *c, uint32_t made_from, const NxEntity *like, NxText name)
{
	uint32_t	e;

	for (e = made_from; e < c->article->entities.n; e++)
		if (c->article->entities.item[e].kind == like->kind && same_name(c->article->entities.item[e].name, name))
			return e;
	return new_entity(c, like, name);
}

/* Tokens of 'part' within the mention, from token *first on: true, and [*first, *end). */
static bool
find_part(const Corrector *c, const NxMention *mention, NxText part, uint32_t *first, uint32_t *end)
{
	const NxTokens *tokens = &c->article->tokens;
	uint32_t	last = mention->first + mention->ntokens;
	uint32_t	i,
				k;

	for (i = mention->first; i < last; i++)
		for (k = i + 1; k <= last; k++)
			if (same_name(nx_slice(c->article->document.text, tokens->item[i].start, tokens->item[k - 1].end), part))
			{
				*first = i;
				*end = k;
				return true;
			}
	return false;
}

/* "Trump Zelensky": a mention that holds several of the parts falls into them. */
static bool
cut_mention(Corrector *c, uint32_t m, const NxText *parts, uint32_t nparts, uint32_t made_from, const NxNote *note)
{
	NxMentions *mentions = &c->article->mentions;
	NxMention	whole = mentions->item[m];
	NxEntity	like = c->article->entities.item[whole.entity];
	uint32_t	first[SPLIT_PARTS],
				end[SPLIT_PARTS],
				n = 0,
				i;

	for (i = 0; i < nparts; i++)
		if (find_part(c, &whole, parts[i], &first[i], &end[i]))
			n++;
		else
			end[i] = 0;
	if (n < 2)
		return false;
	for (i = 0; i < nparts; i++)
		if (end[i])
		{
			NxMention  *piece = nx_push(c->article->arena, mentions);

			*piece = whole;
			piece->first = first[i];
			piece->ntokens = (uint16_t) (end[i] - first[i]);
			piece->span.start = c->article->tokens.item[first[i]].start;
			piece->span.end = c->article->tokens.item[end[i] - 1].end;
			piece->source = NX_BY_DICTIONARY;
			piece->why = "part of a name that the dictionary splits";
			piece->note = note;
			piece->entity = part_entity(c, made_from, &like, parts[i]);
		}
	mentions->item[m].flags |= NX_M_DROPPED;
	mentions->item[m].why = "a name that the dictionary splits";
	mentions->item[m].note = note;
	mentions->item[m].entity = UINT32_MAX;
	return true;
}

static void
split_entity(Corrector *c, uint32_t e)
{
	NxEntity	entity = c->article->entities.item[e];
	uint32_t	made_from = c->article->entities.n;
	uint32_t	state = 0,
				nparts = 0,
				i,
				k;
	NxText		parts[SPLIT_PARTS];
	NxCorrection correction;
	const NxNote *note = NULL;

	while (nparts < SPLIT_PARTS &&
		   nx_next_correction(c->dictionary, entity.name, entity.kind, NX_CORRECT_SPLIT, &state, &correction))
	{
		parts[nparts++] = correction.to_name;
		if (note == NULL)
			note = make_note(c, &entity, &correction, "split by news_split");
	}
	for (i = nparts ? c->head[e] : 0; i; i = c->next[i - 1])
	{
		NxMention  *mention = &c->article->mentions.item[i - 1];
		NxText		surface = nx_slice(c->article->document.text, mention->span.start, mention->span.end);

		if (cut_mention(c, i - 1, parts, nparts, made_from, note))
			continue;
		for (k = 0; k < nparts; k++)
			if (same_name(surface, parts[k]) && !same_name(surface, entity.name))
			{
				uint32_t	own = part_entity(c, made_from, &entity, parts[k]);

				c->article->mentions.item[i - 1].entity = own;
				c->article->mentions.item[i - 1].note = note;
				break;
			}
	}
}

static void
suppress(Corrector *c, uint32_t e, const NxNote *note)
{
	uint32_t	i;

	for (i = c->head[e]; i; i = c->next[i - 1])
	{
		NxMention  *mention = &c->article->mentions.item[i - 1];

		mention->note = note;
		mention->flags |= NX_M_DROPPED;
		mention->why = "suppressed by the dictionary";
		mention->entity = UINT32_MAX;
	}
	c->changed = true;
}

/* Places of a mention or entity that is none any more. */
static void
forget_place(Corrector *c, uint32_t e)
{
	uint32_t	i;

	c->article->entities.item[e].place = NX_NO_PLACE;
	c->article->entities.item[e].country = 0;
	for (i = c->head[e]; i; i = c->next[i - 1])
	{
		c->article->mentions.item[i - 1].place = NX_NO_PLACE;
		c->article->mentions.item[i - 1].country = 0;
	}
}

static void
retype(Corrector *c, uint32_t e, uint8_t kind)
{
	uint32_t	i;

	c->article->entities.item[e].kind = kind;
	for (i = c->head[e]; i; i = c->next[i - 1])
		c->article->mentions.item[i - 1].kind = kind;
	if (kind != NX_KIND_PLACE)
		forget_place(c, e);
}

/* Follows an entity through the corrections of its names. */
static void
follow(Corrector *c, uint32_t e)
{
	NxEntity   *entity = &c->article->entities.item[e];
	NxCorrection correction;
	int			step;

	for (step = 0; step < RENAME_STEPS; step++)
	{
		bool		renames,
					retypes;

		if (best_correction(c, entity->name, entity->kind, NX_CORRECT_STOP, &correction))
		{
			suppress(c, e, make_note(c, entity, &correction, "suppressed by news_stop"));
			return;
		}
		if (!best_correction(c, entity->name, entity->kind, NX_CORRECT_ALIAS, &correction))
			return;
		renames = correction.to_name.len &&
			(correction.to_name.len != entity->name.len ||
			 memcmp(correction.to_name.data, entity->name.data, entity->name.len) != 0);
		retypes = correction.to_kind && correction.to_kind != entity->kind;
		if (!renames && !retypes)
			return;
		note_mentions(c, e, make_note(c, entity, &correction, renames && retypes ? "renamed and retyped by news_alias" :
									  renames ? "renamed by news_alias" : "retyped by news_alias"));
		if (renames)
			entity->name = nx_arena_copy(c->article->arena, correction.to_name);
		if (retypes)
			retype(c, e, correction.to_kind);
		c->renamed[e] = true;
		c->changed = true;
	}
}

static uint64_t
identity(const NxEntity *entity, bool with_id)
{
	uint64_t	id = with_id ? entity->place != NX_NO_PLACE ? entity->place + UINT64_C(1) :
		entity->term ? (uint64_t) entity->term->id ^ UINT64_C(0x5555555500000000) : 0 : UINT64_C(0xaaaa);

	return nx_hash_mix(nx_fold_hash(entity->name) ^ nx_hash_mix(entity->kind + (id << 8)));
}

/*
 * Which entity each becomes: those of one kind, name and place are one, and a
 * renamed one is the one that had the name before it, whatever its place.
 */
static uint32_t *
merge_targets(const Corrector *c)
{
	const NxEntities *entities = &c->article->entities;
	uint32_t   *target = nx_array(c->article->arena, uint32_t, entities->n + 1);
	NxWordSet	names,
				things;
	uint32_t	pass,
				e;

	nx_wordset_init(&names, c->article->arena, entities->n);
	nx_wordset_init(&things, c->article->arena, entities->n);
	for (pass = 0; pass < 2; pass++)
		for (e = 0; e < entities->n; e++)
		{
			const NxEntity *entity = &entities->item[e];
			uint64_t	name = identity(entity, false);
			uint64_t	thing = identity(entity, true);
			uint32_t	there;

			if (c->renamed[e] != (pass == 1))
				continue;
			there = nx_wordset_find(&things, thing);
			if (there == UINT32_MAX && pass == 1)
				there = nx_wordset_find(&names, name);
			target[e] = there == UINT32_MAX ? e : there;
			if (there != UINT32_MAX)
				continue;
			nx_wordset_add(&things, thing, e);
			if (nx_wordset_find(&names, name) == UINT32_MAX)
				nx_wordset_add(&names, name, e);
		}
	return target;
}

/* The entities once more, from their mentions: merged, counted, those without mentions left out. */
static void
write_again(Corrector *c)
{
	NxArticle  *article = c->article;
	NxEntities *entities = &article->entities;
	uint32_t   *target = merge_targets(c);
	uint64_t   *weight = nx_arena_zero(article->arena, sizeof(uint64_t) * (entities->n + 1));
	uint32_t   *number = nx_array(article->arena, uint32_t, entities->n + 1);
	uint64_t	most = 1;
	uint32_t	n = 0,
				i,
				e;

	for (e = 0; e < entities->n; e++)
	{
		entities->item[e].mentions = 0;
		entities->item[e].confidence = 0;
		if (target[e] != e && entities->item[target[e]].role.len == 0)
		{
			entities->item[target[e]].role = entities->item[e].role;
			entities->item[target[e]].role_country = entities->item[e].role_country;
		}
	}
	for (i = 0; i < article->mentions.n; i++)
	{
		NxMention  *mention = &article->mentions.item[i];
		NxEntity   *entity;

		if (mention->flags & NX_M_DROPPED || mention->entity >= entities->n)
			continue;
		mention->entity = target[mention->entity];
		entity = &entities->item[mention->entity];
		if (entity->mentions++ == 0 || mention->section < entity->best_section)
			entity->best_section = mention->section;
		if (mention->confidence > entity->confidence)
			entity->confidence = mention->confidence;
		weight[mention->entity] += nx_section_weight[mention->section];
		if (weight[mention->entity] > most)
			most = weight[mention->entity];
	}
	for (e = 0; e < entities->n; e++)
	{
		if (entities->item[e].mentions == 0)
			continue;
		entities->item[e].salience = (uint16_t) (weight[e] * 1000 / most);
		number[e] = n;
		entities->item[n++] = entities->item[e];
	}
	entities->n = n;
	for (i = 0; i < article->mentions.n; i++)
		if (!(article->mentions.item[i].flags & NX_M_DROPPED) && article->mentions.item[i].entity != UINT32_MAX)
			article->mentions.item[i].entity = number[article->mentions.item[i].entity];
}

void
nx_correct_entities(NxArticle *article)
{
	Corrector	c = {article, article->data->dictionary, false, NULL, NULL, NULL};
	NxDictionary for_article;
	uint32_t	n = article->mentions.n,
				nentities = article->entities.n,
				e;

	take_terms(&c);
	if (c.dictionary->head->ncorrections)
	{
		/* without an argument that tells it, the publisher that the page states */
		for_article = *c.dictionary;
		if (for_article.publisher.len == 0)
			for_article.publisher = article->document.meta.publisher;
		c.dictionary = &for_article;
		index_mentions(&c);
		for (e = 0; e < nentities; e++)
		{
			split_entity(&c, e);
			nx_arena_poll(article->arena);
		}
		if (c.changed)
			index_mentions(&c);
	}
	c.renamed = nx_arena_zero(article->arena, (size_t) article->entities.n + 1);
	for (e = 0; e < article->entities.n && c.dictionary->head->ncorrections; e++)
	{
		follow(&c, e);
		nx_arena_poll(article->arena);
	}
	if (c.changed)
		write_again(&c);
	if (article->mentions.n != n)
		nx_sort_mentions(article->arena, &article->mentions, nx_kept_first);
}
