/* tests/browser/sso: signing in through a real provider of sign-on, with its own login form, in a real browser.
 *
 * node tests/browser/sso.mjs path/to/seedbed
 *
 * Starts the server and Debian's glewlwyd on new folders and free ports. TAP; each test builds on those before it. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { missing, PERSON, startGlewlwyd } from "./glewlwyd.mjs";
import { startServer } from "./server.mjs";

const SECRET = "s3cret-of_ours.77";
const DESKTOP = { width: 1280, height: 900 };
const program = process.argv[2];
const tests = [], heard = [];
let folder, server, provider, browser, operator;

if (!program) {
        console.error("usage: node tests/browser/sso.mjs path/to/seedbed");
        process.exit(2);
}

test("an administrator adds a provider, and the secret is shown to nobody", async () => {
        const page = await open(operator, server.link());

        await page.locator("main form button").click();
        await page.waitForURL("**/operate");
        await page.goto(server.base + "/do/provider/add");
        for (const [name, value] of [["slug", "campus"], ["title", "Campus"], ["issuer", provider.issuer], ["client_id", "seedbed"], ["client_secret", SECRET], ["domains", "uni.example.org"]])
                await page.fill(`[name=${name}]`, value);
        await page.check("[name=accounts]");
        await page.check("[name=private]");
        await page.locator("main form button").click();
        must((await page.locator("main").textContent()).includes(server.base + "/sign-on/campus/return"), "the redirect address is told");
        await page.goto(server.base + "/providers");
        must((await page.locator("main").textContent()).includes("Campus"), "it is listed");
        must(!(await page.content()).includes("s3cret"), "without its secret");
        await page.close();
});

test("a person signs in with the provider's own form, has an account, and comes in again by one press", async () => {
        const context = await newContext(), page = await open(context, "/do/session/open");

        await page.getByRole("button", { name: "Sign in with Campus" }).click();
        await sayWho(page);
        must((await page.locator("h1").textContent()) === PERSON.name, "the account has the name of the provider");
        must((await page.locator("main").textContent()).includes(PERSON.email), "and the address");
        const cookies = (await context.cookies(server.base)).filter((c) => c.name.includes("seedbed")); /* the provider is another port of this host */
        must(cookies.length === 1 && cookies[0].name === "seedbed" && cookies[0].httpOnly && cookies[0].sameSite === "Lax", "one cookie is left, of the session");
        await page.locator("details.menu summary").click();
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.goto(server.base + "/do/session/open");
        await page.getByRole("button", { name: "Sign in with Campus" }).click();
        await continueThere(page);
        must((await page.locator("h1").textContent()) === PERSON.name, "the same account");
        await context.close();
});

test("the provider's new key is found", async () => {
        const context = await newContext(), page = await open(context, "/do/session/open");

        await provider.rotate();
        aMinuteLater();
        await page.getByRole("button", { name: "Sign in with Campus" }).click();
        await sayWho(page);
        must((await page.locator("h1").textContent()) === PERSON.name, "signed with the new key");
        await context.close();
});

test("the last way to sign in stays, with words", async () => {
        const context = await newContext(), page = await open(context, "/do/session/open");

        await page.getByRole("button", { name: "Sign in with Campus" }).click();
        await sayWho(page);
        await page.getByRole("button", { name: /^Disconnect/ }).click();
        must((await page.locator("[role=alert]").textContent()).includes("your last way to sign in"), "it is refused");
        await context.close();
});

test("an account at the provider is connected to one account here, not to a second", async () => {
        const page = await open(operator, "/me");

        await page.getByRole("button", { name: "Connect Campus" }).click();
        await sayWho(page, "**/sign-on/campus/return**");
        must((await page.locator("[role=alert]").textContent()).includes("signs in to another account here"), "it is refused with words");
        await page.close();
});

