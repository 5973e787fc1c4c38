/*-------------------------------------------------------------------------
 * image.h
 *	  The built-in data: one read-only image shared by all backends.
 *
 * src/gen/mkimage turns src/data into one file of sections; the linker puts
 * it into the shared object, so there is no path, no setting and no version
 * that could differ, and the pages are shared by every process.  Sections
 * hold numbers and offsets, never pointers, in the byte order of the machine
 * that built it.
 *
 * Layout: NxImageHead, NxImageSection[nsections], then the sections, each
 * aligned to 64 bytes.
 *-------------------------------------------------------------------------
 */
#ifndef NX_IMAGE_H
#define NX_IMAGE_H

#include "base.h"

#define NX_IMAGE_MAGIC		UINT32_C(0x4e583031)	/* "NX01" */
#define NX_SECTION_NAME		16

typedef struct NxImageHead
{
	uint32_t	magic;
	uint32_t	nsections;
	uint64_t	size;			/* bytes of the whole image */
	uint64_t	hash;			/* nx_image_hash: the data's version */
} NxImageHead;

typedef struct NxImageSection
{
	char		name[NX_SECTION_NAME];	/* padded with zero bytes */
	uint64_t	offset;			/* from the start of the image */
	uint64_t	size;
} NxImageSection;

/* The image linked into this program. */
extern const NxImageHead *nx_image(void);

/*
 * Start of the section called 'name' and its size in bytes, or NULL.
 * Valid for the life of the process.
 */
extern const void *nx_image_section(const NxImageHead *image, const char *name, size_t *size);

/* Hash of all after the head, with the number of sections; the image must be whole. */
extern uint64_t nx_image_hash(const NxImageHead *image);

/* Checks magic and the bounds of all sections, which takes half a microsecond: NX_CORRUPT if any is wrong. */
extern NxStatus nx_image_check_table(const NxImageHead *image, size_t size);

/* The same, and the hash of all bytes, which takes 30 ms.  Tests ask for it, no backend does. */
extern NxStatus nx_image_check(const NxImageHead *image, size_t size);

#endif							/* NX_IMAGE_H */
