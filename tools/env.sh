#!/bin/sh
# Makes the virtual environment that the Makefile works in, or says plainly why it can't.
#   tools/env.sh FOLDER
# The stamp in the folder says what it was made from; while that is unchanged, there is nothing to do.
set -eu
venv=$1
stamp=$venv/made-from
inputs="constraints.txt pyproject.toml" # the latter up to the settings of tools, which need no new environment

fail() {
    printf '\nGAN Notes can not be set up: %s\n' "$1" >&2
    exit 1
}

# The first Python that will do: $PYTHON if it is given, else python3 or a newer one by name.
find_python() {
    for candidate; do
        if "$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python python3.14 python3.13 python3.12 python3.11; fi
python=$(find_python "$@")
[ -n "$python" ] || fail "it needs Python 3.11 or newer, and found ${PYTHON:-none} on the PATH.
Install one from https://www.python.org/downloads/ or your system's packages, or name it: make env PYTHON=/path/to/python3.11"

made_from=$(sed '/^\[tool/,$d' $inputs | cksum; "$python" -c 'import sys; print(sys.executable, sys.version)')
if [ -f "$stamp" ] && [ "$made_from" = "$(cat "$stamp")" ]; then
    touch "$stamp"
    exit 0
fi

"$python" -c "import ensurepip, venv" >/dev/null 2>&1 || fail "$python has no venv module.
On Debian and Ubuntu: apt install python3-venv"

free_kb=$(df -Pk . | awk 'NR == 2 {print $4}')
[ "$free_kb" -ge "${NEED_KB:-2500000}" ] || fail "it takes 2.5 GB of disk, and only $((free_kb / 1024)) MB are free here.
(With CUDA, which the default torch for Linux brings, it takes about 8 GB.)"

[ -w . ] || fail "this folder can not be written to: clone the book where you may write."

mkdir "$venv.lock" 2>/dev/null || fail "another set-up is at work in this folder: wait for it.
If none is, a set-up was cut off: remove the folder $venv.lock, and try again."
trap 'rmdir "$venv.lock"' EXIT

printf 'Setting up %s, once; it can be stopped and started again.\n' "$venv"
step() { printf '  %s of 2: %s ...\n' "$1" "$2"; }

# Keep the old environment until the new one stands: who is offline loses nothing.
rm -rf "$venv.before"
[ ! -d "$venv" ] || mv "$venv" "$venv.before"
restore() {
    rm -rf "$venv"
    [ ! -d "$venv.before" ] || mv "$venv.before" "$venv"
}
trap 'restore; exit 130' INT TERM
step 1 "a Python environment, half a minute"
if ! "$python" -m venv "$venv" ||
    ! step 2 "PyTorch, JupyterLab and the rest: 2 GB, 2 to 6 minutes without a word" ||
    ! "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off -q -c constraints.txt -e '.[all]'; then
    restore
    fail "the packages could not be installed: pip says why above.
Without a network, install once where there is one. Is the disk full? $(df -Ph . | awk 'NR == 2 {print $4}') are free."
fi
rm -rf "$venv.before"
printf '%s\n' "$made_from" > "$stamp"
