# shellcheck shell=bash
# Keys, certificates and passwords of a region. Made once, readable by the owner only; a folder that is there
# is left as it is. Nothing here is meant for production, where an operator's PKI takes this place.

PKI=$DUAAL_HOME/pki
TOKENS=$DUAAL_HOME/tokens

make_secrets() {
  make_ca
  local process
  for process in "${PROCESSES[@]}"; do
    make_certificate "$process" "$process" "DNS:$process,DNS:localhost,IP:127.0.0.1"
    make_token_key "$process"
  done
  make_certificate gateway-external localhost "DNS:localhost,IP:127.0.0.1"
  make_key_ring
  make_passwords
  make_token_issuer
}

make_ca() {
  [[ -f $PKI/ca.pem ]] && return 0
  mkdir -p "$PKI"
  openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/ca.key"
  openssl req -x509 -new -sha256 -key "$PKI/ca.key" -days 825 -subj "/O=Duaal/CN=Duaal local CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -out "$PKI/ca.new"
  mv "$PKI/ca.new" "$PKI/ca.pem"
}

# make_certificate FILE COMMON_NAME SUBJECT_ALTERNATIVE_NAMES
make_certificate() {
  local file=$PKI/$1 name=$2 alternatives=$3
  [[ -f $file.pem ]] && return 0
  openssl ecparam -name prime256v1 -genkey -noout -out "$file.ec"
  openssl pkcs8 -topk8 -nocrypt -in "$file.ec" -out "$file.key"
  openssl req -new -sha256 -key "$file.key" -subj "/O=Duaal/CN=$name" -out "$file.csr"
  openssl x509 -req -sha256 -in "$file.csr" -CA "$PKI/ca.pem" -CAkey "$PKI/ca.key" -days 397 \
    -set_serial "0x$(openssl rand -hex 16)" -out "$file.new" 2>/dev/null -extfile - <<EXTENSIONS
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = $alternatives
EXTENSIONS
  rm "$file.ec" "$file.csr"
  mv "$file.new" "$file.pem"
}

# The key with which a process signs its internal tokens; everyone sees the public half.
make_token_key() {
  local issuer=$1
  [[ -f $TOKENS/issuers/$issuer.pem ]] && return 0
  mkdir -p "$TOKENS/issuers"
  openssl genpkey -algorithm ed25519 -out "$TOKENS/$issuer.key"
  openssl pkey -in "$TOKENS/$issuer.key" -pubout -out "$TOKENS/issuers/$issuer.new"
  mv "$TOKENS/issuers/$issuer.new" "$TOKENS/issuers/$issuer.pem"
}

make_key_ring() {
  [[ -f $DUAAL_HOME/keys/ring ]] && return 0
  mkdir -p "$DUAAL_HOME/keys"
  local purpose
  for purpose in field lookup page; do
    echo "k1 $purpose $(openssl rand -hex 32)"
  done >"$DUAAL_HOME/keys/ring.new"
  mv "$DUAAL_HOME/keys/ring.new" "$DUAAL_HOME/keys/ring"
}

make_passwords() {
  local service
  mkdir -p "$DUAAL_HOME/passwords"
  for service in "${SERVICES[@]}"; do
    [[ -f $DUAAL_HOME/passwords/$service ]] || openssl rand -hex 24 >"$DUAAL_HOME/passwords/$service"
  done
}

# The issuer of bearer tokens: an ES256 key and the key set that the gateway trusts.
make_token_issuer() {
  [[ -f $DUAAL_HOME/issuer/jwks.json ]] && return 0
  "$BIN/duaal-issuer" init "$DUAAL_HOME/issuer"
}
