# shellcheck shell=bash
# ./dev status

help_status() {
  cat <<'HELP'
usage: ./dev status [--json]
  what runs, ready or not, versions, lag of the feeds
Exit code 0 when everything runs and is ready, else 1.
HELP
}

verb_status() {
  local json=no name all=yes
  case "$#:${1:-}" in
    0:) ;;
    1:--json) json=yes ;;
    *) misuse "status takes --json only" ;;
  esac
  local -a rows=()
  rows+=("$(database_row)")
  for name in "${PROCESSES[@]}"; do rows+=("$(process_row "$name")"); done
  local row
  for row in "${rows[@]}"; do [[ $row == *$'\t'ready$'\t'* ]] || all=no; done
  if [[ $json == yes ]]; then print_json "$all" "${rows[@]}"; else print_table "${rows[@]}"; fi
  [[ $all == yes ]]
}

# A row: name, state (down, starting, ready), pid, address, version, lag in events, resident memory in MiB.
row() { local IFS=$'\t'; echo "$*"; }

database_row() {
  local pid state=down version=''
  version=$(mariadbd --no-defaults --version 2>/dev/null | sed -n 's/.*Ver \([0-9.]*\).*/\1/p')
  if pid=$(pid_of database); then
    # shellcheck source=tools/dev/database.sh
    source tools/dev/database.sh
    state=starting
    if mariadb --no-defaults -uroot -S "$(database_socket)" -e 'SELECT 1' >/dev/null 2>&1; then state=ready; fi
  fi
  row database "$state" "${pid:--}" "$DUAAL_HOME/db" "${version:--}" - "$(memory_of "${pid:-}")"
}

process_row() {
  local name=$1 pid state=down version=- lag=- address
  address=127.0.0.1:${PORT[$name]:-${PORT[rest]:-}}
  if pid=$(pid_of "$name"); then
    state=starting
    if is_ready "$name"; then state=ready; fi
    local metrics
    metrics=$(curl -s -m 2 "http://127.0.0.1:${METRICS_PORT[$name]}/metrics" || true)
    version=$(sed -n 's/^duaal_build_info{.*version="\([^"]*\)".*/\1/p' <<<"$metrics" | head -n 1)
    lag=$(awk '/^duaal_feed_lag_events[{ ]/ {if ($NF > most) most = $NF; seen = 1} END {if (seen) print most + 0}' \
      <<<"$metrics")
  fi
  row "$name" "$state" "${pid:--}" "$address" "${version:--}" "${lag:--}" "$(memory_of "${pid:-}")"
}

# Proportional memory, so that shared libraries count once over all processes.
memory_of() {
  awk '/^Pss:/ {sum += $2} END {if (sum) print int(sum / 1024); else print "-"}' \
    "/proc/${1:-none}/smaps_rollup" 2>/dev/null || echo -
}

print_table() {
  local format='%-15s %-9s %-8s %-22s %-22s %-11s %s\n' name state pid address version lag memory
  # shellcheck disable=SC2059
  printf "$format" process state pid address version lag-events memory-mib
  while IFS=$'\t' read -r name state pid address version lag memory; do
    # shellcheck disable=SC2059
    printf "$format" "$name" "$state" "$pid" "${address/#$DUAAL_ROOT\//}" "$version" "$lag" "$memory"
  done <<<"$(printf '%s\n' "$@")"
}

# Numbers stay numbers; what is not known is null.
number() { if [[ $1 =~ ^[0-9]+$ ]]; then echo "$1"; else echo null; fi; }

print_json() {
  local all=$1 separator='' name state pid address version lag memory
  shift
  printf '{"ready":%s,"home":"%s","processes":[' "$([[ $all == yes ]] && echo true || echo false)" "$DUAAL_HOME"
  while IFS=$'\t' read -r name state pid address version lag memory; do
    printf '%s{"name":"%s","state":"%s","ready":%s,"pid":%s,"address":"%s","version":"%s","lag_events":%s,"memory_mib":%s}' \
      "$separator" "$name" "$state" "$([[ $state == ready ]] && echo true || echo false)" "$(number "$pid")" \
      "$address" "${version/#-/}" "$(number "$lag")" "$(number "$memory")"
    separator=,
  done <<<"$(printf '%s\n' "$@")"
  printf ']}\n'
}
