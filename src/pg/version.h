/*-------------------------------------------------------------------------
 * version.h
 *	  Version of the code; `make versions` holds it against the control file.
 *-------------------------------------------------------------------------
 */
#ifndef NEWS_VERSION_H
#define NEWS_VERSION_H

#define NEWS_VERSION	"0.1.0"

#endif							/* NEWS_VERSION_H */
