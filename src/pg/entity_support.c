/*-------------------------------------------------------------------------
 * entity_support.c
 *	  Planner support for the function forms of @>, <@, && and @@.
 *
 * Drivers and tools that cannot write an operator call entityset_contains,
 * entityset_matches and so on.  The planner asks here, and gets the operator
 * as index condition and its estimate, so that both forms have one plan.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "compat.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "nodes/value.h"
#include "optimizer/optimizer.h"
#include "optimizer/plancat.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

/* A function, the operator it stands behind, and that one's strategy in gin_entityset_ops. */
typedef struct FunctionForm
{
	const char *function;
	StrategyNumber strategy;
	int			indexed;		/* argument that must be the indexed one; -1 either */
} FunctionForm;

static const FunctionForm forms[] = {
	{"entityset_contains", 1, 0},
	{"entityset_contained", 1, 1},
	{"entityset_overlaps", 2, -1},
	{"entityset_matches", 3, 0},
	{"entityquery_matched", 3, 1},
};

static const FunctionForm *
find_form(Oid function)
{
	char	   *name = get_func_name(function);
	int			i;

	for (i = 0; name && i < (int) lengthof(forms); i++)
		if (strcmp(name, forms[i].function) == 0)
			return &forms[i];
	return NULL;
}

static Node *
index_condition(SupportRequestIndexCondition *request)
{
	const FunctionForm *form = find_form(request->funcid);
	List	   *args;
	Node	   *indexed;
	Node	   *other;
	Oid			operator;

	if (form == NULL || !is_funcclause(request->node) ||
		(form->indexed >= 0 && request->indexarg != form->indexed))
		return NULL;
	args = ((FuncExpr *) request->node)->args;
	if (list_length(args) != 2)
		return NULL;
	indexed = (Node *) list_nth(args, request->indexarg);
	other = (Node *) list_nth(args, 1 - request->indexarg);
	if (!is_pseudo_constant_for_index(request->root, other, request->index))
		return NULL;
	operator = get_opfamily_member(request->opfamily, exprType(indexed), exprType(other), form->strategy);
	/* Another operator class of ours or of others may have no such operator, or another meaning for it. */
	if (!OidIsValid(operator) || get_opcode(operator) == InvalidOid ||
		find_form(get_opcode(operator)) == NULL || find_form(get_opcode(operator))->strategy != form->strategy)
		return NULL;
	request->lossy = false;
	return (Node *) list_make1(make_opclause(operator, BOOLOID, false, (Expr *) indexed, (Expr *) other,
											 InvalidOid, request->indexcollation));
}

/* The operator of ours behind a function, by the names of all three in the function's schema. */
static Oid
operator_of(const FunctionForm *form, Oid function, List *args)
{
	static const char *const names[] = {"", "@>", "&&", "@@"};
	const char *name = strcmp(form->function, "entityset_contained") == 0 ? "<@" : names[form->strategy];

	return OpernameGetOprid(list_make2(makeString(get_namespace_name(get_func_namespace(function))),
									   makeString(pstrdup(name))),
							exprType((Node *) linitial(args)), exprType((Node *) lsecond(args)));
}

PG_FUNCTION_INFO_V1(entityset_support);
Datum
entityset_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *answer = NULL;

	if (IsA(request, SupportRequestIndexCondition))
		answer = index_condition((SupportRequestIndexCondition *) request);
	else if (IsA(request, SupportRequestSelectivity))
	{
		SupportRequestSelectivity *asked = (SupportRequestSelectivity *) request;
		const FunctionForm *form = find_form(asked->funcid);
		Oid			operator = form && list_length(asked->args) == 2 ?
			operator_of(form, asked->funcid, asked->args) : InvalidOid;

		if (OidIsValid(operator) && !asked->is_join)
		{
			asked->selectivity = restriction_selectivity(asked->root, operator, asked->args, asked->inputcollid,
														 asked->varRelid);
			answer = request;
		}
	}
	PG_RETURN_POINTER(answer);
}
