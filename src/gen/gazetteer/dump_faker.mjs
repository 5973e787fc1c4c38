// Write the person names of npm @faker-js/faker as lines "kind locale gender name".
// usage: node dump_faker.mjs UNPACKED_PACKAGE > faker.tsv
import { pathToFileURL } from 'node:url';
const { allLocales } = await import(pathToFileURL(process.argv[2] + '/dist/index.js').href);
for (const [locale, data] of Object.entries(allLocales)) {
  const person = data.person || {};
  for (const [kind, list] of [['F', person.first_name || {}], ['L', person.last_name || {}]])
    for (const gender of ['generic', 'female', 'male'])
      for (const name of (Array.isArray(list) ? list : list[gender] || []))
        console.log([kind, locale, gender, name].join('\t'));
}
