/* countdown: [data-countdown="INSTANT"] says how long it is until then; time[data-local] adds the reader's own time when it
 * is another than the one told. */

import { attach } from "../attach.js";
import { say } from "../words.js";

attach("[data-countdown]", (box) => {
        const end = Date.parse(box.dataset.countdown);
        const show = () => {
                const left = Math.floor((end - Date.now()) / 1000);
                if (!box.isConnected || !Number.isFinite(left))
                        return;
                const n = (x) => String(Math.max(0, Math.floor(x)));
                box.textContent = left <= 0 ? say("countdown.over", "over")
                        : left >= 86400 ? say("countdown.days", "{d} d {h} h", { d: n(left / 86400), h: n((left % 86400) / 3600) })
                        : left >= 3600 ? say("countdown.hours", "{h} h {m} min", { h: n(left / 3600), m: n((left % 3600) / 60) })
                        : say("countdown.minutes", "{m} min {s} s", { m: n(left / 60), s: n(left % 60) });
                if (left > 0)
                        setTimeout(show, left >= 3600 ? 30000 : 1000);
        };
        show();
});

attach("time[data-local]", (time) => {
        const at = new Date(time.dateTime);
        if (Number.isNaN(at.getTime()))
                return;
        const words = at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
        const note = document.createElement("span");
        note.className = "row-note";
        note.textContent = say("time.yours", "{time} your time", { time: words });
        time.after(" ", note);
});
