/* A form is made on its page, with script and without, and asks only what its conditions ask. */

export function formTests({ test, must, open, axe, state }) {
        let form;

        test("a form is changed on its page and saved as a new version", async () => {
                const page = await open(state().operator, "/programmes/startup-accelerator/forms");
                const errors = [];

                page.on("pageerror", (error) => errors.push(error.message));
                await page.locator("main tbody a").first().click();
                await page.getByRole("link", { name: "Change" }).click();
                await page.click('[value="open:sector"]');
                await page.fill("#b-title", "Sector of work");
                await page.click('[value="change:sector"]');
                await page.locator(".answers", { hasText: "Sector of work" }).waitFor();
                await page.fill("#b-new", "Why now?");
                await page.click('[name=_do][value=add]');
                await page.locator(".form-list", { hasText: "Why now?" }).first().waitFor();
                must.none(await axe(page), "the builder: ");
                await page.click("button[formaction]");
                await page.waitForURL("**/forms/*");
                form = new URL(page.url()).pathname;
                must((await page.textContent("main")).includes("Why now?"), "the new field is shown");
                must((await page.textContent(".page-top")).includes("Version 2"), "it is the second version");
                must(errors.length === 0, errors.join("\n"));
                await page.close();
        });

        test("a form asks at once what its conditions ask, and rows come and go", async () => {
                const page = await open(state().operator, form);

                must(await page.locator("#q-markets").isHidden(), "markets are not asked yet");
                await page.check('[name=exports][value=yes]');
                must(await page.locator("#q-markets").isVisible(), "markets are asked");
                must(await page.locator("#q-pilots").isHidden(), "pilots are not asked of nobody");
                await page.fill("[name=team_size]", "2.00");
                must(await page.locator("#q-pilots").isVisible(), "pilots are asked of two");
                must(await page.locator('[name="pilots.0.price.amount"]').isHidden(), "a price is not asked of nothing");
                await page.check('[name="pilots.0.paid"][value=yes]');
                must(await page.locator('[name="pilots.0.price.amount"]').isVisible(), "a price is asked of what was paid for");
                await page.fill('[name="markets.0.share"]', "40");
                await page.click('[data-row-more=markets]');
                must(await page.inputValue('[name="markets.1.share"]') === "", "a new row is empty");
                await page.fill('[name="markets.1.share"]', "60");
                await page.locator('[data-rows=markets] [data-row-less]').first().click();
                must(await page.inputValue('[name="markets.0.share"]') === "60", "the second row became the first");
                must(await page.locator('[name="markets.1.share"]').count() === 0, "there is one row");
                must.none(await axe(page), "the form: ");
                await page.close();
        });

        test("without script a form is built by its buttons alone", async () => {
                const context = await state().browser.newContext({ javaScriptEnabled: false, storageState: await state().operator.storageState() });
                const page = await context.newPage();

                await page.goto(state().server.base + ("/do/form/build?programme=startup-accelerator&hub=singapore"));
                await page.fill("#b-new", "Why?");
                await page.selectOption("#b-new-kind", "choice");
                await page.click('[name=_do][value=add]');
                await page.click('[value="open:why"]');
                await page.fill("#b-choices", "one\ntwo");
                await page.click('[value="change:why"]');
                await page.click('[value="up:why"]');
                must((await page.locator(".form-list-name").first().textContent()).includes("Why?"), "it moved up");
                await page.click("button[formaction]");
                must(new URL(page.url()).pathname.startsWith("/forms/"), "it was saved");
                await context.close();
        });
}
