// Shapes of countries as GeoJSON: Natural Earth 1:110m, public domain, from the npm package world-atlas.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const file = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
const topology = JSON.parse(await readFile(file, "utf8"));

process.stdout.write(JSON.stringify(feature(topology, topology.objects.countries)));
