/* tests/browser/tongues: every kind of page in other languages, through a real browser.
 *
 * node tests/browser/tongues.mjs path/to/seedbed path/to/seedbed-wide [--strict]
 *
 * The wide program says every text twice. In it, and in the real one's Arabic, no page may run over the side of a phone or a
 * desktop, cut a text off, or write one over another; in Arabic nothing may be left in English (--strict). TAP. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startServer } from "./server.mjs";

const [program, wide] = process.argv.slice(2), strict = process.argv.includes("--strict");
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const PAGES_MAX = 400, ALIKE_MAX = 2, FAULTS_SHOWN = 40;

if (!program || !wide) {
        console.error("usage: node tests/browser/tongues.mjs path/to/seedbed path/to/seedbed-wide [--strict]");
        process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "seedbed-tongues-"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
let number = 0, failed = 0;

try {
        await withServer(wide, "wide", async (server) => {
                await judge(server, "en", "at double length nothing runs over, is cut off or lies over another");
                await judge(server, "ar", "the same from right to left");
        });
        await withServer(program, "plain", async (server) => {
                await choosing(server);
                for (const language of ["ar", "th", "zh-Hans"])
                        await judge(server, language, "nothing runs over, is cut off or lies over another in " + language);
                await untranslated(server);
        });
} finally {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
}
console.log("1.." + number);
process.exit(failed ? 1 : 0);

async function withServer(which, name, run) {
        mkdirSync(join(folder, name));
        const server = await startServer(which, join(folder, name));

        try {
                await run(server);
        } finally {
                await server.end();
        }
}

function say(good, name, faults = []) {
        number++;
        failed += good ? 0 : 1;
        console.log(`${good ? "ok" : "not ok"} ${number} - ${name}`);
        for (const fault of faults.slice(0, FAULTS_SHOWN))
                console.log("# " + fault);
        if (faults.length > FAULTS_SHOWN)
                console.log(`# and ${faults.length - FAULTS_SHOWN} more`);
}

/* Somebody who may see everything, in a language. */
async function someone(server, language) {
        const context = await browser.newContext({ locale: language === "en" ? "en-GB" : language, viewport: SIZES[1] });
        const page = await context.newPage();

        await page.goto(server.base + server.link());
        await page.locator("main form button").click();
        await page.waitForURL("**/operate");
        /* the account may have chosen another before */
        await page.locator(`.languages button[value="${language}"]`).click();
        await page.locator(`html[lang="${language}"]`).waitFor();
        return { context, page };
}

/* Pages of the same kind differ in what stands for an id or a name. */
function kindOf(path) {
        return path.replace(/\?.*/, "?").replace(/^\/(pledges|announcements|metrics|hubs|programmes|parties|record|imports|mails)\/[^/?]+/, "/$1/*")
                .replace(/versions\/\d+/, "versions/*").replace(/\/[0-9A-HJKMNP-TV-Z]{13}(?=\/|$|\?)/g, "/*");
}

