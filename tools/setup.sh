#!/bin/sh
# Installs what Seedbed is built, tested and looked at with. Says what and why first; asks for nothing else.
set -eu
[ -n "${SEEDBED_NO_SETUP:-}" ] && exit 0
build="gcc libc6-dev pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev libjansson-dev libyaml-dev libical-dev libunistring-dev libsodium-dev libssl-dev zlib1g-dev libzstd-dev libseccomp-dev libqrencode-dev libarchive-dev libxml2-dev tzdata nodejs gettext"
tests="libcmocka-dev postgresql chromium clang clang-format clang-tidy cppcheck libclang-rt-14-dev nginx-light wrk python3 python3-aiosmtpd openssl dbconfig-no-thanks glewlwyd faketime"
command -v npm >/dev/null 2>&1 || build="$build npm"
missing=""
for package in $build $tests; do
        # a tool that stands on the machine from elsewhere (node, python3) is as good as the package
        case $package in
        nodejs) command -v node >/dev/null 2>&1 && continue ;;
        python3) command -v python3 >/dev/null 2>&1 && continue ;;
        esac
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "seedbed: installing Debian packages: compilers and libraries to build with, PostgreSQL and Chromium to test with:"
echo "        $missing"
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -q
# The sign-on test runs glewlwyd by itself, with its own settings. Unasked, its package wants a database that is not there and fails.
echo "glewlwyd glewlwyd/config_type select No configuration" | $as_root debconf-set-selections
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends $missing
