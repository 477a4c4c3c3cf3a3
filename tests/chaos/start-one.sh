#!/usr/bin/env bash
# start-one.sh NAME: starts the database or one process of the region at DUAAL_HOME, as ./dev up would, and looks
# at nothing else. Does nothing when it runs.
set -euo pipefail
DUAAL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$DUAAL_ROOT"
umask 077
# shellcheck source=tools/dev/common.sh
source tools/dev/common.sh
# shellcheck source=tools/dev/up.sh
source tools/dev/up.sh
if [[ $1 == database ]]; then start_database; else start_process "$1"; fi
