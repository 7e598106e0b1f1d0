/* styles: Tabler cut down to what our pages use, then our own look on top of it.
 *
 * Three things happen to Tabler's sheet. What no page names is left out. Left and right become
 * start and end, so one sheet serves both directions of writing. And its dark rules also hold
 * when the page states no theme and the reader's system is dark, so nothing flashes. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PurgeCSS } from "purgecss";
import postcss from "postcss";
import esbuild from "esbuild";
import { keep } from "./keep.mjs";

export async function styles(root) {
        const tabler = await readFile(join(root, "node_modules/@tabler/core/dist/css/tabler.css"), "utf8");
        const ours = await readFile(join(root, "assets/app.css"), "utf8");
        const licence = tabler.match(/\/\*![\s\S]*?\*\//)[0];
        const sheet = postcss.parse(tabler.replace(/\/\*[\s\S]*?\*\//g, ""));

        dropRules(sheet);
        followSystem(sheet);
        turnLogical(sheet);
        const purged = await purge(root, sheet.toString(), ours);
        const result = await esbuild.transform(purged + "\n" + ours, { loader: "css", minify: true, charset: "utf8", legalComments: "none" });
        return licence + "\n" + result.code;
}

/* Other spellings of the same theme, and settings that only Tabler's own demonstration uses. */
function dropRules(sheet) {
        const foreign = /\[data-theme|\.theme-dark|data-bs-navbar-theme|body\[data-bs-theme|:host|::-moz-focus-inner/;
        sheet.walkAtRules("charset", (rule) => rule.remove());
        sheet.walkRules((rule) => {
                const left = rule.selectors.filter((s) => !foreign.test(s));
                if (left.length === 0)
                        rule.remove();
                else
                        rule.selectors = left;
        });
}

function followSystem(sheet) {
        const dark = "[data-bs-theme=dark]";
        const unset = ":root:where(:not([data-bs-theme]))";
        const found = [];
        sheet.walkRules((rule) => {
                if (rule.selectors.some((s) => s.startsWith(dark)) && rule.parent.type === "root")
                        found.push(rule);
        });
        for (const rule of found) {
                const copy = rule.clone();
                copy.selectors = rule.selectors.filter((s) => s.startsWith(dark)).map((s) => unset + s.slice(dark.length));
                const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme: dark)" });
                media.append(copy);
                rule.after(media);
        }
}

const PLAIN = {
        "margin-left": "margin-inline-start", "margin-right": "margin-inline-end",
        "padding-left": "padding-inline-start", "padding-right": "padding-inline-end",
        "border-left": "border-inline-start", "border-right": "border-inline-end",
        "border-left-width": "border-inline-start-width", "border-right-width": "border-inline-end-width",
        "border-left-color": "border-inline-start-color", "border-right-color": "border-inline-end-color",
        "border-left-style": "border-inline-start-style", "border-right-style": "border-inline-end-style",
        "border-top-left-radius": "border-start-start-radius", "border-top-right-radius": "border-start-end-radius",
        "border-bottom-left-radius": "border-end-start-radius", "border-bottom-right-radius": "border-end-end-radius",
        "left": "inset-inline-start", "right": "inset-inline-end",
};
const SIDES = {
        "margin": ["margin-block-start", "margin-inline-end", "margin-block-end", "margin-inline-start"],
        "padding": ["padding-block-start", "padding-inline-end", "padding-block-end", "padding-inline-start"],
};

function turnLogical(sheet) {
        sheet.walkDecls((decl) => {
                /* Half of the width is the middle in both directions, and goes with a transform that is not turned. */
                if ((decl.prop === "left" || decl.prop === "right") && decl.value.startsWith("50%"))
                        return;
                if (decl.prop in PLAIN) {
                        decl.prop = PLAIN[decl.prop];
                } else if (decl.prop === "text-align" || decl.prop === "float" || decl.prop === "clear") {
                        const inline = decl.prop === "text-align" ? "" : "inline-";
                        decl.value = decl.value.replace(/^left/, inline + "start").replace(/^right/, inline + "end");
                } else if (decl.prop in SIDES) {
                        const parts = postcss.list.space(decl.value);
                        if (parts.length !== 4 || parts[1] === parts[3])
                                return;
                        SIDES[decl.prop].forEach((prop, i) => decl.cloneBefore({ prop, value: parts[i] }));
                        decl.remove();
                }
        });
}

async function purge(root, css, ours) {
        const [result] = await new PurgeCSS().purge({
                content: [
                        join(root, "src/**/*.html"),
                        join(root, "src/**/*_page.c"),
                        join(root, "src/web/*.c"),
                        join(root, "assets/behaviours/*.js"),
                ],
                css: [{ raw: css }],
                defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) || [],
                safelist: {
                        standard: keep,
                        variables: [...new Set(ours.match(/--tblr-[a-z0-9-]+/g))],
                },
                variables: true,
                keyframes: true,
        });
        return result.css;
}
