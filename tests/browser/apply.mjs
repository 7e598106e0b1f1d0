/* apply: an open call, an application that keeps itself while it is typed, offline too, and is handed in. */

const PHONE = { width: 390, height: 844 };

export function applyTests({ test, must, axe, state }) {
        const at = (path) => state().server.base + path;
        let application = "";

        test("an open call says when it closes, in the hub's time and in one's own", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/rounds"));
                must((await page.textContent("main")).includes("Open now"), "there is an open call");
                must.none(await axe(page), "rounds: ");
                await page.locator("main .card-list a").first().click();
                await page.waitForURL("**/rounds/*");
                must(/\d+ d \d+ h/.test(await page.textContent("[data-countdown]")), "it counts down");
                must((await page.textContent("main")).includes("your time"), "in the reader's time, too");
                must.none(await axe(page), "round: ");
                await page.getByRole("link", { name: "Apply" }).click();
                await page.fill("#f-name", "Browser Pumps");
                await page.getByRole("button", { name: "Begin" }).click();
                await page.waitForURL("**/applications/*");
                application = new URL(page.url()).pathname;
                must.none(await axe(page), "application: ");
                await page.close();
        });

        test("what is typed is kept a second later, without a button", async () => {
                const page = await state().operator.newPage();

                await page.goto(at(application));
                await page.locator("[name=pitch]").pressSequentially("Pumps for small rivers");
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.startsWith("Saved"));
                await page.close();
                const again = await state().operator.newPage();
                await again.goto(at(application));
                must((await again.inputValue("[name=pitch]")) === "Pumps for small rivers", "it is there again");
                await again.close();
        });

        test("what is typed without a connection waits in the browser and is sent later", async () => {
                const page = await state().operator.newPage();

                await page.goto(at(application));
                await state().operator.setOffline(true);
                await page.fill("[name=pitch]", "Typed in a tunnel");
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.includes("Not connected"));
                await state().operator.setOffline(false);
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.startsWith("Saved"), null, { timeout: 40000 });
                await page.close();
        });

        test("an application is checked, handed in and changed, on a phone", async () => {
                const page = await state().operator.newPage();

                await page.setViewportSize(PHONE);
                await page.goto(at(application));
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                await page.getByRole("button", { name: "Save, check and hand in" }).click();
                await page.waitForURL("**/do/application/submit*");
                must((await page.textContent("main")).includes("not right yet"), "what is missing is said");
                must.none(await axe(page), "hand in: ");
                await page.getByRole("link", { name: "Go on writing" }).click();
                await page.selectOption("[name=country]", "SG");
                await page.fill("[name=founded]", "2021-05-06");
                await page.fill("[name=team_size]", "3");
                await page.locator("[name=sector]").first().selectOption("climate");
                await page.locator("[name=other_programmes][value=no], [name=other_programmes][value=false]").first().check();
                await page.getByRole("button", { name: "Save, check and hand in" }).click();
                await page.waitForURL("**/do/application/submit*");
                must((await page.textContent("main")).includes("Everything that is needed is there"), "all is there: " + await page.textContent("main"));
                await page.getByRole("button", { name: "Hand in" }).click();
                await page.waitForURL("**" + application);
                must((await page.textContent("main")).includes("as version 1"), "it is handed in");
                await page.getByRole("link", { name: "Version 1" }).click();
                must((await page.textContent("main")).includes("Typed in a tunnel"), "as it was typed");
                must.none(await axe(page), "revision: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the revision fits a phone");
                await page.close();
        });
}
