/*-------------------------------------------------------------------------
 * entityset_json.c
 *	  entityset to jsonb and back.
 *
 * An array with an object for each entity:
 *		{"kind", "name", "id", "country", "admin1", "ancestors": [ids],
 *		 "mentions", "sections": "AC", "positions": {"A": [1], "C": [57]},
 *		 "salience", "confidence"}
 * Only kind and name must be there; what is missing is not known (confidence: 1).
 * Casting to jsonb and back gives an equal value.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "entity_scan.h"
#include "entityset.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

static void
append_string(StringInfo out, const char *text, int len)
{
	escape_json(out, pnstrdup(text, len));
}

/* The positions in each section that has some. */
static void
append_json_positions(StringInfo out, const EntityView *view)
{
	int			section;
	char		before = '{';

	appendStringInfoString(out, ",\"positions\":");
	for (section = 0; section < ES_SECTIONS; section++)
	{
		EntityPositions it;
		bool		first = true;

		if ((view->sections & ES_SECTION_BIT(section)) == 0)
			continue;
		for (entity_positions_init(&it, view); entity_positions_next(&it);)
		{
			if (it.section != section)
				continue;
			if (first)
				appendStringInfo(out, "%c\"%c\":[%u", before, 'A' + section, it.position);
			else
				appendStringInfo(out, ",%u", it.position);
			first = false;
			before = ',';
		}
		if (!first)
			appendStringInfoChar(out, ']');
	}
	appendStringInfoChar(out, '}');
}

static void
append_json_entity(StringInfo out, const EntityView *view)
{
	int			i;

	appendStringInfoString(out, "{\"kind\":\"");
	if (view->key.kind == ES_KIND_USER)
		appendBinaryStringInfo(out, view->key.kind_name, view->key.kindlen);
	else
		appendStringInfoString(out, entity_kind_name((EntityKind) view->key.kind));
	appendStringInfoString(out, "\",\"name\":");
	append_string(out, view->name, view->namelen);
	if (view->key.id)
		appendStringInfo(out, ",\"id\":" INT64_FORMAT, view->key.id);
	if (view->country)
		appendStringInfo(out, ",\"country\":\"%c%c\"", view->country >> 8, view->country & 0xff);
	if (view->admin1[0])
		appendStringInfo(out, ",\"admin1\":\"%s\"", view->admin1);
	for (i = 0; i < view->nancestors; i++)
		appendStringInfo(out, "%s" INT64_FORMAT, i == 0 ? ",\"ancestors\":[" : ",", view->ancestors[i]);
	if (view->nancestors)
		appendStringInfoChar(out, ']');
	appendStringInfo(out, ",\"mentions\":%u", view->mentions);
	if (view->sections)
	{
		appendStringInfoString(out, ",\"sections\":\"");
		for (i = 0; i < ES_SECTIONS; i++)
			if (view->sections & ES_SECTION_BIT(i))
				appendStringInfoChar(out, 'A' + i);
		appendStringInfoChar(out, '"');
	}
	if (view->npositions)
		append_json_positions(out, view);
	appendStringInfoString(out, ",\"salience\":");
	entity_append_permille(out, view->salience);
	appendStringInfoString(out, ",\"confidence\":");
	entity_append_permille(out, view->confidence);
	appendStringInfoChar(out, '}');
}

PG_FUNCTION_INFO_V1(entityset_to_jsonb);
Datum
entityset_to_jsonb(PG_FUNCTION_ARGS)
{
	EntityReader reader;
	StringInfoData out;
	uint32		i;

	entity_reader_init(&reader, PG_GETARG_ENTITYSET_P(0));
	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	for (i = 0; i < reader.count; i++)
	{
		EntityView	view;

		CHECK_FOR_INTERRUPTS();
		entity_record_view(entry_at(&reader, i), reader.end, &view);
		if (i > 0)
			appendStringInfoChar(&out, ',');
		append_json_entity(&out, &view);
	}
	appendStringInfoChar(&out, ']');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
}

