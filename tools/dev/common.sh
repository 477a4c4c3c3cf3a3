# shellcheck shell=bash
# Settings and small tools of ./dev. Sourced, never run; what is set here is used by the files of the verbs.
# shellcheck disable=SC2034

DUAAL_PRESET=${DUAAL_PRESET:-release}
DUAAL_HOME=${DUAAL_HOME:-.duaal}
[[ $DUAAL_HOME == /* ]] || DUAAL_HOME=$DUAAL_ROOT/$DUAAL_HOME
BUILD=$DUAAL_ROOT/build/$DUAAL_PRESET
BIN=$BUILD/bin

# Owners of a database, and all processes in the order in which they start.
SERVICES=(intake-svc trajectory-svc partner-svc reporting-svc)
PROCESSES=("${SERVICES[@]}" gateway)

# `iss` and `aud` of the tokens that the local issuer signs and the gateway accepts.
TOKEN_ISSUER=duaal-local
TOKEN_AUDIENCE=duaal

declare -A PORT METRICS_PORT
# With DUAAL_PORT_BASE=B: B REST, B+1 gRPC of the gateway, B+2..B+5 the services, B+6 metrics of the gateway,
# B+7..B+10 metrics of the services.
assign_ports() {
  local base=${DUAAL_PORT_BASE:-} i
  if [[ -n $base && ! $base =~ ^[0-9]{4,5}$ ]]; then
    fail "DUAAL_PORT_BASE must be a port number, not '$base'"
  fi
  PORT[rest]=${base:-8080}
  PORT[grpc]=$((${base:-8442} + 1))
  METRICS_PORT[gateway]=$((${base:-9094} + 6))
  for i in "${!SERVICES[@]}"; do
    PORT[${SERVICES[i]}]=$((${base:-7099} + 2 + i))
    METRICS_PORT[${SERVICES[i]}]=$((${base:-9094} + 7 + i))
  done
}

say() { printf '%s\n' "$*"; }
note() { printf '%s\n' "$*" >&2; }
fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}
misuse() {
  printf 'dev: %s (see --help)\n' "$*" >&2
  exit 2
}

# progress TEXT COMMAND...: runs the command with its output in a log, shows the seconds on a terminal (a line
# every ten seconds elsewhere), and prints the log when the command fails.
progress() {
  local text=$1 log pid start=$SECONDS last=0 code=0
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    if [[ -t 2 ]]; then
      printf '\r%s ... %ds ' "$text" $((SECONDS - start)) >&2
    elif ((SECONDS - start >= last + 10)); then
      last=$((SECONDS - start))
      note "$text ... ${last}s"
    fi
  done
  wait "$pid" || code=$?
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
  if ((code == 0)); then
    if ((SECONDS - start < 2)); then say "$text: done"; else say "$text: done in $((SECONDS - start)) s"; fi
  else
    tail -n 60 "$log" >&2
    note "$text: failed after $((SECONDS - start)) s"
  fi
  rm -f "$log"
  return "$code"
}

# Whether the process runs and is ours: its command line names what only this region's process names. A
# number in a pid file alone proves nothing after a restart of the machine.
is_ours() {
  local pid=$1 mark=$2
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  grep -zqxF -- "$mark" "/proc/$pid/cmdline" 2>/dev/null || return 1
  local executable
  executable=$(readlink "/proc/$pid/exe" 2>/dev/null) || return 1
  case ${executable% (deleted)} in
    # The linker puts a program that it replaces aside under a name of its own.
    */bin/*-svc | */bin/gateway | */bin/.mold-* | */mariadbd) return 0 ;;
  esac
  return 1
}

# pid_of NAME: prints the pid of a process of this region; fails when it does not run.
pid_of() {
  local name=$1 pid mark
  case $name in
    database) mark=--datadir=$DUAAL_HOME/db/data ;;
    *) mark=$DUAAL_HOME/config/$name.textproto ;;
  esac
  pid=$(cat "$DUAAL_HOME/run/$name.pid" 2>/dev/null) || return 1
  is_ours "$pid" "$mark" || return 1
  echo "$pid"
}

# Whether the process that was launched last is there at all. Right after its launch it does not carry our mark
# yet, because it is still the shell that becomes it.
has_begun() {
  local pid
  pid=$(cat "$DUAAL_HOME/run/$1.pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null && [[ $(state_of "$pid") != Z ]]
}

# stop_process NAME SECONDS: asks it to end, waits, and kills it when it does not.
stop_process() {
  local name=$1 limit=$2 pid deadline
  pid=$(pid_of "$name") || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  deadline=$((SECONDS + limit))
  while kill -0 "$pid" 2>/dev/null && [[ $(state_of "$pid") != Z ]]; do
    if ((SECONDS >= deadline)); then
      note "$name did not end within ${limit} s; killed"
      kill -KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  rm -f "$DUAAL_HOME/run/$name.pid"
}

# One letter of /proc: a zombie has ended though its number still stands.
state_of() { sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null || true; }

# http_code PORT PATH: prints the status, or 000.
http_code() { curl -s -o /dev/null -m 2 -w '%{http_code}' "http://127.0.0.1:$1$2" 2>/dev/null || true; }

is_ready() { [[ $(http_code "${METRICS_PORT[$1]}" /readyz) == 200 ]]; }

# Writes standard input to a file only when that changes it, so that `up` twice changes nothing.
write_if_changed() {
  local file=$1 new
  new=$(cat; printf x)
  new=${new%x}
  if [[ -f $file && $(cat "$file"; printf x) == "${new}x" ]]; then return 0; fi
  printf '%s' "$new" >"$file.new"
  mv "$file.new" "$file"
}

assign_ports
