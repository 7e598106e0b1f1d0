/* tests/browser/run: the whole program through a real browser.
 *
 * node tests/browser/run.mjs path/to/seedbed
 *
 * Starts the server that is given on a new data folder with the example ecosystem and a free port, does what a visitor
 * and an operator do, with script and without, and says how it went in TAP. Each test builds on those before it. Every page that it opens is watched for
 * console errors, which is also where a broken content security policy shows. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { faults } from "./schema.mjs";
import { formTests } from "./forms.mjs";
import { kindTests } from "./kinds.mjs";
import { applyTests } from "./apply.mjs";
import { privacyTests } from "./privacy.mjs";
import { startServer } from "./server.mjs";
import { signinTests } from "./signin.mjs";
import { teamTests } from "./teams.mjs";
import { cohortTests } from "./cohorts.mjs";
import { eventTests } from "./events.mjs";
import { boardTests } from "./board.mjs";
import { reviewTests } from "./reviews.mjs";
import { solutionTests } from "./solutions.mjs";
import { ledgerTests } from "./ledger.mjs";
import { listTests } from "./lists.mjs";
import { findTests } from "./find.mjs";
import { press } from "./press.mjs";

/* What was found, in its words; looked for once. */
must.none = (found, where) => must(found.length === 0, where + found.join("\n"));

const PAGES_MAX = 300;
const PLEDGE = "/pledges/spark-1000-startups";
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

const program = process.argv[2];
if (!program) {
        console.error("usage: node tests/browser/run.mjs path/to/seedbed");
        process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "seedbed-browser-"));
const tests = [];
const heard = []; /* console errors, on which page */
let server, browser, anonymous, operator, importPath;

/* --- what a visitor sees */

test("the impact page shows a map with hubs and at least five announcements", async () => {
        const page = await open(anonymous, "/");
        const hubs = await page.locator(".world-map .hub").count(), groups = await page.locator('main h2 a[href^="/announcements/"]').count();
        const land = await page.locator(".world-map .land").boundingBox();

        must(hubs >= 20, `${hubs} hubs on the map`);
        must(land && land.width > 300, "the land is drawn");
        must(groups >= 5, `${groups} announcements`);
        await page.close();
});

test("a pledge's number opens to its rows, a row to its entry, and the entry is verified in the browser", async () => {
        const page = await open(anonymous, PLEDGE);

        must(await page.locator("figure[data-chart] canvas, figure[data-chart] svg").first().isVisible(), "the curve is drawn");
        await page.locator(".figures a.big-number").first().click();
        await page.waitForURL("**" + PLEDGE + "/rows");
        await page.locator("tbody a.position").first().click();
        await page.waitForURL("**/record/*");
        await page.locator("[data-verify]").click();
        await page.locator(".proof-end").waitFor();
        const marks = await page.locator(".proof-step").evaluateAll((steps) => steps.map((s) => s.className));
        must(marks.length >= 5 && marks.every((m) => m.includes("is-right")), "steps: " + marks.join(", "));
        must((await page.locator(".proof-end").getAttribute("class")).includes("is-right"), "the end is right");
        await page.close();
});

test("a changed entry is not verified", async () => {
        const page = await open(anonymous, "/record/200");

        await page.locator("#leaf").evaluate((leaf) => { leaf.textContent = leaf.textContent.replace('"v":1', '"v":2'); });
        await page.locator("[data-verify]").click();
        await page.locator(".proof-end.is-wrong").waitFor();
        await page.close();
});

