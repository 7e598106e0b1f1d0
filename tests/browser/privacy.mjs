/* tests/browser/privacy: a person asks what is kept, and asks to be forgotten; an operator answers. */

export function privacyTests({ test, must, open, operator, server }) {
        test("a person's copy of everything is one ZIP, and an erased person is nowhere on the pages", async () => {
                const page = await open(operator(), "/do/party/add");

                await page.selectOption("#f-kind", "person");
                await page.fill("#f-name", "Perpetua Lark");
                await page.fill("#f-email", "perpetua@example.org");
                await page.locator("main form.form button").click();
                await page.waitForURL("**/parties/*");
                const party = new URL(page.url()).pathname;
                await page.getByRole("link", { name: "Privacy" }).first().click();
                await page.waitForURL("**/looks");
                await page.getByRole("link", { name: "Copy of everything" }).click();
                const [download] = await Promise.all([page.waitForEvent("download"), page.locator("main form.form button").click()]);
                must(/^seedbed-[0-9A-Z]+\.zip$/.test(download.suggestedFilename()), "a ZIP: " + download.suggestedFilename());
                const bytes = await (await import("node:fs/promises")).readFile(await download.path());
                must(bytes.subarray(0, 2).toString() === "PK" && bytes.includes("persons/") && bytes.includes(".tlog-proof"), "with persons and receipts");

                await page.goto(server().base + party + "/looks");
                must(/Made a copy of everything/.test(await page.locator("main").textContent()), "who made it is told");
                await page.getByRole("link", { name: "Erase" }).click();
                await page.selectOption("#f-why", "request");
                await page.fill("#f-name", "Somebody Else");
                await page.locator("main form.form button").click();
                must(/another name/.test(await page.locator("#e-name").textContent()), "nobody else is erased");
                await page.fill("#f-name", "Perpetua Lark");
                await page.locator("main form.form button").click();
                await page.waitForURL("**" + party);
                must(/was erased/.test(await page.locator("main").textContent()), "it says so");
                must(!/Perpetua/.test(await page.content()), "without the name");
                await page.goto(server().base + "/parties?find=perpetua@example.org");
                must(/Nothing found/.test(await page.locator("main").textContent()), "not found by address");
                await page.close();
        });

        test("what opens an entry is shown to who may see the value, and to nobody else", async () => {
                const page = await open(operator(), "/do/party/add");

                await page.selectOption("#f-kind", "person");
                await page.fill("#f-name", "Quentin Moth");
                await page.locator("main form.form button").click();
                await page.waitForURL("**/parties/*");
                await page.locator("a.position").first().click();
                await page.getByRole("link", { name: "Values behind it" }).click();
                await page.waitForURL("**/values");
                must(/Quentin Moth/.test(await page.locator("main").textContent()), "the value");
                must(/^[0-9a-f]{64}$/.test((await page.locator("code.hash").first().textContent()).trim()), "its salt");
                const answer = await fetch(page.url());
                must(answer.status === 404, "a visitor gets " + answer.status);
                await page.close();
        });
}
