--
-- The tables of dictionaries.  A row is a sentence:
--
--   news_term    this text is that entity
--   news_stop    that name is no entity            (suppress)
--   news_alias   that name is this name, or a name of this kind  (rename, merge, retype)
--   news_split   a part of that name stands for itself           (split)
--
-- No table of profiles and no foreign keys: a profile is there when a row names it, and rows can be
-- dumped, restored and replicated in any order.
--
CREATE TABLE news_term (
    profile text COLLATE "C" NOT NULL DEFAULT 'default',
    kind text COLLATE "C" NOT NULL,
    term text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    id bigint,
    country text COLLATE "C",
    latitude float8,
    longitude float8,
    context text[],
    match text COLLATE "C" NOT NULL DEFAULT 'smart',
    CONSTRAINT news_term_match CHECK (match IN ('smart', 'exact', 'any', 'regex')),
    CONSTRAINT news_term_id CHECK (id <> 0),
    CONSTRAINT news_term_country CHECK (country ~ '^[A-Z][A-Z]$'),
    CONSTRAINT news_term_point CHECK ((latitude IS NULL) = (longitude IS NULL)
        AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
    CONSTRAINT news_term_profile CHECK (@extschema@.news_check_name('profile', profile)),
    CONSTRAINT news_term_kind CHECK (@extschema@.news_check_name('kind', kind)),
    CONSTRAINT news_term_name CHECK (@extschema@.news_check_name('name', name)),
    CONSTRAINT news_term_term CHECK (@extschema@.news_check_term(term, match, context))
);
CREATE UNIQUE INDEX news_term_key ON news_term (profile, kind, @extschema@.news_fold_name(term) COLLATE "C")
    WHERE match IN ('smart', 'any');
CREATE UNIQUE INDEX news_term_exact_key ON news_term (profile, kind, term) WHERE match IN ('exact', 'regex');
COMMENT ON INDEX news_term_key IS 'a term once in a profile and kind: terms that differ only in case are one';
COMMENT ON INDEX news_term_exact_key IS 'a term to be matched as written, or a rule, once in a profile and kind';
COMMENT ON TABLE news_term IS 'terms of dictionaries: this text is that entity';
COMMENT ON COLUMN news_term.profile IS 'dictionary that the row belongs to';
COMMENT ON COLUMN news_term.kind IS 'person, org, place, demonym, misc, or a kind of your own: product, ticker, crime';
COMMENT ON COLUMN news_term.term IS 'text to look for, or a regular expression, whose group "entity" is the entity';
COMMENT ON COLUMN news_term.name IS 'name of the entity; null: the term, for a regular expression what it matched';
COMMENT ON COLUMN news_term.id IS 'id of the entity; for a place of the gazetteer its place_id';
COMMENT ON COLUMN news_term.country IS 'ISO 3166-1 code, two letters';
COMMENT ON COLUMN news_term.latitude IS 'of a place of your own, in degrees';
COMMENT ON COLUMN news_term.longitude IS 'of a place of your own, in degrees';
COMMENT ON COLUMN news_term.context IS 'words of which at least one must stand in the article';
COMMENT ON COLUMN news_term.match IS 'smart: capitals of the term must be capitals in the text; exact: as written; any: in any case; regex: a regular expression';

CREATE TABLE news_alias (
    profile text COLLATE "C" NOT NULL DEFAULT 'default',
    publisher text COLLATE "C",
    kind text COLLATE "C",
    alias text COLLATE "C" NOT NULL,
    to_kind text COLLATE "C",
    name text COLLATE "C",
    CONSTRAINT news_alias_says CHECK (name IS NOT NULL OR to_kind IS NOT NULL),
    CONSTRAINT news_alias_profile CHECK (@extschema@.news_check_name('profile', profile)),
    CONSTRAINT news_alias_publisher CHECK (@extschema@.news_check_name('publisher', publisher)),
    CONSTRAINT news_alias_kind CHECK (@extschema@.news_check_name('kind', kind)),
    CONSTRAINT news_alias_to_kind CHECK (@extschema@.news_check_name('kind', to_kind)),
    CONSTRAINT news_alias_alias CHECK (@extschema@.news_check_name('alias', alias)),
    CONSTRAINT news_alias_name CHECK (@extschema@.news_check_name('name', name))
);
CREATE UNIQUE INDEX news_alias_key ON news_alias (profile, coalesce(@extschema@.news_fold_name(publisher), '') COLLATE "C",
    coalesce(kind, ''), @extschema@.news_fold_name(alias) COLLATE "C");
COMMENT ON INDEX news_alias_key IS 'a name is one other name, for each profile, publisher and kind';
COMMENT ON TABLE news_alias IS 'corrections: that name is this name (rename, merge), or of this kind (retype); renames count in queries too';
COMMENT ON COLUMN news_alias.profile IS 'dictionary that the row belongs to';
COMMENT ON COLUMN news_alias.publisher IS 'publisher whose articles it is for; null: all';
COMMENT ON COLUMN news_alias.kind IS 'kind of entity that it is for; null: any';
COMMENT ON COLUMN news_alias.alias IS 'name as it is found';
COMMENT ON COLUMN news_alias.to_kind IS 'kind that the entity is; null: stays';
COMMENT ON COLUMN news_alias.name IS 'name that the entity has; null: stays';

CREATE TABLE news_stop (
    profile text COLLATE "C" NOT NULL DEFAULT 'default',
    publisher text COLLATE "C",
    kind text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    CONSTRAINT news_stop_profile CHECK (@extschema@.news_check_name('profile', profile)),
    CONSTRAINT news_stop_publisher CHECK (@extschema@.news_check_name('publisher', publisher)),
    CONSTRAINT news_stop_kind CHECK (@extschema@.news_check_name('kind', kind)),
    CONSTRAINT news_stop_name CHECK (@extschema@.news_check_name('name', name))
);
CREATE UNIQUE INDEX news_stop_key ON news_stop (profile, coalesce(@extschema@.news_fold_name(publisher), '') COLLATE "C",
    coalesce(kind, ''), @extschema@.news_fold_name(name) COLLATE "C");
COMMENT ON INDEX news_stop_key IS 'a name is suppressed once, for each profile, publisher and kind';
COMMENT ON TABLE news_stop IS 'corrections: that name is no entity (suppress)';
COMMENT ON COLUMN news_stop.profile IS 'dictionary that the row belongs to';
COMMENT ON COLUMN news_stop.publisher IS 'publisher whose articles it is for; null: all';
COMMENT ON COLUMN news_stop.kind IS 'kind of entity that it is for; null: any';
COMMENT ON COLUMN news_stop.name IS 'name that is no entity';

CREATE TABLE news_split (
    profile text COLLATE "C" NOT NULL DEFAULT 'default',
    publisher text COLLATE "C",
    kind text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    part text COLLATE "C" NOT NULL,
    CONSTRAINT news_split_profile CHECK (@extschema@.news_check_name('profile', profile)),
    CONSTRAINT news_split_publisher CHECK (@extschema@.news_check_name('publisher', publisher)),
    CONSTRAINT news_split_kind CHECK (@extschema@.news_check_name('kind', kind)),
    CONSTRAINT news_split_name CHECK (@extschema@.news_check_name('name', name)),
    CONSTRAINT news_split_part CHECK (@extschema@.news_check_name('part', part)),
    CONSTRAINT news_split_differs CHECK (@extschema@.news_fold_name(part) <> @extschema@.news_fold_name(name))
);
CREATE UNIQUE INDEX news_split_key ON news_split (profile, coalesce(@extschema@.news_fold_name(publisher), '') COLLATE "C",
    coalesce(kind, ''), @extschema@.news_fold_name(name) COLLATE "C", @extschema@.news_fold_name(part) COLLATE "C");
COMMENT ON INDEX news_split_key IS 'a part stands for itself once, for each profile, publisher, kind and name';
COMMENT ON TABLE news_split IS 'corrections: a part of that name stands for itself (split)';
COMMENT ON COLUMN news_split.profile IS 'dictionary that the row belongs to';
COMMENT ON COLUMN news_split.publisher IS 'publisher whose articles it is for; null: all';
COMMENT ON COLUMN news_split.kind IS 'kind of entity that it is for; null: any';
COMMENT ON COLUMN news_split.name IS 'name that was taken for one entity';
COMMENT ON COLUMN news_split.part IS 'name of an entity of its own: a word by which the text calls it, or one of several names that ran together';

SELECT @extschema@.news_dictionary_watch(r) FROM unnest('{news_term, news_alias, news_stop, news_split}'::text[]) AS t(name),
    LATERAL (SELECT format('@extschema@.%I', t.name)::regclass) AS c(r);
