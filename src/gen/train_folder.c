/*-------------------------------------------------------------------------
 * train_folder.c
 *	  A user's own labelled files: a plain folder of CoNLL files (--data).
 *
 * Every file whose name ends in .conll, .bio, .iob, .iob2 or .tsv is read, also
 * with .gz behind; one that has dev, test, testa, testb, valid or validation
 * as a part of its name ("eng.testa", "en-dev.iob2") is for measuring only.
 *
 * A line is a token: columns parted by tabs, or by spaces where there is no
 * tab, the first is the token and the last the label (--columns 2,3 says
 * otherwise).  Labels may be IOB1, IOB2, BIOES, BILOU or bare.  An empty line
 * ends a sentence; -DOCSTART- and "# newdoc" end an article, and so does a
 * file; other lines "# name = value" are comments.
 *
 * labels.tsv in the folder says what labels mean: label, tab, one of person,
 * org, place, misc, none.  Labels of CoNLL-2003, OntoNotes and their like are
 * known without.
 *-------------------------------------------------------------------------
 */
#define _DEFAULT_SOURCE

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "train.h"
#include "train_folder.h"

#define MOST_LABELS	200
#define MOST_FILES	10000

typedef struct Label
{
	const char *name;
	uint8_t		type;
} Label;

static const Label known_labels[] = {
	{"PER", NX_TAG_PERSON}, {"PERS", NX_TAG_PERSON}, {"PERSON", NX_TAG_PERSON},
	{"ORG", NX_TAG_ORG}, {"ORGANIZATION", NX_TAG_ORG}, {"ORGANISATION", NX_TAG_ORG},
	{"CORPORATION", NX_TAG_ORG}, {"COMPANY", NX_TAG_ORG},
	{"LOC", NX_TAG_PLACE}, {"LOCATION", NX_TAG_PLACE}, {"PLACE", NX_TAG_PLACE}, {"GPE", NX_TAG_PLACE},
	{"FAC", NX_TAG_PLACE}, {"FACILITY", NX_TAG_PLACE},
	{"MISC", NX_TAG_MISC}, {"OTH", NX_TAG_MISC}, {"NORP", NX_TAG_MISC}, {"DEMONYM", NX_TAG_MISC},
	{"EVENT", NX_TAG_MISC}, {"WORK_OF_ART", NX_TAG_MISC}, {"PRODUCT", NX_TAG_MISC}, {"LAW", NX_TAG_MISC},
	{"LANGUAGE", NX_TAG_MISC},
	{"DATE", NX_TAG_TYPES}, {"TIME", NX_TAG_TYPES}, {"MONEY", NX_TAG_TYPES}, {"PERCENT", NX_TAG_TYPES},
	{"QUANTITY", NX_TAG_TYPES}, {"ORDINAL", NX_TAG_TYPES}, {"CARDINAL", NX_TAG_TYPES},
};

struct Folder
{
	const char *path;
	uint32_t	columns[2];		/* of token and label, from 1; 0: the last */
	Label		label[MOST_LABELS];
	uint32_t	nlabels;
	char	   *file[MOST_FILES];	/* names, sorted */
	uint32_t	nfiles;
};

static void *
copy_of(const void *data, size_t size)
{
	void	   *copy = malloc(size);

	if (copy == NULL)
		stop("out of memory");
	return memcpy(copy, data, size);
}

static bool
ends_with(const char *name, size_t len, const char *end)
{
	size_t		n = strlen(end);

	return len > n && strncasecmp(name + len - n, end, n) == 0;
}

static bool
is_data_file(const char *name)
{
	static const char *const ending[] = {".conll", ".bio", ".iob", ".iob2", ".tsv"};
	size_t		len = strlen(name);
	uint32_t	i;

	if (name[0] == '.' || strcmp(name, "labels.tsv") == 0)
		return false;
	if (ends_with(name, len, ".gz"))
		len -= 3;
	for (i = 0; i < NX_COUNT(ending); i++)
		if (ends_with(name, len, ending[i]))
			return true;
	/* CoNLL-2003's own names */
	return ends_with(name, len, ".train") || ends_with(name, len, ".testa") || ends_with(name, len, ".testb");
}

