/* Linking: cases of test/cases/links.txt, and the share of clusters that are exactly right. */
#include "tap.h"
#include "article.h"
#include "data.h"

/* Per cent of clusters that must be exactly right: the figure last measured. */
#define LINK_FLOOR	95

static NxData data;

/* Reads a whole file; the test ends without it. */
static char *
read_all(const char *path)
{
	FILE	   *file = fopen(path, "rb");
	char	   *bytes = NULL;
	size_t		n = 0,
				room = 0,
				got;

	if (file == NULL)
	{
		printf("Bail out! cannot open %s\n", path);
		exit(1);
	}
	do
	{
		if (room - n < 65536)
			bytes = realloc(bytes, (room = room * 2 + 131072));
		got = fread(bytes + n, 1, room - n - 1, file);
		n += got;
	} while (got);
	fclose(file);
	bytes[n] = '\0';
	return bytes;
}

static bool
has_entity(const NxArticle *article, const char *kind, NxText name, uint32_t mentions)
{
	uint32_t	i;

	for (i = 0; i < article->entities.n; i++)
	{
		const NxEntity *entity = &article->entities.item[i];

		if (strcmp(nx_kind_name[entity->kind], kind) == 0 && entity->name.len == name.len &&
			memcmp(entity->name.data, name.data, name.len) == 0 && entity->mentions == mentions)
			return true;
	}
	return false;
}

static void
show_entities(const NxArticle *article)
{
	uint32_t	i;

	for (i = 0; i < article->entities.n; i++)
		printf("#   got %s | %.*s | %u\n", nx_kind_name[article->entities.item[i].kind],
			   (int) article->entities.item[i].name.len, article->entities.item[i].name.data,
			   article->entities.item[i].mentions);
}

/* One case: its title, text and expected lines; counts right and wanted clusters. */
static void
run_case(const char *title, NxText text, char *expected, int *right, int *wanted)
{
	NxArena		arena;
	NxArticle	article;
	char	   *line;
	bool		whole = true;

	nx_arena_init(&arena, &nx_malloc_hooks);
	nx_article_read(&article, &arena, &data, text, NX_FORMAT_CLEAN, NX_FOCUS_BALANCED);
	nx_article_tag(&article);
	for (line = strtok(expected, "\n"); line; line = strtok(NULL, "\n"))
	{
		char		kind[32],
					name[128];
		unsigned	mentions;

		if (sscanf(line, "%31s | %127[^|] | %u", kind, name, &mentions) != 3)
			continue;
		while (name[0] && name[strlen(name) - 1] == ' ')
			name[strlen(name) - 1] = '\0';
		++*wanted;
		if (has_entity(&article, kind, text_of_string(name), mentions))
			++*right;
		else
		{
			printf("# %s: want %s\n", title, line);
			whole = false;
		}
	}
	if (!whole)
		show_entities(&article);
	nx_arena_reset(&arena);
}

/* The role that a text gives its first person, as "role/COUNTRY". */
static void
role_is(const char *text, const char *want)
{
	NxArena		arena;
	NxArticle	article;
	char		got[128] = "-";
	uint32_t	i;

	nx_arena_init(&arena, &nx_malloc_hooks);
	nx_article_read(&article, &arena, &data, text_of_string(text), NX_FORMAT_CLEAN, NX_FOCUS_BALANCED);
	nx_article_tag(&article);
	for (i = 0; i < article.entities.n; i++)
	{
		const NxEntity *entity = &article.entities.item[i];

		if (entity->kind != NX_KIND_PERSON)
			continue;
		snprintf(got, sizeof(got), "%.*s/%c%c", (int) entity->role.len, entity->role.len ? entity->role.data : "",
				 entity->role_country ? entity->role_country >> 8 : '-',
				 entity->role_country ? entity->role_country & 0xff : '-');
		break;
	}
	ok(strcmp(got, want) == 0, "%s: %s", text, got);
	nx_arena_reset(&arena);
}

int
main(void)
{
	char	   *file = read_all("test/cases/links.txt");
	char	   *at = strstr(file, "\n== ");
	int			right = 0,
				wanted = 0,
				cases = 0;

	if (nx_data_open(&data, nx_image()) != NX_OK)
		return ok(false, "the image opens"), done_testing();
	while (at)
	{
		char	   *title = at + 4;
		char	   *next = strstr(title, "\n== ");
		char	   *text = strchr(title, '\n');
		char	   *expected = text + 1;
		NxText		body;

		if (next)
			*next = '\0';
		*text++ = '\0';
		/* expected lines have bars; the text has none */
		while (expected && strchr(expected, '|') && (size_t) (strchr(expected, '|') - expected) > strcspn(expected, "\n"))
			expected = strchr(expected, '\n') + 1;
		body.data = text;
		body.len = (uint32_t) (expected - text);
		run_case(title, body, expected, &right, &wanted);
		cases++;
		at = next;
		if (at)
			*at = '\n';
	}
	printf("# exact clusters: %d of %d in %d texts\n", right, wanted, cases);
	ok(cases >= 60, "at least 60 texts: %d", cases);
	ok(right * 100 >= wanted * LINK_FLOOR, "exact-cluster score is at least %d %%", LINK_FLOOR);
	free(file);
	role_is("The talks with Mexican President Claudia Sheinbaum went on.", "President/MX");
	role_is("Ana Torres, the Peruvian foreign minister, met reporters in Lima.", "foreign minister/PE");
	role_is("They met Ali Khan, a spokesman for the army.", "spokesman/--");
	role_is("The film stars Mr. Peter Smith and others.", "/--");
	role_is("The police met John Roe, 45, in the street.", "/--");
	return done_testing();
}
