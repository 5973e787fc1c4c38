/*-------------------------------------------------------------------------
 * dictionary_rule.h
 *	  Terms that are regular expressions, run by ICU within bounds.
 *
 * A rule costs at most a number of steps that depends on the article's length
 * alone: an expression that would take longer ("(a+)+$") finds nothing more
 * in that article.  Steps are counted by ICU, so the clock decides nothing.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DICTIONARY_RULE_H
#define NX_DICTIONARY_RULE_H

#include "arena.h"
#include "dictionary.h"

/* Name of the group that is the entity; without one all that matched is. */
#define NX_RULE_GROUP		"entity"

typedef struct NxRules NxRules;

/*
 * Compiles the dictionary's expressions; those that this ICU cannot compile
 * are left out.  The arena holds the list, ICU's own memory holds the
 * expressions: give it back with nx_rules_close before the arena goes.  *rules
 * is set before the first is compiled, so it can be closed also when the arena
 * has no memory for the rest.
 */
extern void nx_rules_open(NxArena *arena, const NxDictionary *dictionary, NxRules **rules);
extern void nx_rules_close(NxRules *rules);

/* What one rule found. */
typedef struct NxRuleMatch
{
	NxSpan		span;			/* in the text given */
	uint32_t	rule;			/* number in dictionary->rule_at */
} NxRuleMatch;

typedef NX_LIST(NxRuleMatch) NxRuleMatches;

/*
 * Finds the rules' matches in one piece of 'text'; appends them by rule.  An
 * article is searched piece by piece: call nx_rules_begin before the first.
 */
extern void nx_rules_begin(NxRules *rules, uint32_t text_bytes);
extern void nx_rules_find(NxRules *rules, NxArena *arena, NxText text, NxSpan piece, NxRuleMatches *found);

/*
 * Does ICU compile this expression?  If not, *problem says why and *where at
 * which character, from 1 (0: not told).
 */
extern bool nx_rule_check(NxArena *arena, NxText pattern, const char **problem, uint32_t *where);

#endif							/* NX_DICTIONARY_RULE_H */
