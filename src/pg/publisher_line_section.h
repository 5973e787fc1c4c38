/*-------------------------------------------------------------------------
 * publisher_line_section.h
 *	  A profile's rows of news_publisher_line as a section of a dictionary.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_PUBLISHER_LINE_SECTION_H
#define NEWS_PUBLISHER_LINE_SECTION_H

#include "bridge.h"

/* In 'arena', empty if there are no rows.  SPI is connected; 'schema' is quoted. */
extern NxText publisher_line_section(NxArena *arena, const char *schema, const text *profile);

#endif							/* NEWS_PUBLISHER_LINE_SECTION_H */