/* Everything that does not fit ends here. */
static void
refuse(int number, const char *field, const char *expected)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("cannot cast jsonb to entityset"),
			number > 0 ? errdetail("Entity %d: \"%s\" must be %s.", number, field, expected) :
			errdetail("%s must be %s.", field, expected));
}

static bool
get_field(JsonbContainer *object, const char *name, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(object, name, strlen(name), value) != NULL && value->type != jbvNull;
}

static int64
int_value(const JsonbValue *value, int number, const char *field, const char *expected, int64 min, int64 max)
{
	int64		v;
	Datum		rounded;

	if (value->type != jbvNumeric)
		refuse(number, field, expected);
	/* A fraction would be rounded silently. */
	rounded = DirectFunctionCall2(numeric_round, NumericGetDatum(value->val.numeric), Int32GetDatum(0));
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, rounded, NumericGetDatum(value->val.numeric))))
		refuse(number, field, expected);
	v = DatumGetInt64(DirectFunctionCall1(numeric_int8, rounded));
	if (v < min || v > max)
		refuse(number, field, expected);
	return v;
}

static uint16
permille_field(JsonbContainer *object, const char *field, int number, uint16 missing)
{
	JsonbValue	value;
	double		v;

	if (!get_field(object, field, &value))
		return missing;
	if (value.type != jbvNumeric)
		refuse(number, field, "a number from 0 to 1");
	v = DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value.val.numeric)));
	if (!(v >= 0 && v <= 1))
		refuse(number, field, "a number from 0 to 1");
	return (uint16) (v * 1000 + 0.5);
}

static void
kind_and_name(JsonbContainer *object, EntityItem *item, int number, StringInfo fold)
{
	JsonbValue	value;

	if (!get_field(object, "kind", &value) || value.type != jbvString ||
		(item->kind = entity_kind_code(value.val.string.val, value.val.string.len)) == ES_KIND_ANY)
		refuse(number, "kind", "person, org, place, demonym, misc or a lower-case identifier");
	if (item->kind == ES_KIND_USER)
		item->kind_name = pnstrdup(value.val.string.val, value.val.string.len);
	if (!get_field(object, "name", &value) || value.type != jbvString || value.val.string.len > ES_MAX_NAME ||
		!entity_fold_name(value.val.string.val, value.val.string.len, fold, NULL))
		refuse(number, "name", "a string of 1 to 2047 bytes with a letter, digit or sign");
	item->name = pnstrdup(value.val.string.val, value.val.string.len);
	item->namelen = value.val.string.len;
}

static bool
is_code(const JsonbValue *value, int least, int most, bool digits)
{
	int			i;

	if (value->type != jbvString || value->val.string.len < least || value->val.string.len > most)
		return false;
	for (i = 0; i < value->val.string.len; i++)
	{
		char		c = value->val.string.val[i];

		if (!((c >= 'A' && c <= 'Z') || (digits && c >= '0' && c <= '9')))
			return false;
	}
	return true;
}

static void
place_fields(JsonbContainer *object, EntityItem *item, int number)
{
	JsonbValue	value;
	uint32		i;

	if (get_field(object, "id", &value))
		item->place_id = int_value(&value, number, "id", "a whole number", PG_INT64_MIN, PG_INT64_MAX);
	if (get_field(object, "country", &value))
	{
		if (!is_code(&value, 2, 2, false))
			refuse(number, "country", "two capital letters");
		item->country = (uint16) (value.val.string.val[0] << 8 | value.val.string.val[1]);
	}
	if (get_field(object, "admin1", &value))
	{
		if (item->country == 0 || !is_code(&value, 1, 4, true))
			refuse(number, "admin1", "one to four capital letters and digits, beside a country");
		memcpy(item->admin1, value.val.string.val, value.val.string.len);
	}
	if (!get_field(object, "ancestors", &value))
		return;
	if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data) ||
		JsonContainerSize(value.val.binary.data) > ES_MAX_ANCESTORS)
		refuse(number, "ancestors", "an array of up to 7 whole numbers");
	for (i = 0; i < JsonContainerSize(value.val.binary.data); i++)
		item->ancestors[item->nancestors++] =
			int_value(getIthJsonbValueFromContainer(value.val.binary.data, i), number, "ancestors",
					  "an array of up to 7 whole numbers", PG_INT64_MIN, PG_INT64_MAX);
}

