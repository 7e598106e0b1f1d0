/* door: form[data-door="#answer"] lets tickets in without loading the page: a handheld scanner types
 * a code and presses Enter, the camera reads one, the answer stands at once. Without a network codes
 * are kept on this device, in this page, and sent when it is back; the one at the door is told so. */

import { attach } from "../attach.js";
import { count, say } from "../words.js";

const AGAIN_MS = 3000;
/* The same ticket held before the camera is one ticket. */
const SAME_MS = 4000;
const LOOK_MS = 120;

attach("form[data-door]", (form) => {
        const answer = document.querySelector(form.dataset.door);
        const input = form.querySelector("[name=code]");
        const says = form.querySelector("[data-door-says]");
        const waiting = [];
        let busy = false;

        form.addEventListener("submit", (event) => {
                event.preventDefault();
                const code = input.value.trim();
                input.value = "";
                input.focus();
                if (code)
                        enter(code);
        });
        addEventListener("beforeunload", (event) => {
                if (waiting.length)
                        event.preventDefault();
        });

        function enter(code) {
                waiting.push(code);
                send();
        }

        async function send() {
                if (busy || !waiting.length)
                        return;
                busy = true;
                const code = waiting[0], data = new URLSearchParams(new FormData(form));
                data.set("code", code);
                let reply = null;
                try {
                        reply = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
                } catch {
                        reply = null;
                }
                busy = false;
                if (!reply || reply.status === 503 || reply.status === 429) {
                        says.textContent = say("door.waiting", "No network: {n} kept here, sent when it is back.", { n: count(waiting.length) });
                        setTimeout(send, AGAIN_MS);
                        return;
                }
                waiting.shift();
                show(reply, await reply.text());
                says.textContent = waiting.length ? say("door.left", "{n} to send", { n: count(waiting.length) }) : "";
                send();
        }

        function show(reply, text) {
                const page = new DOMParser().parseFromString(text, "text/html");
                const fresh = page.querySelector(form.dataset.door);
                if (fresh)
                        replace(page);
                else
                        location.reload(); /* signed out meanwhile: the page says so */
        }

        function replace(page) {
                answer.replaceChildren(...page.querySelector(form.dataset.door).childNodes);
                const old = document.getElementById("door-latest"), latest = page.getElementById("door-latest");
                if (old && latest)
                        old.replaceChildren(...latest.childNodes);
        }

        camera(form, enter);
        input.focus();
});

function camera(form, enter) {
        const button = form.querySelector("[data-door-camera]"), video = form.querySelector("[data-door-video]");
        let stream = null, last = "", lastAt = 0;

        if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices)
                return;
        button.hidden = false;
        button.addEventListener("click", async () => {
                if (stream) {
                        stream.getTracks().forEach((track) => track.stop());
                        stream = null;
                        video.hidden = true;
                        return;
                }
                try {
                        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
                } catch {
                        form.querySelector("[data-door-says]").textContent = say("door.no_camera", "The camera can not be used.");
                        return;
                }
                video.srcObject = stream;
                video.hidden = false;
                await video.play();
                look(new window.BarcodeDetector({ formats: ["qr_code"] }));
        });

        async function look(detector) {
                if (!stream || !form.isConnected)
                        return;
                try {
                        const found = await detector.detect(video);
                        const code = found.length ? found[0].rawValue : "";
                        if (code && (code !== last || performance.now() - lastAt > SAME_MS)) {
                                last = code;
                                lastAt = performance.now();
                                enter(code);
                        }
                } catch {
                        /* the next picture */
                }
                setTimeout(() => look(detector), LOOK_MS);
        }
}
