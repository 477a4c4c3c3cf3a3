# shellcheck shell=bash
# ./dev down

help_down() {
  cat <<'HELP'
usage: ./dev down
  stops what up started, and nothing else; the data stays
Processes drain first, the database comes last. A pid counts only when its program and its settings are those
of this region (DUAAL_HOME).
HELP
}

verb_down() {
  (($# == 0)) || misuse "down takes no arguments"
  stop_region
}

stop_region() {
  local i name
  for ((i = ${#PROCESSES[@]} - 1; i >= 0; i--)); do
    name=${PROCESSES[i]}
    if pid_of "$name" >/dev/null; then
      stop_process "$name" 20
      say "$name: stopped"
    fi
  done
  if pid_of database >/dev/null; then
    progress "database: stopping" stop_process database 60
  fi
  say "the region is down"
}
