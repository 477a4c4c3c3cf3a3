# shellcheck shell=bash
# ./dev setup

PACKAGES=(
  g++ cmake ninja-build ccache mold pkg-config
  protobuf-compiler protobuf-compiler-grpc libgrpc++-dev libprotobuf-dev libprotoc-dev libabsl-dev
  libmysqlcppconn-dev libmariadb-dev mariadb-server-core mariadb-client-core mariadb-client
  libgtest-dev libgmock-dev libssl-dev libboost-dev rapidjson-dev prometheus-cpp-dev libspdlog-dev libfmt-dev
  libcli11-dev libpugixml-dev libutf8proc-dev libicu-dev golang-github-grpc-ecosystem-grpc-gateway-dev grpc-proto
  openssl curl git tzdata clang-format-14 clang-tidy-14 clang-14 shellcheck chromium fonts-noto-core
)

help_setup() {
  cat <<'HELP'
usage: ./dev setup
  installs the Debian and npm packages that Duaal needs, once
Needs root or sudo only when a package is missing. All other verbs call it by themselves; a second run
returns at once. Node.js is installed from Debian only when there is no `node` at all.
HELP
}

verb_setup() {
  install_packages
  install_node_modules
  say "setup: everything is there"
}

# What the other verbs call: silent when nothing is missing.
ensure_setup() {
  install_packages
  install_node_modules
}

install_packages() {
  local wanted=("${PACKAGES[@]}") marker missing=() package
  command -v node >/dev/null || wanted+=(nodejs npm)
  marker=$DUAAL_ROOT/build/.setup-$(printf '%s\n' "${wanted[@]}" | sha256sum | cut -c1-16)
  [[ -f $marker ]] && return 0
  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  if ((${#missing[@]} > 0)); then
    local as_root=()
    if [[ $(id -u) != 0 ]]; then
      command -v sudo >/dev/null || fail "these packages are missing and need root: ${missing[*]}"
      as_root=(sudo)
    fi
    say "setup: installing ${#missing[@]} packages: ${missing[*]}"
    progress "setup: package lists" "${as_root[@]}" apt-get update
    progress "setup: packages" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "${missing[@]}"
  fi
  mkdir -p "$DUAAL_ROOT/build"
  touch "$marker"
}

install_node_modules() {
  local lock=tests/package-lock.json marker=tests/node_modules/.duaal-installed
  if [[ -f $marker && $(cat "$marker") == "$(sha256sum <"$lock")" ]]; then return 0; fi
  SCARF_ANALYTICS=false progress "setup: npm packages of tests/" \
    npm ci --prefix tests --no-audit --no-fund --loglevel=error
  sha256sum <"$lock" >"$marker"
}
