# shellcheck shell=bash
# ./dev rows

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_rows() {
  cat <<'HELP'
usage: ./dev rows [--json]
  runs the requirement ledger: each row pass, fail or missing, with sub-totals
Fails on a row that fails and on one that drops out of the committed high-water list. The last line is JSON:
{"total":156,"passed":N,"failed":[...],"missing":[...]}. With --json that line is all.
HELP
}

verb_rows() {
  case "$#:${1:-}" in 0: | 1:--json) ;; *) misuse "rows takes --json only" ;; esac
  [[ -f tests/e2e/rows/run.mjs ]] || fail "tests/e2e/rows/run.mjs is missing"
  build_targets "$DUAAL_PRESET" all >&2
  DUAAL_BUILD=$BUILD node tests/e2e/rows/run.mjs "$@"
}
