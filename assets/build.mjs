/* build: everything the browser is given, from the packages and from this folder.
 *
 *     node assets/build.mjs OUTDIR
 *
 * The files written are the whole list below and nothing else; the same inputs give the same
 * bytes, so the program they are embedded in can be built again and compared. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import esbuild from "esbuild";
import { styles } from "./styles.mjs";
import { world } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const require = createRequire(import.meta.url);

/* The whole of it, before compression; a build that grows past this must say why. */
const TOTAL_BYTES_MAX = 1_300_000;

const out = process.argv[2];
if (!out) {
        console.error("usage: node assets/build.mjs OUTDIR");
        process.exit(2);
}

const echarts = await versionOf("echarts");
const zrender = await versionOf("zrender");
const htmx = await versionOf("htmx.org");

const files = {
        "app.css": await styles(root),
        "app.js": await script("app.js", `/*! Seedbed, Apache-2.0. Contains htmx ${htmx}, 0BSD. */`),
        "chart.js": await script("chart.js", `/*! Seedbed, Apache-2.0. Contains Apache ECharts ${echarts}, Apache-2.0, ` +
                `and ZRender ${zrender}, BSD-3-Clause, Copyright (c) 2017 Baidu Inc. */`),
        "world.svg": await world(root),
        "favicon.svg": await readFile(join(here, "favicon.svg"), "utf8"),
};

let total = 0;
await mkdir(out, { recursive: true });
for (const [name, text] of Object.entries(files)) {
        await writeFile(join(out, name), text);
        total += Buffer.byteLength(text);
}
if (total > TOTAL_BYTES_MAX) {
        console.error(`assets: ${total} bytes, more than ${TOTAL_BYTES_MAX}`);
        process.exit(1);
}

async function script(name, banner) {
        const result = await esbuild.build({
                entryPoints: [join(here, name)],
                absWorkingDir: root,
                bundle: true,
                minify: true,
                write: false,
                format: "iife",
                target: ["es2020"],
                charset: "utf8",
                legalComments: "none",
                banner: { js: banner },
                define: { "process.env.NODE_ENV": '"production"' },
        });
        return result.outputFiles[0].text;
}

async function versionOf(name) {
        const parents = [root, dirname(require.resolve("echarts/package.json"))];
        const path = require.resolve(`${name}/package.json`, { paths: parents });
        return JSON.parse(await readFile(path, "utf8")).version;
}
