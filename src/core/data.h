/*-------------------------------------------------------------------------
 * data.h
 *	  All data, opened: what every stage of the core is given.
 *-------------------------------------------------------------------------
 */
#ifndef NX_DATA_H
#define NX_DATA_H

#include "gazetteer.h"
#include "image.h"
#include "lexicon.h"
#include "tagger.h"

typedef struct NxData
{
	const NxImageHead *image;
	NxLexicon	lexicon;
	NxGazetteer gazetteer;
	NxTagger	tagger;
	const struct NxTermTable *terms;	/* of headers (dateline_scan.h), NULL: none */
	const struct NxDictionary *dictionary;	/* the user's (dictionary.h), NULL: none */
} NxData;

/* Views over an image; reads its directory only.  NX_CORRUPT if a section is missing. */
extern NxStatus nx_data_open(NxData *data, const NxImageHead *image);

#endif							/* NX_DATA_H */
