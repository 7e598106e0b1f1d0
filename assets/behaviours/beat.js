/* beat: form[data-beat="60"] says every so many seconds that somebody is there, after they said so
 * once, for as long as the page is open. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const AGAIN_MS = 4000;

attach("form[data-beat]", (form) => {
        const says = form.querySelector("[data-beat-says]");
        let timer = 0;

        const beat = async () => {
                if (!form.isConnected)
                        return clearInterval(timer);
                try {
                        const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
                        if (reply.status === 503 || reply.status === 429) { /* everybody comes in the same moment */
                                setTimeout(beat, 500 + Math.random() * AGAIN_MS);
                                return;
                        }
                        says.textContent = reply.ok ? say("beat.here", "You are here.") : say("beat.over", "This is over, or the ticket is no longer good.");
                        if (reply.status >= 400 && reply.status < 500 && reply.status !== 429)
                                clearInterval(timer);
                } catch {
                        says.textContent = say("beat.lost", "No network just now; trying again.");
                }
        };
        form.addEventListener("submit", (event) => {
                event.preventDefault();
                clearInterval(timer);
                timer = setInterval(beat, Number(form.dataset.beat) * 1000);
                beat();
        });
});
