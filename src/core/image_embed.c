/*-------------------------------------------------------------------------
 * image_embed.c
 *	  The image itself, put into read-only memory by the assembler.
 *
 * NX_IMAGE_FILE is the path of the file that mkimage wrote.
 *-------------------------------------------------------------------------
 */
#include "image.h"

__asm__(
#ifdef __APPLE__
		".const\n"
#define NX_SYMBOL "_nx_image_bytes"
#else
		".section .rodata\n"
#define NX_SYMBOL "nx_image_bytes"
#endif
		".balign 64\n"
		".globl " NX_SYMBOL "\n"
#ifdef __ELF__
		".hidden " NX_SYMBOL "\n"
#endif
		NX_SYMBOL ":\n"
		".incbin \"" NX_IMAGE_FILE "\"\n"
		".balign 64\n"
		".previous\n");

extern const char nx_image_bytes[]
#ifdef __ELF__
__attribute__((visibility("hidden")))
#endif
;

const NxImageHead *
nx_image(void)
{
	return (const NxImageHead *) nx_image_bytes;
}
