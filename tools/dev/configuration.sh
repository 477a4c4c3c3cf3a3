# shellcheck shell=bash
# The settings file of each process, text format of duaal.config.v1.ProcessConfig.

write_configurations() {
  local process
  mkdir -p "$DUAAL_HOME/config"
  for process in "${PROCESSES[@]}"; do
    {
      common_settings "$process"
      if [[ $process == gateway ]]; then gateway_settings; else service_settings "$process"; fi
    } | write_if_changed "$DUAAL_HOME/config/$process.textproto"
  done
}

common_settings() {
  local process=$1 peer listen=${PORT[$1]:-${PORT[grpc]}}
  cat <<SETTINGS
service: "$process"
listen: "127.0.0.1:$listen"
metrics_listen: "127.0.0.1:${METRICS_PORT[$process]}"
tls {
  ca: "$PKI/ca.pem"
  certificate: "$PKI/$process.pem"
  key: "$PKI/$process.key"
}
token_key: "$TOKENS/$process.key"
token_issuers: "$TOKENS/issuers"
clock_file: "$DUAAL_HOME/clock"
SETTINGS
  for peer in "${SERVICES[@]}"; do
    if [[ $peer != "$process" ]]; then
      printf 'peers {\n  key: "%s"\n  value: "127.0.0.1:%s"\n}\n' "$peer" "${PORT[$peer]}"
    fi
  done
}

# intake-svc keeps its tables in duaal_intake, as the user of the same name.
schema_of() { echo "duaal_${1%-svc}"; }

service_settings() {
  cat <<SETTINGS
key_ring: "$DUAAL_HOME/keys/ring"
database {
  socket: "$(database_socket)"
  schema: "$(schema_of "$1")"
  user: "$(schema_of "$1")"
  password_file: "$DUAAL_HOME/passwords/$1"
}
SETTINGS
}

gateway_settings() {
  cat <<SETTINGS
gateway {
  http_listen: "127.0.0.1:${PORT[rest]}"
  grpc_listen: "127.0.0.1:${PORT[grpc]}"
  jwks: "$DUAAL_HOME/issuer/jwks.json"
  issuer: "$TOKEN_ISSUER"
  audience: "$TOKEN_AUDIENCE"
  roles: "$DUAAL_ROOT/gateway/roles.textproto"
  descriptor_set: "$BUILD/duaal.protoset"
  web_root: "$DUAAL_ROOT/gateway/web"
  glossary: "$DUAAL_ROOT/docs/glossary.md"
  external_tls {
    certificate: "$PKI/gateway-external.pem"
    key: "$PKI/gateway-external.key"
  }
}
SETTINGS
}
