/*-------------------------------------------------------------------------
 * mkunicode.c
 *	  src/data/unicode.tsv on standard input -> unicode_tables.inc on output.
 *
 * Equal records and equal pages are stored once, so that the tables of a
 * million code points take about 200 kB of read-only memory.
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/unicode.h"

#define CODE_POINTS	0x110000
#define PAGES		(CODE_POINTS / 256u)

static const char *kind_name[] = {
	"other", "space", "newline", "lower", "upper", "letter", "mark", "digit",
	"punct", "symbol", "ignorable", "control"
};

static NxCpInfo record[16384];
static unsigned nrecords;
static unsigned short of_cp[CODE_POINTS];
static unsigned page_of[PAGES];
static unsigned first_cp_of_page[PAGES];

static unsigned
kind_number(const char *name)
{
	unsigned	i;

	for (i = 0; i < NX_COUNT(kind_name); i++)
		if (strcmp(kind_name[i], name) == 0)
			return i;
	fprintf(stderr, "unicode.tsv: no such kind: %s\n", name);
	exit(1);
}

static void
read_fold(NxCpInfo *info, char *text)
{
	char	   *part;

	memset(info->fold, 0, sizeof(info->fold));
	info->nfold = 0xff;
	if (strcmp(text, "=") == 0)
		return;
	info->nfold = 0;
	if (strcmp(text, "-") == 0)
		return;
	for (part = strtok(text, ","); part && info->nfold < NX_FOLD_MOST; part = strtok(NULL, ","))
		info->fold[info->nfold++] = (uint32_t) strtoul(part, NULL, 16);
}

static bool
is_same(const NxCpInfo *a, const NxCpInfo *b)
{
	return a->kind == b->kind && a->flags == b->flags && a->nfold == b->nfold &&
		memcmp(a->fold, b->fold, sizeof(a->fold)) == 0;
}

static unsigned
record_number(const NxCpInfo *info)
{
	static unsigned recent;
	unsigned	i;

	if (recent < nrecords && is_same(&record[recent], info))
		return recent;
	for (i = 0; i < nrecords; i++)
		if (is_same(&record[i], info))
			return recent = i;
	if (nrecords == NX_COUNT(record))
	{
		fprintf(stderr, "unicode.tsv: more than %u different records\n", nrecords);
		exit(1);
	}
	record[nrecords] = *info;
	return recent = nrecords++;
}

static void
read_rows(void)
{
	char		line[256],
				kind[32],
				fold[64];
	unsigned	first,
				last,
				flags,
				cp;
	NxCpInfo	info;

	memset(&info, 0, sizeof(info));
	info.nfold = 0xff;
	record_number(&info);		/* record 0: unassigned */
	while (fgets(line, sizeof(line), stdin))
	{
		if (line[0] == '#')
			continue;
		if (sscanf(line, "%x\t%x\t%31s\t%x\t%63s", &first, &last, kind, &flags, fold) != 5 ||
			last >= CODE_POINTS)
		{
			fprintf(stderr, "unicode.tsv: cannot read: %s", line);
			exit(1);
		}
		memset(&info, 0, sizeof(info));
		info.kind = (uint8_t) kind_number(kind);
		info.flags = (uint8_t) flags;
		read_fold(&info, fold);
		for (cp = first; cp <= last; cp++)
			of_cp[cp] = (unsigned short) record_number(&info);
	}
}

static unsigned
share_pages(void)
{
	unsigned	npages = 0,
				i,
				k;

	for (i = 0; i < PAGES; i++)
	{
		for (k = 0; k < npages; k++)
			if (memcmp(&of_cp[first_cp_of_page[k]], &of_cp[i * 256], 256 * sizeof(of_cp[0])) == 0)
				break;
		if (k == npages)
			first_cp_of_page[npages++] = i * 256;
		page_of[i] = k;
	}
	return npages;
}

int
main(void)
{
	unsigned	npages,
				i,
				k;

	read_rows();
	npages = share_pages();
	printf("/* Made from src/data/unicode.tsv by src/gen/mkunicode.c; do not edit. */\n");
	printf("static const NxCpInfo cp_record[%u] = {\n", nrecords);
	for (i = 0; i < nrecords; i++)
		printf("\t{%u, 0x%02x, %u, {0x%x, 0x%x, 0x%x}},\n", record[i].kind, record[i].flags,
			   record[i].nfold, record[i].fold[0], record[i].fold[1], record[i].fold[2]);
	printf("};\n\nstatic const uint16_t cp_stage[%u] = {", PAGES);
	for (i = 0; i < PAGES; i++)
		printf("%s%u,", i % 20 ? "" : "\n\t", page_of[i]);
	printf("\n};\n\nstatic const uint16_t cp_page[%u][256] = {\n", npages);
	for (k = 0; k < npages; k++)
	{
		printf("\t{");
		for (i = 0; i < 256; i++)
			printf("%s%u,", i % 20 ? "" : "\n\t\t", of_cp[first_cp_of_page[k] + i]);
		printf("\n\t},\n");
	}
	printf("};\n\nconst uint8_t nx_ascii_kind[128] = {");
	for (i = 0; i < 128; i++)
		printf("%s%u,", i % 20 ? "" : "\n\t", record[of_cp[i]].kind);
	printf("\n};\n");
	return 0;
}
