/* reviews: two applications are read by a reviewer, decided on, told and answered; every page of that fits a phone, in both themes. */

import { press } from "./press.mjs";

const PHONE = { width: 390, height: 844 };

export function reviewTests({ test, must, axe, state }) {
        const made = {};
        const at = (path) => state().server.base + path;

        async function done(context, deed, data) {
                const reply = await context.request.post(at("/api/v1/" + deed), { data });

                must(reply.ok(), `${deed}: ${reply.status()} ${await reply.text()}`);
                return (await reply.json()).id;
        }
        const told = async (context, path) => (await context.request.get(at("/api/v1" + path))).json();

        /* In both themes on a phone, and as wide as a desk. */
        async function isGood(context, path, name) {
                const page = await context.newPage();

                for (const colorScheme of ["light", "dark"]) {
                        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
                        await page.setViewportSize(PHONE);
                        must((await page.goto(at(path))).status() === 200, `${name} is there`);
                        must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits a phone`);
                        if (process.env.SEEDBED_SHOTS)
                                await page.screenshot({ path: `${process.env.SEEDBED_SHOTS}/${name}-phone-${colorScheme}.png`, fullPage: true });
                        await page.setViewportSize({ width: 1280, height: 900 });
                        if (process.env.SEEDBED_SHOTS)
                                await page.screenshot({ path: `${process.env.SEEDBED_SHOTS}/${name}-${colorScheme}.png`, fullPage: true });
                        must.none(await axe(page), `${name} ${colorScheme}: `);
                }
                await page.close();
        }

        test("a reviewer joins a pool, reads a file on a phone, and sends a review", async () => {
                const operator = state().operator, context = await state().browser.newContext(), page = await context.newPage();

                made.round = (await told(operator, "/rounds")).open.find((r) => r.hub === "bangkok").id;
                made.applications = [];
                for (const name of ["Firm of one", "Firm of two"]) {
                        const party = await done(operator, "party/add", { kind: "organisation", name });
                        const application = await done(operator, "application/begin", { round: made.round, party });
                        await done(operator, "application/save", { application, pitch: "Pumps for small rivers.", country: "TH", founded: "2021-05-06",
                                team_size: "3", sector: "climate", other_programmes: "no" });
                        await attach(operator, application);
                        await done(operator, "application/submit", { application });
                        made.applications.push(application);
                }
                made.reviewer = await done(operator, "reviewer/invite", { round: made.round, email: "elena.ruiz@example.org", name: "Elena Ruiz" });
                await done(operator, "review/begin", { round: made.round, step: "screening" });
                await page.goto(at("/try"));
                await press(page, page.locator('form:has(input[value="elena.ruiz@example.org"]) button'));
                await done(context, "reviewer/answer", { reviewer: made.reviewer, answer: "accept", expertise: "climate, pumps" });
                await isGood(context, "/bids/" + made.reviewer, "bids");
                for (const application of made.applications)
                        made.assignment = await done(operator, "assignment/add", { application, step: "screening", reviewer: made.reviewer });
                await isGood(context, "/reviews", "reviews");
                await page.setViewportSize(PHONE);
                await page.goto(at("/reviews/" + made.assignment));
                must(!(await page.textContent("main")).includes("Pumps for small rivers"), "not before there is no conflict");
                await done(context, "conflict/declare", { assignment: made.assignment, conflict: "none" });
                await isGood(context, "/reviews/" + made.assignment, "review");
                await page.goto(at("/reviews/" + made.assignment));
                must((await page.textContent("main")).includes("Pumps for small rivers"), "the file is there");
                const scores = Object.fromEntries(["problem", "product", "team", "fit"].map((c) => ["score-" + c, "4"]));
                await done(context, "review/submit", { assignment: made.assignment, ...scores, "words-fit": "They know rivers." });
                await isGood(context, "/reviews/" + made.assignment, "review-sent");
                await done(operator, "review/begin", { round: made.round, step: "panel" });
                for (const application of made.applications) {
                        made.assignment = await done(operator, "assignment/add", { application, step: "panel", reviewer: made.reviewer });
                        await done(context, "conflict/declare", { assignment: made.assignment, conflict: "none" });
                }
                await isGood(context, `/comparisons/${made.round}/panel`, "comparisons");
                made.reader = context;
                await page.close();
        });

        test("who runs a round sees reviewers, files and scores, decides, tells it, and a place is taken", async () => {
                const operator = state().operator, [application, other] = made.applications;

                await done(operator, "review/calibrate", { round: made.round, step: "screening" });
                for (const part of ["reviewers", "conflicts", "applications", "doubles", "assignments/screening", "reviews/" + other, "scores/screening",
                        "strictness/screening", "weighting/screening"])
                        await isGood(operator, `/rounds/${made.round}/${part}`, "round-" + part.split("/")[0]);
                await isGood(operator, `/applications/${application}/decide`, "decide");
                const determination = await done(operator, "determination/propose", { application, determination: "accept", feedback: "Well done." });
                made.batch = await done(operator, "batch/gather", { round: made.round, determination: "decline", applications: other, feedback: "Not now." });
                await isGood(operator, `/determinations/batches/${made.batch}`, "batch");
                await isGood(operator, `/rounds/${made.round}/determinations`, "determinations");
                await isGood(operator, "/determinations", "own-determinations");
                made.determination = determination;
                await isGood(operator, "/rounds", "rounds");
                await isGood(operator, "/rounds/" + made.round, "round");
                await isGood(operator, "/applications", "applications");
                await isGood(operator, "/applications/" + application, "application");
        });

        async function attach(context, application) {
                const page = await context.newPage();

                await page.goto(at("/applications/" + application));
                await page.setInputFiles('input[type="file"]', { name: "deck.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
                await press(page, page.getByRole("button", { name: "Upload" }).first());
                const { rows } = await told(context, "/applications/" + application);
                made.file ??= JSON.parse(rows.find((r) => r.field === "deck").value)[0].file;
                await page.close();
        }
        return made;
}
