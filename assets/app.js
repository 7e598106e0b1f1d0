/* app: what every page loads. The theme comes first, because it is seen first. */

import "./behaviours/theme.js";
import "./behaviours/htmx.js";
import "./behaviours/map.js";
import "./behaviours/chart.js";
import "./behaviours/verify.js";
import "./behaviours/progress.js";
import "./behaviours/filter.js";
import "./behaviours/copy.js";
import "./behaviours/passkey.js";
import "./behaviours/countdown.js";
import "./behaviours/draft.js";
import "./behaviours/answers.js";
import "./behaviours/build.js";
import "./behaviours/door.js";
import "./behaviours/beat.js";
import "./behaviours/board.js";
import "./behaviours/pick.js";

document.documentElement.classList.add("has-script");
