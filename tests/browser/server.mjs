/* server: the program on a data folder of its own, with the example ecosystem, on a free port. */

import { execFileSync, spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const START_MS_MAX = 30000;

/* begins: an instant at which the server's clock shall begin; reply.clock then moves it (libfaketime, Debian's package faketime). The
 * program itself knows nothing of it. */
export async function startServer(program, folder, { begins } = {}) {
        const data = join(folder, "data");

        let env = { ...process.env, LC_ALL: "C.UTF-8" }; /* what it says on the command line is read here, in English */
        let served = env;

        if (begins) {
                /* the server reads nothing outside of its data folder */
                env = { ...env, LD_PRELOAD: faketime(), FAKETIME: offset(begins), FAKETIME_DONT_FAKE_MONOTONIC: "1" };
                served = { ...env, FAKETIME: undefined, FAKETIME_TIMESTAMP_FILE: join(data, "clock"), FAKETIME_NO_CACHE: "1" };
        }
        execFileSync(program, ["init", "--examples", "--data", data], { stdio: ["ignore", "ignore", "inherit"], env });
        if (begins)
                writeFileSync(join(data, "clock"), offset(begins));
        const child = spawn(program, ["serve", "--data", data, "--port", "0", ...(process.getuid() === 0 ? ["--as-root"] : [])], { stdio: ["ignore", "pipe", "inherit"], env: served });
        const ended = new Promise((done) => child.on("exit", done));
        const base = await address(child);

        return {
                base,
                data,
                program,
                env,
                /* Only forwards: the record knows no other way. */
                clock(instant) {
                        writeFileSync(join(data, "clock"), offset(instant));
                        env.FAKETIME = offset(instant);
                },
                /* The path of a one-time link to sign in, a new one each time. */
                link() {
                        const [token] = execFileSync(program, ["operator", "link", "--data", data], { encoding: "utf8", env }).match(/[0-9a-f]{64}/);
                        return "/do/session/begin?token=" + token;
                },
                async end() {
                        child.kill("SIGTERM");
                        const slow = setTimeout(() => child.kill("SIGKILL"), 10000);
                        await ended;
                        clearTimeout(slow);
                },
        };
}

/* What the clock has to be ahead by to show an instant now. */
function offset(instant) {
        const ahead = Math.round((Date.parse(instant) - Date.now()) / 1000);

        return (ahead < 0 ? "" : "+") + ahead;
}

function faketime() {
        for (const folder of readdirSync("/usr/lib")) {
                try {
                        const name = readdirSync(`/usr/lib/${folder}/faketime`).find((n) => n.startsWith("libfaketimeMT.so"));
                        if (name)
                                return `/usr/lib/${folder}/faketime/${name}`;
                } catch {
                        continue;
                }
        }
        throw new Error("libfaketime is not there: apt-get install faketime");
}

function address(child) {
        return new Promise((done, fail) => {
                let text = "";
                const late = setTimeout(() => fail(new Error("the server did not start: " + text)), START_MS_MAX);

                child.stdout.setEncoding("utf8");
                child.stdout.on("data", (piece) => {
                        text += piece;
                        const found = text.match(/is at (http:\/\/127\.0\.0\.1:\d+)/);
                        if (found) {
                                clearTimeout(late);
                                done(found[1]);
                        }
                });
                child.on("exit", (code) => fail(new Error(`the server ended with ${code}: ${text}`)));
        });
}
