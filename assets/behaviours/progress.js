/* progress: [data-progress="/api/v1/imports/ID"] asks how far a job is until it has ended, then
 * loads the page again, which knows what to say about the end. */

import { attach } from "../attach.js";
import { count, say } from "../words.js";

const EVERY_MS = 500;
const WAIT_MS_MAX = 8000;
/* A check ends at "checked", and waits for a person; being applied is then another way to go. */
const ENDED = ["checked", "done", "failed", "cancelled", "undone"];

attach("[data-progress]", (box) => {
        const bar = box.querySelector("progress");
        const text = box.querySelector("[data-progress-text]");
        const samples = [];
        let wait = EVERY_MS;

        const ask = async () => {
                if (!box.isConnected)
                        return;
                try {
                        const reply = await fetch(box.dataset.progress, { headers: { Accept: "application/json" }, cache: "no-store" });
                        if (!reply.ok)
                                throw new Error(String(reply.status));
                        const job = await reply.json();
                        wait = EVERY_MS;
                        show(job);
                        if (ENDED.includes(job.state)) {
                                reloadOnce(box.dataset.progress + " " + job.state);
                                return;
                        }
                } catch {
                        wait = Math.min(wait * 2, WAIT_MS_MAX);
                        if (text)
                                text.textContent = say("progress.lost", "No answer just now; asking again.");
                }
                setTimeout(ask, wait);
        };

        function show(job) {
                const done = first(job, "done", "rows_done"), all = first(job, "total", "rows_total");
                samples.push({ at: performance.now(), done });
                if (samples.length > 20)
                        samples.shift();
                const then = samples[0], now = samples[samples.length - 1];
                const seconds = (now.at - then.at) / 1000;
                const rate = seconds > 0 ? (now.done - then.done) / seconds : 0;
                if (bar && all > 0) {
                        bar.max = all;
                        bar.value = Math.min(done, all);
                }
                if (!text)
                        return;
                const parts = [all > 0
                        ? say("progress.rows", "{done} of {total} rows", { done: count(done), total: count(all) })
                        : say("progress.some", "{done} rows", { done: count(done) })];
                if (rate > 0) {
                        parts.push(say("progress.rate", "{rate} a second", { rate: count(Math.round(rate)) }));
                        if (all > done)
                                parts.push(say("progress.left", "{time} left", { time: duration((all - done) / rate) }));
                }
                text.textContent = parts.join(" · ");
        }

        ask();
});

/* A page that still asks after it was loaded again would otherwise load itself for ever. */
function reloadOnce(address) {
        const key = "seedbed-ended:" + address;
        try {
                if (sessionStorage.getItem(key))
                        return;
                sessionStorage.setItem(key, "1");
        } catch {
                return;
        }
        location.reload();
}

function first(job, ...names) {
        for (const name of names)
                if (Number.isFinite(job[name]))
                        return job[name];
        return 0;
}

function duration(seconds) {
        if (seconds < 60)
                return say("time.seconds", "{n} s", { n: count(Math.ceil(seconds)) });
        if (seconds < 3600)
                return say("time.minutes", "{n} min", { n: count(Math.ceil(seconds / 60)) });
        return say("time.hours", "{n} h", { n: count(seconds / 3600, { maximumFractionDigits: 1 }) });
}