static bool
is_for_measuring(const char *name)
{
	static const char *const part[] = {"dev", "test", "testa", "testb", "valid", "validation"};

	while (*name)
	{
		size_t		len = strcspn(name, "._-");
		uint32_t	i;

		for (i = 0; i < NX_COUNT(part); i++)
			if (len == strlen(part[i]) && strncasecmp(name, part[i], len) == 0)
				return true;
		name += len;
		name += *name != '\0';
	}
	return false;
}

static int
name_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
list_files(Folder *folder)
{
	DIR		   *dir = opendir(folder->path);
	struct dirent *entry;

	if (dir == NULL)
		stop("cannot open folder %s", folder->path);
	while ((entry = readdir(dir)) != NULL)
	{
		if (!is_data_file(entry->d_name))
			continue;
		/* names go to a shell between single quotes */
		if (strchr(entry->d_name, '\''))
			stop("name of a file has a quote in it: %s", entry->d_name);
		if (folder->nfiles == MOST_FILES)
			stop("more than %d files in %s", MOST_FILES, folder->path);
		folder->file[folder->nfiles++] = copy_of(entry->d_name, strlen(entry->d_name) + 1);
	}
	closedir(dir);
	qsort(folder->file, folder->nfiles, sizeof(char *), name_cmp);
	if (folder->nfiles == 0)
		stop("no .conll, .bio, .iob, .iob2 or .tsv file in %s", folder->path);
}

static void
read_label(Folder *folder, const char *path, uint32_t number, char *line)
{
	static const char *const kind[] = {"person", "org", "place", "misc", "none"};
	char	   *value = strchr(line, '\t');
	int			type;

	if (value == NULL || value == line)
		stop("%s, line %u: not a label, a tab and a kind", path, number);
	*value++ = '\0';
	for (type = 0; type <= NX_TAG_TYPES; type++)
		if (strcmp(value, kind[type]) == 0)
			break;
	if (type > NX_TAG_TYPES)
		stop("%s, line %u: unrecognized kind \"%s\"; there are person, org, place, misc and none", path, number, value);
	if (folder->nlabels == MOST_LABELS)
		stop("%s: more than %d labels", path, MOST_LABELS);
	folder->label[folder->nlabels].name = copy_of(line, strlen(line) + 1);
	folder->label[folder->nlabels++].type = (uint8_t) type;
}

static void
read_labels(Folder *folder)
{
	char		path[2048];
	FILE	   *file;
	char	   *line = NULL;
	size_t		room = 0;
	uint32_t	number = 0;

	snprintf(path, sizeof(path), "%s/labels.tsv", folder->path);
	file = fopen(path, "r");
	if (file == NULL)
		return;
	while (getline(&line, &room, file) >= 0)
	{
		line[strcspn(line, "\r\n")] = '\0';
		number++;
		if (line[0] != '\0' && line[0] != '#')
			read_label(folder, path, number, line);
	}
	free(line);
	fclose(file);
}

Folder *
open_folder(const char *path, const char *columns)
{
	Folder	   *folder = calloc(1, sizeof(Folder));

	if (folder == NULL)
		stop("out of memory");
	folder->path = path;
	folder->columns[0] = 1;
	if (columns && (sscanf(columns, "%u,%u", &folder->columns[0], &folder->columns[1]) != 2 ||
					folder->columns[0] == 0 || folder->columns[1] == 0))
		stop("--columns needs two numbers from 1 up, as in 1,4");
	if (strchr(path, '\''))
		stop("name of a folder has a quote in it: %s", path);
	read_labels(folder);
	list_files(folder);
	return folder;
}

/* Type of a label, which the folder's own list says before the one built in. */
static uint8_t
type_of_label(const FolderLine *at, const char *label)
{
	const Folder *folder = at->folder;
	uint32_t	i;

	for (i = 0; i < folder->nlabels; i++)
		if (strcmp(folder->label[i].name, label) == 0)
			return folder->label[i].type;
	for (i = 0; i < NX_COUNT(known_labels); i++)
		if (strcasecmp(known_labels[i].name, label) == 0)
			return known_labels[i].type;
	stop("%s/%s, line %u: unrecognized label \"%s\"; say in %s/labels.tsv what kind it is",
		 folder->path, at->file, at->number, label, folder->path);
}

