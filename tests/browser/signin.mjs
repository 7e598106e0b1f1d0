/* signin: signing up, passkeys and the second factor, through Chromium with an authenticator that it plays itself (CDP, domain
 * WebAuthn), and what a page of another origin gets. */

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { press } from "./press.mjs";

const PASSWORD = "purple otters juggle at noon";

export function signinTests({ test, must, until, axe, state }) {
        /* passkeys are bound to names, and 127.0.0.1 is none */
        const at = (path) => state().server.base.replace("127.0.0.1", "localhost") + path;

        test("somebody signs up, confirms the address, adds a passkey, signs in with it, and removes it", async () => {
                const { page, context, keys } = await person();

                /* a browser that does not offer passkeys in fields: the button is pressed */
                await page.addInitScript(() => { delete PublicKeyCredential.isConditionalMediationAvailable; });
                await page.goto(at("/do/session/open"));
                must.none(await axe(page), "the sign-in page: ");
                must(await page.locator("#f-email").getAttribute("autocomplete") === "username webauthn", "passkeys are offered in the field");
                must(await page.locator("#f-password").getAttribute("autocomplete") === "current-password", "password managers know it");
                await page.getByRole("link", { name: "Create an account" }).click();
                await signUp(page, "Nia@sprout.example");
                must((await page.textContent("main")).includes("nia@sprout.example is confirmed"), "the address is confirmed");
                must.none(await axe(page), "the confirm page: ");
                await page.fill("#f-name", "Nia");
                await page.getByRole("button", { name: "Create the account" }).click();
                await page.waitForURL("**/do/passkey/add");
                must.none(await axe(page), "the passkey page: ");
                await page.fill("#f-name", "My telephone");
                await page.getByRole("button", { name: "Add a passkey" }).click();
                await page.waitForURL("**/me");
                must((await page.textContent("main")).includes("My telephone"), "it is listed");
                must.none(await axe(page), "the account page: ");
                must((await keys.list()).length === 1 && (await keys.list())[0].isResidentCredential, "the device keeps it");

                /* the only way in is not taken away */
                await page.getByRole("button", { name: "Remove: My telephone" }).click();
                await page.locator('[role="alert"]').waitFor();
                must((await page.textContent("main")).includes("only way you sign in"), "it says why not");

                await signOut(page);
                await page.goto(at("/do/session/open"));
                await page.getByRole("button", { name: "Sign in with a passkey" }).click();
                await page.waitForURL("**/me");
                must((await page.locator(".menu summary").textContent()) === "Nia", "it is her");
                must(!(await page.locator("tr", { hasText: "My telephone" }).textContent()).includes("never"), "its use is noted");

                await page.goto(at("/do/password/change"));
                await page.fill("#f-new_password", PASSWORD);
                await page.locator("main form button").click();
                await page.waitForURL("**/me");
                await page.getByRole("button", { name: "Remove: My telephone" }).click();
                await page.waitForURL("**/me");
                must(!(await page.textContent("main")).includes("My telephone"), "it is gone");
                await signOut(page);
                await page.goto(at("/do/session/open"));
                await page.getByRole("button", { name: "Sign in with a passkey" }).click(); /* the device has it still */
                await page.locator('[role="alert"]').waitFor();
                must((await page.textContent("main")).includes("not known here"), "the removed one opens nothing");
                await context.close();
        });

        test("a passkey is offered where the address is typed, and shows who it is before something dangerous", async () => {
                const { page, context, keys } = await person();

                await page.goto(at("/do/account/begin"));
                await signUp(page, "tom@sprout.example");
                await page.fill("#f-name", "Tom");
                await page.getByRole("button", { name: "Create the account" }).click();
                await page.waitForURL("**/do/passkey/add");
                await page.getByRole("button", { name: "Add a passkey" }).click();
                await page.waitForURL("**/me");
                await signOut(page);
                /* the authenticator answers at once, as if somebody had chosen it in the list */
                await page.goto(at("/do/session/open"));
                await page.waitForURL("**/me");
                await page.goto(at("/do/session/prove"));
                must(await page.locator("#f-password").count() === 0, "no password is asked for where there is none");
                must.none(await axe(page), "the page: ");
                await page.getByRole("button", { name: "Use a passkey" }).click();
                await page.waitForURL("**/me");
                await keys.verified(false);
                await page.goto(at("/do/session/prove"));
                await page.getByRole("button", { name: "Use a passkey" }).click();
                await until(async () => (await page.locator("[data-passkey-says]").textContent()).includes("No passkey was used"), "it says what happened");
                await context.close();
        });

        test("a code from the app is asked for on a page of its own, after a QR code gave the key away once", async () => {
                const { page, context } = await person();

                await page.goto(at("/do/account/begin"));
                await signUp(page, "qia@sprout.example");
                await page.fill("#f-name", "Qia");
                await page.fill("#f-new_password", PASSWORD);
                await page.getByRole("button", { name: "Create the account" }).click();
                await page.waitForURL("**/me");
                await page.goto(at("/do/second/begin"));
                await page.locator("main form button").click();
                must(await page.locator("svg.qr path").count() === 1, "the code is drawn");
                must.none(await axe(page), "the page: ");
                const key = await page.textContent("#second-key");
                await page.fill("#f-code", await code(key, 0));
                await page.getByRole("button", { name: "Confirm" }).click();
                must(await page.locator(".code-list li").count() === 10, "ten recovery codes");
                const recovery = await page.locator(".code-list code").first().textContent();
                await signOut(page);
                await page.goto(at("/do/session/open"));
                await page.fill("#f-email", "qia@sprout.example");
                await page.fill("#f-password", PASSWORD);
                await page.locator("main form button").first().click();
                await page.locator("h1", { hasText: "One more step" }).waitFor();
                must.none(await axe(page), "the page: ");
                await page.fill("#f-code", "000000");
                await page.getByRole("button", { name: "Sign in" }).click();
                await page.locator("#e-code", { hasText: "not right" }).waitFor();
                await page.fill("#f-code", recovery);
                await page.getByRole("button", { name: "Sign in" }).click();
                await page.waitForURL("**/me");
                await context.close();
        });

        test("without script a password is enough: signing up, out, and in again", async () => {
                const context = await state().browser.newContext({ javaScriptEnabled: false }), page = await context.newPage();

                await page.goto(at("/do/account/begin"));
                await signUp(page, "sal@sprout.example");
                await page.fill("#f-name", "Sal");
                await page.fill("#f-new_password", PASSWORD);
                await page.getByRole("button", { name: "Create the account" }).click();
                must(new URL(page.url()).pathname === "/me", "signed in");
                await signOut(page);
                await page.goto(at("/do/session/open"));
                must(!await page.getByRole("button", { name: "passkey" }).isVisible(), "no button that does nothing");
                await page.fill("#f-email", "sal@sprout.example");
                await page.fill("#f-password", PASSWORD);
                await page.getByRole("button", { name: "Sign in" }).click();
                must(new URL(page.url()).pathname === "/me", "signed in again");
                await context.close();
        });

        test("a page of another origin signs nobody in, asks for no account, and changes nothing with a cookie", async () => {
                const context = await state().browser.newContext(), page = await context.newPage(), seen = [];
                const posts = [["/do/session/open", { email: "sal@sprout.example", password: PASSWORD }], ["/do/account/begin", { email: "spam@sprout.example" }],
                        ["/do/password/forgot", { email: "sal@sprout.example" }], ["/do/session/close", {}], ["/do/passkey/open", { credential: "{}" }]];
                const other = createServer((request, reply) => {
                        const [path, fields] = posts[Number(request.url.slice(1))] ?? ["/", {}];
                        const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join("");

                        reply.setHeader("Content-Type", "text/html");
                        reply.end(`<form method="post" action="${at(path)}">${inputs}<button>Win</button></form>`);
                });

                await new Promise((done) => other.listen(0, done));
                const mails = eml().length;
                /* another port of the same host is the same site, and another origin all the same */
                for (const host of ["localhost", "127.0.0.1"])
                        for (let i = 0; i < posts.length; i++) {
                                await page.goto(`http://${host}:${other.address().port}/${i}`);
                                const reply = await press(page, page.locator("button"));

                                if (reply.status() !== 403)
                                        seen.push(`${host} ${posts[i][0]}: ${reply.status()}`);
                        }
                must(seen.length === 0, seen.join("; "));
                must((await context.cookies()).every((c) => !c.value), "no session was given");
                must(eml().length === mails, "no mail was written");
                other.close();
                await context.close();
        });

        /* --- what these share */

        /* A browser of its own, with a device that keeps passkeys. */
        async function person() {
                const context = await state().browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
                const page = await context.newPage(), cdp = await context.newCDPSession(page);

                page.setDefaultTimeout(45000);
                page.on("pageerror", (e) => state().heard.push(`${page.url()}: ${e.message}`));
                page.on("console", (m) => {
                        if (m.type() === "error" && !/^Failed to load resource/.test(m.text()))
                                state().heard.push(`${page.url()}: ${m.text()}`);
                });
                await cdp.send("WebAuthn.enable", { enableUI: false });
                const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal",
                        hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });

                return { page, context, keys: {
                        list: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
                        verified: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
                } };
        }

        function eml() {
                const folder = join(state().server.data, "mail");

                try {
                        return readdirSync(folder).filter((name) => name.endsWith(".eml")).sort().map((name) => readFileSync(join(folder, name), "utf8"));
                } catch {
                        return [];
                }
        }

        async function signUp(page, address) {
                let link;

                await page.fill("#f-email", address);
                await page.getByRole("button", { name: "Send the link" }).click();
                await page.locator("h1", { hasText: "Look at your mail" }).waitFor();
                await until(() => {
                        const mine = eml().filter((mail) => mail.toLowerCase().includes(address.toLowerCase()));
                        const plain = mine.at(-1)?.replaceAll("=\r\n", "").replaceAll("=3D", "=");
                        link = plain?.match(/\/do\/account\/confirm\?token=[0-9a-f]{64}/)?.[0];
                        return link !== undefined;
                }, "the mail came");
                await page.goto(at(link));
        }

        async function signOut(page) {
                await page.goto(at("/me"));
                await page.locator(".menu summary").click();
                await page.getByRole("button", { name: "Sign out" }).click();
                await page.getByRole("link", { name: "Sign in" }).waitFor();
        }
}

/* RFC 6238 with the standard's defaults, as an app does it. */
async function code(base32, steps) {
        const bits = [...base32.replaceAll(/[^A-Z2-7]/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
        const secret = Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2)), counter = new DataView(new ArrayBuffer(8));

        counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30000) + steps));
        const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
        const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer)), offset = mac.getUint8(19) & 15;

        return String((mac.getUint32(offset) & 0x7fffffff) % 1000000).padStart(6, "0");
}