test("every link inside the public pages answers", async () => {
        const seen = new Set(["/"]), waiting = ["/"], broken = [];
        const walk = async () => {
                for (let path; (path = waiting.shift()) !== undefined;) {
                        const reply = await fetch(server.base + path, { redirect: "follow" });
                        const type = reply.headers.get("content-type") || "";
                        const body = type.startsWith("text/html") ? await reply.text() : (await reply.arrayBuffer(), "");

                        if (reply.status >= 400)
                                broken.push(`${path} ${reply.status}`);
                        for (const [, found] of body.matchAll(/(?:href|src|action)="(\/[^"#]*)/g)) {
                                const next = found.replaceAll("&amp;", "&");
                                if (!seen.has(next) && seen.size < PAGES_MAX && !next.startsWith("/do/session/end")) {
                                        seen.add(next);
                                        waiting.push(next);
                                }
                        }
                }
        };

        await walk(); /* the first page alone may end a walker before there is more to do */
        await Promise.all([walk(), walk(), walk()]);
        must(seen.size > 100, `${seen.size} addresses`);
        must(broken.length === 0, broken.join("; "));
});

/* --- what an operator does */

test("a one-time link signs in once, and a second use is refused", async () => {
        const link = server.link(), page = await open(operator, link);

        await page.locator("main form button").click();
        await page.waitForURL("**/operate");
        must(await page.locator(".menu summary").isVisible(), "the name stands in the head");
        const stranger = await browser.newContext();
        const again = await stranger.newPage();
        await again.goto(server.base + link);
        await again.locator("main form button").click(); /* it has nothing to send */
        must(await again.locator('[role="alert"], .field-error:not(:empty)').count() > 0, "it says why not");
        must((await stranger.cookies()).every((c) => !c.value), "no session was given");
        await stranger.close();
        await page.close();
});

test("an operator imports a file: sees what would change, confirms, watches it, and the public number moves", async () => {
        const before = await counted(), page = await open(operator, "/operate");

        await page.getByRole("link", { name: "Import a file" }).first().click();
        await page.setInputFiles("#f-file", startups("one", 3));
        await page.selectOption("#f-mapping", "example-startups");
        await page.fill("#f-as_of", "2026-11-01");
        await page.locator("main form.form button").click();
        await page.getByRole("button", { name: /Confirm/ }).waitFor();
        importPath = new URL(page.url()).pathname;
        must(await figure(page, "New") === 3, "three would be new");
        must(await figure(page, "Refused") === 1, "one is refused");
        must(await counted() === before, "nothing has changed yet");
        /* all others of this list are not in the file: that is asked about on its own */
        await page.getByRole("button", { name: /Confirm/ }).click();
        must(new URL(page.url()).pathname === importPath && await page.getByRole("button", { name: /Confirm/ }).isVisible(), "not without the tick");
        await page.getByRole("checkbox", { name: /are gone/ }).check();
        await page.getByRole("button", { name: /Confirm/ }).click();
        await page.locator(".state.is-kept").waitFor({ timeout: 20000 });
        await until(async () => (await counted()) === before + 3, `${before} became ${before + 3}`);
        await page.close();
});

test("without JavaScript the same works: number, rows, entry, proof, sign-in, import, number", async () => {
        const context = await browser.newContext({ javaScriptEnabled: false, viewport: DESKTOP }), before = await counted();
        const page = await open(context, "/");

        await page.locator(`main a[href="${PLEDGE}/rows"]`).first().click();
        await page.locator("tbody a.position").first().click();
        const proof = await (await fetch(new URL(await page.locator('a[href$="proof.json"]').getAttribute("href"), page.url()))).json();
        must(proof.leaf === await page.locator("#leaf").textContent(), "the proof is of the entry that is shown");
        must(!await page.locator("[data-verify]").isVisible(), "no button that does nothing");
        await page.goto(server.base + server.link());
        await page.locator("main form button").click();
        await page.goto(server.base + "/do/import/check");
        await page.setInputFiles("#f-file", startups("two", 2));
        await page.selectOption("#f-mapping", "example-startups");
        await page.fill("#f-as_of", "2026-11-02");
        await page.locator("main form.form button").click();
        await again(page, () => page.getByRole("button", { name: /Confirm/ }).isVisible());
        await page.getByRole("button", { name: /Confirm/ }).click();
        await again(page, () => page.locator(".state.is-kept").isVisible());
        await until(async () => (await counted()) === before + 2, `${before} became ${before + 2}`);
        await page.locator(".menu summary").click();
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.goto(server.base + "/operate");
        must(/sign in/i.test(await page.locator("h1").textContent()), "signed out");
        await context.close();
});

test("a head is given a role, comes in by the link, sets a password, and sees what is theirs and no more", async () => {
        const page = await open(operator, "/roles"), words = "purple otters juggle at noon";

        await page.getByRole("link", { name: "Give a role" }).click();
        await page.fill("#f-email", "mina@example.org");
        await page.fill("#f-name", "Mina");
        await page.selectOption("#f-role", "head");
        await page.fill("#f-hub", "thailand");
        await page.locator("main form.form button").click();
        const link = (await page.locator(".notice").textContent()).match(/\/do\/session\/begin\?token=[0-9a-f]+/)[0];
        await page.close();

        const context = await browser.newContext({ viewport: DESKTOP });
        const mina = await open(context, link);
        await mina.locator("main form button").click();
        await mina.waitForURL("**/operate");
        must(await mina.getByRole("link", { name: "Define a programme" }).count() === 0, "nothing for the whole instance");
        await mina.goto(server.base + "/me");
        must(/Thailand/.test(await mina.locator("main").textContent()), "the role and where it holds");
        await mina.getByRole("link", { name: "Set a password" }).click();
        await mina.fill("#f-new_password", "too short");
        await mina.locator("main form.form button").click();
        must(/15/.test(await mina.locator("#e-new_password").textContent()), "why not");
        must(await mina.inputValue("#f-new_password") === "", "a password is not shown again");
        await mina.fill("#f-new_password", words);
        await mina.locator("main form.form button").click();
        await mina.waitForURL("**/me");
        await mina.locator(".menu summary").click();
        await press(mina, mina.getByRole("button", { name: "Sign out" }));
        await mina.goto(server.base + "/do/session/open");
        await mina.fill("#f-email", "mina@example.org");
        await mina.fill("#f-password", "something else entirely");
        await mina.getByRole("button", { name: "Sign in", exact: true }).click();
        must(/not right/.test(await mina.locator('[role="alert"]').textContent()), "a wrong one is refused");
        await mina.fill("#f-password", words);
        await mina.getByRole("button", { name: "Sign in", exact: true }).click();
        await mina.waitForURL("**/me");

        /* here and below: yes; beside: a refusal that says what is missing */
        await mina.goto(server.base + "/do/party/add");
        await mina.fill("#f-name", "Mango Works");
        await mina.fill("#f-hub", "jakarta");
        await mina.locator("main form.form button").click();
        must(/party\.edit/.test(await mina.locator('[role="alert"]').textContent()), "not in Jakarta");
        await mina.fill("#f-hub", "bangkok");
        await mina.locator("main form.form button").click();
        await mina.waitForURL("**/parties/*");
        must(/Mango Works/.test(await mina.locator("h1").textContent()), "in Bangkok");
        await context.close();
});

/* --- all pages */

/* A mail to many that waits for a yes, and the one mail of it. */
async function draftedMail() {
        const drafted = await operator.request.post(server.base + "/api/v1/mail/draft",
                { data: { subject: "News", words: "One", addresses: "ama@example.org" } });

        return { bulk: (await drafted.json()).id, mail: (await api("/mails", operator)).mails[0].id };
}

const PUBLIC = ["/", "/privacy", "/pledges", "/pledges?state=behind&place=europe", PLEDGE, PLEDGE + "/rows", PLEDGE + "/as-of?size=1000",
        "/pledges/europe-1000-startups", "/pledges/spark-8-hubs", "/pledges/openeuler-20m", "/pledges/openeuler-20m/rows", PLEDGE + "/rows?until=2023-05", "/metrics/startups-recruited/rows?sector=ai", "/metrics/openeuler-installs/rows",
        "/announcements/spark-2021", "/definitions", "/metrics/startups-recruited", "/record", "/record/200", "/record/1", "/hubs",
        "/hubs/singapore", "/programmes", "/programmes/startup-accelerator", "/programmes/startup-accelerator/versions/1",
        "/programmes/startup-accelerator/members", "/programmes/startup-accelerator/members?hub=bangkok", "/verify",
        "/do/session/begin", "/do/session/open", "/do/account/begin", "/do/account/confirm", "/do/password/forgot", "/do/password/reset", "/operate", "/mail/unsubscribe", "/nothing-here"];
const INSIDE = ["/operate", "/parties", "/imports", "/do/import/check", "/do/pledge/load", "/do/pledge/withdraw?pledge=spark-8-hubs",
        "/do/party/add", "/do/member/add", "/do/figure/report", "/do/mail/draft", "/hubs/singapore", "/roles", "/do/role/grant", "/me", "/me/data", "/retention", "/do/account/erase", "/do/password/change", "/do/token/make", "/do/passkey/add", "/do/session/prove", "/do/second/confirm"];

privacyTests({ test, must, open, operator: () => operator, server: () => server });

/* A report of a cohort that has any. */
async function aReport() {
        for (const { id: cohort } of (await api("/cohorts", operator)).list)
                for (const { id: report, party } of (await api(`/cohorts/${cohort}/reports`, operator)).list)
                        return { cohort, report, party };
        throw new Error("no cohort has a report");
}

test("no page is wider than a phone, and axe finds nothing in either theme", async () => {
        const { cohort, party, report } = await aReport();
        const { bulk, mail } = await draftedMail();
        const inside = [...INSIDE, importPath, "/parties/" + party, await demoDay(cohort), "/mails", "/mails/" + mail, "/mails/bulk/" + bulk];
        const jobs = [...PUBLIC.map((path) => [anonymous, path]), ...inside.map((path) => [operator, path])];
        const wrong = [];
        const look = async () => {
                for (let job; (job = jobs.shift());) {
                        const page = await open(job[0], job[1], PHONE);
                        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

                        if (over > 0)
                                wrong.push(`${job[1]} is ${over} pixels wider than a phone`);
                        await page.setViewportSize(DESKTOP);
                        wrong.push(...(await axe(page)).map((w) => `${job[1]} light: ${w}`));
                        await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
                        await page.reload(); /* a page behind others is not painted anew at once */
                        wrong.push(...(await axe(page)).map((w) => `${job[1]} dark: ${w}`));
                        await page.close();
                }
        };

        await Promise.all([look(), look(), look()]);
        must(wrong.length === 0, wrong.join("\n"));
});

test("no page breaks the content security policy or writes an error to the console", async () => {
        must(heard.length === 0, heard.join("\n"));
});

/* --- the JSON door */

test("errors of the API are problems as described", async () => {
        const description = await api("/openapi.json"), wrong = [];
        const { schema } = description.components.responses.Problem.content["application/problem+json"];
        const asked = [["GET", "/pledges/none", 404], ["GET", "/nothing", 404], ["GET", "/parties", 401], ["GET", PLEDGE + "/as-of?size=x", 422],
                ["POST", "/pledge/withdraw", 401], ["GET", "/record/99999999", 404]];

        for (const [method, path, status] of asked) {
                const reply = await fetch(server.base + "/api/v1" + path, { method,
                        ...(method === "POST" ? { body: "{}", headers: { "Content-Type": "application/json" } } : {}) });
                const type = reply.headers.get("content-type"), body = await reply.json();

                if (reply.status !== status || type !== "application/problem+json" || body.status !== status)
                        wrong.push(`${method} ${path}: ${reply.status} ${type}`);
                wrong.push(...faults(schema, body, description).map((f) => `${path} ${f}`));
        }
        must(wrong.length === 0, wrong.join("\n"));
});

signinTests({ test, must, until, axe, state: () => ({ server, browser, heard }) });
formTests({ test, must, open, axe, state: () => ({ server, browser, operator }) });
solutionTests({ test, must, axe, state: () => ({ server, browser, operator }) });
const money = ledgerTests({ test, must, axe, folder, state: () => ({ server, browser, operator }) });
findTests({ test, must, axe, state: () => ({ server, browser, operator }) });
teamTests({ test, must, axe, state: () => ({ server, browser, operator }) });
cohortTests({ test, must, axe, state: () => ({ server, browser, operator }) });
applyTests({ test, must, axe, state: () => ({ server, browser, operator }) });
listTests({ test, must, axe, state: () => ({ server, browser, operator }) });
const attended = eventTests({ test, must, axe, state: () => ({ server, browser, operator }) });
const reviewed = reviewTests({ test, must, axe, state: () => ({ server, browser, operator }) });
const board = boardTests({ test, must, axe, state: () => ({ server, browser, operator }) });

kindTests({ test, must, until, axe, state: () => ({ server, browser, heard }) });
async function opportunity() {
        const all = await (await fetch(server.base + "/common-grants/opportunities")).json();

        return (await fetch(server.base + "/common-grants/opportunities/" + all.items[0].id)).json();
}

test("every GET of the API's description answers as described", async () => {
        const description = await api("/openapi.json"), wrong = [];
        const party = (await api("/parties", operator)).parties[0].id;
        const { bulk, mail } = await draftedMail();
        const { id: made } = await (await operator.request.post(server.base + "/api/v1/account/export", { data: {} })).json();
        const { id: webhook } = await (await operator.request.post(server.base + "/api/v1/webhook/make",
                { data: { name: "Sample", url: "https://example.org/events", kinds: "party.added" } })).json();
        const { cohort, report, party: member } = await aReport();
        const milestone = await handedIn(cohort, member), session = (await demoDay(cohort)).split("/").pop();
        const solution = (await api("/solutions")).solutions[0].id, challenge = (await api("/challenges")).challenges[0].id;
        const { data: { id: oppId, competitions: [competition] } } = await opportunity(), formId = Object.keys(competition.forms.forms)[0];
        const [application] = reviewed.applications, form = (await api("/programmes/startup-accelerator/forms", operator)).forms[0].id;
        const samples = { ...money, oppId, compId: competition.id, formId, ...reviewed, ...attended, act: board.act, application, form, number: "1", step: "panel", solution, challenge, cohort, report, milestone, session, export: made, webhook, announcement: "spark-2021", pledge: "spark-1000-startups", metric: "startups-recruited",
                hub: "singapore-one-north", programme: "startup-accelerator", version: "1", party, bulk, mail, position: "200",
                import: importPath ? importPath.split("/").pop() : "", path: "0/000" };
        let asked = 0;

        for (const [pattern, methods] of Object.entries(description.paths)) {
                if (!methods.get || pattern.startsWith("/sign-on/") || pattern === "/calendar.ics" || pattern.startsWith("/iati/") || pattern.startsWith("/rounds/exports/") || pattern === "/csv/{path}")
                        continue; /* needs a provider: sso.mjs; a secret: cohorts.mjs; a setting */
                const root = (methods.get.servers ?? description.servers)[0].url.replace(/\/$/, "");
                const own = pattern.startsWith("/cohorts/{cohort}/{party}") ? { party: member, report } : pattern === "/parties/{party}/ledger" || pattern === "/usage/{party}/focus.csv" ? { party: money.holder } : {};
                const file = pattern.startsWith("/reviews/") ? { file: "1" } : {};
                const path = root + pattern.replace(/\{(\w+)\}|\*/g, (whole, name) => ({ ...samples, ...own, ...file })[name ?? whole] ?? "?") +
                        (pattern.startsWith("/ticket") && pattern !== "/tickets" ? "?code=" + attended.code : "");
                const asker = /^\/(reviews|bids|comparisons)\//.test(pattern) ? reviewed.reader : operator;
                const reply = await asker.request.get(server.base + path), type = reply.headers()["content-type"] ?? "";
                const content = methods.get.responses["200"].content, schema = content?.["application/json"]?.schema;

                asked++;
                if (reply.status() !== 200)
                        wrong.push(`${path} ${reply.status()}`);
                else if (content && !Object.keys(content).some((t) => type.startsWith(t)))
                        wrong.push(`${path} is ${type}, not ${Object.keys(content)}`);
                else if (schema)
                        wrong.push(...faults(schema, await reply.json(), description).slice(0, 5).map((f) => `${path} ${f}`));
        }
        must(asked >= 20, `${asked} paths`);
        must(wrong.length === 0, wrong.join("\n"));
});

/* --- running */

let failed = 0;
try {
        server = await startServer(resolve(program), folder);
        browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
        anonymous = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
        operator = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
        failed = await runAll();
} finally {
        await browser?.close();
        await server?.end();
        rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function runAll() {
        let n = 0, bad = 0;

        const asked = tests.filter(({ name }) => name.includes(process.env.SEEDBED_TEST_ONLY ?? ""));

        console.log(`1..${asked.length}`);
        for (const { name, run } of asked) {
                const begun = performance.now();
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
                if (process.env.SEEDBED_TEST_TIMES)
                        console.log(`# ${((performance.now() - begun) / 1000).toFixed(1)} s`);
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

/* A page that is watched. The document itself may be an error page: the browser's line about that is no fault. */
async function open(context, path, size) {
        const page = await context.newPage();

        if (size)
                await page.setViewportSize(size);
        page.setDefaultTimeout(45000);
        page.on("console", (m) => {
                if (m.type() === "error" && m.location().url !== page.url())
                        heard.push(`${page.url()}: ${m.text()} ${m.location().url}`);
                else if (m.type() === "error" && !/^Failed to load resource/.test(m.text()))
                        heard.push(`${page.url()}: ${m.text()}`);
        });
        page.on("pageerror", (e) => heard.push(`${page.url()}: ${e.message}`));
        await page.goto(server.base + path);
        return page;
}

async function axe(page) {
        if (!await page.evaluate("typeof axe === 'object'"))
                await page.evaluate(AXE);
        /* colours that are still on their way to another scheme are nobody's fault */
        await page.evaluate(async () => {
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                await Promise.allSettled(document.getAnimations().map((a) => a.finished));
        });
        const result = await page.evaluate(() => globalThis.axe.run(document, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] }));

        return result.violations.map((v) => `${v.id} at ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}: ${v.nodes[0].any[0]?.message ?? v.help}`);
}

async function demoDay(cohort) {
        return "/demo-days/" + (await api(`/cohorts/${cohort}/agenda`, operator)).sessions.find((s) => s.kind === "demo-day").id;
}

/* A milestone that was handed in with a file, through its form. */
async function handedIn(cohort, party) {
        const page = await operator.newPage();

        await operator.request.post(server.base + "/api/v1/milestone/set", { data: { cohort, party, milestone: "sample", title: "A sample", due: "2030-01-01" } });
        const { id } = (await api(`/cohorts/${cohort}/${party}`, operator)).milestones.find((m) => m.slug === "sample");
        await page.goto(`${server.base}/do/milestone/submit?cohort=${cohort}&party=${party}&milestone=${id}`);
        await page.fill("[name=words]", "Signed.");
        await page.setInputFiles("[name=file]", { name: "pilot.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 signed") });
        await page.locator("main form button").click();
        await page.getByRole("link", { name: "pilot.pdf" }).waitFor();
        await page.close();
        return id;
}

async function api(path, context) {
        const address = server.base + "/api/v1" + path;

        return context ? (await context.request.get(address)).json() : (await fetch(address)).json();
}

/* What the public page of the metric says is counted in the world. */
async function counted() {
        const { totals } = await api("/");

        return totals.find((t) => t.metric === "startups-recruited").value;
}

async function figure(page, label) {
        const text = await page.locator(".figures > div", { has: page.locator("dt", { hasText: new RegExp(`^${label}$`) }) }).locator("dd").first().textContent();

        return Number(text.replaceAll(",", ""));
}

/* A file like the example's, with start-ups that nobody has seen before. */
/* n that are good and one that is refused. */
function startups(word, n) {
        const path = join(folder, word + ".csv");
        const rows = Array.from({ length: n }, (_, i) => `${word}-${i},Sprout ${word} ${i},${word}${i}@sprout.example,https://${word}${i}.sprout.example,` +
                `KE-${word}-${i},KE,nairobi,climate,12,2024-01-01,2026-10-0${i + 1},active,seed`);

        writeFileSync(path, "id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage,level\n" + rows.join("\n") +
                `\n${word}-x,Nowhere,,,,KE,atlantis,climate,1,2024-01-01,2026-10-01,active,seed\n`);
        return path;
}

/* As a reader without script does: load the page again until it is there. */
async function again(page, is) {
        await until(async () => {
                if (await is())
                        return true;
                await page.reload();
                return is();
        }, "the page got there");
}

async function until(is, what) {
        for (let i = 0; i < 100; i++) {
                if (await is())
                        return;
                await new Promise((done) => setTimeout(done, 200));
        }
        must(false, what);
}
