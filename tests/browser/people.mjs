/* people: those who live through a scripted life, each with a browser of their own: through pages, or through the same forms sent
 * at once. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { press } from "./press.mjs";

export const PASSWORD = "purple otters juggle at noon";
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

export function browserTools(life) {
        const { must, until } = life;
        const at = (path) => life.state().server.base + path;
        let read = 0;
        const letters = [];

        /* Every mail that was written so far, its text in plain. */
        function mails() {
                const folder = join(life.state().server.data, "mail");
                let names = [];

                try {
                        names = readdirSync(folder).filter((name) => name.endsWith(".eml")).sort();
                } catch {
                        return letters;
                }
                for (; read < names.length; read++)
                        letters.push(plain(readFileSync(join(folder, names[read]), "utf8")));
                return letters;
        }

        /* Parts in base64 or quoted-printable as people read them (RFC 2045, 6.7 and 6.8). */
        function plain(mail) {
                return mail.replaceAll(/(Content-Transfer-Encoding: base64\r?\n\r?\n)([A-Za-z0-9+/=\r\n]+)/g, (_, head, body) => head + Buffer.from(body, "base64").toString("utf8"))
                        .replaceAll("=\r\n", "").replaceAll("=3D", "=");
        }

        /* The newest link of that kind in a mail to somebody. */
        async function linkTo(address, pattern) {
                let found;

                await until(() => (found = mails().findLast((m) => m.toLowerCase().includes(address.toLowerCase()) && pattern.test(m))?.match(pattern)?.[0]) !== undefined,
                        `a mail with ${pattern} came to ${address}`);
                return found;
        }

        async function person(options = {}) {
                const context = await life.state().browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });

                context.setDefaultTimeout(45000);
                return context;
        }

        /* Somebody of the example, in a trial. */
        async function as(email, options) {
                const context = await person(options), page = await context.newPage();

                await page.goto(at("/try"));
                await press(page, page.locator(`form:has(input[value="${email}"]) button`));
                await page.close();
                return context;
        }

        async function signIn(context, email, then = "/me") {
                const page = await context.newPage();

                await page.goto(at("/do/session/open?then=" + encodeURIComponent(then)));
                await page.fill("#f-email", email);
                await page.fill("#f-password", PASSWORD);
                await page.getByRole("button", { name: "Sign in", exact: true }).click();
                await page.waitForURL("**" + then);
                return page;
        }

        /* Time passes: whoever is named comes back, as sessions have ended. People of the example come in by the page of the trial. */
        async function later(instant, ...whom) {
                if (life.now !== instant)
                        life.state().server.clock(life.now = instant);
                for (const { context, email, isExample } of whom)
                        await (isExample ? send(context, "/try", "/do/trial/enter", { email }, { has: `"${email}"` })
                                : send(context, "/do/session/open", "/do/session/open", { email, password: PASSWORD }));
        }

        /* A form of a page, sent as the browser would: with its hidden fields, the session and the token, and what is typed. */
        async function send(context, path, action, fields = {}, options = {}) {
                const shown = await context.request.get(at(path)), html = await shown.text();

                must(shown.ok(), `${path}: ${shown.status()}`);
                const form = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, to, body]) => to === action &&
                        (!options.has || body.includes(options.has)));
                must(form, `${path} has a form for ${action}`);
                const hidden = Object.fromEntries([...form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, n, v]) => [n, v]));
                const all = { ...hidden, ...fields };
                const reply = await context.request.post(at(action), { headers: { Origin: life.state().server.base, Referer: at(path) }, maxRedirects: 0,
                        ...(options.multipart ? { multipart: all } : { form: all }) });

                if (!options.mayFail)
                        must(reply.status() === (options.shows ? 200 : 303), `${action}: ${reply.status()} ${words(await reply.text())}`);
                return reply;
        }

        function words(html) {
                return [...html.matchAll(/class="(?:notice is-bad|field-error|alert[^"]*)"[^>]*>([\s\S]*?)<\/(?:div|p)>/g)].map((m) => m[1].replaceAll(/<[^>]*>/g, " ").trim())
                        .filter(Boolean).join("; ") || html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ").slice(0, 400);
        }

        async function told(context, path) {
                const reply = await context.request.get(at("/api/v1" + path));

                must(reply.ok(), `${path}: ${reply.status()}`);
                return reply.json();
        }

        /* A page as people see it: it fits a phone; nothing is wrong for who can not see; and there may be pictures. */
        async function look(page, name) {
                if (process.env.SEEDBED_BLIND) /* while writing tests */
                        return;
                const size = page.viewportSize(), shots = process.env.SEEDBED_SHOTS;

                await page.setViewportSize(PHONE);
                const wide = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
                        .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".table-box")).map((e) => e.outerHTML.slice(0, 200)));
                must(wide.length === 0, `${name} fits a phone: ${wide[0]}`);
                if (shots)
                        await page.screenshot({ path: `${shots}/${name}-phone.png`, fullPage: true });
                await page.setViewportSize(DESKTOP);
                if (!await page.evaluate("typeof axe === 'object'"))
                        await page.evaluate(AXE);
                const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
                        resultTypes: ["violations"] }));
                must(violations.length === 0, `${name}: ` + violations.map((v) => `${v.id} at ${v.nodes[0].target.join(" ")}`).join("; "));
                if (shots) {
                        await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
                        await page.emulateMedia({ colorScheme: "dark" });
                        await page.screenshot({ path: `${shots}/${name}-dark.png`, fullPage: true });
                        await page.emulateMedia({ colorScheme: "light" });
                }
                await page.setViewportSize(size);
        }

        return { at, later, mails, linkTo, person, as, signIn, send, told, look, words };
}
