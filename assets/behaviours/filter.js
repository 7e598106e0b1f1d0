/* filter: <input data-filter="#table"> leaves in a small table the rows that hold all the words
 * typed. Long lists are searched by the server instead. */

import { attach } from "../attach.js";
import { count, say } from "../words.js";

attach("[data-filter]", (input) => {
        const table = document.querySelector(input.dataset.filter);
        if (!table)
                return;
        const note = document.createElement("p");
        note.className = "filter-note";
        note.setAttribute("role", "status");
        (table.closest(".table-box, .table-responsive") || table).after(note);

        const apply = () => {
                const words = plain(input.value).split(/\s+/).filter(Boolean);
                const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
                let shown = 0;
                for (const row of rows) {
                        const text = plain(row.textContent);
                        row.hidden = !words.every((word) => text.includes(word));
                        shown += row.hidden ? 0 : 1;
                }
                note.textContent = words.length === 0 ? "" : say("filter.shown", "{shown} of {all} rows",
                        { shown: count(shown), all: count(rows.length) });
        };
        input.addEventListener("input", apply);
        apply();
});

/* Small letters without their marks, so that Sao finds São. */
function plain(text) {
        return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
