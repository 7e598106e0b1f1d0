/* events: a ticket is taken, shown as a QR code, let in at the door; who comes twice is not; on a phone, too. */

const PHONE = { width: 390, height: 844 };

export function eventTests({ test, must, axe, state, shot = async () => {} }) {
        const at = (path) => state().server.base + path;
        let event = "", ticket = "", code = "";

        const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        const clean = async (page, what) => must.none(await axe(page), what + ": ");
        const when = (minutes) => new Date(Date.now() + minutes * 60000).toISOString().slice(0, 16).replace("T", " ");

        test("an event is opened, and stands where everybody sees it", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/events"));
                must((await page.textContent("main")).includes("Educator symposium"), "the example is there");
                await clean(page, "the list");
                await shot(page, "events");
                await page.getByRole("link", { name: "Open an event" }).click();
                await page.fill("#f-title", "Opening evening");
                await page.fill("#f-hub", "singapore");
                await page.fill("#f-begins", when(-30));
                await page.fill("#f-ends", when(300));
                await page.fill("#f-zone", "UTC");
                await page.fill("#f-place", "Great hall");
                await page.fill("#f-link", "https://meet.example/evening");
                await page.fill("#f-capacity", "2");
                await page.locator("main form button").click();
                await page.waitForURL("**/events/*");
                event = new URL(page.url()).pathname;
                await clean(page, "the event");
                await page.getByRole("button", { name: "Take a place" }).click();
                await page.waitForURL("**" + event);
                must((await page.textContent("main")).includes("You have a place"), "a place is taken");
                await shot(page, "event");
                await page.getByRole("link", { name: "Your ticket" }).click();
                ticket = new URL(page.url()).pathname + new URL(page.url()).search;
                code = ticket.split("=")[1];
                must(await page.locator("svg.qr path").count() === 1, "there is a QR code");
                await clean(page, "the ticket");
                await page.close();
        });

        test("the ticket works without signing in, on a phone, and names nobody", async () => {
                for (const scheme of ["light", "dark"]) {
                        const context = await state().browser.newContext({ viewport: PHONE, colorScheme: scheme });
                        const page = await context.newPage();

                        await page.goto(at(ticket));
                        must(await fits(page), "it fits a phone");
                        await clean(page, "the ticket on a phone");
                        await shot(page, "ticket-" + scheme);
                        await page.goto(at("/events"));
                        must(await fits(page), "the list fits a phone");
                        await shot(page, "events-phone-" + scheme);
                        await page.goto(at(event));
                        must(await fits(page), "the event fits a phone");
                        must(!(await page.textContent("main")).includes("meet.example"), "the address is for who has a ticket");
                        await shot(page, "event-phone-" + scheme);
                        await context.close();
                }
        });

        test("the door lets in once, at once, and says why not", async () => {
                const page = await state().operator.newPage();

                await page.setViewportSize(PHONE);
                await page.goto(at(event + "/door"));
                must(await fits(page), "it fits a phone");
                await page.keyboard.type("nonsense\n"); /* as a handheld scanner does */
                await page.locator(".door-answer.is-out").waitFor();
                await page.keyboard.type(code.toLowerCase() + "\n");
                await page.locator(".door-answer.is-in").waitFor();
                await clean(page, "the door, in");
                await shot(page, "door-in");
                await page.keyboard.type(code + "\n");
                await page.locator(".door-answer.is-out").waitFor();
                must((await page.textContent(".door-answer")).includes("already"), "it says that it was used");
                await clean(page, "the door, used");
                await shot(page, "door-used");
                await page.context().setOffline(true);
                await page.keyboard.type(code + "\n");
                await page.getByText("No network").waitFor();
                await page.context().setOffline(false);
                await page.waitForFunction(() => document.querySelector("[data-door-says]").textContent === "");
                await page.emulateMedia({ colorScheme: "dark" });
                await page.goto(at(event + "/door"));
                await page.locator("table form button").first().click();
                await page.waitForURL("**/door");
                must(await page.locator("table form button").count() === 0, "it was taken back");
                await page.keyboard.type(code + "\n");
                await page.locator(".door-answer.is-in").waitFor();
                await shot(page, "door-dark");
                await page.close();
        });

        test("who was there is settled, and has a proof to take home", async () => {
                const page = await state().operator.newPage();

                await page.goto(at(event + "/attendees"));
                await clean(page, "who comes");
                await shot(page, "attendees");
                await page.getByRole("link", { name: "Settle who was there" }).click();
                await page.locator("main form button").click();
                await page.waitForURL("**" + event);
                await page.goto(at(ticket));
                await shot(page, "ticket-settled");
                const receipt = await page.getByRole("link", { name: "Proof of attendance" }).getAttribute("href");
                const reply = await page.request.get(at(receipt));
                must((await reply.text()).includes("tlog-proof"), "the receipt is there");
                await page.goto(at("/tickets"));
                await clean(page, "one's own tickets");
                await shot(page, "tickets");
                await page.close();
        });
        return { get event() { return event.split("/").pop(); }, get code() { return code; } };
}
