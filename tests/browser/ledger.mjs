/* ledger: an amount moves and a part of it is held and settled; a grant is given and used; a cloud's bill is loaded. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const PHONE = { width: 390, height: 844 };
const HUB = "ho-chi-minh-city";
const COLUMNS = "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd," +
        "BillingCurrency,ChargeCategory,ServiceName,ServiceCategory,ProviderName,SubAccountId,PricingQuantity";

function row(cost, service) {
        return [cost, cost, cost, cost, "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z", "2026-09-03T00:00:00Z", "2026-09-04T00:00:00Z", "USD", "Usage",
                service, "Compute", "Cirrus", "team-7", "1"].join(",");
}

export function ledgerTests({ test, must, axe, state, folder }) {
        const at = (path) => state().server.base + path;
        const ask = async (path) => (await state().operator.request.get(at("/api/v1" + path))).json();
        const samples = {};

        test("finance staff move an amount, hold a part of it and settle it", async () => {
                const page = await state().operator.newPage();

                await page.goto(at("/ledger?hub=" + HUB));
                must.none(await axe(page), "the ledger: ");
                await page.getByRole("link", { name: "Seed fund" }).click();
                await page.waitForURL("**/ledger/accounts/*");
                must((await page.textContent("main")).includes("244,619.50 USD"), "what is free, without what is held");
                samples.account = new URL(page.url()).pathname.split("/").pop();
                await page.getByRole("link", { name: "Settle" }).click();
                await page.fill("#f-amount", "4,100");
                await page.locator("main form button").click();
                must((await page.textContent("main")).includes("Give an amount such as"), "a comma is no decimal point");
                await page.fill("#f-amount", "4100.25");
                await page.locator("main form button").click();
                await page.goto(at("/ledger/accounts/" + samples.account));
                must((await page.textContent("main")).includes("244,719.25 USD"), "the rest of the hold is free again");
                must.none(await axe(page), "a statement: ");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                samples.line = (await ask("/ledger/accounts/" + samples.account)).lines[0].line;
                await page.goto(at("/ledger/lines/" + samples.line));
                must((await page.textContent("main")).includes("4100.25"), "the leaf tells the amount");
                must.none(await axe(page), "a line: ");
                await page.close();
        });

        test("a team's grants are given and used in order of their end", async () => {
                const page = await state().operator.newPage();
                const grants = (await ask("/ledger?kind=grant&hub=" + HUB)).accounts.filter((x) => x.name === "Mekong Harvest Robotics");

                samples.holder = grants[0].owner;
                await page.goto(at("/parties/" + samples.holder + "/ledger"));
                must.none(await axe(page), "a party's ledger: ");
                must((await page.textContent("main")).includes("3,169.58"), "what is left of those that end first");
                await page.getByRole("link", { name: "Give a grant" }).first().click();
                await page.fill("#f-hub", HUB);
                await page.fill("#f-title", "Seats at the fair");
                await page.fill("#f-unit", "seat");
                await page.fill("#f-amount", "2.5");
                await page.locator("main form button").click();
                must((await page.textContent("main")).includes("has 0 decimals at most"), "half a seat is refused");
                await page.fill("#f-amount", "3");
                await page.locator("main form button").click();
                await page.waitForURL("**/ledger");
                must((await page.textContent("main")).includes("Seats at the fair"), "it is listed");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                await page.close();
        });

        test("two people sign what a fund pays, and a metric counts it", async () => {
                const page = await state().operator.newPage();
                const main = () => page.textContent("main");

                await page.goto(at("/funds?hub=apac"));
                must((await main()).includes("Waits for signatures") && (await main()).includes("300,000.00 USD"), "what waits is listed");
                must.none(await axe(page), "funds: ");
                await page.getByRole("link", { name: "Start-up fund of Vietnam" }).last().click();
                await page.waitForURL("**/funds/*");
                samples.fund = new URL(page.url()).pathname.split("/").pop();
                must((await main()).includes("11,640,000.00"), "what is free");
                await page.locator("figure[data-chart] canvas").waitFor();
                must.none(await axe(page), "a fund: ");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                samples.paper = (await ask("/funds/" + samples.fund)).papers[0].paper;
                await page.goto(at("/funds/papers/" + samples.paper));
                must((await main()).includes("not yet"), "a signature lacks");
                must(await page.getByRole("link", { name: "Sign", exact: true }).count() === 0, "who asked does not sign");
                must.none(await axe(page), "a paper: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                await page.goto(at("/metrics/startup-investment/rows"));
                must((await main()).includes("20,000"), "what was paid is counted");
                await page.close();
        });

        test("a bill in FOCUS is added up exactly, and told what breaks the rules", async () => {
                const page = await state().operator.newPage(), file = join(folder, "cirrus-2026-09.csv");

                writeFileSync(file, [COLUMNS, row("0.00000000001", "Disk"), row("19.99", "Disk"), row("1e400", "Net"), row("-2.613700000000000001", "Net"), ""].join("\n"));
                await page.goto(at("/do/bill/load?hub=" + HUB));
                await page.setInputFiles("#f-file", file);
                await page.locator("main form button").click();
                await page.waitForURL("**/bills/*");
                samples.bill = new URL(page.url()).pathname.split("/").pop();
                must((await page.textContent("main")).includes("17.376300000009999999"), "to the last digit");
                must((await page.textContent("main")).includes("number-form"), "the bad row is told");
                must.none(await axe(page), "a bill: ");
                await page.getByRole("link", { name: "Sub-account", exact: true }).click();
                must((await page.textContent("main")).includes("team-7"), "by sub-account");
                await page.goto(at("/bills?hub=" + HUB));
                must((await page.textContent("main")).includes("cirrus-2026-09.csv"), "it is listed");
                must.none(await axe(page), "bills: ");
                const mapped = await state().operator.request.post(at("/api/v1/bill/map"), { headers: { "content-type": "application/json" },
                        data: JSON.stringify({ hub: HUB, sub_account: "team-7", party: samples.holder }) });
                must(mapped.ok(), "mapped: " + await mapped.text());
                await page.goto(at("/bills/" + samples.bill));
                must((await page.textContent("main")).includes("Posted"), "it is somebody's");
                must.none(await axe(page), "a bill with its parts: ");
                await page.goto(at("/bill-maps?hub=" + HUB));
                must((await page.textContent("main")).includes("team-7"), "whose it is, is listed");
                must.none(await axe(page), "mappings: ");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "mappings fit a phone");
                await page.goto(at("/reconciliation?month=2026-09&hub=" + HUB));
                must((await page.textContent("main")).includes("missing here"), "billed, and not used");
                must.none(await axe(page), "reconciliation: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "reconciliation fits a phone");
                await page.goto(at("/bills/" + samples.bill));
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it fits a phone");
                await page.close();
        });

        test("a rate is stated, and an amount becomes one of another unit by it", async () => {
                const page = await state().operator.newPage();
                const post = async (deed, data) => (await state().operator.request.post(at("/api/v1/" + deed), { data })).json();
                const open = async (unit, kind) => (await post("ledger-account/open", { hub: HUB, title: unit + " at the bank", unit, kind })).id;

                await page.goto(at("/rates?hub=" + HUB));
                must.none(await axe(page), "no rates: ");
                await page.getByRole("link", { name: "State a rate" }).click();
                await page.fill("#f-from", "USD");
                await page.fill("#f-to", "VND");
                await page.fill("#f-rate", "25431.5");
                await page.fill("#f-on", "2026-11-02");
                await page.fill("#f-source", "State bank");
                await page.locator("main form button").click();
                await page.waitForURL("**/rates?*");
                must((await page.textContent("main")).includes("25,431.5"), "it is listed");
                must.none(await axe(page), "rates: ");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "rates fit a phone");
                const [usd, vnd] = [await open("USD", "outside"), await open("VND", "own")];

                await page.goto(at(`/do/transfer/convert?source=${usd}&target=${vnd}`));
                must.none(await axe(page), "converting: ");
                await page.fill("#f-amount", "2");
                await page.fill("#f-on", "2026-11-03");
                await page.locator("main form button").click();
                await page.waitForURL("**/ledger/accounts/*");
                must((await ask("/ledger/accounts/" + vnd)).account.balance.startsWith("50863"), "by the rate of the day before");
                await page.close();
        });

        test("a price list shows its tiers, and usage that nobody is known for waits until somebody is linked", async () => {
                const page = await state().operator.newPage();
                const event = { specversion: "1.0", id: "1", source: "/gateway", type: "usage.reported", subject: "mekong", data: { meter: "tokens-in", quantity: "4321" } };
                const send = () => state().operator.request.post(at("/api/v1/usage?hub=" + HUB), { headers: { "content-type": "application/cloudevents+json" }, data: JSON.stringify(event) });

                samples.prices = "model-tokens";
                await page.goto(at("/prices?hub=" + HUB));
                must.none(await axe(page), "price lists: ");
                await page.getByRole("link", { name: "Tokens of the model gateway" }).click();
                must((await page.textContent("main")).includes("2.25"), "the second tier");
                must.none(await axe(page), "a price list: ");
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "a price list fits a phone");
                must((await (await send()).json()).unmatched === 1, "it waits");
                await page.goto(at("/usage?hub=" + HUB));
                must.none(await axe(page), "usage: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "usage fits a phone");
                const linked = await state().operator.request.post(at("/api/v1/usage/link"), { headers: { "content-type": "application/json" },
                        data: JSON.stringify({ hub: HUB, source: "/gateway", subject: "mekong", party: samples.holder, unit: "token" }) });
                must(linked.ok(), "linked: " + await linked.text());
                must((await (await send()).json()).known === 1, "it counts once");
                await page.goto(at("/parties/" + samples.holder + "/ledger"));
                must((await page.textContent("main")).includes("4,321"), "the team sees it by day");
                await page.locator("figure[data-chart] canvas").waitFor();
                must.none(await axe(page), "a party's usage: ");
                await page.goto(at("/usage?hub=" + HUB));
                await page.getByRole("link", { name: "Batches of usage" }).click();
                await page.waitForURL("**/usage/batches?*");
                must.none(await axe(page), "batches of usage: ");
                samples.usage_batch = (await ask("/usage/batches?hub=" + HUB)).batches[0].id;
                await page.goto(at("/usage/batches/" + samples.usage_batch));
                must.none(await axe(page), "a batch of usage: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "a batch fits a phone");
                samples.usage_event = (await ask("/usage/batches/" + samples.usage_batch)).events[0].id;
                await page.goto(at("/usage/events/" + samples.usage_event));
                must((await page.textContent("main")).includes('"quantity":"4321"'), "the leaf tells the quantity");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "an event fits a phone");
                await page.goto(at("/usage?hub=" + HUB));
                must.none(await axe(page), "who uses: ");
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "who uses fits a phone");
                await page.close();
        });
        return samples;
}
