/* life-apply: thirty start-ups apply: one slowly, with all that can go wrong; one on a phone in Arabic; one that is there twice; one that
 * comes too late; the others as people do who had it all ready. */

import { PASSWORD, PHONE } from "./people.mjs";
import { press } from "./press.mjs";

const DECK = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
const SECTORS = ["ai", "cloud", "fintech", "health", "education", "industry", "retail", "climate", "other"];
const AT_ONCE = 3;

/* Names that must not reach who reviews blind. */
export const NAMES = ["Orchid", "Teak", "Banyan", "Jasmine", "Cobalt", "Pagoda", "Saffron", "Monsoon", "Bamboo", "Lychee", "Mekhala", "Indigo", "Garuda",
        "Tamarind", "Coral", "Lotusline", "Kingfisher", "Durian", "Papaya", "Anchan", "Rambutan", "Sampan", "Naga", "Krait", "Longan", "Mudskipper"];
const DOES = ["finds leaks in water pipes by their sound", "lends against invoices that buyers confirmed", "reads X-rays where no doctor is near",
        "plans routes for electric tuk-tuks", "teaches welding through a headset", "sorts rice by camera", "keeps vaccines cold with phase change wax",
        "forecasts what a market stall will sell", "prints spare parts for looms", "turns factory heat into power", "insures fishermen by the hour",
        "hears termites before they are seen", "matches nurses with night shifts", "grows feed from brewery waste", "checks solar panels by drone"];

