#!/bin/sh
# tools/floors.sh: a room uses only rooms below it. Fails when an include climbs, or when two files include each other in a circle.
set -eu
cd "$(dirname "$0")/.."
grep -Hn '^#include "' src/*/*.c src/*/*.h | awk -F: '
BEGIN {
        n = split("base,match,store,net,record,access,action,web,hub,mail,webhook,people,credit,pledge,form,programme,apply,review,decide,cohort,event,solution,board,exchange,import,privacy,main", order, ",")
        for (i = 1; i <= n; i++) floor[order[i]] = i
}
{
        file = $1; line = $2
        split(file, part, "/"); room = part[2]
        match($0, /"[^"]*"/); target = substr($0, RSTART + 1, RLENGTH - 2)
        split(target, to, "/"); other = to[1]
        test = file ~ /_test\.c$/ || file ~ /_probe\.h$/
        if (test || other == "tests") next
        if (!(room in floor)) { print file ":" line ": there is no room " room; bad = 1; next }
        if (!(other in floor)) { print file ":" line ": there is no room " other; bad = 1; next }
        if (floor[other] > floor[room]) { print file ":" line ": " room " is below " other " and may not use it"; bad = 1 }
        # rules files know nothing of the web
        if (other == "web" && floor[room] > floor["web"] && room != "main" && file !~ /_page\.[ch]$/) { print file ":" line ": only _page files include the web"; bad = 1 }
        sub(/^src\//, "", file)
        if (file ~ /\.h$/) uses[file] = uses[file] " " target
}
function visit(f, path,   list, k, i) {
        if (state[f] == 1) { print "a circle of includes: " path " " f; bad = 1; return }
        if (state[f] == 2) return
        state[f] = 1
        k = split(uses[f], list, " ")
        for (i = 1; i <= k; i++) if (list[i] in uses) visit(list[i], path " " f)
        state[f] = 2
}
END {
        for (f in uses) visit(f, "")
        if (!bad) print "floors: no include climbs, no circle"
        exit bad
}'
