# shellcheck shell=bash
# ./dev bench

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_bench() {
  cat <<'HELP'
usage: ./dev bench NAME [--json] [--people N] [--seconds S] [--guard] [--home DIR]
  runs a benchmark with its bound in the same run
The last line is one JSON object with `bench`, `ok`, `people` and the figures. `./dev bench --list` names them.
Each run has a region of its own, on free ports, that is gone afterwards; --home takes a running one instead.
`plan` compares with glpsol, cbc and minizinc where these are installed.
--people   people to work with; default 2000. `plan`: 700; with 10000 or 100000 also regions as large as that
--seconds  length of one measured stretch; default 3
--guard    fails when a ratio is more than 15 % below docs/performance.json
HELP
}

verb_bench() {
  (($# > 0)) || misuse "bench needs a name"
  build_targets release duaal-bench duaal_protoset >&2
  local program=$DUAAL_ROOT/build/release/bin/duaal-bench
  if [[ $1 == --list || " $* " == *" --home"* ]]; then
    "$program" "$@"
    return
  fi
  # Not in /tmp, which may be memory: what is written has to reach a disk.
  bench_home=$(mktemp -d "$DUAAL_ROOT/build/bench.XXXXXX")
  bench_port=$(free_port_base)
  trap end_bench_region EXIT
  trap 'exit 130' INT TERM
  bench_region up --empty --detach >&2
  "$program" "$@" --home "$bench_home"
}

bench_region() { DUAAL_PRESET=release DUAAL_HOME=$bench_home DUAAL_PORT_BASE=$bench_port ./dev "$@"; }

end_bench_region() {
  bench_region down >&2 || true
  rm -rf "${bench_home:?}"
}

# Prints the first of eleven ports in a row on which nobody listens.
free_port_base() {
  local base port
  while true; do
    base=$((20000 + RANDOM % 1000 * 12))
    for ((port = base; port < base + 11; port++)); do
      if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue 2; fi
    done
    echo "$base"
    return
  done
}
