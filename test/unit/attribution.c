/*-------------------------------------------------------------------------
 * attribution.c
 *	  Attributions in the text: every line of test/cases/attribution.tsv, and
 *	  what no input may do.
 *-------------------------------------------------------------------------
 */
#include "tap.h"

#include "attribution.h"
#include "data.h"

static NxArena arena;
static NxData data;

/* Undoes the escapes of COPY in place. */
static void
unescape(char *text)
{
	char	   *w = text;
	const char *p;

	for (p = text; *p; p++)
	{
		if (*p == '\\' && p[1])
		{
			p++;
			*w++ = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p;
		}
		else
			*w++ = *p;
	}
	*w = '\0';
}

static void
add(NxBuffer *buffer, NxText text)
{
	if (text.len == 0)
		text = NX_TEXT("-");
	nx_buffer_add(buffer, text.data, text.len);
}

static void
check_cases(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char		line[8192];
	int			number = 0;
	int			cases = 0;

	if (file == NULL)
	{
		ok(false, "%s can be read", path);
		return;
	}
	while (fgets(line, sizeof(line), file))
	{
		char	   *wanted = strchr(line, '\t');
		NxAttribution found;
		NxText		text;
		NxBuffer	out;
		bool		any;

		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || wanted == NULL)
			continue;
		*wanted++ = '\0';
		unescape(line);
		text = (NxText) {line, (uint32_t) strlen(line)};
		any = nx_find_attribution(&arena, &data, text, &found);
		nx_buffer_init(&out, &arena, 128);
		if (any)
		{
			add(&out, found.agency);
			nx_buffer_byte(&out, '\t');
			add(&out, found.via);
			nx_buffer_byte(&out, '\t');
			add(&out, found.raw);
		}
		else
			nx_buffer_add(&out, "\t\t", 2);
		nx_buffer_byte(&out, '\0');
		ok(strcmp(out.data, wanted) == 0, "line %d: got \"%s\", want \"%s\"", number, out.data, wanted);
		if (any && (found.span.end > text.len || found.span.end - found.span.start != found.raw.len ||
					memcmp(line + found.span.start, found.raw.data, found.raw.len) != 0))
			ok(false, "line %d: span is not where raw stands", number);
		cases++;
	}
	fclose(file);
	ok(cases >= 40, "%d cases", cases);
}

/* No cut of a text may read beyond its end. */
static void
check_cuts(void)
{
	static const char text[] = "Two boats sank, the state-run Chinese news agency Xinhua reported, citing TASS.\n"
		"AzNews.example informs via Reuters (Reporting by \xc3\x81na; Editing by T.)\nWith inputs from PTI";
	uint32_t	i;

	for (i = 0; i < sizeof(text); i++)
	{
		char	   *copy = malloc(i + 1);
		NxAttribution found;

		memcpy(copy, text + sizeof(text) - 1 - i, i);
		nx_find_attribution(&arena, &data, (NxText) {copy, i}, &found);
		memcpy(copy, text, i);
		nx_find_attribution(&arena, &data, (NxText) {copy, i}, &found);
		free(copy);
	}
	ok(true, "cuts are harmless");
}

int
main(void)
{
	const char *root = getenv("NX_TEST_ROOT");
	char		path[1024];

	nx_arena_init(&arena, &nx_malloc_hooks);
	if (nx_data_open(&data, nx_image()) != NX_OK)
	{
		puts("Bail out! the image is damaged");
		return 1;
	}
	snprintf(path, sizeof(path), "%s/test/cases/attribution.tsv", root ? root : ".");
	check_cases(path);
	check_cuts();
	nx_arena_reset(&arena);
	return done_testing();
}
