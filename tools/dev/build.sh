# shellcheck shell=bash
# ./dev build

help_build() {
  cat <<'HELP'
usage: ./dev build [PRESET]
  configures and builds everything into build/PRESET
Presets: release (default), dev, asan, tsan, tsafety. A second run builds only what changed.
HELP
}

verb_build() {
  (($# <= 1)) || misuse "build takes one preset"
  local preset=${1:-$DUAAL_PRESET}
  [[ $preset =~ ^(release|dev|asan|tsan|tsafety)$ ]] || misuse "there is no preset '$preset'"
  build_targets "$preset" all
  say "build: build/$preset is up to date"
}

# build_targets PRESET TARGET...: one build at a time per folder, so that two regions may start side by side.
build_targets() {
  local preset=$1 folder=$DUAAL_ROOT/build/$1
  shift
  # shellcheck source=tools/dev/setup.sh
  source tools/dev/setup.sh
  ensure_setup
  mkdir -p "$folder"
  (
    flock 9
    if [[ ! -f $folder/build.ninja || CMakePresets.json -nt $folder/build.ninja ]]; then
      progress "build: configuring $preset" cmake --preset "$preset"
    fi
    ninja -C "$folder" "$@"
  ) 9>"$folder/.lock"
}
