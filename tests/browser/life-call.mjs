/* life-call: what is promised, and a round that is opened for it. */

import { PASSWORD } from "./people.mjs";
import { press } from "./press.mjs";

const PLEDGE = `announcement: thailand-2030
title: Scale-ups of Thailand
by: The hub in Thailand
date: 2027-02-01
place: thailand
source: Press release of 1 February 2027
pledges:
  - pledge: thailand-scale-ups
    title: Ten scale-ups in Thailand
    metric: scale-ups
    target: 10
    start: 2027-02-01
    deadline: 2031-12-31
    words: Counted is who is recognised as a scale-up at a hub in Thailand.
`;

export function callTests(life) {
        const { test, must, at, as, person, look, made } = life;

        test("a promise is made in public: ten scale-ups, none so far", async () => {
                const ada = made.ada = await as("ada.lindqvist@example.org"), page = await ada.newPage();

                await page.goto(at("/operate"));
                await page.getByRole("link", { name: "Load pledges" }).click();
                await page.locator("main textarea").fill(PLEDGE);
                await press(page, page.locator("main form.form button"));
                await look(page, "pledge-loaded");
                made.visitor = await person();
                must(await life.number() === 0, "nobody is counted yet");
                await page.close();
        });

        test("an operator opens a round from the programme's page, without help", async () => {
                const nok = made.nok = await as("nok.srisai@example.org"), page = await nok.newPage();

                await page.goto(at("/programmes/startup-accelerator"));
                await page.getByRole("link", { name: "Open a round" }).click();
                await page.selectOption("#f-hub", "bangkok");
                await page.fill("#f-title", "Spring 2027");
                await page.fill("#f-closes", "2027-02-28T23:59");
                await page.fill("#f-places", "5");
                await look(page, "round-open");
                await page.getByRole("button", { name: "Open a round" }).click();
                await page.waitForURL("**/rounds/*");
                made.round = new URL(page.url()).pathname.split("/").pop();
                await look(page, "round-operator");
                await page.close();
        });

        test("a visitor finds the call, makes an account, and is back at the application", async () => {
                const context = made.mali = await person(), page = await context.newPage();

                await page.goto(at("/rounds"));
                await page.getByRole("link", { name: "Spring 2027" }).click();
                await look(page, "round-visitor");
                await page.getByRole("link", { name: "Create an account" }).click();
                await page.fill("#f-email", "mali@mangoworks.example");
                await page.getByRole("button", { name: "Send the link" }).click();
                await page.goto(await life.linkTo("mali@mangoworks.example", /http\S*\/do\/account\/confirm\?token=\S*?(?=["<\s])/));
                await page.fill("#f-name", "Mali Suksan");
                await page.fill("#f-new_password", PASSWORD);
                await look(page, "account-confirm");
                await page.getByRole("button", { name: "Create the account" }).click();
                await page.waitForURL("**/do/application/begin?round=" + made.round);
                await page.fill("#f-name", "Mango Works");
                await look(page, "application-begin");
                await page.getByRole("button", { name: "Begin" }).click();
                await page.waitForURL("**/applications/*");
                made.mango = new URL(page.url()).pathname;
                await look(page, "application-empty");
                await page.close();
        });

        life.number = async () => {
                const page = await made.visitor.newPage();

                await page.goto(at("/pledges/thailand-scale-ups"));
                const text = await page.locator(".figures .big-number").first().textContent();
                await page.close();
                return Number(text);
        };
}
