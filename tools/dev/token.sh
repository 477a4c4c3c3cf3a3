# shellcheck shell=bash
# ./dev token

help_token() {
  cat <<'HELP'
usage: ./dev token --role ROLE [--municipality GMxxxx]... [--organisation ID] [--purpose P] [--hours H]
  prints a short-lived bearer token of the local issuer
  --role           a role of gateway/roles.textproto; may be given more than once
  --municipality   a mandate (CBS code); may be given more than once
  --organisation   the partner organisation that the caller acts for (UUID)
  --purpose        the stated purpose (doelbinding)
  --subject        who calls; default local-ROLE
  --hours          life of the token, 1 to 24; default 1
The gateway of this region (DUAAL_HOME) accepts it. The token is all that stands on standard output.
HELP
}

verb_token() {
  [[ -f $DUAAL_HOME/issuer/key.pem ]] || fail "this region has no issuer yet; run ./dev up first"
  [[ -x $BIN/duaal-issuer ]] || fail "$BIN/duaal-issuer is missing; run ./dev build first"
  sign_token "$@"
}

sign_token() {
  "$BIN/duaal-issuer" token --key "$DUAAL_HOME/issuer/key.pem" --issuer "$TOKEN_ISSUER" \
    --audience "$TOKEN_AUDIENCE" --roles "$DUAAL_ROOT/gateway/roles.textproto" "$@"
}