async function walk(page, server) {
        const seen = new Map(), waiting = ["/", "/operate", "/me", "/no-such-page", "/mail/unsubscribe"], kinds = new Map();

        for (let path; (path = waiting.shift()) !== undefined && seen.size < PAGES_MAX;) {
                const kind = kindOf(path), n = kinds.get(kind) || 0;

                if (seen.has(path) || n >= ALIKE_MAX)
                        continue;
                kinds.set(kind, n + 1);
                const reply = await page.request.get(server.base + path), type = reply.headers()["content-type"] || "";
                if (!type.startsWith("text/html"))
                        continue;
                seen.set(path, true);
                for (const [, found] of (await reply.text()).matchAll(/(?:href|action)="(\/[^"#]*)/g)) {
                        const next = found.replaceAll("&amp;", "&");
                        if (!/^\/(do\/session\/end|assets|api|checkpoint|tile)/.test(next))
                                waiting.push(next);
                }
        }
        return [...seen.keys()];
}

async function judge(server, language, name) {
        const { context, page } = await someone(server, language), faults = [], paths = await walk(page, server);

        for (const path of paths) {
                await page.goto(server.base + path);
                if (await page.locator("html").getAttribute("lang") !== language)
                        faults.push(path + " is in another language");
                for (const size of SIZES) {
                        await page.setViewportSize(size);
                        for (const fault of await page.evaluate(broken))
                                faults.push(`${path} at ${size.width}: ${fault}`);
                }
        }
        say(faults.length === 0 && paths.length > 40, `${name} (${paths.length} pages)`, faults);
        await context.close();
}

/* In the page: what a reader would stumble over. */
function broken() {
        const out = [], limit = document.documentElement.clientWidth;
        const nameOf = (e) => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? "." + [...e.classList].join(".") : "") + ` «${e.textContent.trim().slice(0, 40)}»`;

        if (document.scrollingElement.scrollWidth > limit + 1) {
                const guilty = [...document.querySelectorAll("body *")].filter((e) => {
                        const box = e.getBoundingClientRect();
                        return box.width > 0 && (box.right > limit + 1 || box.left < -1) && !e.closest(".table-box, .table-responsive, pre, .visually-hidden, .skip-link");
                });
                out.push(`wider than the screen (${document.scrollingElement.scrollWidth}): ` + guilty.slice(-1).map(nameOf).join());
        }
        const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
                const e = node.parentElement;
                if (!node.data.trim() || !e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) ||
                    e.closest("svg, canvas, option, textarea, script, style, .visually-hidden, .skip-link, .map-label, details:not([open]) > :not(summary), [hidden]"))
                        continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                /* of what can be scrolled only a part is seen */
                let scroller = e;
                while (scroller && !/auto|scroll/.test(getComputedStyle(scroller).overflow))
                        scroller = scroller.parentElement;
                const seen = scroller ? scroller.getBoundingClientRect() : { top: -Infinity, bottom: Infinity };
                for (const box of range.getClientRects())
                        if (box.width > 2 && box.height > 2 && box.top >= seen.top && box.bottom <= seen.bottom)
                                boxes.push({ node, e, box });
                for (let up = e; up && up !== document.body; up = up.parentElement) {
                        const style = getComputedStyle(up);
                        if (up.clientWidth <= 1 && style.position === "absolute") /* for those who listen */
                                break;
                        if (style.overflowX === "auto" || style.overflowX === "scroll" || style.textOverflow === "ellipsis")
                                break;
                        if ((style.overflowX === "hidden" || style.overflowX === "clip") && up.scrollWidth > up.clientWidth + 1) {
                                out.push("cut off: " + nameOf(up));
                                break;
                        }
                }
        }
        boxes.sort((a, b) => a.box.top - b.box.top);
        for (let i = 0; i < boxes.length; i++)
                for (let k = i + 1; k < boxes.length && boxes[k].box.top < boxes[i].box.bottom - 3; k++) {
                        const a = boxes[i], b = boxes[k];
                        const high = Math.min(a.box.bottom, b.box.bottom) - b.box.top, long = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
                        /* letters of neighbouring lines may touch; half a line of one over another may not */
                        if (a.node !== b.node && long > 3 && high > Math.min(a.box.height, b.box.height) / 2)
                                out.push(`one over another: ${nameOf(a.e)} and ${nameOf(b.e)}`);
                }
        return [...new Set(out)];
}

