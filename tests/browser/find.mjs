/* find: the search that forgives, with script and without; what waits; a party's timeline; an application on paper. */

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

export function findTests({ test, must, axe, state }) {
        const at = (path) => state().server.base + path;

        const looks = async (page, what) => {
                for (const scheme of ["light", "dark"]) {
                        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
                        for (const size of [PHONE, DESKTOP]) {
                                await page.setViewportSize(size);
                                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} fits ${size.width}`);
                        }
                        must.none(await axe(page), `${what} ${scheme}: `);
                }
        };

        test("what is mistyped in the head of a page is found, within a second of its making", async () => {
                const page = await state().operator.newPage();

                await page.setViewportSize(DESKTOP);
                const made = await state().operator.request.post(at("/api/v1/party/add"), { data: { kind: "organisation", name: "Green Finch Windmills", hub: "bangkok" } });
                must(made.ok(), "the party is added");
                await page.waitForTimeout(1500);
                await page.goto(at("/pledges"));
                await page.locator(".head-search input").fill("Grenn Finche windmils");
                await page.keyboard.press("Enter");
                await page.waitForURL("**/search?find=**");
                must((await page.locator("main li a").first().textContent()) === "Green Finch Windmills", "it comes first");
                await looks(page, "search");
                await page.locator("main li a").first().click();
                await page.waitForURL("**/parties/**");
                await page.getByRole("link", { name: "Timeline" }).click();
                await page.waitForURL("**/timeline");
                must(await page.getByText("Party added").count() === 1, "how it began");
                await looks(page, "timeline");
                await page.close();
        });

        test("the search works without script, on a phone by its own page", async () => {
                const context = await state().browser.newContext({ storageState: await state().operator.storageState(), javaScriptEnabled: false, viewport: PHONE });
                const page = await context.newPage();

                await page.goto(at("/pledges"));
                await page.locator(".head-find").click();
                await page.waitForURL("**/search");
                await page.locator("#find").fill("wind");
                await page.selectOption("#kind", "party");
                await page.locator("main form button").click();
                must(await page.getByRole("link", { name: "Green Finch Windmills" }).count() === 1, "found by its third word's beginning");
                await context.close();
        });

        test("what waits for an operator is a page away from everywhere", async () => {
                const page = await state().operator.newPage();

                await page.setViewportSize(DESKTOP);
                await page.goto(at("/pledges"));
                await page.locator(".head-waits[href='/waits']").click();
                await page.waitForURL("**/waits");
                await looks(page, "waits");
                for (const link of await page.locator("main .search-hits a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
                        const answer = await state().operator.request.get(at(link));

                        must(answer.status() === 200, `${link}: ${answer.status()}`);
                }
                await page.close();
        });
}
