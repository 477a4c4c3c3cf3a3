# shellcheck shell=bash
# ./dev up

# shellcheck source=tools/dev/build.sh
source tools/dev/build.sh
# shellcheck source=tools/dev/database.sh
source tools/dev/database.sh
# shellcheck source=tools/dev/secrets.sh
source tools/dev/secrets.sh
# shellcheck source=tools/dev/configuration.sh
source tools/dev/configuration.sh
# shellcheck source=tools/dev/down.sh
source tools/dev/down.sh
# shellcheck source=tools/dev/token.sh
source tools/dev/token.sh

help_up() {
  cat <<'HELP'
usage: ./dev up [--fresh] [--empty] [--detach]
  starts a running region on loopback: database, five processes, demo
  --fresh    stops the region and removes its data first
  --empty    does not load the demo region
  --detach   returns when everything is ready; otherwise it stays and Ctrl-C stops all
Builds what is needed. Run twice it changes nothing; a process that died, or whose program or settings
changed, is started again. --galera and --replicas N come with a later step of the project.
HELP
}

verb_up() {
  local fresh=no empty=no detach=no
  while (($# > 0)); do
    case $1 in
      --fresh) fresh=yes ;;
      --empty) empty=yes ;;
      --detach) detach=yes ;;
      --galera | --replicas | --replicas=*)
        note "dev: up ${1%%=*} comes with a later step; this tree runs one database and one of each process"
        return 2
        ;;
      *) misuse "up does not know '$1'" ;;
    esac
    shift
  done
  build_targets "$DUAAL_PRESET" "${PROCESSES[@]}" duaal duaal-migrate duaal-issuer duaal_protoset
  if [[ $fresh == yes ]]; then
    stop_region
    remove_state
  fi
  if [[ $detach == no ]]; then
    trap stop_region EXIT
    trap 'echo; exit 130' INT
    trap 'exit 143' TERM
  fi
  start_region "$empty"
  print_greeting
  if [[ $detach == no ]]; then stay; fi
}

# Two `up` of one region wait for each other.
start_region() {
  local empty=$1 process
  (
    umask 077
    mkdir -p "$DUAAL_HOME/run" "$DUAAL_HOME/log"
    exec 9>"$DUAAL_HOME/run/.lock"
    flock 9
    start_database
    make_secrets
    write_configurations
    migrate_all
    for process in "${PROCESSES[@]}"; do start_process "$process"; done
    for process in "${PROCESSES[@]}"; do await_process "$process"; done
    if [[ $empty == no ]]; then load_demo; fi
  )
}

# Only what a region consists of: DUAAL_HOME may hold files of its user, too.
remove_state() {
  local part
  for part in db pki tokens issuer keys passwords config log run clock demo; do
    rm -rf "${DUAAL_HOME:?}/$part"
  done
}

migrate_all() {
  local service
  for service in "${SERVICES[@]}"; do
    progress "migrations: $service" "$BIN/duaal-migrate" --socket "$(database_socket)" --admin-user root \
      --service "$service" --chassis chassis/migrations --migrations "$service/migrations" \
      --password-file "$DUAAL_HOME/passwords/$service"
  done
}

# What a process was started with; another stamp means that it runs an older program or older settings.
stamp_of() {
  echo "$(sha256sum <"$DUAAL_HOME/config/$1.textproto") $(stat -c '%i %Y' "$BIN/$1")"
}

start_process() {
  local name=$1 pid stamp
  stamp=$(stamp_of "$name")
  if pid=$(pid_of "$name"); then
    if [[ $(cat "$DUAAL_HOME/run/$name.stamp" 2>/dev/null) == "$stamp" ]]; then return 0; fi
    say "$name: program or settings changed; starting again"
    stop_process "$name" 20
  fi
  touch "$DUAAL_HOME/log/$name.log"
  stat -c %s "$DUAAL_HOME/log/$name.log" >"$DUAAL_HOME/run/$name.log-start"
  setsid nohup "$BIN/$name" --config "$DUAAL_HOME/config/$name.textproto" \
    >>"$DUAAL_HOME/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$DUAAL_HOME/run/$name.pid"
  echo "$stamp" >"$DUAAL_HOME/run/$name.stamp"
}

