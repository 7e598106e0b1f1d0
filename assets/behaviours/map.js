/* map: [data-map] is an SVG with links a.hub; this adds what a picture alone lacks: a label for
 * the hub pointed at or tabbed to, and a closer look by buttons, wheel, pinch, drag and keys.
 *
 * Zooming changes the viewBox, so the drawing stays sharp and hubs keep their place. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const ZOOM_MAX = 12;
const STEP = 1.6;
const REACH_PX = 22;            /* half of the smallest target a finger hits */
const DRAG_PX = 5;
const WIDE_PX = 760;            /* on a narrower map hubs are drawn larger than the drawing says */
const GROW_MAX = 2;

attach("[data-map]", (svg) => {
        const whole = svg.viewBox.baseVal;
        const full = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
        const frame = svg.closest(".world-map") || svg.parentElement;
        const hubs = [...svg.querySelectorAll("a.hub")].map(readHub);
        const label = document.createElement("div");
        const pointers = new Map();
        let view = { ...full }, active = false, moved = false, pinch = 0;

        frame.classList.add("has-map-script");
        label.className = "map-label";
        label.hidden = true;
        label.setAttribute("aria-hidden", "true");
        frame.append(label, buttons());

        for (const hub of hubs) {
                hub.link.addEventListener("focus", () => { reveal(hub); point(hub); });
                hub.link.addEventListener("blur", () => point(null));
        }
        svg.addEventListener("pointermove", move);
        svg.addEventListener("pointerdown", press);
        svg.addEventListener("pointerleave", () => point(null));
        for (const name of ["pointerup", "pointercancel", "pointerleave"])
                svg.addEventListener(name, release);
        svg.addEventListener("click", click, true);
        svg.addEventListener("wheel", wheel, { passive: false });
        svg.addEventListener("dragstart", (event) => event.preventDefault());
        new ResizeObserver(() => size(full.w / view.w)).observe(svg);
        frame.addEventListener("keydown", key);
        document.addEventListener("pointerdown", (event) => { active = frame.contains(event.target); });

        function show(next) {
                const w = Math.min(full.w, Math.max(full.w / ZOOM_MAX, next.w));
                const h = w * full.h / full.w;
                view = {
                        x: Math.min(full.x + full.w - w, Math.max(full.x, next.x)),
                        y: Math.min(full.y + full.h - h, Math.max(full.y, next.y)),
                        w, h,
                };
                svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
                const zoom = full.w / view.w;
                size(zoom);
                svg.classList.toggle("is-zoomed", zoom > 1.01);
                point(null);
        }

        function size(zoom) {
                const grow = Math.min(GROW_MAX, Math.max(1, WIDE_PX / (svg.clientWidth || WIDE_PX)));
                for (const hub of hubs)
                        for (const dot of hub.dots)
                                dot.circle.setAttribute("r", (dot.r * grow / zoom ** 0.8).toFixed(2));
        }

        function zoomBy(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
                const w = Math.min(full.w, Math.max(full.w / ZOOM_MAX, view.w / factor));
                const k = w / view.w;
                show({ x: at.x - (at.x - view.x) * k, y: at.y - (at.y - view.y) * k, w });
        }

        function place(event) {
                const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
                return { x: p.x, y: p.y };
        }

        function onScreen(hub) {
                const p = new DOMPoint(hub.x, hub.y).matrixTransform(svg.getScreenCTM());
                return { x: p.x, y: p.y };
        }

        function nearest(event) {
                let best = null, least = REACH_PX;
                for (const hub of hubs) {
                        const p = onScreen(hub);
                        const away = Math.hypot(p.x - event.clientX, p.y - event.clientY);
                        if (away < least) {
                                least = away;
                                best = hub;
                        }
                }
                return best;
        }

        function point(hub) {
                label.hidden = !hub;
                for (const other of hubs)
                        other.link.classList.toggle("is-pointed", other === hub);
                if (!hub)
                        return;
                const p = onScreen(hub), box = frame.getBoundingClientRect();
                label.textContent = hub.text;
                const half = label.offsetWidth / 2 + 4;
                label.style.left = Math.min(box.width - half, Math.max(half, p.x - box.left)) + "px";
                label.style.top = p.y - box.top + "px";
                label.classList.toggle("is-below", p.y - box.top < label.offsetHeight + 24);
        }

        /* Tabbing to a hub that is out of sight brings it into the middle. */
        function reveal(hub) {
                if (hub.x < view.x || hub.x > view.x + view.w || hub.y < view.y || hub.y > view.y + view.h)
                        show({ x: hub.x - view.w / 2, y: hub.y - view.h / 2, w: view.w });
        }

        function press(event) {
                pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
                moved = pointers.size > 1;
                pinch = spread();
        }

        function release(event) {
                pointers.delete(event.pointerId);
                pinch = spread();
        }

        function move(event) {
                const last = pointers.get(event.pointerId);
                if (!last) {
                        point(nearest(event));
                        return;
                }
                const dx = event.clientX - last.x, dy = event.clientY - last.y;
                if (pointers.size === 1 && !moved && Math.hypot(dx, dy) < DRAG_PX)
                        return;
                moved = true;
                if (pointers.size === 1 && view.w < full.w) {
                        const k = 1 / svg.getScreenCTM().a;
                        show({ x: view.x - dx * k, y: view.y - dy * k, w: view.w });
                }
                pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
                if (pointers.size === 2 && pinch > 0) {
                        const now = spread();
                        zoomBy(now / pinch, place(middle()));
                        pinch = now;
                }
        }

        function spread() {
                if (pointers.size !== 2)
                        return 0;
                const [a, b] = [...pointers.values()];
                return Math.hypot(a.x - b.x, a.y - b.y);
        }

        function middle() {
                const [a, b] = [...pointers.values()];
                return { clientX: (a.x + b.x) / 2, clientY: (a.y + b.y) / 2 };
        }

        /* A drag is not a click; a click beside a small circle is meant for it. */
        function click(event) {
                if (moved) {
                        event.preventDefault();
                        event.stopPropagation();
                        moved = false;
                        return;
                }
                if (event.target.closest("a.hub"))
                        return;
                const hub = nearest(event);
                if (hub)
                        hub.link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
        }

        /* The wheel scrolls the page until the reader has taken hold of the map. */
        function wheel(event) {
                const held = active || frame.contains(document.activeElement) || event.ctrlKey || event.metaKey;
                const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002));
                if (!held || (factor < 1 && view.w >= full.w))
                        return;
                event.preventDefault();
                zoomBy(factor, place(event));
        }

        function key(event) {
                const step = view.w / 8;
                const shift = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
                if (event.altKey || event.ctrlKey || event.metaKey)
                        return;
                if (event.key === "+" || event.key === "=")
                        zoomBy(STEP);
                else if (event.key === "-")
                        zoomBy(1 / STEP);
                else if (event.key === "0")
                        show(full);
                else if (shift && view.w < full.w)
                        show({ x: view.x + shift[0], y: view.y + shift[1], w: view.w });
                else
                        return;
                event.preventDefault();
        }

        function buttons() {
                const group = document.createElement("div");
                group.className = "map-buttons";
                group.setAttribute("role", "group");
                group.setAttribute("aria-label", say("map.controls", "Map"));
                const add = (sign, text, run) => {
                        const button = document.createElement("button");
                        button.type = "button";
                        button.textContent = sign;
                        button.setAttribute("aria-label", text);
                        button.title = text;
                        button.addEventListener("click", run);
                        group.append(button);
                };
                add("+", say("map.in", "Closer"), () => zoomBy(STEP));
                add("−", say("map.out", "Further away"), () => zoomBy(1 / STEP));
                add("⤢", say("map.all", "The whole world"), () => show(full));
                return group;
        }
});

/* The browser's own tooltip would lie over ours, so the title becomes the link's name. */
function readHub(link) {
        const title = link.querySelector("title");
        const circles = [...link.querySelectorAll("circle")];
        const text = title ? title.textContent.trim() : link.getAttribute("aria-label") || "";
        if (title) {
                link.setAttribute("aria-label", text);
                title.remove();
        }
        return {
                link, text,
                x: Number(circles[0].getAttribute("cx")),
                y: Number(circles[0].getAttribute("cy")),
                dots: circles.map((circle) => ({ circle, r: Number(circle.getAttribute("r")) })),
        };
}
