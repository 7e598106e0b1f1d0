/* htmx: parts of a page replaced without loading it all. Set so that it needs no leave from the
 * page's policy: nothing evaluated, no style of its own, no other origin, and no page (which may
 * hold personal data) kept in the browser's storage. */

import htmx from "htmx.org";

Object.assign(htmx.config, {
        allowEval: false,
        allowScriptTags: false,
        includeIndicatorStyles: false,
        selfRequestsOnly: true,
        historyCacheSize: 0,
        refreshOnHistoryMiss: true,
});
