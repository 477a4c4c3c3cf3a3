# shellcheck shell=bash
# ./dev load

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_load() {
  cat <<'HELP'
usage: ./dev load --people N [--weeks W] [--seed S]
  fills the running region from the simulator through the bulk RPCs, with progress
Four weeks of sessions and attendance unless --weeks says otherwise. Ends with rows, disk and minutes.
HELP
}

verb_load() {
  build_targets release duaal-load >&2
  "$DUAAL_ROOT/build/release/bin/duaal-load" --home "$DUAAL_HOME" "$@"
}
