/* theme: [data-theme-toggle] goes light, dark, as the system; the choice stays in this browser.
 *
 * The style sheet follows the system by itself when the page names no theme, so this file has
 * work only for those who chose otherwise. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const KEY = "seedbed-theme";
const ORDER = ["auto", "light", "dark"];
const NAMES = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

let chosen = recall();
apply();

attach("[data-theme-toggle]", (button) => {
        button.hidden = false;
        show(button);
        button.addEventListener("click", () => {
                chosen = ORDER[(ORDER.indexOf(chosen) + 1) % ORDER.length];
                keep();
                apply();
                document.querySelectorAll("[data-theme-toggle]").forEach(show);
        });
});

window.addEventListener("storage", (event) => {
        if (event.key !== KEY)
                return;
        chosen = recall();
        apply();
        document.querySelectorAll("[data-theme-toggle]").forEach(show);
});

function apply() {
        if (chosen === "auto")
                document.documentElement.removeAttribute("data-bs-theme");
        else
                document.documentElement.setAttribute("data-bs-theme", chosen);
        document.dispatchEvent(new CustomEvent("seedbed:theme"));
}

function show(button) {
        const text = say("theme." + chosen, NAMES[chosen]);
        button.dataset.themeToggle = chosen;
        button.setAttribute("aria-label", text);
        button.title = text;
}

/* Storage can be refused by the browser; then the choice lasts as long as the page. */
function recall() {
        try {
                const value = localStorage.getItem(KEY);
                return ORDER.includes(value) ? value : "auto";
        } catch {
                return "auto";
        }
}

function keep() {
        try {
                localStorage.setItem(KEY, chosen);
        } catch {
                return;
        }
}
