/* solutions: the catalogue and a challenge as a visitor sees them; a team's own page, where something is added and published. */

const PHONE = { width: 390, height: 844 };

export function solutionTests({ test, must, axe, state }) {
        const at = (path) => state().server.base + path;

        test("a visitor finds a solution by the beginning of a word, on a phone", async () => {
                const context = await state().browser.newContext({ viewport: PHONE });
                const page = await context.newPage();

                await page.goto(at("/solutions"));
                await page.fill("#find", "harv");
                await page.locator('form[role="search"] button').click();
                must((await page.textContent("main")).includes("Harvest Planner"), "it is found");
                must(!(await page.textContent("main")).includes("Shelf Watch"), "and no other");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                must.none(await axe(page), "the catalogue: ");
                await page.getByRole("link", { name: "Harvest Planner" }).click();
                await page.waitForURL("**/solutions/*");
                must((await page.textContent("main")).includes("Mekong Harvest Robotics"), "whose it is");
                must.none(await axe(page), "a solution: ");
                await page.goto(at("/challenges"));
                await page.locator("main .card a").first().click();
                await page.waitForURL("**/challenges/*");
                must.none(await axe(page), "a challenge: ");
                await context.close();
        });

        test("an operator sees what came of it, adds a solution and publishes it", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/network"));
                must((await page.textContent("main")).includes("350,000 USD"), "the investment is listed");
                must.none(await axe(page), "what came of it: ");
                await page.getByRole("link", { name: "Mekong Harvest Robotics" }).first().click();
                await page.waitForURL("**/network");
                must((await page.textContent("main")).includes("2306.34 SGD"), "the share is computed");
                must.none(await axe(page), "a party's page: ");
                await page.getByRole("link", { name: "Add a solution" }).click();
                await page.fill("#f-title", "Weed Alarm");
                await page.fill("#f-summary", "Rings when weeds grow.");
                await page.fill("#f-description", "It rings.");
                await page.selectOption("#f-category", "devices");
                await page.locator("main form button").click();
                await page.waitForURL("**/solutions/*");
                await page.getByRole("link", { name: "Publish", exact: true }).click();
                await page.locator("main form button").click();
                await page.goto(at("/solutions?find=weed+alarm"));
                must((await page.textContent("main")).includes("Weed Alarm"), "it is in the catalogue");
                await page.close();
        });
}
