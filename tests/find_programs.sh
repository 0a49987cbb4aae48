#!/bin/sh
# Brings Chromium and Chinese fonts for the browser tests, and LibreOffice, which opens our files of Office: through apt
# for root on Debian, else finds what is installed, else says what is missing and how to get it. The tests that need
# LibreOffice are skipped without it.
set -u

browser() {
    for name in "${BROWSER_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
        [ -n "$name" ] && command -v "$name" 2>/dev/null && return 0
    done
    for name in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        [ -x "$name" ] && echo "$name" && return 0
    done
    return 1
}

chinese() {
    ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
}

office() {
    command -v soffice >/dev/null 2>&1 || command -v libreoffice >/dev/null 2>&1
}

if { ! browser >/dev/null || ! command -v fc-list >/dev/null || ! chinese; } && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium and Chinese fonts with apt-get (once)."
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig; } >"$log" 2>&1 || {
        tail -n 5 "$log" >&2
    }
    rm -f "$log"
fi

if ! office && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing LibreOffice with apt-get (once)."
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        libreoffice-impress-nogui libreoffice-writer-nogui libreoffice-calc-nogui; } >"$log" 2>&1 || tail -n 5 "$log" >&2
    rm -f "$log"
fi

if ! browser >/dev/null; then
    echo "No Chromium or Chrome was found, and the browser tests need one." >&2
    echo "Install it (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium) or set BROWSER_PATH to one, then run make test again." >&2
    exit 1
fi
if ! chinese; then
    echo "No Chinese font was found, and exported charts need one. Install fonts-noto-cjk (Debian, Ubuntu) or Noto Sans CJK, then run make test again." >&2
    exit 1
fi
if ! office; then
    echo "No LibreOffice was found, so the tests that open exported files in it are skipped. Install it (Debian, Ubuntu: apt-get install libreoffice-impress-nogui libreoffice-writer-nogui libreoffice-calc-nogui; macOS: brew install --cask libreoffice) to run them." >&2
fi
