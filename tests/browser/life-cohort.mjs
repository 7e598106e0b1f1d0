/* life-cohort: those who were taken in work for half a year, and one of them grows for three more; the pledge's number moves by one, and
 * everything behind it can be checked by who trusts nobody. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { press } from "./press.mjs";

const MALI = "mali@mangoworks.example", MENTOR = "suda@mentors.example";
const STAFF = { 2027: [14, "200000"], 2028: [18, "290000"], 2029: [24, "410000"], 2030: [31, "600000"] };

export function cohortLife(life) {
        const { test, must, until, at, person, send, look, linkTo, told, mails, made } = life;
        const page = async (context, path) => {
                const p = await context.newPage();

                await p.goto(at(path));
                return p;
        };
        const mali = () => ({ context: made.mali, email: MALI });

        test("an operator opens a cohort from the round, with everybody who confirmed, and the programme's milestones", async () => {
                await life.later("2027-04-01T02:00:00Z", life.NOK(), life.ADA(), mali());
                const p = await page(made.nok, "/rounds/" + made.round);

                await p.getByRole("link", { name: "Open a cohort" }).click();
                await p.fill("#f-begins", "2027-04-01");
                await p.fill("#f-ends", "2027-09-30");
                await look(p, "cohort-open");
                await p.locator("main form.form button").click();
                await p.waitForURL("**/cohorts/*");
                made.cohortPath = new URL(p.url()).pathname;
                await press(p, p.getByRole("button", { name: "Add all who confirmed" }));
                for (const name of made.cohort)
                        must((await p.textContent("main table")).includes(name), name + " is in it");
                await p.getByRole("link", { name: "Milestones of the programme" }).click();
                await p.locator("main form.form button").click();
                await p.waitForURL("**" + made.cohortPath);
                await look(p, "cohort");
                must((await p.textContent("main")).includes("0 of 4"), "four milestones each");
                made.team = await p.getByRole("link", { name: "Mango Works" }).first().getAttribute("href");
                await p.close();
        });

        test("there is an agenda, a mentor with hours, and a team books one of them", async () => {
                const id = made.cohortPath.split("/").pop(), p = await page(made.nok, made.cohortPath + "/agenda");

                await p.getByRole("link", { name: "Add a session" }).click();
                await p.fill("#f-title", "How to talk with investors");
                await p.fill("#f-day", "2027-04-12");
                await p.fill("#f-time", "14:00");
                await p.fill("#f-minutes", "90");
                await look(p, "agenda-add");
                await press(p, p.locator("main form.form button"));
                await p.goto(at(made.cohortPath + "/agenda"));
                must((await p.textContent("main")).includes("How to talk with investors"), "it is planned");
                await look(p, "agenda");
                await send(made.ada, "/do/role/grant", "/do/role/grant", { email: MENTOR, name: "Suda", role: "mentor", hub: "bangkok", programme: "startup-accelerator" }, { mayFail: true });
                const suda = made.suda = await person(), link = new URL(await linkTo(MENTOR, /http\S*\/do\/session\/begin\?token=[0-9a-f]{64}/));
                await send(suda, link.pathname + link.search, "/do/session/begin");
                await p.goto(at(made.cohortPath + "/mentors"));
                await p.locator('a[href^="/do/mentor/set"]').click();
                await p.fill("#f-email", MENTOR);
                await press(p, p.locator("main form.form button"));
                const m = await page(suda, "/mentoring");
                await m.getByRole("link", { name: "Offer hours" }).click();
                await m.fill("#f-day", "2027-04-05");
                await m.fill("#f-time", "10:00");
                await m.fill("#f-weeks", "6");
                await look(m, "hours-offer");
                await press(m, m.locator("main form.form button"));
                const t = await page(made.mali, made.team);
                await t.getByText(/hours can be booked/).click();
                await look(t, "team-hours");
                await t.getByRole("link", { name: /^Book/ }).first().click();
                await t.locator("main form.form button").click();
                await t.waitForURL("**" + made.team);
                must((await t.textContent("main")).includes("Suda"), "it is booked");
                await m.goto(at("/mentoring"));
                must((await m.textContent("main")).includes("Mango Works"), "the mentor sees by whom");
                await look(m, "mentoring");
                await until(() => mails().some((x) => x.includes("text/calendar") && x.includes(MENTOR)), "an invitation for the calendar came");
                void id;
                await Promise.all([p, m, t].map((x) => x.close()));
        });

        test("a milestone is handed in with evidence, sent back once, and approved", async () => {
                const t = await page(made.mali, made.team), p = await page(made.nok, made.team);
                const handIn = async (words) => {
                        await t.goto(at(made.team));
                        await t.getByRole("link", { name: "Hand in: Plan with at least three aims" }).click();
                        await t.fill("#f-words", words);
                        await t.fill("#f-link", "https://mangoworks.example/plan");
                        await look(t, "milestone-submit");
                        await t.locator("main form.form button").click();
                        await t.waitForURL("**" + made.team);
                };

                await handIn("Two aims: a second oven, and a shop.");
                await p.goto(at(made.team));
                await p.getByRole("link", { name: "Send back: Plan with at least three aims" }).click();
                await p.fill("#f-answer", "The third is missing.");
                await press(p, p.locator("main form.form button"));
                await handIn("Three aims: a second oven, a shop, an export licence.");
                await p.goto(at(made.team));
                await p.getByRole("link", { name: "Approve: Plan with at least three aims" }).click();
                await press(p, p.locator("main form.form button"));
                await p.goto(at(made.team));
                await look(p, "team-operator");
                must((await p.textContent("main")).includes("The third is missing."), "both answers stay");
                await Promise.all([p, t].map((x) => x.close()));
        });

        test("reports are asked for month by month; who forgets is reminded, and one who is late is shown", async () => {
                await life.later("2027-05-03T02:00:00Z", life.NOK(), life.ADA(), mali());
                await until(async () => (await told(made.nok, made.cohortPath + "/reports")).list.filter((r) => r.title === "Progress of the month").length >= 10, "the month's reports are open");
                const t = await page(made.mali, made.team);
                await t.getByRole("link", { name: "Progress of the month" }).first().click();
                await t.fill("[name=done]", "The second oven runs.");
                await t.fill("[name=next]", "The shop.");
                await t.fill("[name=customers]", "7");
                await look(t, "report");
                await press(t, t.getByRole("button", { name: "Hand in" }));
                must((await t.textContent("main")).includes("Revision 1"), "it is handed in");
                await t.close();
                await life.later("2027-05-12T02:00:00Z", life.NOK(), life.ADA(), mali());
                const p = await page(made.nok, made.cohortPath);
                await until(async () => (await p.reload(), (await p.locator(".state.is-late").count()) >= 4), "four are late");
                await look(p, "cohort-late");
                await p.close();
        });

        test("after half a year they graduate, and the cohort is closed", async () => {
                await life.later("2027-10-01T02:00:00Z", life.NOK(), life.ADA(), mali());
                const { list } = await told(made.nok, made.cohortPath), party = list.find((l) => l.name === "Mango Works").party;
                const p = await page(made.nok, "/parties/" + party);

                made.party = party;
                await look(p, "party");
                await p.getByRole("link", { name: "Graduate" }).click();
                await press(p, p.locator("main form.form button"));
                await p.goto(at(made.cohortPath));
                await p.getByRole("link", { name: "Close" }).click();
                await press(p, p.locator("main form.form button"));
                await p.close();
        });

        test("year after year the figures come in, until the definition of a scale-up holds", async () => {
                for (const [year, [staff, turnover]] of Object.entries(STAFF)) {
                        await life.later(`${Number(year) + 1}-01-20T02:00:00Z`, life.NOK(), mali());
                        let report;
                        const begins = `${Number(year) - 1}-12-31`; /* midnight in Bangkok */
                        await until(async () => (report = (await told(made.mali, made.team)).reports.find((r) => r.title === "Yearly figures" && r.begins_at.startsWith(begins))) !== undefined,
                                `the report of ${year} is open`);
                        const path = `${made.team}/${report.id}`;
                        await send(made.mali, path, "/do/report/submit", { staff: String(staff), "turnover.amount": turnover, "turnover.currency": "THB" });
                        const text = await (await made.nok.request.get(at(made.team))).text();
                        must(text.includes("/do/scaleup/confirm") === (year === "2030"), `${year}: ${year === "2030" ? "it holds" : "not yet"}`);
                }
        });

        test("an operator confirms it with the figures it rests on, and the pledge's number moves by one", async () => {
                must(await life.number() === 0, "it was nought");
                const p = await page(made.nok, made.team);

                await look(p, "scale-up");
                await p.locator('a[href^="/do/scaleup/confirm"]').click();
                await look(p, "scale-up-confirm");
                await press(p, p.locator("main form.form button"));
                await until(async () => (await life.number()) === 1, "nought became one");
                await p.close();
        });

        test("the number opens to its row, the row to its entry with its proof, and every figure behind it is kept", async () => {
                const p = await page(made.visitor, "/pledges/thailand-scale-ups");

                await look(p, "pledge-one");
                await p.locator(".figures a.big-number").first().click();
                await p.waitForURL("**/pledges/thailand-scale-ups/rows");
                must((await p.locator("tbody tr").count()) === 1, "one row");
                await look(p, "pledge-rows");
                await p.locator("tbody a.position").first().click();
                await p.waitForURL("**/record/*");
                made.position = new URL(p.url()).pathname.split("/").pop();
                await p.locator("[data-verify]").click();
                await p.locator(".proof-end.is-right").waitFor();
                await look(p, "entry-scaled");
                const leaf = JSON.parse(await p.locator("#leaf").textContent());
                must(leaf.kind === "member.scaled", "it is the entry that says so: " + leaf.kind);
                /* no name and no word of anybody is in it */
                must(!/Mango|Mali|mangoworks/i.test(JSON.stringify(leaf)), "names nobody");
                await p.close();
        });

        test("who trusts nobody checks it all without this server: the bundle, the receipt, the whole record", async () => {
                const { server, folder } = life.state(), run = (...args) => execFileSync(server.program, args, { encoding: "utf8", env: server.env });
                const bundle = join(folder, "bundle.ndjson"), receipt = await (await made.visitor.request.get(at(`/record/${made.position}/proof.json`))).json();

                writeFileSync(bundle, await (await made.visitor.request.get(at("/pledges/thailand-scale-ups/bundle"))).body());
                const key = (await (await made.visitor.request.get(at("/record.pub"))).text()).trim();
                must(key, "the record's key is told");
                run("verify", "--key", key, bundle); /* ends with 0, or throws */
                must(receipt.leaf.includes("member.scaled"), "a receipt of the entry");
                /* and a bundle in which one figure was changed is not */
                const lines = readFileSync(bundle, "utf8");
                writeFileSync(bundle, lines.replace("member.scaled", "member.joined"));
                let refused = false;
                try {
                        execFileSync(server.program, ["verify", bundle], { stdio: "ignore", env: server.env });
                } catch (fault) {
                        refused = fault.status === 10;
                }
                must(refused, "a changed bundle is refused");
                await server.end();
                run("verify", server.data);
                run("audit", "--data", server.data);
        });
}
