/* tests/browser/life: a round from the call to a scale-up, as people live it, through a real browser.
 *
 * node tests/browser/life.mjs path/to/seedbed
 *
 * Four years in two minutes: the server's clock is moved (server.mjs), nothing is waited for. Whoever does something does it as
 * somebody: an operator, thirty start-ups, eight reviewers, a head, a mentor, an auditor, and a visitor who reads the number. Each
 * test builds on those before it. SEEDBED_SHOTS names a folder for pictures of the pages on the way. TAP. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { browserTools } from "./people.mjs";
import { startServer } from "./server.mjs";
import { callTests } from "./life-call.mjs";
import { applyLife } from "./life-apply.mjs";
import { cohortLife } from "./life-cohort.mjs";
import { decideLife } from "./life-decide.mjs";
import { reviewLife } from "./life-review.mjs";

const program = process.argv[2];
if (!program) {
        console.error("usage: node tests/browser/life.mjs path/to/seedbed");
        process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "seedbed-life-"));
const tests = [];
let server, browser, failed = 0;

/* What the tests share: who is there, and what was made. */
const life = { test: (name, run) => tests.push({ name, run }), must, until, state: () => ({ server, browser, folder }), made: {} };

Object.assign(life, browserTools(life), {
        NOK: () => ({ context: life.made.nok, email: "nok.srisai@example.org", isExample: true }),
        ADA: () => ({ context: life.made.ada, email: "ada.lindqvist@example.org", isExample: true }),
});
callTests(life);
applyLife(life);
reviewLife(life);
decideLife(life);
cohortLife(life);

try {
        server = await startServer(resolve(program), folder, { begins: "2027-02-01T02:00:00Z" });
        browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
        console.log("1.." + tests.length);
        for (const [i, { name, run }] of tests.entries()) {
                const begun = performance.now();
                let why = "";

                try {
                        await run();
                } catch (error) {
                        why = String(process.env.SEEDBED_TEST_TIMES ? error?.stack : error?.message ?? error);
                        failed++;
                }
                for (const line of why.split("\n").filter(Boolean))
                        console.log("# " + line);
                console.log(`${why ? "not " : ""}ok ${i + 1} - ${name}`);
                if (process.env.SEEDBED_TEST_TIMES)
                        console.log(`# ${((performance.now() - begun) / 1000).toFixed(1)} s`);
                if (why)
                        break; /* the rest builds on it */
        }
} finally {
        await browser?.close();
        await server?.end();
        if (!process.env.SEEDBED_KEEP)
                rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

function must(is, what) {
        if (!is)
                throw new Error("not so: " + what);
}

async function until(is, what) {
        for (let i = 0; i < 150; i++) {
                if (await is())
                        return;
                await new Promise((done) => setTimeout(done, 100));
        }
        must(false, what);
}
