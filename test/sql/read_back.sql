-- What is stored can be dumped and restored: text output is read as the same value (found by fuzzing).
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- a combining mark between spaces folds to nothing; the spaces become one
SELECT q, q::text::entityquery = q AS same FROM (SELECT format('"a %s b"', U&'\0301')::entityquery AS q) x;
SELECT e @@ q AS found FROM (SELECT format('org:"a %s b"', U&'\0301')::entityset AS e, 'org:"a b"'::entityquery AS q) x;
-- one behind the last space too, where nothing but punctuation stands before it
SELECT q, q::text::entityquery = q AS same FROM (SELECT format('"] %s"', U&'\034D')::entityquery AS q) x;

-- datelines whose text says something else
SELECT format('OTTER, N.C. and AUK (AP%s___) --', U&'\0001')::dateline;
SELECT news_dateline(format('TROY%s, AP----- (AP) -- A ferry sank on Monday, John Smith said.', U&'\07DF1')) IS NULL
	OR news_dateline(format('TROY%s, AP----- (AP) -- A ferry sank on Monday, John Smith said.', U&'\07DF1'))::text::dateline IS NOT NULL AS fine;
SELECT d, d::text::dateline = d AS same
FROM (VALUES ('KYIV, Ukraine, Jan. 19, 2026 (AP) --'), ('PARIS/ROME (Reuters) -'), ('TROY, N.C. and AUSTIN, Texas (AP) --'), ('(Xinhua) --')) v (t), CAST(t AS dateline) d;

