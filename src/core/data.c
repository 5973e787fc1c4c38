/*-------------------------------------------------------------------------
 * data.c
 *	  Open all built-in data.
 *-------------------------------------------------------------------------
 */
#include "data.h"

#include <string.h>

NxStatus
nx_data_open(NxData *data, const NxImageHead *image)
{
	size_t		size;

	memset(data, 0, sizeof(*data));
	data->image = image;
	data->terms = image->magic == NX_IMAGE_MAGIC ? nx_image_section(image, "dateline.term", &size) : NULL;
	if (nx_image_check_table(image, (size_t) image->size) != NX_OK ||
		nx_lexicon_open(&data->lexicon, image) != NX_OK ||
		nx_gazetteer_open(&data->gazetteer, image) != NX_OK ||
		nx_tagger_open(&data->tagger, image) != NX_OK)
		return NX_CORRUPT;
	return NX_OK;
}
