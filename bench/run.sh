#!/bin/sh
# bench/run.sh [SEEDBED]: runs `seedbed bench` at growing sizes, compares pages with nginx in the same run, and writes
# bench/RESULTS.md. PEOPLE_MAX (1000000) is the largest size; WORK (/var/tmp) is where stores are made; ROUNDS (3),
# SECONDS_EACH (5) and CONNECTIONS (16) are of the page rounds, which take turns; APPLICATIONS (100000) are in the large round; KEEP=1 leaves the stores there. On a machine that others use, believe the ratios.
set -eu
export LC_ALL=C.UTF-8 # what it greps for is English
cd "$(dirname "$0")/.."
seedbed=${1:-build/seedbed}
people_max=${PEOPLE_MAX:-1000000} rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} connections=${CONNECTIONS:-16}
work=$(mktemp -d "${WORK:-/var/tmp}/seedbed-bench-XXXXXX")
server="" nginx=""
clean() {
        [ -z "$server" ] || kill "$server" 2>/dev/null || true
        [ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
        wait 2>/dev/null || true
        [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap clean EXIT INT TERM
out=bench/RESULTS.md
[ "$people_max" -ge 1000000 ] || out=$work/RESULTS.md # a short run is a look, not a result

# --- the figures of each size; the store of the largest stays for the pages
sizes=""
for n in 10000 100000 1000000 10000000; do
        [ "$n" -gt "$people_max" ] && break
        sizes="$sizes $n"
        echo "seedbed bench: $n people" >&2
        "$seedbed" bench --people "$n" --data "$work/$n" --json peers append proof verify import access start pages > "$work/$n.json"
        cat "$work/$n.json" >&2
        last=$n
done
for n in $sizes; do [ "$n" = "$last" ] || rm -rf "${work:?}/$n"; done

# --- rounds, once: matching and calibration, an event, a large round and the last seconds before a deadline
echo "seedbed bench: rounds" >&2
applications=${APPLICATIONS:-100000}
"$seedbed" bench --applications "$applications" --reviews $((applications * 10)) --data "$work/once" --json match event rounds rush > "$work/once.json"
cat "$work/once.json" >&2
rm -rf "${work:?}/once"

# --- pages: ours and nginx with a file of the same bytes, by turns
port=$((20000 + $$ % 20000))
as_root=""
[ "$(id -u)" -ne 0 ] || as_root=--as-root
"$seedbed" serve --data "$work/$last/store" --port $port $as_root > "$work/serve.out" 2> /dev/null &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q "Seedbed is at" "$work/serve.out" && break; sleep 0.2; done
mkdir -p "$work/www" "$work/nginx"
pages="impact:/ pledge:/pledges/cloud-10m"
for page in $pages; do curl -sf "http://127.0.0.1:$port${page#*:}" -o "$work/www/${page%%:*}.html"; done
cat > "$work/nginx/nginx.conf" <<CONF
daemon off;
worker_processes 2;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 1024; }
http {
        access_log off;
        gzip off;
        sendfile on;
        tcp_nodelay on;
        keepalive_requests 1000000000;
        open_file_cache max=100;
        types { text/html html; }
        client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy; fastcgi_temp_path $work/nginx/fast;
        uwsgi_temp_path $work/nginx/uwsgi; scgi_temp_path $work/nginx/scgi;
        server { listen 127.0.0.1:$((port + 1)); root $work/www; }
}
CONF
[ "$(id -u)" -ne 0 ] || { chmod 755 "$work"; sed -i '1i user root;' "$work/nginx/nginx.conf"; }
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -p "$work/nginx" -c "$work/nginx/nginx.conf" 2> /dev/null &
nginx=$!
sleep 0.5
load() { # NAME URL: adds "requests/s p99-ms" to NAME.rounds
        wrk -t2 -c"$connections" -d"${2}s" --latency "$3" > "$work/wrk.out"
        awk '/99%/ {v = $2; ms = v ~ /us$/ ? v / 1000 : v ~ /ms$/ ? v + 0 : v * 1000} /Requests\/sec/ {r = $2}
             /Non-2xx|Socket errors/ {bad = 1} END {printf "%.0f %.3f%s\n", r, ms, bad ? " errors" : ""}' "$work/wrk.out" >> "$work/$1.rounds"
}
for page in $pages; do # once to make it ready, not counted
        wrk -t1 -c2 -d1s "http://127.0.0.1:$port${page#*:}" > /dev/null
        wrk -t1 -c2 -d1s "http://127.0.0.1:$((port + 1))/${page%%:*}.html" > /dev/null
done
for _ in $(seq "$rounds"); do
        for page in $pages; do
                load "ours-${page%%:*}" "$seconds" "http://127.0.0.1:$port${page#*:}"
                load "nginx-${page%%:*}" "$seconds" "http://127.0.0.1:$((port + 1))/${page%%:*}.html"
        done
done
echo "seedbed bench: sign-ins" >&2
python3 bench/flood.py "$seedbed" 500 20 > "$work/flood.json"
loaded=$(awk '/VmRSS/ {printf "%.1f", $2 / 1024}' "/proc/$server/status")
strip -o "$work/stripped" "$seedbed"
SIZES="$sizes" PAGES="$pages" LOADED="$loaded" BYTES=$(stat -c %s "$work/stripped") WORKED="$work" ROUNDS=$rounds SECONDS_EACH=$seconds \
        CONNECTIONS=$connections python3 bench/results.py > "$work/RESULTS.tmp"
cp "$work/RESULTS.tmp" "$out"
bench/ledger.sh "$(dirname "$seedbed")"
cat "$out"
