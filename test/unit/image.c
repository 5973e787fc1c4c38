/* The built-in image: damaged in any byte, or cut, it is refused. */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "image.h"
#include "tap.h"

/* Places in each section beside its first and last byte; each costs a look at the whole image. */
#define SPREAD	2

static bool
refused_with(unsigned char *image, size_t size, size_t at, unsigned char change)
{
	NxStatus	status;

	image[at] ^= change;
	status = nx_image_check((const NxImageHead *) image, size);
	image[at] ^= change;
	return status == NX_CORRUPT;
}

int
main(void)
{
	const NxImageHead *head = nx_image();
	size_t		size = (size_t) head->size;
	unsigned char *image = aligned_alloc(64, (size + 63) / 64 * 64);
	const NxImageSection *section = (const NxImageSection *) (head + 1);
	size_t		end_of_table = sizeof(*head) + head->nsections * sizeof(*section);
	size_t		at;
	uint32_t	i,
				j;

	memcpy(image, head, size);
	ok(nx_image_check((const NxImageHead *) image, size) == NX_OK, "the image as built");
	for (at = 0; at < sizeof(*head); at++)
		ok(refused_with(image, size, at, 1), "byte %u of the head", (unsigned) at);
	for (i = 0; i < head->nsections; i++)
	{
		bool		good = true;

		at = sizeof(*head) + i * sizeof(*section);
		good = refused_with(image, size, at, 0x20) && refused_with(image, size, at + NX_SECTION_NAME, 64) &&
			refused_with(image, size, at + sizeof(*section) - 1, 0x80);
		for (j = 0; j <= SPREAD && section[i].size > 0; j++)
			good &= refused_with(image, size, section[i].offset + (section[i].size - 1) / SPREAD * j, 1u << j);
		ok(good, "section %.16s", section[i].name);
	}
	ok(refused_with(image, size, end_of_table - 1, 0xff), "end of the table of sections");
	ok(refused_with(image, size, size - 1, 1), "last byte");
	ok(nx_image_check((const NxImageHead *) image, size - 1) == NX_CORRUPT, "cut by a byte");
	ok(nx_image_check((const NxImageHead *) image, sizeof(*head) - 1) == NX_CORRUPT, "cut within the head");
	ok(nx_image_check((const NxImageHead *) image, 0) == NX_CORRUPT, "nothing");
	free(image);
	return done_testing();
}
