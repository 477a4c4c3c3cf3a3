# shellcheck shell=bash
# ./dev chaos

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_chaos() {
  cat <<'HELP'
usage: ./dev chaos [--minutes N] [--seed S] [--faults N] [--writers N]
  kills processes and the database under load, and checks the history
  --minutes   how long the load lasts; default 5
  --seed      repeats the decisions of a run, though not its timing; default another one every time
  --faults    ends the load after so many faults; 0 means load without faults
  --writers   how many callers at once; default 8
It works on a region of its own, which it starts empty and removes, so no other region is touched. At the end every
acknowledged write must be there once: in the owners' tables, in the feeds, in the copies of the followers and in the
reports. What differs is printed with its ids; the logs and the history then stay in build/PRESET/tests/chaos-logs.
The last line is `chaos: N faults, N calls, N lost, N doubled, seed S`; exit code 1 when anything differs.
--galera comes with a later step of the project.
HELP
}

verb_chaos() {
  local argument
  for argument in "$@"; do
    if [[ $argument == --galera ]]; then
      note "dev: chaos --galera comes with a later step; this tree runs one database"
      return 2
    fi
  done
  build_targets "$DUAAL_PRESET" "${PROCESSES[@]}" duaal duaal-migrate duaal-issuer duaal_protoset >&2
  DUAAL_BUILD=$BUILD node tests/chaos/chaos.mjs "$@"
}
