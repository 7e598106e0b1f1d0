/* pick: a field that means a thing by its name (<input data-pick="party">) shows what is found as one types. What is chosen goes
 * to the server as its id; what is only typed goes as it is, and the server asks which one is meant. The WAI-ARIA pattern
 * of a combobox with a list. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const WAIT_MS = 150, MOST = 8;

attach("[data-pick]", (input) => {
        const list = document.createElement("ul"), kept = document.createElement("input"), box = document.createElement("div");
        let hits = [], at = -1, timer = 0, asked = null;

        kept.type = "hidden";
        kept.name = input.name;
        kept.value = input.value;
        input.removeAttribute("name");
        list.id = input.id + "-list";
        list.className = "pick-list";
        list.hidden = true;
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
        input.setAttribute("role", "combobox");
        input.setAttribute("aria-autocomplete", "list");
        input.setAttribute("aria-controls", list.id);
        input.setAttribute("aria-expanded", "false");
        box.className = "pick";
        input.replaceWith(box);
        box.append(input, list, kept);

        const show = (is) => {
                list.hidden = !is;
                input.setAttribute("aria-expanded", String(is));
                if (!is)
                        mark(-1);
        };
        const mark = (i) => {
                at = i;
                [...list.children].forEach((e, k) => e.setAttribute("aria-selected", String(k === i)));
                if (i >= 0) {
                        input.setAttribute("aria-activedescendant", list.children[i].id);
                        list.children[i].scrollIntoView({ block: "nearest" });
                } else
                        input.removeAttribute("aria-activedescendant");
        };
        const take = (i) => {
                input.value = hits[i].title;
                kept.value = hits[i].id;
                show(false);
        };
        const draw = () => {
                list.replaceChildren(...hits.map((hit, i) => {
                        const line = document.createElement("li"), more = document.createElement("span");

                        line.id = `${list.id}-${i}`;
                        line.setAttribute("role", "option");
                        line.append(hit.title, " ", more);
                        more.className = "row-note";
                        more.textContent = hit.more;
                        line.addEventListener("mousedown", (event) => { /* before the field loses the focus */
                                event.preventDefault();
                                take(i);
                        });
                        return line;
                }));
                if (!hits.length) {
                        const none = document.createElement("li");
                        none.textContent = say("pick.none", "Nothing is found by this name.");
                        none.className = "is-soft";
                        none.setAttribute("role", "option");
                        none.setAttribute("aria-disabled", "true");
                        list.append(none);
                }
                show(true);
        };
        const ask = async () => {
                asked?.abort();
                asked = new AbortController();
                try {
                        const reply = await fetch(`/api/v1/search?kind=${input.dataset.pick}&find=${encodeURIComponent(input.value.trim())}`, { signal: asked.signal });
                        hits = reply.ok ? (await reply.json()).hits.slice(0, MOST) : [];
                        draw();
                } catch {
                        show(false); /* without a network, or somebody typed on */
                }
        };

        input.addEventListener("input", () => {
                kept.value = input.value;
                clearTimeout(timer);
                if (input.value.trim().length >= 2)
                        timer = setTimeout(ask, WAIT_MS);
                else
                        show(false);
        });
        input.addEventListener("keydown", (event) => {
                const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];

                if (step && !list.hidden && hits.length) {
                        event.preventDefault();
                        mark((at + step + hits.length) % hits.length);
                } else if (event.key === "Enter" && !list.hidden && at >= 0) {
                        event.preventDefault();
                        take(at);
                } else if (event.key === "Escape" && !list.hidden) {
                        event.preventDefault();
                        show(false);
                }
        });
        input.addEventListener("blur", () => show(false));
});
