// Copies the pinned front-end files, with their licences, from node_modules into the tree (`make vendor`);
// of Bootstrap, it builds the parts that are used.
// The result is committed, so running the portal needs no Node. Safe to repeat: each target folder is recreated.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileString } from "sass";

const root = dirname(fileURLToPath(import.meta.url));
const packages = join(root, "node_modules");
const vendor = join(root, "portal/static/vendor");

// Only the icons that templates use; to add one, add its name here and run `make vendor`.
const ICONS = [
  "award", "calendar-event", "check-circle-fill", "chevron-left",
  "chevron-right", "download", "exclamation-circle-fill", "exclamation-triangle-fill", "info-circle-fill", "key",
  "patch-check-fill", "phone", "play-circle-fill", "play-fill", "question-circle", "telephone-fill",
];

function read(path) {
  return readFileSync(join(packages, path));
}

function folder(path) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

// A reference to a missing source map makes Django's hashing of static files fail.
function withoutSourceMap(path) {
  return read(path).toString().replace(/\n?\/[*/]# sourceMappingURL=[^\n]*\s*$/, "\n");
}

// The parts of Bootstrap that pages of ours use: what browsers agree on, and words for screen readers alone. To use
// another part, import it here, run `make vendor`, and mind the sizes in tests/portal/test_weight.py.
const PARTS = `
$enable-dark-mode: false;
$enable-rfs: false;
$enable-smooth-scroll: false;
@import "functions", "variables", "maps", "mixins", "reboot", "helpers/visually-hidden";
`;

function bootstrap() {
  const to = folder(join(vendor, "bootstrap"));
  const options = {
    loadPaths: [join(packages, "bootstrap/scss")],
    quietDeps: true,
    silenceDeprecations: ["import"], // Bootstrap 5 is written with it
    style: "compressed",
  };
  writeFileSync(join(to, "bootstrap.min.css"), compileString(PARTS, options).css + "\n");
  writeFileSync(join(to, "LICENSE"), read("bootstrap/LICENSE"));
}

function font(name, source, files) {
  const to = folder(join(vendor, name));
  for (const file of files) writeFileSync(join(to, file), read(`${source}/files/${file}`));
  writeFileSync(join(to, "LICENSE"), read(`${source}/LICENSE`));
}

function fonts() {
  const text = "atkinson-hyperlegible-next";
  const styles = ["latin-wght-normal", "latin-ext-wght-normal", "latin-wght-italic"];
  font(text, `@fontsource-variable/${text}`, styles.map((style) => `${text}-${style}.woff2`));
  const titles = "libertinus-serif";
  font(titles, `@fontsource/${titles}`, [`${titles}-latin-400-normal.woff2`]);
}

// Icons become template fragments: inline SVG takes on the colour of the text and needs no extra request.
function icons() {
  const to = folder(join(root, "templates/components/icons"));
  for (const name of ICONS) {
    const svg = read(`bootstrap-icons/icons/${name}.svg`).toString().trim();
    const body = svg.replace(/^<svg[^>]*>/, "").replace(/\n\s*/g, "");
    const open = '<svg class="icon" width="1em" height="1em" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" focusable="false">';
    writeFileSync(join(to, `${name}.svg`), open + body + "\n");
  }
  writeFileSync(join(to, "LICENSE"), read("bootstrap-icons/LICENSE"));
}

function axe() {
  const to = folder(join(root, "tests/browser/vendor"));
  writeFileSync(join(to, "axe.min.js"), read("axe-core/axe.min.js"));
  for (const file of ["LICENSE", "LICENSE-3RD-PARTY.txt"]) writeFileSync(join(to, `axe.${file}`), read(`axe-core/${file}`));
}

// The smallest build that plays adaptive HLS, and the client for resumable uploads; both are classic scripts.
function player() {
  const to = folder(join(vendor, "hls"));
  writeFileSync(join(to, "hls.light.min.js"), withoutSourceMap("hls.js/dist/hls.light.min.js"));
  writeFileSync(join(to, "LICENSE"), read("hls.js/LICENSE"));
}

function upload() {
  const to = folder(join(vendor, "tus"));
  writeFileSync(join(to, "tus.min.js"), withoutSourceMap("tus-js-client/dist/tus.min.js"));
  writeFileSync(join(to, "LICENSE"), read("tus-js-client/LICENSE"));
}

bootstrap();
fonts();
icons();
axe();
player();
upload();