test("who says no at the provider is not signed in, and an answer is good once", async () => {
        const context = await newContext(), page = await open(context, "/do/session/open");
        let answer;

        page.on("request", (r) => { if (r.url().includes("/sign-on/campus/return")) answer = r.url(); });
        await page.getByRole("button", { name: "Sign in with Campus" }).click();
        await sayWho(page);
        await context.clearCookies({ name: "seedbed" });
        await page.goto(answer);
        must((await page.locator("[role=alert]").textContent()).includes("was used already"), "the same answer again is refused");
        const state = new URL(answer).searchParams.get("state");
        const other = await open(await newContext(), "/sign-on/campus/return?error=access_denied&state=" + state);
        must((await other.locator("[role=alert]").textContent()).includes("was not begun in this browser"), "and another browser's");
        await other.context().close();
        await context.close();
});

test("through a provider that has ended nobody comes in", async () => {
        const page = await open(operator, "/providers");

        await page.getByRole("button", { name: /^End it/ }).click();
        await page.waitForURL("**/providers");
        const visitor = await open(await newContext(), "/do/session/open");
        must(await visitor.getByRole("button", { name: "Sign in with Campus" }).count() === 0, "its button is gone");
        await visitor.context().close();
        await page.close();
});

test("no page broke its policy or threw an error", async () => {
        must(heard.length === 0, heard.join("; "));
});

if (missing()) {
        console.log(`1..${tests.length}`);
        tests.forEach(({ name }, i) => console.log(`ok ${i + 1} - ${name} # SKIP ${missing()}`));
        process.exit(0);
}

let failed = 0;
try {
        folder = mkdtempSync(join(tmpdir(), "seedbed-sign-on-"));
        server = await startServer(resolve(program), folder);
        provider = await startGlewlwyd(folder);
        await provider.addClient(server.base + "/sign-on/campus/return", SECRET);
        browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
        operator = await newContext();
        failed = await runAll();
} finally {
        await browser?.close();
        await provider?.end();
        await server?.end();
        rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

/* The provider's form: who it is, and that Seedbed may know; then back here. */
async function sayWho(page, end = "**/me") {
        await page.waitForURL("**/login.html**");
        await page.fill("#username", PERSON.username);
        await page.fill("#password", PERSON.password);
        await page.keyboard.press("Enter");
        await page.getByRole("button", { name: "Continue" }).waitFor();
        if (await page.locator("#grant-email").count()) {
                await page.check("#grant-email");
                await page.check("#grant-profile");
                await page.getByRole("button", { name: "Grant access" }).click();
                await page.locator("#grant-email").waitFor({ state: "detached" });
        }
        await continueThere(page, end);
}

/* The provider knows who it is. */
async function continueThere(page, end = "**/me") {
        await page.waitForURL("**/login.html**");
        await page.getByRole("button", { name: "Continue" }).click();
        await page.waitForURL(end);
}

/* As if the keys had been asked for before the last minute. */
function aMinuteLater() {
        execFileSync("python3", ["-c", `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=20)
db.execute("UPDATE sso_published SET got_at = got_at - 61000000, tried_at = tried_at - 61000000")
db.commit()`, join(folder, "data", "seedbed.db")]);
}

async function newContext() {
        return browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", locale: "en" });
}

/* Only our own pages are watched. */
async function open(context, path) {
        const page = await context.newPage();
        const isOurs = () => page.url().startsWith(server.base);

        page.setDefaultTimeout(30000);
        page.on("console", (m) => {
                if (m.type() === "error" && isOurs() && !/^Failed to load resource/.test(m.text()))
                        heard.push(`${page.url()}: ${m.text()}`);
        });
        page.on("pageerror", (e) => { if (isOurs()) heard.push(`${page.url()}: ${e.message}`); });
        await page.goto(server.base + path);
        return page;
}

async function runAll() {
        let n = 0, bad = 0;

        console.log(`1..${tests.length}`);
        for (const { name, run } of tests) {
                let why = "";

                n++;
                try {
                        await run();
                } catch (error) {
                        why = String(error?.message ?? error);
                        bad++;
                }
                for (const line of why.split("\n").filter(Boolean))
                        console.log("# " + line);
                console.log(`${why ? "not " : ""}ok ${n} - ${name}`);
        }
        return bad;
}

function test(name, run) {
        tests.push({ name, run });
}

function must(is, what) {
        if (!is)
                throw new Error("not so: " + what);
}