/* "B-PER", "U-PER", "I-PER" or "PER": begins says that a name certainly begins. */
static void
read_tag(FolderLine *at, const char *tag)
{
	at->begins = false;
	at->label[0] = '\0';
	at->type = NX_TAG_TYPES;
	if (strcmp(tag, "O") == 0 || strcmp(tag, "-") == 0 || strcmp(tag, "_") == 0)
		return;
	if (tag[0] && strchr("BIOESLU", tag[0]) && (tag[1] == '-' || tag[1] == '_') && tag[2])
	{
		at->begins = tag[0] == 'B' || tag[0] == 'U' || tag[0] == 'S';
		tag += 2;
	}
	at->type = type_of_label(at, tag);
	snprintf(at->label, sizeof(at->label), "%s", tag);
}

/* Cuts the line into columns in place; gives the n-th (0: last), or NULL. */
static char *
column(char **part, uint32_t nparts, uint32_t n)
{
	if (n == 0)
		return nparts < 2 ? NULL : part[nparts - 1];
	return n <= nparts ? part[n - 1] : NULL;
}

#define MOST_COLUMNS	64

static FolderLineKind
cut_line(FolderLine *at, char *line)
{
	char	   *part[MOST_COLUMNS];
	uint32_t	nparts = 0;
	const char *between = strchr(line, '\t') ? "\t" : " ";
	char	   *rest = NULL;
	char	   *tag;
	char	   *p;
	char		before[sizeof(at->label)];

	for (p = strtok_r(line, between, &rest); p && nparts < MOST_COLUMNS; p = strtok_r(NULL, between, &rest))
		part[nparts++] = p;
	at->token = column(part, nparts, at->folder->columns[0]);
	tag = column(part, nparts, at->folder->columns[1]);
	if (at->token == NULL || tag == NULL)
		stop("%s/%s, line %u: columns are missing", at->folder->path, at->file, at->number);
	if (strcmp(at->token, "-DOCSTART-") == 0)
		return FOLDER_ARTICLE;
	memcpy(before, at->label, sizeof(before));
	read_tag(at, tag);
	/* two labels that mean one kind are two names */
	if (at->type != NX_TAG_TYPES && strcmp(before, at->label) != 0)
		at->begins = true;
	return FOLDER_TOKEN;
}

/* The tokeniser trusts its text: old CoNLL files are Latin-1. */
static bool
is_utf8(const char *line)
{
	const unsigned char *p = (const unsigned char *) line;

	while (*p)
	{
		int			more = *p < 0x80 ? 0 : *p >= 0xc2 && *p < 0xe0 ? 1 : *p >= 0xe0 && *p < 0xf0 ? 2 : *p >= 0xf0 && *p < 0xf5 ? 3 : -1;

		if (more < 0 || (*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] >= 0xa0) ||
			(*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] >= 0x90))
			return false;
		for (p++; more > 0; more--, p++)
			if ((*p & 0xc0) != 0x80)
				return false;
	}
	return true;
}

FolderLineKind
read_folder_line(FolderLine *at, char *line)
{
	at->number++;
	if (line[strspn(line, " \t")] == '\0')
	{
		at->label[0] = '\0';
		return FOLDER_SENTENCE;
	}
	if (strncmp(line, "# newdoc", 8) == 0)
		return FOLDER_ARTICLE;
	if (line[0] == '#' && line[1] == ' ' && strstr(line, " = ") != NULL)
		return FOLDER_COMMENT;
	if (!is_utf8(line))
		stop("%s/%s, line %u: not UTF-8", at->folder->path, at->file, at->number);
	return cut_line(at, line);
}

FILE *
open_folder_file(const Folder *folder, bool measuring, uint32_t *next, FolderLine *at)
{
	char		command[4096];
	FILE	   *file;

	while (*next < folder->nfiles && is_for_measuring(folder->file[*next]) != measuring)
		(*next)++;
	if (*next == folder->nfiles)
		return NULL;
	memset(at, 0, sizeof(*at));
	at->folder = folder;
	at->file = folder->file[(*next)++];
	/* -f: files that are not compressed go through as they are */
	snprintf(command, sizeof(command), "gzip -dcf -- '%s/%s'", folder->path, at->file);
	file = popen(command, "r");
	if (file == NULL)
		stop("could not run gzip");
	return file;
}
