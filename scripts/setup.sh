# Sourced by the other scripts: checks for what a build needs, installs Debian packages where it may, and says clearly
# what is missing where it may not.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wattswarm_setup() {
    if ! command -v swift >/dev/null 2>&1; then
        echo "error: no Swift toolchain found: install Swift 6.2 or later (https://www.swift.org/install/linux/)" \
            "and put its bin folder on PATH" >&2
        exit 3
    fi
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ -n "$version" ] && [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" != "6.2" ]; then
        echo "error: Swift $version is too old: Wattswarm needs 6.2 or later" >&2
        exit 3
    fi
    local missing=()
    [ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
    [ -e /usr/include/curl/curl.h ] || compgen -G '/usr/include/*/curl/curl.h' >/dev/null \
        || missing+=(libcurl4-openssl-dev)
    [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
    if [ ${#missing[@]} -gt 0 ]; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "installing ${missing[*]}" >&2
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
        else
            echo "error: missing packages: run 'sudo apt-get install ${missing[*]}' and start again" >&2
            exit 3
        fi
    fi
}
