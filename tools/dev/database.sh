# shellcheck shell=bash
# The private database of a region: own data folder and socket, no network, no systemd.

DB=$DUAAL_HOME/db

# A socket's path may have 107 characters; a deep DUAAL_HOME gets a short folder of its own.
database_socket() {
  local socket=$DB/run/s.sock
  if ((${#socket} > 100)); then
    socket=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/duaal-$(id -u)-$(sha256sum <<<"$DB" | cut -c1-12)/s.sock
  fi
  echo "$socket"
}

# Prints the option that mariadbd wants before it runs as root.
database_user() { if [[ $(id -u) == 0 ]]; then echo --user=root; fi; }

start_database() {
  local socket pid
  socket=$(database_socket)
  if pid=$(pid_of database); then
    say "database: runs (pid $pid)"
    return 0
  fi
  mkdir -p "$DB/run" "$DB/tmp" "$(dirname "$socket")"
  chmod 700 "$DB" "$(dirname "$socket")"
  if [[ ! -d $DB/data/mysql ]]; then
    rm -rf "$DB/data" "$DB/data.new"
    # shellcheck disable=SC2046  # no word at all unless root
    progress "database: creating" mariadb-install-db --no-defaults $(database_user) --datadir="$DB/data.new" \
      --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve
    mv "$DB/data.new" "$DB/data"
  fi
  launch_database "$socket"
  progress "database: starting" await_database "$socket" || {
    tail -n 30 "$DB/error.log" >&2
    fail "the database did not start; its log is $DB/error.log"
  }
}

launch_database() {
  local socket=$1
  rm -f "$DB/run/pid"
  # Durable at every commit; only the socket, and only the owner of the folder can reach it. Lists go from an
  # index to their rows one by one, which the adaptive hash makes a fifth cheaper. The redo log holds what a
  # large import writes; a full one makes the server write pages in haste, and every commit waits beside that.
  # shellcheck disable=SC2046
  setsid nohup mariadbd --no-defaults $(database_user) --datadir="$DB/data" --tmpdir="$DB/tmp" \
    --socket="$socket" --pid-file="$DB/run/pid" --log-error="$DB/error.log" --skip-networking \
    --skip-name-resolve --character-set-server=utf8mb4 --collation-server=utf8mb4_bin \
    --default-time-zone=+00:00 --transaction-isolation=READ-COMMITTED --local-infile=0 \
    --sql-mode=STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO \
    --innodb-buffer-pool-size="${DUAAL_DB_BUFFER:-512M}" --innodb-log-file-size=512M \
    --innodb-flush-log-at-trx-commit=1 --innodb-adaptive-hash-index=ON \
    --max-connections=500 --max-allowed-packet=64M \
    >>"$DB/error.log" 2>&1 </dev/null 9>&- &
  echo $! >"$DUAAL_HOME/run/database.pid"
}

await_database() {
  local socket=$1 deadline=$((SECONDS + 60))
  until mariadb --no-defaults -uroot -S "$socket" -e 'SELECT 1'; do
    has_begun database || return 1
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}
