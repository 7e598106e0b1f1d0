/* chart: fetches the drawing code, which is large, when a page holds a [data-chart]. It lies
 * beside this script, unless <script data-chart-src> says where. */

import { attach } from "../attach.js";

const own = document.currentScript;
const source = own && (own.dataset.chartSrc || new URL("chart.js", own.src).href);
let asked = false;

attach("[data-chart]", () => {
        if (asked || !source)
                return;
        asked = true;
        const script = document.createElement("script");
        script.src = source;
        document.head.append(script);
});
