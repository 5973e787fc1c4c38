// node look.js FOLDER [PICTURE.png]: open the built page in headless Chromium and say what it shows.
// Ends with status 1 if a part of the page is missing or anything was asked of another host.
import { createServer } from "node:http";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

const [folder, picture] = process.argv.slice(2);
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
  try {
    const file = join(folder, path.endsWith("/") ? path + "index.html" : path);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    response.end(await readFile(file));
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const page = `http://127.0.0.1:${server.address().port}/`;

const profile = await mkdtemp(join(tmpdir(), "look-"));
const browser = (...more) => new Promise((done, failed) => {
  let out = "";
  const child = spawn(process.env.CHROMIUM ?? "chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", `--user-data-dir=${profile}`, "--window-size=1220,1000",
    "--virtual-time-budget=10000", ...more, page], { stdio: ["ignore", "pipe", "ignore"], timeout: 60000 });
  child.stdout.on("data", (data) => { out += data; });
  child.on("error", failed);
  child.on("close", () => done(out));
});

const dom = await browser("--dump-dom");
if (picture) await browser(`--screenshot=${picture}`);
server.close();
await rm(profile, { recursive: true, force: true });

// Marks of a kind, one number for each chart that has it: Plot puts them into a group with the kind's name.
const marks = (kind, tag) => [...dom.matchAll(new RegExp(`<g aria-label="${kind}"[\\s\\S]*?</g>`, "g"))].map(([group]) => group.split(`<${tag} `).length - 1);
const [weeks = 0, pairs = 0] = marks("cell", "rect");
const seen = {
  countries: marks("geo", "path")[0] ?? 0,
  places: marks("dot", "circle")[0] ?? 0,
  weeks,
  pairs,
  articles: (dom.match(/<option\b/g) ?? []).length,
  highlights: (dom.match(/<mark\b/g) ?? []).length,
};
for (const [name, n] of Object.entries(seen)) console.log(`${n > 0 ? "ok" : "not ok"} - ${name}: ${n}`);
const errors = (dom.match(/class="observablehq--?error[^>]*>[^<]*/g) ?? []);
for (const error of errors) console.log(`not ok - ${error}`);
const far = (dom.match(/(?:src|href)="https?:\/\/(?!127\.0\.0\.1)[^"]*"/g) ?? []).filter((link) => !link.includes("observablehq.com"));
for (const link of far) console.log(`not ok - of another host: ${link}`);
process.exit(errors.length || far.length || Object.values(seen).some((n) => n === 0) ? 1 : 0);
