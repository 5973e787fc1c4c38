/*-------------------------------------------------------------------------
 * image.c
 *	  Find and check the sections of the built-in data.
 *-------------------------------------------------------------------------
 */
#include "image.h"

#include <string.h>

#include "unicode.h"

static const NxImageSection *
sections(const NxImageHead *image)
{
	return (const NxImageSection *) (image + 1);
}

const void *
nx_image_section(const NxImageHead *image, const char *name, size_t *size)
{
	char		padded[NX_SECTION_NAME] = {0};
	uint32_t	i;

	for (i = 0; i < NX_SECTION_NAME && name[i]; i++)
		padded[i] = name[i];
	for (i = 0; i < image->nsections; i++)
	{
		const NxImageSection *section = &sections(image)[i];

		/* of a length that compilers know: two comparisons */
		if (memcmp(section->name, padded, NX_SECTION_NAME) == 0)
		{
			*size = (size_t) section->size;
			return (const char *) image + section->offset;
		}
	}
	*size = 0;
	return NULL;
}

uint64_t
nx_image_hash(const NxImageHead *image)
{
	return nx_hash_mix(nx_hash_bytes((const char *) (image + 1), (uint32_t) (image->size - sizeof(*image))) ^
					   image->nsections);
}

NxStatus
nx_image_check_table(const NxImageHead *image, size_t size)
{
	uint32_t	i;

	if (size < sizeof(*image) || image->magic != NX_IMAGE_MAGIC || image->size != size ||
		image->nsections > (size - sizeof(*image)) / sizeof(NxImageSection))
		return NX_CORRUPT;
	for (i = 0; i < image->nsections; i++)
	{
		const NxImageSection *section = &sections(image)[i];

		if (section->offset > size || section->size > size - section->offset ||
			section->offset % 64 != 0)
			return NX_CORRUPT;
	}
	return NX_OK;
}

NxStatus
nx_image_check(const NxImageHead *image, size_t size)
{
	if (nx_image_check_table(image, size) != NX_OK)
		return NX_CORRUPT;
	return nx_image_hash(image) == image->hash ? NX_OK : NX_CORRUPT;
}
