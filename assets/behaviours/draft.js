/* draft: a form[data-draft="ID"] keeps what is typed, a second after typing stopped, when a field is left, and when the page
 * is hidden. What could not be sent waits in this browser and is sent later. Each answer carries the number that was seen,
 * so another's change is not overwritten: the server keeps both. Without script there is the save button. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const AFTER_MS = 900;
const EVERY_MS = 8000;
const AGAIN_MS_MAX = 30000;

attach("form[data-draft]", (form) => {
        const id = form.dataset.draft;
        const key = "seedbed-draft:" + id;
        const writer = Math.random().toString(36).slice(2, 12);
        const says = form.querySelector("[data-draft-says]");
        const people = form.querySelector("[data-draft-people]");
        const seqs = new Map(), waiting = new Map();
        let timer = 0, busy = false, wait = 1000, leaving = false;

        for (const input of form.querySelectorAll('input[name^="_seq."]'))
                seqs.set(input.name.slice(5), Number(input.value));

        const tell = (words, bad) => {
                if (!says)
                        return;
                says.textContent = words;
                says.classList.toggle("is-bad", Boolean(bad));
        };

        /* All inputs of one question: its own name, and "name.…" of its rows and parts. */
        const read = (field) => {
                const pairs = {};
                const several = new Set();
                for (const box of form.querySelectorAll("input[type=checkbox]"))
                        if (form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.name)}"]`).length > 1)
                                several.add(box.name);
                for (const [name, value] of new FormData(form)) {
                        if ((name !== field && !name.startsWith(field + ".")) || typeof value !== "string")
                                continue;
                        if (several.has(name))
                                pairs[name] = [...(pairs[name] || []), ...(value ? [value] : [])];
                        else if (value || !(name in pairs))
                                pairs[name] = value;
                }
                for (const name of several)
                        if (Array.isArray(pairs[name]))
                                pairs[name] = pairs[name].length ? JSON.stringify(pairs[name]) : "";
                return pairs;
        };

        const keep = () => {
                try {
                        if (waiting.size)
                                localStorage.setItem(key, JSON.stringify([...waiting]));
                        else
                                localStorage.removeItem(key);
                } catch {
                        /* no room, or not allowed: it is sent from memory all the same */
                }
        };

        const body = () => {
                const all = { application: id, writer };
                for (const [field, one] of waiting) {
                        Object.assign(all, one.pairs);
                        all["_seq." + field] = String(one.seq);
                }
                return JSON.stringify(all);
        };

        const post = (path, text, alive) => fetch(path, {
                method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" },
                body: text, keepalive: alive, cache: "no-store",
        });

        const took = (answer, sent) => {
                let clash = false;
                for (const one of answer.saved || []) {
                        seqs.set(one.field, one.seq);
                        clash = clash || Boolean(one.clash);
                }
                for (const [field, one] of sent)
                        if (waiting.get(field) === one)
                                waiting.delete(field);
                        else if (waiting.has(field))
                                waiting.get(field).seq = seqs.get(field) || 0;
                keep();
                for (const hidden of form.querySelectorAll('input[name^="_seq."]'))
                        hidden.value = String(seqs.get(hidden.name.slice(5)) || 0);
                if (clash)
                        tell(say("draft.clash", "Somebody else changed the same answer. Both are kept: load the page again and choose."), true);
                else if ((answer.faults || []).length)
                        tell(say("draft.part", "Saved, but for: {what}", { what: answer.faults.map((f) => f.words).join(" ") }), true);
                else
                        tell(say("draft.saved", "Saved at {time}", { time: new Date().toLocaleTimeString(document.documentElement.lang) }));
        };

        const send = async () => {
                clearTimeout(timer);
                if (busy || !waiting.size)
                        return;
                const sent = [...waiting];
                busy = true;
                tell(say("draft.saving", "Saving …"));
                try {
                        const reply = await post("/api/v1/application/save", body(), true);
                        const answer = await reply.json();
                        if (reply.ok) {
                                wait = 1000;
                                took(answer.answer || {}, sent);
                        } else if (reply.status >= 500 || reply.status === 429) {
                                throw new Error(String(reply.status));
                        } else {
                                tell(answer.detail || String(reply.status), true);
                        }
                } catch {
                        tell(say("draft.offline", "Not connected. What you type is kept in this browser and sent later."), true);
                        wait = Math.min(wait * 2, AGAIN_MS_MAX);
                        timer = setTimeout(send, wait);
                } finally {
                        busy = false;
                }
                if (waiting.size && wait === 1000)
                        timer = setTimeout(send, AFTER_MS);
        };

        const note = (field) => waiting.set(field,
                { pairs: read(field), seq: (waiting.get(field) || {}).seq ?? seqs.get(field) ?? 0 });
        const changed = (event) => {
                const field = (event.target.name || "").split(".")[0];
                if (field.startsWith("_") || event.target.type === "file" || ["form_token", "application"].includes(field))
                        return;
                if (field && event.target.form === form)
                        note(field);
                else if (!event.target.name) /* rows came or went */
                        for (const rows of form.querySelectorAll("[data-rows]"))
                                note(rows.dataset.rows);
                if (!waiting.size)
                        return;
                keep();
                clearTimeout(timer);
                timer = setTimeout(send, event.type === "change" ? 0 : AFTER_MS);
        };
        form.addEventListener("input", changed);
        form.addEventListener("change", changed);
        form.addEventListener("submit", () => {
                leaving = true; /* the button sends everything */
                waiting.clear();
                keep();
        });

        const hide = () => {
                if (document.visibilityState !== "hidden" || leaving || !waiting.size)
                        return;
                keep();
                post("/api/v1/application/save", body(), true).catch(() => {});
        };
        document.addEventListener("visibilitychange", hide);
        addEventListener("pagehide", hide);
        addEventListener("online", send);

        /* what an earlier page could not send */
        try {
                const kept = JSON.parse(localStorage.getItem(key) || "[]");
                for (const [field, one] of kept)
                        waiting.set(field, one);
                if (kept.length)
                        send().then(() => {
                                if (!waiting.size)
                                        location.reload();
                        });
        } catch {
                localStorage.removeItem(key);
        }

        /* who else is at work */
        const here = async () => {
                if (!form.isConnected)
                        return;
                if (document.visibilityState === "visible") {
                        const part = document.activeElement && document.activeElement.closest(".answer-part");
                        const legend = part && part.querySelector("legend");
                        try {
                                const reply = await post("/api/v1/application/here",
                                        JSON.stringify({ application: id, section: legend ? legend.textContent.trim().slice(0, 90) : "" }));
                                if (reply.ok)
                                        meet((await reply.json()).answer || {});
                        } catch {
                                /* asked again soon */
                        }
                }
                setTimeout(here, EVERY_MS);
        };

        const meet = (answer) => {
                const others = (answer.people || []).map((p) => (p.section ? `${p.name} (${p.section})` : p.name));
                const news = Object.entries(answer.seqs || {}).some(([f, n]) => n > (seqs.get(f) || 0) && !waiting.has(f));
                const lines = [];
                if (others.length)
                        lines.push(say("draft.people", "At work here, too: {names}.", { names: others.join(", ") }));
                if (news && !busy)
                        lines.push(say("draft.news", "Somebody changed other answers: load the page again to see them."));
                people.hidden = !lines.length;
                if (people.textContent !== lines.join(" "))
                        people.textContent = lines.join(" ");
        };
        if (people)
                here();
});
