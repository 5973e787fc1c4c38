/*-------------------------------------------------------------------------
 * module.c
 *	  The module itself: magic block and version.
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "bridge.h"
#include "version.h"

PG_MODULE_MAGIC;

/*
 * Code and data that answers come from, as "0.1.0 data 0123456789abcdef".
 * Rows whose stored version differs were extracted by something older.
 */
PG_FUNCTION_INFO_V1(news_extract_version);
Datum
news_extract_version(PG_FUNCTION_ARGS)
{
	char	   *version;

	(void) fcinfo;
	version = psprintf("%s data %016llx", NEWS_VERSION,
					   (unsigned long long) bridge_data()->image->hash);

	PG_RETURN_TEXT_P(cstring_to_text(version));
}
