/* lists: a list is taken out, edited, taken in again: first shown, then done; on a phone, too. */

import { readFileSync } from "node:fs";

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

export function listTests({ test, must, axe, state, shot = async () => {} }) {
        const at = (path) => state().server.base + path;

        const looks = async (page, what) => {
                for (const scheme of ["light", "dark"]) {
                        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
                        for (const size of [PHONE, DESKTOP]) {
                                await page.setViewportSize(size);
                                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} fits ${size.width}`);
                                await shot(page, `${what}-${scheme}-${size.width}`);
                        }
                        must.none(await axe(page), `${what} ${scheme}: `);
                }
        };

        test("a list is taken out as a file, edited, and taken in again after a look", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/webhooks"));
                await state().operator.request.post(at("/api/v1/webhook/make"), { data: { name: "List sample", url: "https://example.org/list", kinds: "party.added" } });
                await page.goto(at("/webhooks"));
                await page.getByRole("link", { name: "Lists as files" }).click();
                await page.waitForURL("**/lists?of=**");
                await looks(page, "lists");
                const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
                const csv = readFileSync(await file.path(), "utf8");
                must(csv.includes("List sample") && csv.split("\r\n")[0].endsWith("_seen"), "the file has the row and what it looked like");
                await page.getByRole("link", { name: "Take in again" }).click();
                await page.waitForURL("**/do/list/check?of=**");
                must(await page.inputValue("[name=of]") === "/webhooks?part=webhooks", "the form knows the list");
                await page.setInputFiles("[name=file]", { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(csv.replace("List sample", "List changed")) });
                await page.locator("main form button").click();
                await page.getByText("Nothing has been changed yet").waitFor();
                must((await page.textContent("main")).includes("List changed"), "the change is shown");
                await looks(page, "list-check");
                await page.getByRole("button", { name: "Confirm: apply this" }).click();
                await page.waitForURL("**/webhooks");
                must((await page.textContent("main")).includes("List changed"), "and done");
                await page.close();
        });
}
