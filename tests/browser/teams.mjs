/* teams: founding one, inviting into it, coming in by the link without an account, leaving; a hub that is run by a team; a service. */

const PHONE = { width: 390, height: 844 };

export function teamTests({ test, must, axe, state }) {
        const at = (path) => state().server.base + path;
        let invitation = "", party = "";

        test("an organisation's team is founded, and somebody is invited into it", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/me"));
                await page.getByRole("link", { name: "Found a team" }).click();
                await page.fill("#f-name", "Mango Works");
                await page.fill("#f-country", "SG");
                await page.fill("#f-hub", "singapore");
                await page.locator("main form button").click();
                await page.waitForURL("**/parties/*");
                party = new URL(page.url()).pathname;
                must((await page.locator("main").textContent()).includes("Owner") || (await page.locator("main").textContent()).includes("owner"), "its founder owns it");
                must.none(await axe(page), "the party's page: ");
                await page.getByRole("link", { name: "Invite somebody" }).click();
                await page.fill("#f-email", "nia.okoye@mango.example");
                await page.selectOption("#f-role", "editor");
                await page.locator("main form button").click();
                invitation = (await page.textContent("main")).match(/\/do\/team\/join\?token=[0-9a-f]{64}/)[0];
                await page.goto(at(party));
                must((await page.textContent("main")).includes("nia.okoye@mango.example"), "the invitation is listed");
                await page.close();
        });

        test("who was invited comes in by the link, on a phone, once", async () => {
                const context = await state().browser.newContext({ viewport: PHONE });
                const page = await context.newPage();

                await page.goto(at(invitation));
                await page.fill("#f-name", "Nia");
                await page.locator("main form button").click();
                await page.waitForURL("**" + party);
                must((await page.textContent("main")).includes("(you)"), "she is in the team");
                must(!(await page.textContent("main")).includes("Invite somebody"), "an editor invites nobody");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                must.none(await axe(page), "the party's page on a phone: ");
                await page.goto(at("/me"));
                must((await page.textContent("main")).includes("Mango Works"), "it is among her teams");
                await page.goto(at(invitation));
                must((await page.textContent("main")).includes("accepted already"), "the link says that it was used");
                await page.goto(at("/do/team/leave?party=" + party.split("/")[2]));
                await page.locator("main form button").click();
                await page.waitForURL("**/me");
                must((await page.goto(at(party))).status() === 404, "who left sees nothing of it");
                await context.close();
        });

        test("a hub is delegated to the team, and a service is added there", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/do/delegation/give?hub=bangkok&party=" + party.split("/")[2]));
                await page.selectOption("#f-role", "operator");
                await page.fill("#f-until", inDays(100));
                await page.locator("main form button").click();
                await page.waitForURL("**/roles");
                must((await page.textContent("main")).includes("Mango Works"), "the delegation is listed");
                must.none(await axe(page), "the roles: ");
                await page.goto(at("/hubs/bangkok"));
                must((await page.textContent("main")).includes("Mango Works"), "the hub says who runs it");
                await page.goto(at("/do/service/add?hub=bangkok"));
                await page.fill("#f-name", "Nightly import");
                await page.selectOption("#f-role", "operator");
                await page.fill("#f-until", inDays(30));
                await page.locator("main form button").click();
                must(/seedbed_[0-9a-f]{72}/.test(await page.textContent("main")), "its token is shown, once");
                await page.goto(at("/services"));
                must((await page.textContent("main")).includes("Nightly import"), "it is listed");
                must.none(await axe(page), "the services: ");
                await page.close();
        });
}

function inDays(n) {
        return new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
}
