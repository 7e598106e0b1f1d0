/* life-decide: what is decided is shown before it happens, approved by somebody else, told, and answered; who waits moves up. */

import { PASSWORD } from "./people.mjs";
import { press } from "./press.mjs";

const CONFIRM = /http\S*\/applications\/[0-9A-Z]+\/outcome/;

export function decideLife(life) {
        const { test, must, until, at, send, look, linkTo, told, mails, made } = life;
        const page = async (context, path) => {
                const p = await context.newPage();

                await p.goto(at(path));
                return p;
        };
        const firm = (name) => made.firms.find((f) => f.name === name);

        /* Chooses some, and shows what would happen. */
        async function gather(names, determination, words = {}) {
                const p = await page(made.nok, `/rounds/${made.round}/determinations`);

                for (const name of names)
                        await p.getByRole("checkbox", { name, exact: true }).check();
                await p.selectOption("#bulk-what", determination);
                if (words.feedback) {
                        await p.getByText("Reason, conditions, feedback").click();
                        await p.fill("#bulk-feedback", words.feedback);
                }
                return p;
        }
        async function preview(p, shot) {
                await p.getByRole("button", { name: "Show what would happen" }).click();
                await p.waitForURL("**/determinations/batches/*");
                await look(p, shot);
                return new URL(p.url()).pathname;
        }

        test("five are accepted: every change and mail is shown first, and a second person approves", async () => {
                const p = await page(made.nok, "/rounds/" + made.round), before = mails().length;

                await p.getByRole("link", { name: "Determinations" }).click();
                await look(p, "determinations");
                const all = await p.locator("form tbody tr").evaluateAll((rows) => rows.map((r) => r.querySelector("input[type=checkbox]").getAttribute("aria-label")));
                await p.close();
                must(all.length === 28, `${all.length} can be decided on`);
                /* Mango Works is one of them: it is the one whose life is told to its end */
                made.order = ["Mango Works", ...all.filter((name) => firm(name)), ...all.filter((name) => !firm(name) && name !== "Mango Works")];
                made.accepted = made.order.slice(0, 5);
                made.waiting = made.order.slice(5, 8);
                const q = await gather(made.accepted, "accept");
                made.batch = await preview(q, "batch-accept");
                must((await q.locator("details summary", { hasText: "Spring 2027" }).count()) === 5, "five mails are shown");
                await press(q, q.getByRole("button", { name: "Decide all of this" }));
                must(await q.getByRole("button", { name: "Approve all of it" }).count() === 0, "nobody approves what they proposed");
                await q.close();
                const r = await page(made.ada, "/determinations");
                await look(r, "determinations-approve");
                await r.getByRole("link", { name: "Spring 2027" }).first().click();
                await press(r, r.getByRole("button", { name: "Approve all of it" }));
                must(mails().length === before, "nobody was told yet");
                await r.close();
        });

        test("three wait, the others are told no with words; nobody is told before it is sent", async () => {
                const w = await gather(made.waiting, "waitlist");

                await preview(w, "batch-waitlist");
                await press(w, w.getByRole("button", { name: "Decide all of this" }));
                await press(w, w.getByRole("button", { name: "Tell all of it now" }));
                await w.close();
                const d = await gather(made.order.slice(8), "decline", { feedback: "Show us a customer who pays, and come again." });
                await preview(d, "batch-decline");
                await press(d, d.getByRole("button", { name: "Decide all of this" }));
                await press(d, d.getByRole("button", { name: "Tell all of it now" }));
                await d.goto(at(made.batch));
                await press(d, d.getByRole("button", { name: "Tell all of it now" }));
                await d.close();
                made.outcome = new URL(await linkTo("mali@mangoworks.example", CONFIRM));
                await until(() => mails().filter((m) => m.includes("Show us a customer who pays")).length >= 20, "twenty are told why");
        });

        test("who is accepted comes from the mail, signs in, and confirms; one says no, one says nothing", async () => {
                const [, yes, also, no, silent] = made.accepted.map(firm);

                await life.later("2027-03-12T02:00:00Z", life.NOK(), life.ADA(), yes, also, no);
                const p = await page(made.mali, made.outcome.pathname);
                await p.locator("main").getByRole("link", { name: "Sign in" }).click();
                await p.fill("#f-email", "mali@mangoworks.example");
                await p.fill("#f-password", PASSWORD);
                await p.getByRole("button", { name: "Sign in", exact: true }).click();
                await p.waitForURL("**" + made.outcome.pathname);
                await look(p, "outcome");
                await press(p, p.getByRole("button", { name: "Confirm the place" }));
                must((await p.textContent("main")).includes("The place is confirmed"), "it is confirmed");
                await p.close();
                for (const [who, answer] of [[yes, "confirm"], [also, "confirm"], [no, "decline"]])
                        await send(who.context, `/applications/${who.application}/outcome`, "/do/determination/" + answer);
                made.silent = silent;
                await until(async () => mails().some((m) => m.includes(`To: "Founder of ${silent.name}"`) && /nobody has confirmed it yet/.test(m)), "who says nothing is reminded");
        });

        test("who waits moves up, when one says no and when one says nothing", async () => {
                const moveUp = async (name, shot) => {
                        const p = await page(made.nok, `/rounds/${made.round}/determinations`), her = firm(name);

                        await look(p, shot);
                        await press(p, p.getByRole("button", { name: "Accept: " + name }));
                        await send(made.ada, `/applications/${her.application}/decide`, "/do/determination/approve");
                        await p.goto(at(`/rounds/${made.round}/determinations`));
                        await press(p, p.getByRole("button", { name: "Tell now: " + name }));
                        await p.close();
                        await life.later(life.now, her);
                        await until(async () => /\/do\/determination\/confirm"/.test(await (await her.context.request.get(at(`/applications/${her.application}/outcome`))).text()),
                                name + " is told");
                        await send(her.context, `/applications/${her.application}/outcome`, "/do/determination/confirm");
                };

                await moveUp(made.waiting[0], "waiting-list");
                await life.later("2027-03-16T02:00:00Z", life.NOK(), life.ADA(), made.silent);
                await until(async () => /lapsed/.test(await (await made.silent.context.request.get(at(`/applications/${made.silent.application}/outcome`))).text()), "the place lapses by itself");
                await moveUp(made.waiting[1], "waiting-list-again");
                made.cohort = [...made.accepted.slice(0, 3), ...made.waiting.slice(0, 2)];
        });
}
