/* cohorts: the example's cohort as its operator, its team and its mentor see it; a milestone is approved, a report handed in. */

import { press } from "./press.mjs";

const PHONE = { width: 390, height: 844 };

export function cohortTests({ test, must, axe, state }) {
        const at = (path) => state().server.base + path;
        const main = (page) => page.textContent("main");
        let team = "";

        async function as(email, options, work) {
                const context = await state().browser.newContext(options), page = await context.newPage();

                await page.goto(at("/try"));
                await page.locator(`form:has(input[value="${email}"]) button`).click();
                await work(page);
                await context.close();
        }
        async function isGood(page, name) {
                must.none(await axe(page), name + ": ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name + " fits");
        }

        test("an operator sees who of a cohort is late, and approves a milestone", async () => {
                await as("ada.lindqvist@example.org", {}, async (page) => {
                        await page.goto(at("/cohorts"));
                        await page.locator("main table a[href^='/cohorts/']").first().click();
                        await isGood(page, "the cohort");
                        must((await page.locator(".state.is-late").count()) === 1, "one is late");
                        team = await page.locator("main th a", { hasText: "Mekong" }).getAttribute("href");
                        for (const part of ["agenda", "mentors", "reports", "matching", "alumni"]) {
                                await page.goto(at(team.replace(/\/[^/]*$/, "/" + part)));
                                await isGood(page, part);
                        }
                        await page.goto(at(team));
                        await page.getByRole("link", { name: "Approve: First pilot with a customer" }).click();
                        await page.locator("main form button").click();
                        await page.waitForURL("**" + team);
                        must((await page.locator(".state", { hasText: "approved" }).count()) === 2, "two are approved");
                });
        });

        test("a team of a cohort hands in a report on a phone, and what is missing is said", async () => {
                await as("linh.tran@example.org", { viewport: PHONE }, async (page) => {
                        await page.goto(at(team));
                        await isGood(page, "the team's page");
                        await page.getByRole("link", { name: "Progress of the month" }).first().click();
                        await page.locator("textarea").first().fill("A robot that turns.");
                        await page.getByRole("button", { name: "Hand in" }).click();
                        must((await main(page)).includes("Something is missing"), "what is missing is said");
                        must((await page.locator("textarea").first().inputValue()) === "A robot that turns.", "what was typed is still there");
                        await isGood(page, "the report's form with faults");
                        await page.locator("textarea").nth(1).fill("A robot that turns back.");
                        await page.locator("input[inputmode], input[name=customers]").last().fill("3");
                        await press(page, page.getByRole("button", { name: "Hand in" }));
                        must((await main(page)).includes("Revision 1"), "it is kept as revision 1");
                });
        });

        test("a cohort's mentor sees the booked hour, and a calendar reads it by its secret address", async () => {
                await as("samuel.otieno@example.org", { viewport: PHONE, colorScheme: "dark" }, async (page) => {
                        await page.goto(at("/mentoring"));
                        must((await main(page)).includes("Mekong Harvest Robotics"), "who booked is named");
                        await isGood(page, "the mentor's hours");
                        await page.goto(at("/me/calendars"));
                        await isGood(page, "one's calendars");
                });
                must((await fetch(at("/calendar.ics?token=" + "0".repeat(64)))).status === 404, "no secret, no calendar");
        });
}
