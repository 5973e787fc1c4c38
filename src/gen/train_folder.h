/*-------------------------------------------------------------------------
 * train_folder.h
 *	  A user's own labelled files: a plain folder of CoNLL files (--data).
 *-------------------------------------------------------------------------
 */
#ifndef NX_TRAIN_FOLDER_H
#define NX_TRAIN_FOLDER_H

#include "train.h"

typedef enum FolderLineKind
{
	FOLDER_TOKEN,
	FOLDER_SENTENCE,			/* ends one */
	FOLDER_ARTICLE,				/* ends one */
	FOLDER_COMMENT
} FolderLineKind;

/* Where the reader is, and the token that it read. */
typedef struct FolderLine
{
	const Folder *folder;
	const char *file;
	uint32_t	number;
	char	   *token;			/* in the line given */
	char		label[64];
	uint8_t		type;			/* NxTagType, or NX_TAG_TYPES outside */
	bool		begins;
} FolderLine;

/* Reads the list of files and labels.tsv; 'columns' "token,label" or NULL.  Ends the program on what cannot be read. */
extern Folder *open_folder(const char *path, const char *columns);

/* The next file from *next on, for measuring or for training, to be closed by pclose; NULL after the last. */
extern FILE *open_folder_file(const Folder *folder, bool measuring, uint32_t *next, FolderLine *at);

/* Reads a line without its end, and cuts it. */
extern FolderLineKind read_folder_line(FolderLine *at, char *line);

#endif							/* NX_TRAIN_FOLDER_H */
