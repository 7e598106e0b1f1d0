/* board: cards of a [data-board] are gone through with the arrow keys, and dragged to another stage:
 * that ticks them, chooses the stage, or the decision that leads there, and asks the server what
 * would change. Nothing happens before that is confirmed. */

import { attach } from "../attach.js";

attach("[data-board]", (board) => {
        const form = board.closest("form");
        const cards = (stage) => [...stage.querySelectorAll("[data-card] input")];
        const stages = () => [...board.querySelectorAll("[data-stage]")].filter((stage) => cards(stage).length);

        board.addEventListener("keydown", (event) => {
                const box = event.target;
                const goes = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key];
                if (!goes || !box.matches("[data-card] input") || event.ctrlKey || event.altKey || event.metaKey)
                        return;
                const all = stages();
                const stage = box.closest("[data-stage]");
                const at = cards(stage).indexOf(box);
                const side = getComputedStyle(board).direction === "rtl" ? -goes[0] : goes[0];
                const next = side ? all[all.indexOf(stage) + side] : stage;
                const list = next ? cards(next) : [];
                const to = list[Math.min(side ? at : at + goes[1], side ? list.length - 1 : Infinity)];
                if (to) {
                        event.preventDefault();
                        to.focus();
                        to.closest("[data-card]").scrollIntoView({ block: "nearest", inline: "nearest" });
                }
        });

        if (!form || !form.querySelector(".bulk-bar"))
                return;
        const way = (stage) => {
                for (const [name, what] of [["stage", "move"], ["determination", "decide"]]) {
                        const select = form.querySelector(`select[name="${name}"]`);
                        const option = select && [...select.options].find((o) => o.dataset.to === stage);
                        if (option)
                                return { select, value: option.value, button: form.querySelector(`button[value="${what}"]`) };
                }
                return null;
        };
        let dragged = null;
        for (const card of board.querySelectorAll("[data-card]")) {
                card.draggable = true;
                card.addEventListener("dragstart", (event) => {
                        dragged = card;
                        event.dataTransfer.effectAllowed = "move";
                        event.dataTransfer.setData("text/plain", "");
                });
                card.addEventListener("dragend", () => { dragged = null; });
        }
        for (const stage of board.querySelectorAll("[data-stage]")) {
                const takes = () => dragged && dragged.closest("[data-stage]") !== stage && way(stage.dataset.stage);
                stage.addEventListener("dragover", (event) => {
                        if (takes()) {
                                event.preventDefault();
                                stage.classList.add("is-over");
                        }
                });
                stage.addEventListener("dragleave", () => stage.classList.remove("is-over"));
                stage.addEventListener("drop", (event) => {
                        const found = takes();
                        stage.classList.remove("is-over");
                        if (!found)
                                return;
                        event.preventDefault();
                        const box = dragged.querySelector("input");
                        if (!box.checked) /* one that is not ticked goes alone */
                                for (const other of form.querySelectorAll('input[name^="a-"]'))
                                        other.checked = other === box;
                        found.select.value = found.value;
                        form.requestSubmit(found.button);
                });
        }
});
