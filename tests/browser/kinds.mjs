/* kinds: six programmes that are no accelerator, each from its open call to where it ends, and the number that moves by one.
 * Everything is done on pages, as the people concerned would: the head of a hub, a second operator, a reviewer, and who applies. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { press } from "./press.mjs";

const PHONE = { width: 390, height: 844 };
const HUB = "singapore";
const HEAD = "wei.ling.tan@example.org", SECOND = "ada.lindqvist@example.org", READER = "elena.ruiz@example.org";
const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

export function kindTests({ test, must, until, axe, state }) {
        const at = (path) => (path.startsWith("http") ? path : state().server.base + path);
        const text = (page) => page.textContent("main");
        const path = (page) => new URL(page.url()).pathname;

        const pages = [];

        /* One of the six; when it fails, what was to be seen last is kept. */
        function life(name, run) {
                test("a short life: " + name, async () => {
                        try {
                                await run();
                        } catch (error) {
                                for (let i = 0; process.env.SEEDBED_SHOTS && i < pages.length; i++)
                                        if (!pages[i].isClosed())
                                                await pages[i].screenshot({ path: `${process.env.SEEDBED_SHOTS}/failed-${i}.png`, fullPage: true });
                                throw error;
                        } finally {
                                for (const page of pages.splice(0))
                                        await page.context().close();
                        }
                });
        }

        /* --- who does it */

        const address = (name) => name.toLowerCase().replaceAll(" ", ".") + "@kinds.example";

        async function visitor(options = {}) {
                const context = await state().browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
                const page = await context.newPage();

                page.setDefaultTimeout(45000);
                pages.push(page);
                page.on("pageerror", (e) => state().heard.push(`${page.url()}: ${e.message}`));
                return page;
        }
        async function as(email, options) {
                const page = await visitor(options);

                await page.goto(at("/try"));
                await page.locator(`form:has(input[value="${email}"]) button`).click();
                await page.locator(".menu summary").waitFor();
                return page;
        }
        async function newcomer(name, options) {
                const page = await visitor(options), email = address(name);
                const folder = join(state().server.data, "mail");
                let link;

                await page.goto(at("/do/account/begin"));
                await page.fill("#f-email", email);
                await page.getByRole("button", { name: "Send the link" }).click();
                await until(() => {
                        const mail = readdirSync(folder).filter((f) => f.endsWith(".eml")).sort().map((f) => readFileSync(join(folder, f), "utf8"))
                                .findLast((m) => m.toLowerCase().includes(email));
                        link = mail?.replaceAll("=\r\n", "").replaceAll("=3D", "=").match(/\/do\/account\/confirm\?token=[0-9a-f]{64}/)?.[0];
                        return link !== undefined;
                }, "the mail came");
                await page.goto(at(link));
                await page.fill("#f-name", name);
                await page.fill("#f-new_password", "purple otters juggle at noon");
                await page.getByRole("button", { name: "Create the account" }).click();
                await page.waitForURL("**/me");
                return page;
        }

        /* --- what they do */

        /* A deed's own form: what stands in its fields, and its button. */
        async function fill(page, form, fields) {
                await page.goto(at(form));
                await put(page, fields);
                await submit(page, page.locator("main form.form .form-actions button").last());
        }
        async function put(page, fields) {
                for (const [name, value] of Object.entries(fields)) {
                        const field = page.locator(`main form.form [name="${name}"]`), picker = page.locator(`#f-${name}[data-pick]`);

                        if (await picker.count()) {
                                await pick(page, picker, value);
                                continue;
                        }
                        const kind = await field.last().evaluate((e) => (e.tagName === "SELECT" ? "select" : e.type));

                        if (kind === "select")
                                await field.first().selectOption(value);
                        else if (kind === "radio" || kind === "checkbox")
                                for (const one of [value].flat())
                                        await page.locator(`main form.form [name="${name}"][value="${one}"]`).check();
                        else
                                await field.first().fill(value);
                }
        }
        /* What is found as one types; a thing that is new is found a moment later. */
        async function pick(page, picker, name) {
                const found = picker.locator("xpath=..").getByRole("option", { name }).first();

                await until(async () => {
                        await picker.fill("");
                        await picker.pressSequentially(name);
                        return found.waitFor({ timeout: 1000 }).then(() => true, () => false);
                }, `«${name}» is found`);
                await picker.press("ArrowDown");
                await picker.press("Enter");
        }
        async function submit(page, button) {
                const reply = await press(page, button);

                if (reply.status() >= 400)
                        must(false, `${reply.url()} ${reply.status()}: ` + (await page.locator('[role="alert"], .field-error:not(:empty), .notice.is-bad, h1').allTextContents()).join("; "));
        }
        const link = async (page, name) => {
                await press(page, page.locator("main").getByRole("link", { name, exact: true }).first());
        };
        const button = (page, name) => submit(page, page.locator("main").getByRole("button", { name }).first());

        /* On a phone in the dark and on a desk in the light, as it stands there; one page of a kind is looked through whole. */
        const looked = new Set();

        async function good(page, name) {
                const size = page.viewportSize(), kind = path(page).replaceAll(/[0-9A-Z]{13}/g, "*");

                if (!looked.has(kind)) {
                        const faults = await axe(page);
                        must(faults.length === 0, `${name}: ` + faults.join("\n"));
                        looked.add(kind);
                }
                await page.setViewportSize(PHONE);
                must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits a phone`);
                if (process.env.SEEDBED_SHOTS) {
                        await page.emulateMedia({ colorScheme: "dark" });
                        await page.screenshot({ path: `${process.env.SEEDBED_SHOTS}/kind-${name}-phone.png`, fullPage: true });
                        await page.emulateMedia({ colorScheme: "light" });
                }
                await page.setViewportSize(size);
                if (process.env.SEEDBED_SHOTS)
                        await page.screenshot({ path: `${process.env.SEEDBED_SHOTS}/kind-${name}.png`, fullPage: true });
        }
        const counted = async (metric) => (await (await fetch(at(`/api/v1/metrics/${metric}`))).json()).places.find((p) => p.hub === "world")?.value ?? 0;

        /* An open call, made on its page; its address. */
        async function call(page, programme, title) {
                await page.goto(at("/rounds"));
                await link(page, "Open a round");
                await put(page, { programme, hub: HUB, title, closes: day(30) + "T18:00", places: "2" });
                await submit(page, page.locator("main form.form .form-actions button").last());
                await page.waitForURL("**/rounds/*");
                await good(page, programme + "-call");
                return path(page);
        }
        /* Who reads opens the call, says who applies, fills in the form, and hands it in; the application's address. */
        async function apply(page, round, who, answers, name) {
                await page.goto(at(round));
                await link(page, "Apply");
                if (who)
                        await page.fill("#f-name", who);
                await button(page, "Begin");
                const application = path(page);
                await put(page, answers);
                await good(page, name + "-form");
                await page.getByRole("button", { name: "Save, check and hand in" }).click();
                await page.waitForURL("**/do/application/submit*");
                must((await text(page)).includes("Everything that is needed is there"), "it is whole: " + await text(page));
                await button(page, "Hand in");
                must((await text(page)).includes("as version 1"), "it is handed in");
                return application;
        }
        /* A reviewer is invited, says yes, gets the file, and sends a review. */
        async function review(head, round, step, file, marks, name, [email, called] = [READER, "Elena Ruiz"]) {
                await head.goto(at(round + "/reviewers"));
                await link(head, "Invite a reviewer");
                await put(head, { email, name: called });
                await submit(head, head.locator("main form.form .form-actions button").last());
                await fill(head, `/do/review/begin?round=${round.split("/").pop()}&step=${step}`, {});
                const reader = await as(email);

                await reader.goto(at("/reviews"));
                await submit(reader, reader.getByRole("button", { name: "Yes, I review" }).first());
                await head.goto(at(`${round}/assignments/${step}`));
                await button(head, "Propose who reads what");
                await button(head, "Give the files out");
                await good(head, name + "-assignments");
                await reader.goto(at("/reviews"));
                await reader.locator("main tr", { hasText: file }).first().getByRole("link").click();
                await button(reader, "I have no conflict of interest");
                await put(reader, marks);
                await good(reader, name + "-review");
                await button(reader, "Send");
                await reader.close();
        }
        /* It is decided at once, approved by another where the programme wants it, and told. */
        async function decide(head, application, title, name, words = {}) {
                await head.goto(at(application + "/decide"));
                await good(head, name + "-decide");
                await head.getByRole("radio", { name: new RegExp("^" + title) }).check();
                await put(head, words);
                await button(head, "Decide");
                await head.goto(at(application + "/decide"));
                if (!await head.getByRole("button", { name: "Tell now" }).count()) {
                        const second = await as(SECOND);

                        await second.goto(at(application + "/decide"));
                        await button(second, "Approve");
                        await second.close();
                        await head.goto(at(application + "/decide"));
                }
                await button(head, "Tell now");
                await until(async () => {
                        await head.goto(at(application + "/decide"));
                        return !await head.getByRole("button", { name: "Tell now" }).count();
                }, "it was told");
        }
        /* On the page of a party that one is on: the move that its button names. */
        async function moved(head, title, fields = {}) {
                await link(head, title);
                await put(head, fields);
                await submit(head, head.locator("main form.form .form-actions button").last());
        }
        /* From an application to the page of who applied; its address. */
        async function partyOf(head, application) {
                await head.goto(at(application));
                await link(head, "The party");
                return path(head);
        }
        /* An organisation of one's own, at home at the hub; its address. */
        async function found(page, name) {
                await fill(page, "/do/team/found", { name, country: "SG", hub: HUB });
                return path(page);
        }
        async function stands(page, party, ...words) {
                await page.goto(at(party));
                for (const word of words)
                        must((await text(page)).includes(word), `«${word}» stands on the party's page`);
        }
        /* Whom one would like best. */
        async function wish(page, list, name) {
                await page.goto(at(list));
                const form = page.locator('main form[action^="/do/wish/"]', { has: page.getByLabel(new RegExp(name)) }).first();

                await form.locator('[name="place"]').fill("1");
                await submit(page, form.getByRole("button"));
        }
        const id = (address) => address.split("/")[2];

        life("a company asks to be a partner, and is one of the preferred", async () => {
                const head = await as(HEAD), company = await newcomer("Noor Aziz"), before = await counted("local-partners");
                const round = await call(head, "partner-network", "Partners of the year");

                must((await text(head)).includes("Share of the marketing fund") && (await text(head)).includes("Preferred"), "what partners get is said in the call");
                const application = await apply(company, round, "Causeway Systems", { kind: "application", offer: "Plans ferries by the tide.",
                        registration: "202512345K", country: "SG", markets: "Singapore, Johor" }, "partner");
                await review(head, round, "check", "Partners of the year", { "score-sound": "2" }, "partner");
                await decide(head, application, "Register", "partner");
                await company.goto(at(application));
                must((await text(company)).includes("Registered"), "who applied sees where it stands");
                const party = await partyOf(head, application);
                await moved(head, "Begin test");
                await fill(company, `/do/solution/add?party=${id(party)}`, { title: "Tide Planner", summary: "Plans ferries by the tide.",
                        description: "From tide tables and orders.", category: "analytics" });
                await fill(head, `/do/party/consent?party=${id(party)}`, { listed: "yes" });
                await head.goto(at(party));
                await moved(head, "Test passed", { level: "preferred" });
                await link(company, "Publish");
                await submit(company, company.locator("main form button").last());
                await stands(head, party, "Preferred", "Partner");
                await good(head, "partner-party");
                must(await counted("local-partners") === before + 1, "one more partner is counted");
        });

        life("an investor is verified, introduced when both sides agree, and invests", async () => {
                const head = await as(HEAD), investor = await newcomer("Ivy Sen"), founder = await newcomer("Ravi Menon"), before = await counted("startup-funding");
                const firm = await found(founder, "Tidal Robotics"), round = await call(head, "investor-network", "Investors, first half");
                const application = await apply(investor, round, "Orchid Ventures", { sectors: ["ai", "climate"], "ticket_least.amount": "100000",
                        "ticket_least.currency": "SGD", regions: "South-East Asia", source: "A family office." }, "investor");

                await review(head, round, "verification", "Investors, first half", { "score-known": "2", "words-known": "Register and bank were seen." }, "investor");
                await decide(head, application, "Verify", "investor");
                const party = await partyOf(head, application);
                await fill(head, `/do/party/consent?party=${id(party)}`, { listed: "yes" });
                await head.goto(at(firm + "/network"));
                await link(head, "Introduce it to somebody");
                await put(head, { other: "Orchid Ventures", kind: "investor", words: "Robots that swim, and money for the first ten." });
                await submit(head, head.locator("main form.form .form-actions button").last());
                await investor.goto(at(party + "/network"));
                must(!(await text(investor)).includes("ravi.menon@"), "no address before both agree");
                await good(investor, "investor-asked");
                await button(investor, /Yes/);
                await founder.goto(at(firm + "/network"));
                await button(founder, /Yes/);
                await head.goto(at(party));
                await moved(head, "Introduce");
                await fill(founder, `/do/outcome/note?party=${id(firm)}`, { kind: "investment", on: day(0), amount: "250000", currency: "USD", round_type: "seed",
                        other: "Orchid Ventures", evidence: "https://kinds.example/term-sheet" });
                must(await counted("startup-funding") === before, "nothing counts before it is confirmed");
                await head.goto(at("/network"));
                await good(head, "investor-network");
                await head.getByRole("link", { name: /^Confirm/ }).first().click();
                await submit(head, head.locator("main form button").last());
                must(await counted("startup-funding") === before + 250000, "the money is counted");
                await head.goto(at(party));
                await moved(head, "Note an investment");
                await stands(head, party, "Invested");
        });

        life("a student applies, is admitted by the university, and gets the credit points", async () => {
                const head = await as(HEAD), student = await newcomer("Sari Wijaya", { viewport: PHONE }), before = await counted("talent-pool");
                const round = await call(head, "mini-masters", "Intake of spring");
                const application = await apply(student, round, "", { country: "SG", degree: "bachelor", subject: "Informatics, Nairobi", years: "2",
                        motive: "I want to build models that read old maps.", scholarship: "yes", means: "I pay for my studies myself." }, "student");

                await review(head, round, "admission", "Intake of spring", { "score-preparation": "4", "score-motive": "5" }, "student", ["layla.hassan@example.org", "Layla Hassan"]);
                await decide(head, application, "Admit", "student");
                await student.goto(at(application));
                await link(student, "Where it stands");
                await good(student, "student-admitted");
                await button(student, "Confirm the place");
                must((await text(student)).includes("The place is confirmed"), "the place is taken");
                const party = await partyOf(head, application);
                must((await text(head)).includes("Studying"), "who confirmed is enrolled");
                await moved(head, "Open capstone");
                must(await counted("talent-pool") === before, "nobody counts before the end");
                await moved(head, "Award");
                await stands(head, party, "Awarded");
                must(await counted("talent-pool") === before + 1, "one more talent is counted");
        });

        life("students and companies choose each other, and an intern is hired", async () => {
                const head = await as(HEAD), [first, second] = [await newcomer("Mei Chan"), await newcomer("Arun Pillai")], before = await counted("interns-hired");
                const hosts = [await newcomer("Kenji Mori"), await newcomer("Lena Vogt")];
                const round = await call(head, "internship", "Summer places");
                const profile = { skills: ["ai", "data"], work: "Models that see.", from: day(60), weeks: "12" };
                const applications = [await apply(first, round, "", profile, "intern"), await apply(second, round, "", profile, "intern")];

                await review(head, round, "reading", "Summer places", { "score-skills": "4" }, "intern");
                for (const application of applications)
                        await decide(head, application, "Introduce to companies", "intern");
                await fill(head, "/do/cohort/open", { programme: "internship", hub: HUB, title: "Summer", begins: day(0), ends: day(120) });
                const cohort = path(head);
                for (const name of ["Mei Chan", "Arun Pillai"])
                        await button(head, `Add: ${name}`);
                for (const [i, name] of ["Kenji Mori", "Lena Vogt"].entries()) {
                        const email = address(name);

                        await fill(head, "/do/role/grant", { email, name, role: "mentor", hub: HUB, programme: "internship" });
                        await fill(head, "/do/mentor/set?cohort=" + id(cohort), { email, teams: "1" });
                        await wish(hosts[i], "/mentoring", i ? "Mei Chan" : "Arun Pillai");
                }
                await good(hosts[0], "intern-host");
                for (const [i, student] of [first, second].entries()) {
                        await student.goto(at("/cohorts"));
                        await student.locator("main").getByRole("link", { name: /Summer/ }).first().click();
                        await wish(student, path(student), i ? "Kenji Mori" : "Lena Vogt");
                }
                await good(first, "intern-wishes");
                await head.goto(at(cohort + "/matching"));
                await good(head, "intern-matching");
                await button(head, "Confirm this matching");
                for (const pair of ["Mei Chan", "Arun Pillai"])
                        must((await text(head)).includes(pair), pair + " is matched");
                await decide(head, applications[0], "Offer a place", "intern");
                await first.goto(at(applications[0] + "/outcome"));
                await button(first, "Confirm the place");
                const party = await partyOf(head, applications[0]);
                must((await text(head)).includes("Working"), "who confirmed works there");
                await moved(head, "Complete");
                must(await counted("interns-hired") === before, "nobody is hired yet");
                await moved(head, "Note the post", { reason: "Stays at Vogt Instruments." });
                await stands(head, party, "Hired");
                must(await counted("interns-hired") === before + 1, "one more is hired");
        });

        life("an enterprise poses a problem, a start-up answers it, and the pilot ends with a purchase and a referral", async () => {
                const head = await as(HEAD), buyer = await newcomer("Hana Lim"), maker = await newcomer("Tom Reyes"), before = await counted("pilots-begun");
                const enterprise = await found(buyer, "Strait Ferries"), round = await call(head, "open-innovation", "Quiet harbours");

                await link(buyer, "Solutions and referrals");
                await link(buyer, "Open a challenge");
                await put(buyer, { programme: "open-innovation", hub: HUB, title: "Berth without waiting", problem: "Every third ferry waits for its berth.",
                        reward: "A paid pilot at two berths", round: "Quiet harbours" });
                await submit(buyer, buyer.locator("main form.form .form-actions button").last());
                const challenge = path(buyer);
                await head.goto(at("/network"));
                await link(head, "Berth without waiting");
                await link(head, "Announce");
                await submit(head, head.locator("main form button").last());
                await good(buyer, "challenge");
                await maker.goto(at(challenge));
                await link(maker, "Answer it");
                const application = await apply(maker, path(maker), "Berthwise", { approach: "Cameras count who boards, and a plan moves the berths.", ready: "prototype",
                        measure: "Waiting in minutes, before and after.", weeks: "12", "price.amount": "18000", "price.currency": "SGD" }, "answer");
                await review(head, round, "reading", "Quiet harbours", { "score-solves": "4", "words-solves": "It would.", "score-ready": "3" }, "answer");
                const party = await partyOf(head, application);
                await moved(head, "Shortlist");
                await decide(head, application, "Begin pilot", "answer");
                await head.goto(at(party + "/network"));
                await link(head, "Plan a pilot");
                await put(head, { enterprise: "Strait Ferries", challenge: "Berth without waiting", goal: "Half the waiting", begins: day(0), ends: day(90) });
                await submit(head, head.locator("main form.form .form-actions button").last());
                must(await counted("pilots-begun") === before, "what is planned does not count");
                await head.locator("main").getByRole("link", { name: /^Begin: / }).first().click();
                await submit(head, head.locator("main form button").last());
                must(await counted("pilots-begun") === before + 1, "one more pilot is counted");
                await head.locator("main").getByRole("link", { name: /^End: / }).first().click();
                await put(head, { outcome: "adopted", result: "Waiting went from nine minutes to four." });
                await submit(head, head.locator("main form button").last());
                await stands(head, party, "Adopted");
                await fill(head, `/do/party/consent?party=${id(enterprise)}`, { listed: "yes" });
                /* the enterprise tells others of it, and has its share of what they buy */
                await fill(maker, `/do/solution/add?party=${id(party)}`, { title: "Berth plan", summary: "Berths without waiting.", description: "Counts and plans.", category: "analytics" });
                await fill(head, `/do/party/consent?party=${id(party)}`, { listed: "yes" });
                await link(maker, "Publish");
                await submit(maker, maker.locator("main form button").last());
                const solution = path(maker);
                await maker.goto(at(party + "/network"));
                await link(maker, "Agree on a share for a partner");
                await put(maker, { partner: "Strait Ferries", share: "12.5", from: day(0), until: day(365) });
                await submit(maker, maker.locator("main form.form .form-actions button").last());
                await buyer.goto(at(solution));
                await link(buyer, "Refer a customer");
                await put(buyer, { customer: "Island Lines", note: "Six berths." });
                await submit(buyer, buyer.locator("main form.form .form-actions button").last());
                await maker.goto(at(party + "/network"));
                await maker.locator("main").getByRole("link", { name: /^Take on: / }).first().click();
                await submit(maker, maker.locator("main form button").last());
                await maker.locator("main").getByRole("link", { name: /^Won: / }).first().click();
                await put(maker, { amount: "40000.10", currency: "SGD", on: day(0) });
                await submit(maker, maker.locator("main form button").last());
                must((await text(maker)).includes("5000.01 SGD"), "the share is half up to the cent: " + await text(maker));
                await good(maker, "referral");
        });

        life("a seat at a symposium: who waits gets the one that is given back, comes in by the code, and was there", async () => {
                const head = await as(HEAD), first = await as("layla.hassan@example.org"), second = await as("grace.mwangi@example.org", { viewport: PHONE });
                const before = await counted("educators-attending");
                const when = (minutes) => new Date(Date.now() + minutes * 60000).toISOString().slice(0, 16).replace("T", " ");

                await head.goto(at("/events"));
                await link(head, "Open an event");
                await put(head, { title: "Symposium of one seat", hub: HUB, begins: when(2), ends: when(240), zone: "UTC", place: "Hall 1", capacity: "1",
                        programme: "educator-symposium", joins: "registered", attended: "attended" });
                await submit(head, head.locator("main form.form .form-actions button").last());
                const event = path(head);
                await good(head, "seat-event");
                for (const [page, name] of [[first, "Take a place"], [second, "Wait for a place"]]) {
                        await page.goto(at(event));
                        await button(page, name);
                }
                must((await text(second)).includes("You wait for a place"), "the second waits");
                await good(second, "seat-waits");
                await button(first, "Give up");
                await second.goto(at(event));
                await button(second, "Accept");
                await link(second, "Your ticket");
                const code = new URL(second.url()).searchParams.get("code");
                must(await second.locator("svg.qr path").count() === 1, "the ticket has its code");
                await head.goto(at(event + "/door"));
                await head.keyboard.type(code + "\n");
                await head.locator(".door-answer.is-in").waitFor();
                must(await counted("educators-attending") === before, "who was let in is not settled yet");
                await head.goto(at(event + "/attendees"));
                await link(head, "Settle who was there");
                await submit(head, head.locator("main form button").last());
                must(await counted("educators-attending") === before + 1, "one more educator was there");
                await second.reload();
                const receipt = await second.getByRole("link", { name: "Proof of attendance" }).getAttribute("href");
                must((await (await second.request.get(at(receipt))).text()).includes("tlog-proof"), "and has the proof");
                await good(second, "seat-proof");
        });
}
