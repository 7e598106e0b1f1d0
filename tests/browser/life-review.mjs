/* life-review: eight people read what was handed in, without knowing whose it is; conflicts are declared and found; what they scored is
 * shown as it is and calibrated. */

import { PHONE } from "./people.mjs";
import { NAMES } from "./life-apply.mjs";
import { press } from "./press.mjs";

const REVIEWERS = [["pim@durianworks.example", "Pim"], ["arthit@kku.example", "Arthit"], ["kanya@kku.example", "Kanya"], ["dao@panel.example", "Dao"],
        ["niran@panel.example", "Niran"], ["ploy@panel.example", "Ploy"], ["sunan@panel.example", "Sunan"], ["tida@panel.example", "Tida"]];
const CRITERIA = ["problem", "product", "team", "fit"];

export function reviewLife(life) {
        const { test, must, at, person, send, look, linkTo, told, mails, made } = life;

        test("reviewers are invited, come in by their link, and say yes", async () => {
                const page = await made.nok.newPage();

                await page.goto(at("/rounds/" + made.round));
                await page.getByRole("link", { name: "Reviewers" }).click();
                await page.getByRole("link", { name: "Invite a reviewer" }).click();
                await page.fill("#f-email", REVIEWERS[0][0]);
                await page.fill("#f-name", REVIEWERS[0][1]);
                await look(page, "reviewer-invite");
                await page.locator("main form.form button").click();
                await page.waitForURL("**/reviewers");
                for (const [email, name] of REVIEWERS.slice(1))
                        await send(made.nok, "/do/reviewer/invite?round=" + made.round, "/do/reviewer/invite", { email, name });
                made.reviewers = [];
                for (const [email, name] of REVIEWERS) {
                        const context = await person(), link = new URL(await linkTo(email, /http\S*\/do\/session\/begin\?token=[0-9a-f]{64}[^"<\s]*/));

                        if (made.reviewers.length === 0) { /* on a phone, page by page */
                                const hers = await context.newPage();

                                await hers.setViewportSize(PHONE);
                                await hers.goto(link.href);
                                await hers.locator("main form.form button").click();
                                await hers.waitForURL("**/reviews");
                                await look(hers, "reviews-invited");
                                await press(hers, hers.getByRole("button", { name: "Yes, I review" }));
                                await hers.close();
                        } else {
                                await send(context, link.pathname + link.search, "/do/session/begin");
                                await send(context, "/reviews", "/do/reviewer/answer", { answer: "accept" });
                        }
                        made.reviewers.push({ email, name, context });
                }
                await page.close();
        });

        test("the first step begins, conflicts are found, and files are given out by a proposal that says why", async () => {
                const page = await made.nok.newPage();

                await page.goto(at(`/rounds/${made.round}/reviewers`));
                await look(page, "review-pool");
                await page.getByRole("row", { name: /Screening/ }).getByRole("link", { name: "Begin" }).click();
                await look(page, "review-begin");
                await page.locator("main form.form button").click();
                await page.waitForURL("**/rounds/**");
                await page.goto(at(`/rounds/${made.round}/conflicts`));
                await press(page, page.getByRole("button", { name: "Look for conflicts: Screening" }));
                const found = page.locator("tbody tr", { hasText: "Durian" }).filter({ hasText: "Pim" });
                must(await found.count() === 1, "an address of the firm's own domain is found");
                await look(page, "conflicts");
                await found.getByRole("link", { name: "Decide" }).click();
                await look(page, "conflict-decide");
                await page.locator("main form.form select").selectOption("recused");
                await page.locator("main form.form textarea").fill("She has an address of theirs.");
                await press(page, page.locator("main form.form button"));
                await page.goto(at(`/rounds/${made.round}/conflicts?status=recused`));
                must((await page.textContent("main tbody")).includes("Durian"), "she stays out of it");
                await page.goto(at(`/rounds/${made.round}/assignments/screening`));
                await press(page, page.getByRole("button", { name: "Propose who reads what" }));
                await look(page, "assignments-proposed");
                await press(page, page.getByRole("button", { name: "Give the files out" }));
                await page.close();
        });

        test("a reviewer reads blind: nothing tells who it is, on no page, in no file's name, in no mail", async () => {
                const { context } = made.reviewers[0], page = await context.newPage(), seen = [];
                const leaks = (text, where) => {
                        for (const name of [...NAMES, "Mango Works", "mangoworks", "Mali", "Founder of", "founder@", "نخلة", "nakhla"])
                                if (text.toLowerCase().includes(name.toLowerCase()))
                                        seen.push(`${name} in ${where}`);
                };

                await page.goto(at("/reviews"));
                leaks(await page.textContent("main"), "the list");
                const files = await page.locator("main tbody th a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
                must(files.length >= 8, `${files.length} files`);
                made.conflicted = files[0];
                for (const [i, path] of files.entries()) {
                        leaks(path, "the address");
                        await page.goto(at(path));
                        leaks(await page.content().then((html) => html.slice(html.indexOf("<main"))), path + " before it opens");
                        if (i === 0) {
                                await look(page, "review-shut");
                                await page.fill("#c-note", "My sister works there.");
                                await press(page, page.getByRole("button", { name: "I have one" }));
                                must(!(await page.textContent("main")).includes("Your review"), "it stays shut");
                                continue;
                        }
                        await press(page, page.getByRole("button", { name: "I have no conflict of interest" }));
                        leaks(await page.content().then((html) => html.slice(html.indexOf("<main"))), path);
                        leaks(await (await context.request.get(at("/api/v1" + path))).text(), "the JSON of " + path);
                        if (i === 1)
                                await look(page, "review-open");
                        for (const c of CRITERIA)
                                await page.locator(`input[name="score-${c}"][value="${1 + ((i + c.length) % 5)}"]`).check();
                        await page.fill("#w-fit", "They would find customers with us.");
                        await press(page, page.getByRole("button", { name: "Send", exact: true }));
                        must((await page.textContent("main")).includes("Sent"), "it is sent");
                        if (i === 1)
                                await look(page, "review-sent");
                }
                for (const m of mails().filter((m) => REVIEWERS.some(([email]) => m.includes(`To: ${email}`) || m.includes(`<${email}>`))))
                        leaks(m.slice(m.indexOf("\n\n")).replaceAll(REVIEWERS[0][0], ""), "a mail");
                must(seen.length === 0, [...new Set(seen)].slice(0, 8).join("; "));
                await page.close();
        });

        test("the others read, too; every file has its reviews", async () => {
                for (const [k, { context }] of made.reviewers.entries()) {
                        if (k === 0)
                                continue;
                        const { files } = await told(context, "/reviews");

                        for (const f of files) {
                                const path = "/reviews/" + f.id;

                                await send(context, path, "/do/conflict/declare", {}, { has: 'value="none"' });
                                /* strict and mild; the first file that began is the best */
                                const n = files.indexOf(f) * 2, mark = (c) => String(Math.max(1, Math.min(5, Math.round(5 - n / 7 + (k % 3) - 1))));
                                await send(context, path, "/do/review/submit", { ...Object.fromEntries(CRITERIA.map((c) => ["score-" + c, mark(c)])),
                                        "words-fit": "A place to try it out." });
                        }
                }
                const page = await made.nok.newPage();
                await page.goto(at(`/rounds/${made.round}/assignments/screening`));
                await look(page, "assignments");
                await page.getByRole("link", { name: "Scores: Screening" }).click();
                await press(page, page.getByRole("button", { name: "Calibrate scores" }));
                await look(page, "scores");
                must((await page.locator("tbody tr").count()) >= 27, "all are listed");
                await page.getByRole("link", { name: "By calibrated score" }).click();
                await page.getByRole("link", { name: "Scores by reviewer" }).click();
                await look(page, "scores-by-reviewer");
                await page.close();
        });
}
