--
-- entityquery: grammar, canonical form, what matches
--
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS news_extract;
RESET client_min_messages;

-- canonical form reads back equal
SELECT q, q::entityquery AS canonical, q::entityquery::text::entityquery = q::entityquery AS same, numnode(q::entityquery)
FROM unnest(ARRAY['rubio', 'Person:"Marco  RUBIO"', 'person:rub*', '"marco rub"*', 'org:*', 'ticker:*', 'place:#3996063', 'person:#-1', 'country:mx', 'in:MX',
	'in:us-tx', 'in:#3996063', 'trump@headline', 'trump@A,caption', 'trump>0.8', 'trump>=.25', 'trump<1', 'trump<=0', 'trump@lead>0.5', 'a&b|c', 'a|b&c', '(a|b)&c',
	'a&(b&c)', '(a&b)&c', '!a', '!(a&b)', '!!a', '! a & b', 'a <-> b', 'a <3> b <4> c', 'a <3> (b <4> c)', '(a | b) <2> c', '"a\"b" & "c\\d"', 'são*', '"New York"', 'a.b-c''d', '']) q;

-- names: accents, case and width do not count; persons are matched from their end
SELECT q, e @@ q::entityquery AS matches
FROM (SELECT 'person:"Marco Rubio"@A1,C57 person:"Robert Downey, Jr."@D9=0.5 org:"Nato Summit"@C100 place:"São Paulo"#3448439/BR-SP^3448433,3469034@C75
	demonym:Mexican/MX ticker:MSFT@B3'::entityset e) s,
	unnest(ARRAY['person:rubio', 'rubio', 'person:"marco rubio"', 'person:marco', 'person:rub*', 'person:"marco rub"*', 'person:"arco rubio"', 'person:ubio', 'org:rubio',
	'person:downey', 'person:"robert downey"', 'person:"robert downey jr."', 'person:"downey jr"', 'person:jr', 'org:nato', 'org:nato*', 'org:"ＮＡＴＯ summit"', 'nato*', 'summit',
	'place:"SAO PAULO"', 'sao*', 'place:#3448439', 'place:#1', 'in:BR', 'in:BR-SP', 'in:BR-RJ', 'in:#3469034', 'in:#3448439', 'in:MX', 'country:MX', 'country:BR', 'country:US',
	'ticker:msft', 'msft', 'tick:msft', 'ticker:*', 'misc:*', 'rubio@headline', 'rubio@lead', 'rubio@lead,body', 'in:BR@headline', 'downey>0.5', 'downey>=0.5', 'downey<0.6', 'rubio<1',
	'msft <-> rubio', 'rubio <-> msft', 'rubio <-> "sao paulo"', 'rubio <2> "sao paulo"', 'rubio <5> nato*', 'rubio <2> sao* <9> nato*', 'rubio@headline <2> sao*', '(msft | nato*) <20> (x | sao*)',
	'!x & rubio', '!rubio', 'x | !x', 'in:BR & country:MX & !org:x', '']) q;

-- parts of queries
SELECT q, querytree(q::entityquery) FROM unnest(ARRAY['a & !b', '!a', 'a | !b', '(a & !b) | c', '!!a & b', '(!a & b) & (c | d)', '!a & !b', 'a <-> b & !c', '']) q;
SELECT 'a | b'::entityquery && 'c', 'a'::entityquery || 'b & c', !! 'a | b'::entityquery, 'a'::entityquery && '', ''::entityquery || 'a', !! ''::entityquery;
SELECT ('a | b'::entityquery && 'c & d') = '(a | b) & (c & d)' AS same;
SELECT q FROM unnest(ARRAY['b', 'a & b', 'a', '', 'a@headline']::entityquery[]) q ORDER BY q;

-- what people type: never an error
SELECT s, websearch_to_entityquery(s) FROM unnest(ARRAY['marco rubio', '"marco rubio" -nato or mexico city', 'person:marco rubio in:MX-CMX place:mexico city -org:', 'or or - "" ! & | ((',
	'a b c d e f "x y"', 'country:MX foo: :bar "unclosed', '-in:US -(', 'in:MEX', '\ "\" a\b', '']) s;
SELECT count(websearch_to_entityquery(string_agg)) FROM (SELECT string_agg(chr(32 + ((i::bigint * i * 7 + i / 3) % 95)::integer), '') FROM generate_series(1, 20000) i GROUP BY i % 200) s;
SELECT numnode(websearch_to_entityquery(repeat('x y "z" ', 100000))) > 0 AS long;

-- rank: more, and more prominent mentions count more
SELECT round(news_rank('person:"Marco Rubio"@A1,C57 org:nato@C8', q::entityquery)::numeric, 4) AS rank, q
FROM unnest(ARRAY['rubio', 'rubio & !x', 'nato', 'rubio & nato', 'rubio | x', 'rubio@body', 'x', '!x']) q;
SELECT round(news_rank('person:a@A1', 'a', '{0.5,0,0,0}')::numeric, 4);
SELECT news_rank('person:a@A1', 'a', '{1,2}');
SELECT news_rank('person:a@A1', 'a', '{1,2,1,1}');

-- limits: 100,000 operators and levels
SELECT numnode(('a' || repeat(' & a', 100000))::entityquery), numnode((repeat('(', 100000) || 'a' || repeat(')', 100000))::entityquery),
	numnode((repeat('!', 100000) || 'a')::entityquery), numnode((repeat('(a & ', 100000) || 'a' || repeat(')', 100000))::entityquery);
SELECT q = q::text::entityquery AS same, 'person:a'::entityset @@ q AS matches, querytree(q) <> '' AS tree
FROM (SELECT (repeat('(a & ', 100000) || 'a' || repeat(')', 100000))::entityquery q) s;
SELECT q = q::text::entityquery AS same, 'person:a@C1'::entityset @@ q AS matches
FROM (SELECT (repeat('(a | ', 50000) || 'a <5> b' || repeat(') <2> c', 50000))::entityquery q) s;

-- names that begin with the surname are found by it, and by their last word as all persons
SELECT name, array_agg(q ORDER BY n) AS found_by
FROM unnest(ARRAY['Xi Jinping', 'Kim Jong Un', 'Kim Jong-un', 'Lee Jae-myung', 'Nguyễn Phú Trọng', 'Ng Eng Hen', 'Chiang Kai-shek', 'Kim Basinger',
		'Lee Hamilton', 'Wang', 'Jong Un Kim', 'Kim Jong Un Jr.']) name,
	unnest(ARRAY['xi', 'kim', 'lee', 'nguyen', 'ng', 'chiang', 'wang', 'un', '"jong-un"', 'jinping', 'basinger', '"jong un kim"', '"un kim"', '"kim jong un"', 'ki*', '"jong k"*'])
		WITH ORDINALITY AS a(q, n)
WHERE entityset('person', ARRAY[name]) @@ ('person:' || q)::entityquery
GROUP BY name ORDER BY name COLLATE "C";
