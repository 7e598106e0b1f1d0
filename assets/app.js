/* app: what every page loads. The theme comes first, because it is seen first. */

import "./behaviours/theme.js";
import "./behaviours/htmx.js";
import "./behaviours/map.js";
import "./behaviours/chart.js";
import "./behaviours/verify.js";
import "./behaviours/progress.js";
import "./behaviours/filter.js";
import "./behaviours/copy.js";

document.documentElement.classList.add("has-script");
