# shellcheck shell=bash
# ./dev bench

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_bench() {
  cat <<'HELP'
usage: ./dev bench NAME [--json] [--people N] [--seconds S]
  runs a benchmark with its bound in the same run
The last line is one JSON object with `bench`, `ok`, `people` and the figures. `./dev bench list` names them.
HELP
}

verb_bench() {
  (($# > 0)) || misuse "bench needs a name"
  build_targets release duaal-bench duaal_protoset >&2
  "$DUAAL_ROOT/build/release/bin/duaal-bench" "$@"
}