static void
positions_field(JsonbContainer *object, EntityItem *item, int number)
{
	static const char *const expected = "an object of arrays of numbers from 1 to 1073741823 under A, B, C and D";
	static const char *const letters[ES_SECTIONS] = {"A", "B", "C", "D"};
	JsonbValue	value;
	JsonbValue	array[ES_SECTIONS];
	bool		present[ES_SECTIONS];
	Size		total = 0;
	uint32	   *positions;
	uint8	   *sections;
	int			known = 0;
	int			i;
	uint32		j;

	if (!get_field(object, "positions", &value))
		return;
	if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
		refuse(number, "positions", expected);
	for (i = 0; i < ES_SECTIONS; i++)
	{
		present[i] = get_field(value.val.binary.data, letters[i], &array[i]);
		if (!present[i])
			continue;
		if (array[i].type != jbvBinary || !JsonContainerIsArray(array[i].val.binary.data))
			refuse(number, "positions", expected);
		total += JsonContainerSize(array[i].val.binary.data);
		known++;
	}
	if (known != (int) JsonContainerSize(value.val.binary.data))
		refuse(number, "positions", expected);
	positions = palloc_extended(mul_size(total + 1, sizeof(uint32)), MCXT_ALLOC_HUGE);
	sections = palloc_extended(total + 1, MCXT_ALLOC_HUGE);
	for (i = 0; i < ES_SECTIONS; i++)
		for (j = 0; present[i] && j < JsonContainerSize(array[i].val.binary.data); j++)
		{
			positions[item->npositions] = (uint32)
				int_value(getIthJsonbValueFromContainer(array[i].val.binary.data, j), number,
						  "positions", expected, 1, ES_MAX_POSITION);
			sections[item->npositions++] = i;
		}
	item->positions = positions;
	item->position_sections = sections;
}

static void
read_json_entity(JsonbContainer *object, EntityItem *item, int number, StringInfo fold)
{
	JsonbValue	value;
	int			i;

	memset(item, 0, sizeof(*item));
	kind_and_name(object, item, number, fold);
	place_fields(object, item, number);
	positions_field(object, item, number);
	if (get_field(object, "sections", &value))
	{
		if (value.type != jbvString)
			refuse(number, "sections", "a string of the letters A, B, C and D");
		for (i = 0; i < value.val.string.len; i++)
		{
			char		c = value.val.string.val[i];

			if (c < 'A' || c > 'D')
				refuse(number, "sections", "a string of the letters A, B, C and D");
			item->sections |= ES_SECTION_BIT(c - 'A');
		}
	}
	if (get_field(object, "mentions", &value))
		item->mentions = (uint32) int_value(&value, number, "mentions",
											"a whole number from 1 to 2147483647, not below the count of positions",
											Max(1, item->npositions), ES_MAX_MENTIONS);
	item->salience = permille_field(object, "salience", number, 0);
	item->confidence = permille_field(object, "confidence", number, 1000);
}

PG_FUNCTION_INFO_V1(entityset_from_jsonb);
Datum
entityset_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb	   *json = PG_GETARG_JSONB_P(0);
	EntityItem *items;
	StringInfoData fold;
	uint32		n;
	uint32		i;

	if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
		refuse(0, "The value", "an array of entities");
	n = JB_ROOT_COUNT(json);
	items = palloc_extended(mul_size(Max(n, 1), sizeof(EntityItem)), MCXT_ALLOC_HUGE);
	initStringInfo(&fold);
	for (i = 0; i < n; i++)
	{
		JsonbValue *entity = getIthJsonbValueFromContainer(&json->root, i);

		CHECK_FOR_INTERRUPTS();
		if (entity->type != jbvBinary || !JsonContainerIsObject(entity->val.binary.data))
			refuse(0, "Each element of the array", "an object");
		read_json_entity(entity->val.binary.data, &items[i], i + 1, &fold);
	}
	PG_RETURN_ENTITYSET_P(entityset_build(items, n));
}
