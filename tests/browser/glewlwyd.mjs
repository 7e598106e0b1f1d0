/* glewlwyd: a real provider of sign-on (Debian's glewlwyd) on a database of its own and a free loopback port, set up through
 * its own API: one plugin for OpenID Connect, one client, one person. */

import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const PROGRAM = "/usr/bin/glewlwyd", PAGES = "/usr/share/glewlwyd/webapp", CONFIG = "/usr/share/glewlwyd/templates/config.json", SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3";
const START_MS_MAX = 15000;
const ADMIN = { username: "admin", password: "password" }; /* as its schema makes it */
export const PERSON = { username: "mina", password: "nine slow trains to Surabaya", name: "Mina Wu", email: "mina@uni.example.org", email_verified: "yes" };

/* Why it can not be started, or null. */
export function missing() {
        return existsSync(PROGRAM) && existsSync(SCHEMA) ? null : "glewlwyd is not installed";
}

export async function startGlewlwyd(folder) {
        const port = await freePort(), base = `http://127.0.0.1:${port}`, pages = join(folder, "glewlwyd-pages"), database = join(folder, "glewlwyd.db"), conf = join(folder, "glewlwyd.conf");
        let cookie = "", said = "", generation = 0;

        execFileSync("python3", ["-c", `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(open(sys.argv[2]).read())
row = db.execute("SELECT gumi_parameters FROM g_user_module_instance").fetchone()[0]
db.execute("UPDATE g_user_module_instance SET gumi_parameters = ?", [row.replace('"data-format":{', '"data-format":{"email_verified":{"multiple":false,"read":true,"write":true},')])
db.commit()`, database, SCHEMA]);
        cpSync(PAGES, pages, { recursive: true, dereference: true }); /* it serves no links that lead out of the folder */
        rmSync(join(pages, "config.json"), { recursive: true }); /* the package makes a folder of it */
        copyFileSync(CONFIG, join(pages, "config.json"));
        writeFileSync(conf, configuration(port, base, database, pages));
        const child = spawn(PROGRAM, ["--config-file", conf], { stdio: ["ignore", "pipe", "pipe"] });
        const ended = new Promise((done) => child.on("exit", done));

        child.stdout.on("data", (piece) => (said += piece));
        child.stderr.on("data", (piece) => (said += piece));

        const call = async (method, path, body) => {
                const reply = await fetch(base + "/api" + path, { method, headers: { "Content-Type": "application/json", Cookie: cookie }, body: body ? JSON.stringify(body) : undefined });
                const text = await reply.text();

                if (reply.status !== 200)
                        throw new Error(`glewlwyd: ${method} ${path}: ${reply.status} ${text}`);
                if (reply.headers.get("set-cookie"))
                        cookie = reply.headers.get("set-cookie").split(";")[0];
                return text ? JSON.parse(text) : null;
        };
        const plugin = () => ({ module: "oidc", name: "oidc", display_name: "OpenID Connect", parameters: parameters(base, ++generation) });

        await answering(base, () => said);
        await call("POST", "/auth/", ADMIN);
        for (const scope of ["email", "profile"])
                await call("POST", "/scope/", { name: scope, display_name: scope, description: scope, password_required: false, scheme: {} });
        await call("POST", "/mod/plugin/", plugin());
        await call("POST", "/user/", { ...PERSON, enabled: true, scope: ["g_profile", "openid", "email", "profile"] });

        return {
                issuer: base + "/api/oidc",
                /* Who may ask it, and where it sends people back to. */
                addClient: (redirect, secret) => call("POST", "/client/", { client_id: "seedbed", name: "Seedbed", confidential: true, enabled: true, client_secret: secret, redirect_uri: [redirect], authorization_type: ["code"], token_endpoint_auth_method: ["client_secret_basic", "client_secret_post"], scope: ["openid", "email", "profile"] }),
                /* From now on it signs with a new key and publishes that one alone. */
                async rotate() {
                        await call("PUT", "/mod/plugin/oidc", plugin());
                        await call("PUT", "/mod/plugin/oidc/reset");
                },
                async end() {
                        child.kill("SIGTERM");
                        const slow = setTimeout(() => child.kill("SIGKILL"), 10000);
                        await ended;
                        clearTimeout(slow);
                },
        };
}

function parameters(base, generation) {
        const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const key = { ...privateKey.export({ format: "jwk" }), kid: "key-" + generation, alg: "ES256", use: "sig" };

        return {
                iss: base + "/api/oidc", "jwks-private": JSON.stringify({ keys: [key] }), "default-kid": key.kid, "jwks-show": true, "subject-type": "public",
                "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 600, "refresh-token-rolling": false, "allow-non-oidc": false,
                "auth-type-code-enabled": true, "auth-type-token-enabled": false, "auth-type-id-token-enabled": true, "auth-type-password-enabled": false, "auth-type-client-enabled": false, "auth-type-refresh-enabled": false,
                "pkce-allowed": true, "pkce-method-plain-allowed": false, "pkce-required": true, "allowed-scope": ["openid", "email", "profile"],
                "name-claim": "mandatory", "email-claim": "mandatory", "scope-claim": "no",
                claims: [{ name: "email_verified", "user-property": "email_verified", type: "boolean", "boolean-value-true": "yes", "boolean-value-false": "no", mandatory: true, scope: [] }],
        };
}

function configuration(port, base, database, pages) {
        const types = [["html", "text/html"], ["css", "text/css"], ["js", "application/javascript"], ["json", "application/json"], ["png", "image/png"], ["woff2", "font/woff2"], ["ico", "image/x-icon"]];

        return `port=${port}
bind_address="127.0.0.1"
external_url="${base}"
login_url="login.html"
api_prefix="api"
static_files_path="${pages}/"
log_mode="console"
log_level="WARNING"
cookie_secure=0
cookie_same_site="empty"
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file="none"
secure_connection_pem_file="none"
secure_connection_ca_file="none"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${database}"; };
static_files_mime_types = (${types.map(([end, type]) => `{ extension = ".${end}"; mime_type = "${type}"; }`).join(", ")});
`;
}

async function freePort() {
        const server = createServer();

        await new Promise((done) => server.listen(0, "127.0.0.1", done));
        const { port } = server.address();
        await new Promise((done) => server.close(done));
        return port;
}

async function answering(base, said) {
        for (const end = Date.now() + START_MS_MAX; Date.now() < end; await new Promise((done) => setTimeout(done, 100)))
                if (await fetch(base + "/config").then((r) => r.ok, () => false))
                        return;
        throw new Error("glewlwyd did not start: " + said());
}
