# shellcheck shell=bash
# ./dev test

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

# The suites in the order in which they run; each is a label of ctest.
SUITES=(unit conventions integration rows e2e browser chaos-short fuzz-short k8s)

help_test() {
  cat <<'HELP'
usage: ./dev test [SUITE...]
  builds and runs all tests, or the suites named; ends with ctest's closing lines
Suites and what each may take on two cores:
  unit          5 min   rules and libraries, some on a private database
  conventions   1 min   protos, dependency arrows, tidiness
  integration   8 min   one service, real database, real gRPC
  rows          6 min   the requirement ledger against a running region
  e2e           6 min   journeys through the public door
  browser       4 min   dashboards in Chromium
  chaos-short   5 min   faults with a history checker
  fuzz-short    3 min   random bytes at the door
  k8s           2 min   manifests
  asan, tsan   on demand: unit and integration under a sanitizer, 20 min each with their build
A suite that this tree does not have yet is refused with exit code 2.
HELP
}

verb_test() {
  local suite preset=$DUAAL_PRESET sanitized=''
  local -a labels=()
  for suite in "$@"; do
    case $suite in
      asan | tsan) sanitized+=" $suite" ;;
      -*) misuse "test does not know '$suite'" ;;
      *)
        [[ " ${SUITES[*]} " == *" $suite "* ]] || misuse "there is no suite '$suite'; there are: ${SUITES[*]} asan tsan"
        labels+=("$suite")
        ;;
    esac
  done
  if (($# == 0)); then
    run_suites "$preset"
    return
  fi
  if ((${#labels[@]} > 0)); then run_suites "$preset" "${labels[@]}"; fi
  for suite in $sanitized; do run_suites "$suite" unit integration; done
}

# run_suites PRESET [LABEL...]: all suites when none is named.
run_suites() {
  local preset=$1 label labels present
  shift
  build_targets "$preset" all
  present=$(ctest --test-dir "$DUAAL_ROOT/build/$preset" --print-labels | sed -n 's/^  //p')
  for label in "$@"; do
    if ! grep -qxF -- "$label" <<<"$present"; then
      note "dev: this tree has no tests of suite '$label' yet; it has: $(tr '\n' ' ' <<<"$present")"
      return 2
    fi
  done
  labels=$(printf '%s\n' "${@:-${SUITES[@]}}" | paste -sd '|')
  # Tests that share a region or measure time say so themselves (RUN_SERIAL, RESOURCE_LOCK).
  sanitizer_settings "$preset" ctest --test-dir "$DUAAL_ROOT/build/$preset" --output-on-failure --parallel 2 \
    --no-tests=error --label-regex "^($labels)\$"
}

# sanitizer_settings PRESET COMMAND...: the libraries of the distribution are not instrumented.
sanitizer_settings() {
  local preset=$1
  shift
  case $preset in
    asan) ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 "$@" ;;
    tsan) TSAN_OPTIONS=halt_on_error=1:ignore_noninstrumented_modules=1:suppressions=$DUAAL_ROOT/tests/tsan.supp "$@" ;;
    *) "$@" ;;
  esac
}
