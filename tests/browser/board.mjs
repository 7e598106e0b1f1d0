/* board: applications by stage and as a table: with keys, by dragging, on a phone, without script. */

import { press } from "./press.mjs";

const PHONE = { width: 390, height: 844 };

export function boardTests({ test, must, axe, state }) {
        const made = {};
        const at = (path) => state().server.base + path;

        async function done(context, deed, data) {
                const reply = await context.request.post(at("/api/v1/" + deed), { data });

                must(reply.ok(), `${deed}: ${reply.status()} ${await reply.text()}`);
                return (await reply.json()).id;
        }
        const told = async (context, path) => (await context.request.get(at("/api/v1" + path))).json();

        async function fill(operator) {
                made.board = await done(operator, "round/open", { programme: "startup-accelerator", hub: "bangkok", title: "Board", closes: "2029-12-31T23:59" });
                for (const [i, name] of ["Orchid Pay", "Mekong Water", "Coral Labs"].entries()) {
                        const party = await done(operator, "party/add", { kind: "organisation", name });
                        const application = await done(operator, "application/begin", { round: made.board, party });

                        await done(operator, "application/save", { application, pitch: "Pumps for rivers.", country: "TH", founded: "2021-05-06",
                                team_size: String(3 + i), sector: "climate", other_programmes: "no" });
                        await done(operator, "application/submit", { application });
                        made.last = application;
                }
        }

        async function isGood(context, path, name) {
                const page = await context.newPage();

                for (const colorScheme of ["light", "dark"]) {
                        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
                        await page.setViewportSize(PHONE);
                        must((await page.goto(at(path))).status() === 200, `${name} is there`);
                        for (const fold of await page.locator("details.fold").all())
                                await fold.evaluate((d) => { d.open = true; });
                        must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits a phone`);
                        await page.setViewportSize({ width: 1280, height: 900 });
                        must.none(await axe(page), `${name} ${colorScheme}: `);
                }
                await page.close();
        }

        test("one card after the other is ticked with keys, dragged to a stage, and moves when that is confirmed", async () => {
                const operator = state().operator;

                await fill(operator);
                const page = await operator.newPage();
                await page.goto(at(`/rounds/${made.board}/board`));
                await page.locator("[data-card] input").first().focus();
                for (const key of ["Space", "ArrowDown", "Space"])
                        await page.keyboard.press(key);
                must(await page.locator("[data-card] input:checked").count() === 2, "two are ticked");
                await page.locator("[data-card]").nth(1).dragTo(page.locator('[data-stage="in-review"]'));
                await page.waitForURL("**/rounds/acts/*");
                made.act = page.url().split("/").pop();
                must(await page.locator("tbody tr").count() === 2, "what would change is shown");
                let stages = (await told(operator, `/rounds/${made.board}/board`)).stages;
                must(stages.find((s) => s.stage === "in-review").applications === 0, "nothing has moved yet");
                await press(page, page.locator('form[action="/do/bulk/apply"] button'));
                stages = (await told(operator, `/rounds/${made.board}/board`)).stages;
                must(stages.find((s) => s.stage === "in-review").applications === 2, "now two have");
                await isGood(operator, "/rounds/acts/" + made.act, "act");
                await isGood(operator, `/rounds/${made.board}/board`, "board");
                await page.close();
        });

        test("one view is set without script, has no name in its address, and is kept", async () => {
                const context = await state().browser.newContext({ javaScriptEnabled: false, storageState: await state().operator.storageState() });
                const page = await context.newPage();

                await page.goto(at(`/rounds/${made.board}/table`));
                await page.locator("summary", { hasText: "Columns and filters" }).click();
                await page.locator('select[name="f.1.column"]').selectOption("name");
                await page.locator('select[name="f.1.how"]').selectOption("contains");
                await page.locator('input[name="f.1.value"]').fill("MEKONG");
                await page.locator('input[name="c"][value="answer.team_size"]').check();
                await page.locator(".view-form button").click();
                await page.waitForURL("**/table?view=*");
                must(!page.url().toLowerCase().includes("mekong"), "the address says nothing");
                must(await page.locator("tbody tr").count() === 1, "one is found");
                await page.locator("summary", { hasText: "Save this view" }).click();
                await page.locator("#view-title").fill("Rivers");
                await press(page, page.locator('form[action="/do/view/save"] button'));
                must((await page.locator(".chip[aria-current]").textContent()).includes("Rivers"), "it is kept");
                await isGood(state().operator, new URL(page.url()).pathname + new URL(page.url()).search, "table");
                await isGood(state().operator, "/hubs/bangkok/applications", "hub");
                await page.close();
        });
        return made;
}