export function applyLife(life) {
        const { test, must, until, at, person, send, look, linkTo, told, words, made } = life;

        test("what is typed is kept: closed in mid-word, without a connection, and by two of one team at once", async () => {
                let page = await made.mali.newPage();

                await page.goto(at(made.mango));
                await page.locator("[name=pitch]").pressSequentially("We dry mangoes with the heat of the sun, and sell th");
                await page.close({ runBeforeUnload: false });
                page = await made.mali.newPage();
                await page.goto(at(made.mango));
                await page.waitForFunction(() => document.querySelector("[name=pitch]").value.endsWith("and sell th"));
                await made.mali.setOffline(true);
                await page.locator("[name=pitch]").press("End");
                await page.locator("[name=pitch]").press("Control+End");
                await page.locator("[name=pitch]").pressSequentially("em in tins.");
                await page.fill("[name=team_size]", "14");
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.includes("Not connected"));
                await made.mali.setOffline(false);
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.startsWith("Saved"), null, { timeout: 40000 });

                /* Somchai comes into the team by the link in his mail */
                await page.getByRole("link", { name: "The team" }).click();
                await page.getByRole("link", { name: "Invite somebody" }).click();
                await page.fill("#f-email", "somchai@mangoworks.example");
                await page.selectOption("#f-role", "editor");
                await press(page, page.locator("main form.form button"));
                const context = made.somchai = await person(), his = await context.newPage();
                await his.goto(await linkTo("somchai@mangoworks.example", /http\S*\/do\/team\/join\?token=[0-9a-f]{64}/));
                await his.fill("#f-name", "Somchai Deelert");
                await his.locator("main form button").first().click();
                await his.waitForURL("**/parties/*");
                await his.goto(at(made.mango));
                await page.goto(at(made.mango));
                /* both change the same answer, neither has seen the other's */
                await his.fill("[name=pitch]", "Somchai's words about mangoes.");
                await his.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.startsWith("Saved"));
                await page.fill("[name=pitch]", "Mali's words: we dry mangoes with the heat of the sun, for shops in Bangkok.");
                await page.waitForFunction(() => document.querySelector("[data-draft-says]").textContent.includes("Both are kept"));
                await page.reload();
                must((await page.textContent("#clashes")).includes("Somchai's words") && (await page.textContent("#clashes")).includes("Mali's words"), "both are shown");
                await look(page, "application-clash");
                const both = await page.locator("#clashes .side-by-side > div").allTextContents();
                await page.getByRole("button", { name: both[0].includes("Mali's") ? "Keep the first" : "Take the second" }).click();
                await page.waitForURL("**" + made.mango + "*");
                must((await page.inputValue("[name=pitch]")).startsWith("Mali's words"), "hers was chosen");
                await his.close();
                made.maliPage = page;
        });

        test("it is checked, handed in, and a receipt with its proof comes by mail", async () => {
                const page = made.maliPage;

                await page.selectOption("[name=country]", "TH");
                await page.fill("[name=founded]", "2023-03-04");
                await page.selectOption("[name=sector]", "climate");
                await page.fill("[name=website]", "https://mangoworks.example");
                await page.fill('[name="team.0.name"]', "Mali Suksan");
                await page.locator("[name=other_programmes][value=no]").check();
                await page.setInputFiles('input[type="file"]', { name: "Mango Works deck.pdf", mimeType: "application/pdf", buffer: DECK });
                await press(page, page.getByRole("button", { name: "Upload" }));
                await look(page, "application-full");
                await page.getByRole("button", { name: "Save, check and hand in" }).click();
                await page.waitForURL("**/do/application/submit*");
                must((await page.textContent("main")).includes("Everything that is needed is there"), "all is there: " + words(await page.content()));
                await look(page, "application-submit");
                await page.getByRole("button", { name: "Hand in" }).click();
                await page.waitForURL("**" + made.mango);
                must((await page.textContent("main")).includes("as version 1"), "it is handed in");
                await look(page, "application-submitted");
                await page.close();
                await linkTo("mali@mangoworks.example", /http\S*\/record\/\d+|http\S*\/applications\/\S*/);
        });

        test("somebody applies on a phone, in Arabic, from right to left", async () => {
                const context = made.layan = await person({ viewport: PHONE, locale: "ar" });
                let page = await context.newPage();

                await page.goto(at("/rounds/" + made.round));
                must(await page.getAttribute("html", "dir") === "rtl", "the browser's language is taken");
                await look(page, "round-visitor-ar");
                await page.locator('a[href^="/do/account/begin"]').click();
                await page.fill("#f-email", "layan@nakhla.example");
                await page.locator("main form.form button").click();
                await page.goto(await linkTo("layan@nakhla.example", /http\S*\/do\/account\/confirm\?token=\S*?(?=["<\s])/));
                await page.fill("#f-name", "ليان");
                await page.fill("#f-new_password", PASSWORD);
                await page.locator("main form.form button").click();
                await page.waitForURL("**/do/application/begin?round=" + made.round);
                await page.fill("#f-name", "نخلة للطاقة");
                await page.locator("main form.form button").click();
                await page.waitForURL("**/applications/*");
                const path = new URL(page.url()).pathname;
                await page.locator("[name=pitch]").pressSequentially("نصنع مضخات تعمل بالشمس");
                await page.waitForTimeout(300);
                await page.close();
                page = await context.newPage();
                await page.goto(at(path));
                await page.waitForFunction(() => document.querySelector("[name=pitch]").value.endsWith("بالشمس"));
                await page.selectOption("[name=country]", "TH");
                await page.fill("[name=founded]", "2024-05-06");
                await page.fill("[name=team_size]", "3");
                await page.selectOption("[name=sector]", "climate");
                await page.locator("[name=other_programmes][value=no]").check();
                await look(page, "application-ar");
                await page.locator('button[name="_next"]').click();
                await page.waitForURL("**/do/application/submit*");
                await page.locator("main form.form button").click();
                await page.waitForURL("**" + path);
                must(await page.locator(".notice.is-good").count() > 0, "it is handed in");
                await page.close();
        });

        /* Through the same forms, without waiting for pages to be drawn. */
        async function applies(name, n, more = {}) {
                const slug = name.toLowerCase().replaceAll(/[^a-z]+/g, ""), email = more.email ?? `founder@${slug}.example`, context = await person();

                await send(context, "/do/account/begin?then=/do/application/begin?round=" + made.round, "/do/account/begin", { email }, { shows: true });
                const link = new URL(await linkTo(email, /http\S*\/do\/account\/confirm\?token=\S*?(?=["<\s])/));
                await send(context, link.pathname + link.search, "/do/account/confirm", { name: `Founder of ${name}`, new_password: PASSWORD });
                const begun = await send(context, "/do/application/begin?round=" + made.round, "/do/application/begin", { name });
                const path = new URL(begun.headers().location, at("/")).pathname, application = path.split("/").pop();
                await send(context, path, "/do/application/save", { pitch: more.pitch ?? `${name} ${DOES[n % DOES.length]}. Case ${n}.`, country: "TH",
                        founded: `20${15 + (n % 10)}-0${1 + (n % 9)}-11`, team_size: String(1 + (n % 12)), sector: SECTORS[n % SECTORS.length],
                        website: more.website ?? `https://www.${slug}.example`, "team.0.name": `Founder of ${name}`, "team.0.role": "Founder", other_programmes: "no",
                        ...more.answers });
                if (n % 3 === 0)
                        await send(context, path, "/do/application/attach", { file: { name: `${name} deck.pdf`, mimeType: "application/pdf", buffer: DECK } }, { multipart: true });
                if (!more.isLate)
                        await send(context, "/do/application/submit?application=" + application, "/do/application/submit");
                return { name, email, context, application };
        }

        test("the others apply; thirty have begun, and twenty-nine have handed in", async () => {
                const waiting = NAMES.map((name, i) => [name + " " + ["Labs", "Works", "Systems", "Health"][i % 4], i]);
                const walk = async () => {
                        for (let next; (next = waiting.shift());)
                                made.firms.push(await applies(...next));
                };

                made.firms = [];
                /* the same firm once more, by somebody who did not know */
                waiting.push(["Mango Works Co., Ltd.", 26, { email: "office@mangoworks.example", website: "https://www.mangoworks.example/home" }]);
                await Promise.all(Array.from({ length: AT_ONCE }, walk));
                made.late = await applies("Tardy Robotics", 27, { isLate: true });
                const { counts } = await told(made.nok, "/rounds/" + made.round);
                must(counts.find((c) => c.state === "submitted").applications === 29, "29 are handed in: " + JSON.stringify(counts));
                must(counts.find((c) => c.state === "draft").applications === 1, "one is not");
        });

        test("two that are one are hinted at, and an operator says so", async () => {
                const page = await made.nok.newPage();

                await until(async () => {
                        const { hints } = await told(made.nok, `/rounds/${made.round}/doubles`);
                        return hints.some((h) => h.kind === "domain" && /Mango/.test(h.name) && /Mango/.test(h.other_name));
                }, "the double is found");
                await page.goto(at("/rounds/" + made.round));
                await page.getByRole("link", { name: "Possible doubles" }).click();
                await look(page, "doubles");
                const row = page.locator("tbody tr", { hasText: "the same domain" }).filter({ hasText: "Mango Works Co" }).first();
                const first = await row.locator("th").textContent();
                must(first.includes("Co., Ltd."), "the later one stands first: " + first);
                await press(page, row.getByRole("button", { name: "It is a double" }));
                must((await told(made.nok, "/rounds/" + made.round)).counts.find((c) => c.state === "double").applications === 1, "it is marked");
                await page.close();
        });

        test("the round closes at its last second: who comes later is told so, and loses nothing", async () => {
                await life.later("2027-02-28T17:00:01Z", life.NOK(), life.ADA());
                must((await (await made.visitor.request.get(at("/rounds/" + made.round))).text()).includes("Closed"), "it is closed in public");
                const page = await life.signIn(made.late.context, made.late.email, "/applications/" + made.late.application);
                must((await page.textContent("main")).includes("can not be handed in"), "it says so before the button");
                await look(page, "application-late");
                const reply = await made.late.context.request.post(at("/api/v1/application/submit"), { data: { application: made.late.application } });
                must(reply.status() === 409, `too late: ${reply.status()} ${await reply.text()}`);
                must((await page.textContent("main")).includes("Tardy Robotics"), "what was written is there");
                await page.close();
        });
}
