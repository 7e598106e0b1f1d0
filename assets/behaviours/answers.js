/* answers: a form's questions (<div data-answers>) as one fills them in. What its condition does not
 * ask is hidden at once; rows come and go without loading the page; long texts count what is left.
 * Without this the server does the same when the form is sent. */

import { attach } from "../attach.js";
import { count, say } from "../words.js";

attach("[data-answers]", (root) => {
        const form = root.closest("form") || root;
        const conditions = [...root.querySelectorAll("[data-if]")].filter((e) => !e.closest("[data-row]"));

        const ask = () => {
                /* hidden is not asked, and what is not asked counts as not filled in: in the form's order */
                for (const element of conditions)
                        element.hidden = holds(JSON.parse(element.dataset.if), (name) => answer(form, name)) !== true;
                for (const row of root.querySelectorAll("[data-row]"))
                        askRow(form, row);
        };
        root.addEventListener("input", ask);
        root.addEventListener("change", ask);
        root.addEventListener("click", (event) => {
                const more = event.target.closest("[data-row-more]"), less = event.target.closest("[data-row-less]");
                if (!more && !less)
                        return;
                event.preventDefault();
                if (more)
                        addRow(root.querySelector(`[data-rows="${CSS.escape(more.dataset.rowMore)}"]`));
                else
                        takeRow(less.closest("[data-row]"));
                ask();
                root.dispatchEvent(new Event("change", { bubbles: true }));
        });
        ask();
});

attach("[data-count]", (area) => {
        const most = Number(area.dataset.count), words = Number(area.dataset.words || 0);
        const note = document.createElement("p");
        note.className = "answer-count";
        area.after(note);
        const tell = () => {
                const chars = [...area.value.replace(/\r\n/g, "\n").trim()].length;
                const n = words ? area.value.split(/\s+/).filter(Boolean).length : chars;
                const max = words || most;
                note.textContent = n === 0 ? "" : say("answers.count", "{n} of {max}", { n: count(n), max: count(max) });
                note.classList.toggle("is-bad", n > max || chars > most);
        };
        area.addEventListener("input", tell);
        tell();
});

function askRow(form, row) {
        const first = row.querySelector("[name]");
        const prefix = row.parentElement.dataset.rows + "." + (first ? first.name.split(".")[1] : 0) + ".";
        for (const element of row.querySelectorAll("[data-if]")) {
                const so = holds(JSON.parse(element.dataset.if), (name) => answer(form, prefix + name)) === true;
                const shown = element.matches("td") ? element.querySelector(".answer-cell") : element;
                shown.hidden = !so;
        }
}

function addRow(list) {
        const rows = [...list.children], last = rows[rows.length - 1];
        if (rows.length >= Number(list.dataset.rowsMax))
                return;
        const row = last.cloneNode(true);
        for (const input of row.querySelectorAll("input, select, textarea")) {
                if (input.type === "checkbox" || input.type === "radio")
                        input.checked = false;
                else if (input.type !== "hidden")
                        input.value = "";
                input.removeAttribute("aria-invalid");
        }
        for (const note of row.querySelectorAll(".field-error, .answer-count"))
                note.textContent = "";
        list.append(row);
        number(list);
        row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function takeRow(row) {
        const list = row.parentElement;
        if (list.children.length === 1)
                addRow(list);
        row.remove();
        number(list);
        list.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

/* Rows count from 0 without gaps, in names and all that refers to them. */
function number(list) {
        const name = list.dataset.rows;
        [...list.children].forEach((row, i) => {
                for (const element of row.querySelectorAll("*"))
                        for (const key of ["name", "id", "for", "aria-describedby", "value"]) {
                                const old = element.getAttribute(key);
                                if (old && (key !== "value" || element.name === "_row"))
                                        element.setAttribute(key, old.replace(new RegExp(`(^|[ -])${name}\\.\\d+`, "g"), `$1${name}.${i}`));
                        }
        });
}

/* What is filled in under a name: undefined, a text, a list of texts, money, or a number of rows. */
function answer(form, name) {
        const inputs = [...form.querySelectorAll("[name]")].filter((e) => !e.closest("[hidden]"));
        const own = inputs.filter((e) => e.name === name && e.type !== "hidden");
        if (own.some((e) => e.type === "checkbox"))
                return own.filter((e) => e.checked).map((e) => e.value);
        if (own.some((e) => e.type === "radio"))
                return own.find((e) => e.checked)?.value;
        if (own.length)
                return own[0].value.trim() || undefined;
        const amount = inputs.find((e) => e.name === name + ".amount");
        if (amount)
                return amount.value.trim() ? { amount: amount.value.trim(), currency: inputs.find((e) => e.name === name + ".currency")?.value.toUpperCase() } : undefined;
        const list = form.querySelector(`[data-rows="${CSS.escape(name)}"]`);
        if (list && !list.closest("[hidden]"))
                return [...list.children].filter((row) => [...row.querySelectorAll("input, select, textarea")].some((e) =>
                        e.type === "checkbox" || e.type === "radio" ? e.checked : e.type !== "hidden" && e.value.trim()));
        const files = form.querySelector(`#q-${CSS.escape(name)} .answer-files`);
        return files ? [...files.children] : undefined;
}

function filled(value) {
        return value !== undefined && (!Array.isArray(value) || value.length > 0);
}

/* true, false, or undefined: not known yet. */
function holds(c, answerOf) {
        switch (c[0]) {
        case "and": case "or": {
                const x = holds(c[1], answerOf), y = holds(c[2], answerOf), strong = c[0] === "or";
                return x === strong || y === strong ? strong : x === undefined || y === undefined ? undefined : !strong;
        }
        case "not": {
                const x = holds(c[1], answerOf);
                return x === undefined ? x : !x;
        }
        case "filled":
                return filled(answerOf(c[1]));
        case "count": {
                const list = answerOf(c[1]);
                return ordered(c[2], c[3], (value) => decimal(String(list ? list.length : 0), value));
        }
        case "yes": {
                const value = answerOf(c[1]);
                return value === undefined ? undefined : (value === "yes") === c[2];
        }
        default: {
                const value = answerOf(c[1]), kind = c[2];
                if (!filled(value))
                        return undefined;
                if (c[3] === "has")
                        return value.includes(c[4][0]);
                if (kind === "money" && value.currency !== c[5])
                        return undefined;
                const text = kind === "money" ? value.amount : value;
                if ((kind === "money" || kind === "number") && !/^[-+]?\d*\.?\d*$/.test(text))
                        return undefined;
                return ordered(c[3], c[4], (wanted) => kind === "money" || kind === "number" ? decimal(text, wanted) : text < wanted ? -1 : text > wanted ? 1 : 0);
        }
        }
}

function ordered(how, values, compare) {
        if (how === "in")
                return values.some((value) => compare(value) === 0);
        const is = compare(values[0]);
        return { "=": is === 0, "!=": is !== 0, "<": is < 0, "<=": is <= 0, ">": is > 0, ">=": is >= 0 }[how];
}

/* Decimal numbers of any length, to the last digit. */
function decimal(x, y) {
        const parts = [x, y].map((s) => /^([-+]?)0*(\d*)\.?(\d*?)0*$/.exec(s) || ["", "", "", ""]);
        const width = Math.max(...parts.map((p) => p[3].length));
        const [a, b] = parts.map((p) => (p[1] === "-" ? -1n : 1n) * BigInt((p[2] || "0") + p[3].padEnd(width, "0")));
        return a < b ? -1 : a > b ? 1 : 0;
}
