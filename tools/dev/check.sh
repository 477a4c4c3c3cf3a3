# shellcheck shell=bash
# ./dev check

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh

help_check() {
  cat <<'HELP'
usage: ./dev check [--all]
  formatters, linters, conventions; rewrites, then fails if anything changed
clang-format, shellcheck, buf lint, buf breaking (against the last tag; while there is none, the working tree
against the last commit), clang's thread safety analysis on all that sees a lock, clang-tidy on the files that
differ from the last tag or commit (all of them with --all), and the suite `conventions`.
HELP
}

verb_check() {
  local scope=changed failed=()
  case "$#:${1:-}" in
    0:) ;;
    1:--all) scope=all ;;
    *) misuse "check takes --all only" ;;
  esac
  build_targets "$DUAAL_PRESET" duaal_protos duaal_protoset proto_conventions_test dependency_arrows_test tidy_test
  local before step
  before=$(fingerprint)
  for step in format_sources check_scripts lint_protos breaking_protos thread_safety "tidy_sources $scope" run_conventions; do
    say "check: ${step%% *}"
    # shellcheck disable=SC2086  # the step and its argument
    $step || failed+=("${step%% *}")
  done
  if [[ $(fingerprint) != "$before" ]]; then
    git diff --stat
    failed+=("files were rewritten; look at the difference and commit it")
  fi
  if ((${#failed[@]} > 0)); then
    note "check: failed: ${failed[*]}"
    return 1
  fi
  say "check: all is well"
}

fingerprint() { git ls-files -z --cached --others --exclude-standard | xargs -0 sha256sum 2>/dev/null | sha256sum; }

# Files of the given patterns that git knows or would take up, and that exist.
sources() {
  git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
    if [[ -f $file ]]; then echo "$file"; fi
  done
}

format_sources() { sources '*.cc' '*.h' | xargs -r -P 2 -n 20 clang-format-14 -i; }

check_scripts() { { sources '*.sh' | sed '/node_modules/d'; echo dev; echo .ci/run; } | xargs -r shellcheck -x; }

# Our protos with the foreign ones they import, laid out as buf wants them; nothing foreign is kept in git.
# proto_workspace FOLDER PROTOS
proto_workspace() {
  local folder=$1 protos=$2 google
  google=$(sed -n 's/^GOOGLEAPIS:PATH=//p' "$BUILD/CMakeCache.txt")
  rm -rf "$folder"
  mkdir -p "$folder/foreign/google/api"
  cp -r "$protos" "$folder/protos"
  cp "$google/google/api/http.proto" "$google/google/api/annotations.proto" "$folder/foreign/google/api/"
  # The workspace wants a list of modules; rules come from our own file.
  sed -e 's|^modules:.*|modules:|' -e 's|^  - path: \.$|  - path: protos\n  - path: foreign\n    lint:\n      ignore: [foreign]\n    breaking:\n      ignore: [foreign]|' \
    protos/buf.yaml >"$folder/buf.yaml"
  rm -f "$folder/protos/buf.yaml"
}

lint_protos() {
  proto_workspace build/buf/now protos
  (cd build/buf/now && ../../../tests/node_modules/.bin/buf lint)
}

# What a change is compared with: the last tag, or the last commit while there is no tag.
base_commit() { git describe --tags --abbrev=0 2>/dev/null || echo HEAD; }

breaking_protos() {
  rm -rf build/buf/base
  mkdir -p build/buf/base
  git archive "$(base_commit)" protos | tar -x -C build/buf/base
  proto_workspace build/buf/before build/buf/base/protos
  (cd build/buf/now && ../../../tests/node_modules/.bin/buf breaking --against ../before)
}

# Files of the product that see our locks, in the source itself or through headers of ours.
locking_sources() {
  local headers=chassis/core/mutex.h known=
  while [[ $headers != "$known" ]]; do
    known=$headers
    headers=$({ echo "$known"; sources '*.h' | including "$known"; } | sort -u)
  done
  sources '*.cc' | sed -E '/(^|\/)(tests|testing)\/|_(test|fixture|probe)\.cc$/d' | including "$headers"
}

# Those of the files on standard input that include one of the headers; none is no failure.
including() { xargs -r grep -lF -f <(awk '{ print "#include \"" $0 "\"" }' <<<"$1") || true; }

# What the preset `tsafety` refuses, without a build by clang: clang-tidy reads the files with the flags of any
# preset. It does not run without a check of its own, hence the second one, which costs nothing.
thread_safety() {
  compiled "$(locking_sources)" |
    xargs -r -P 2 -n 1 clang-tidy-14 -p "$BUILD" --quiet --extra-arg=-Wthread-safety \
      --checks='-*,clang-diagnostic-thread-safety*,misc-unused-alias-decls' --warnings-as-errors='*'
}

# Those of the files that some target compiles.
compiled() { grep -Fo -f - "$BUILD/compile_commands.json" <<<"$1" | sort -u; }

# Files that differ from the last tag, or from the last commit when there is no tag.
changed_sources() {
  { git diff --name-only "$(base_commit)" -- '*.cc'; git ls-files --others --exclude-standard -- '*.cc'; } | sort -u
}

tidy_sources() {
  local list
  if [[ $1 == all ]]; then list=$(sources '*.cc'); else list=$(changed_sources); fi
  [[ -n $list ]] || return 0
  compiled "$list" | xargs -r -P 2 -n 1 clang-tidy-14 -p "$BUILD" --quiet
}

run_conventions() {
  ctest --test-dir "$BUILD" --output-on-failure --label-regex '^conventions$' --no-tests=error
}
