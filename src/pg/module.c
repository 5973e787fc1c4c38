/*-------------------------------------------------------------------------
 * module.c
 *	  The module itself: magic block and version.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "bridge.h"
#include "dictionary_value.h"
#include "version.h"

PG_MODULE_MAGIC;

/*
 * Code and data that answers come from, as "0.1.0 data 0123456789abcdef";
 * with a dictionary also its contents and profile, as "... dictionary
 * fedcba9876543210 desk".  Rows whose stored version differs were extracted by
 * something older.
 */
PG_FUNCTION_INFO_V1(news_extract_version);
Datum
news_extract_version(PG_FUNCTION_ARGS)
{
	StringInfoData version;

	initStringInfo(&version);
	appendStringInfo(&version, "%s data %016llx", NEWS_VERSION,
					 (unsigned long long) bridge_data()->image->hash);
	if (PG_NARGS() > 0)
		dictionary_append_version(&version, PG_GETARG_DICTIONARY_P(0));

	PG_RETURN_TEXT_P(cstring_to_text_with_len(version.data, version.len));
}