async function choosing(server) {
        const context = await browser.newContext({ locale: "th", javaScriptEnabled: false }), page = await context.newPage(), faults = [];
        const html = async () => page.locator("html").evaluate((e) => `${e.lang} ${e.dir}`);
        const must = (good, words) => good || faults.push(words);

        await page.goto(server.base + "/pledges?state=kept");
        must(await html() === "th ltr", "the browser's language is taken: " + await html());
        await page.getByRole("button", { name: "العربية" }).click();
        must(page.url().endsWith("/pledges?state=kept"), "the same page is shown again: " + page.url());
        must(await html() === "ar rtl", "the language that was chosen is taken: " + await html());
        await page.goto(server.base + "/hubs");
        must(await html() === "ar rtl", "it stays: " + await html());
        await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
        must(await html() === "id ltr", "another can be chosen: " + await html());
        must((await context.cookies()).every((c) => c.name === "language" && /^[a-zA-Z-]{2,10}$/.test(c.value)), "the cookie holds the language and nothing else");
        await context.close();
        const { context: other, page: mine } = await someone(server, "vi");
        await mine.goto(server.base + "/me");
        await mine.getByRole("button", { name: "ไทย" }).click();
        await other.clearCookies({ name: "language" });
        await mine.goto(server.base + "/operate");
        must(await mine.locator("html").getAttribute("lang") === "th", "an account keeps its language without the cookie");
        await other.close();
        say(faults.length === 0, "a language is chosen without script, stays, and is kept with an account", faults);
}

/* Texts of the template that stand in a page in Arabic although they have another form there. */
async function untranslated(server) {
        const { context, page } = await someone(server, "ar"), left = new Map();
        const texts = originals(new URL("../../locale/ar.po", import.meta.url)), given = titles(new URL("../../examples/", import.meta.url));

        for (const path of await walk(page, server)) {
                await page.goto(server.base + path);
                for (const text of await page.evaluate(shown))
                        if (texts.has(text) && !given.has(text) && !left.has(text))
                                left.set(text, path);
        }
        say(!strict || left.size === 0, `nothing is left in English in an Arabic page (${left.size} texts${strict ? "" : "; not looked at without --strict"})`,
                strict ? [...left].map(([text, path]) => `${path}: ${text}`) : []);
        await context.close();
}

/* In the page: its texts, and those that are only heard or pointed at. */
function shown() {
        const out = new Set(), walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);

        for (let node; (node = walker.nextNode());)
                if (!node.parentElement.closest("script, style, pre, code, .languages, bdi, [lang]:not(html)"))
                        out.add(node.data.trim().replace(/\s+/g, " "));
        for (const e of document.querySelectorAll("[aria-label], [placeholder], [data-label], [title], [alt]"))
                for (const name of ["aria-label", "placeholder", "data-label", "title", "alt"])
                        out.add((e.getAttribute(name) || "").trim());
        return [...out];
}

/* What people write stays as they wrote it: titles and choices of the examples, their data, and what init writes in their name. */
function titles(folder) {
        const out = new Set(["First operator", "Example data: the pledges are facts from public announcements; every member counted here is invented."]);
        const main = new URL("../../src/main/", import.meta.url);

        for (const name of readdirSync(folder, { recursive: true })) {
                const text = /\.(yaml|csv)$/.test(name) ? readFileSync(new URL(name, folder), "utf8") : "";
                if (name.endsWith(".csv"))
                        for (const cell of text.split(/[,;\r\n]+/))
                                out.add(cell.trim());
                for (const [, title] of text.matchAll(/title: "?([^,}\n"]+)/g))
                        out.add(title.trim());
                for (const [, list] of text.matchAll(/choices: \[([^\]]*)\]/g))
                        for (const one of list.split(","))
                                out.add(one.trim());
                for (const [, one, stage] of text.matchAll(/^ +- ([a-z-]+)$|stage: ([a-z-]+)/gm))
                        out.add(one || stage);
        }
        for (const name of readdirSync(main))
                if (/^(init|example_.*)\.c$/.test(name))
                        for (const [, words] of readFileSync(new URL(name, main), "utf8").matchAll(/"((?:[^"\\]|\\.)*)"/g))
                                out.add(words);
        return out;
}

/* Texts without values of which Arabic says something else: by their English. */
function originals(url) {
        const out = new Set();

        for (const block of readFileSync(url, "utf8").split("\n\n")) {
                const field = (name) => [...(block.match(new RegExp(`^${name} ((?:".*"\\s*)+)`, "m")) || ["", ""])[1].matchAll(/"(.*)"/g)].map((m) => m[1]).join("");
                const id = field("msgid"), said = field("msgstr");

                if (id && !/[{%]/.test(id) && said !== id)
                        out.add(id);
        }
        return out;
}