# The last lines that the process wrote since this start of it.
show_log() {
  local log=$DUAAL_HOME/log/$1.log
  tail -c "+$(($(cat "$DUAAL_HOME/run/$1.log-start" 2>/dev/null || echo 0) + 1))" "$log" | tail -n 20 >&2
  note "the log of $1 is $log"
}

await_process() {
  local name=$1 deadline=$((SECONDS + ${DUAAL_READY_SECONDS:-60}))
  until is_ready "$name"; do
    if ! has_begun "$name"; then
      show_log "$name"
      fail "$name ended during its start"
    fi
    if ((SECONDS >= deadline)); then
      show_log "$name"
      curl -s -m 2 "http://127.0.0.1:${METRICS_PORT[$name]}/readyz" >&2 || true
      fail "$name is not ready after ${DUAAL_READY_SECONDS:-60} s"
    fi
    sleep 0.05
  done
  say "$name: ready (pid $(pid_of "$name"))"
}

# The demo goes through the public API, like everybody else; it is repeatable by its request ids.
load_demo() {
  if [[ -f $DUAAL_HOME/run/demo-loaded ]]; then
    say "demo: loaded before"
    return 0
  fi
  say "demo: loading through the public API"
  "$BIN/duaal" demo --home "$DUAAL_HOME"
  touch "$DUAAL_HOME/run/demo-loaded"
}

print_greeting() {
  local base=http://127.0.0.1:${PORT[rest]} token
  token=$(sign_token --role case-manager --municipality GM0164 --municipality GM0147 --municipality GM0158 --hours 8)
  cat <<GREETING

Duaal runs.
  dashboard    $base/   (paste the token there, or open $base/#token=TOKEN)
  REST API     $base/v1/openapi.json
  gRPC API     127.0.0.1:${PORT[grpc]}   (CA: $PKI/ca.pem)
  stop         ./dev down

A token for eight hours, as a case manager of Hengelo, Borne and Haaksbergen:

export DUAAL_TOKEN=$token

Three calls to paste: REST, gRPC and the command line:

curl -s -H "Authorization: Bearer \$DUAAL_TOKEN" '$base/v1/participants?pageSize=3'

tests/node_modules/.bin/buf curl --protocol grpc --cacert $PKI/ca.pem -H "Authorization: Bearer \$DUAAL_TOKEN" \\
  --schema '$BUILD/duaal.protoset#format=binpb' -d '{"programme_code": "hengelo"}' \\
  https://127.0.0.1:${PORT[grpc]}/duaal.reporting.v1.FigureService/GetFunnel

$BIN/duaal --home $DUAAL_HOME week --programme hengelo --class class-b $(date +%G-W%V)

GREETING
}

# Foreground: says so when a process dies, and stays with the others. Ends when none is left, as after a `down`
# in another terminal.
stay() {
  local process all=(database "${PROCESSES[@]}")
  local -A dead=()
  say "Ctrl-C stops the region."
  while true; do
    for process in "${all[@]}"; do
      if [[ -z ${dead[$process]:-} ]] && ! pid_of "$process" >/dev/null; then
        dead[$process]=yes
        note "$process has ended; './dev up' in another terminal starts it again"
      elif [[ -n ${dead[$process]:-} ]] && pid_of "$process" >/dev/null; then
        unset "dead[$process]"
      fi
    done
    if ((${#dead[@]} == ${#all[@]})); then
      say "the region has been stopped"
      trap - EXIT  # what starts from now on is somebody else's
      return
    fi
    sleep 1
  done
}
