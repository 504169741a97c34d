#!/bin/sh
# Calls the service that run.sh runs:  sh call.sh METHOD PATH [JSON]
# as the wallet in WALLET, if there is one. Needs curl and openssl.
set -eu
method=${1:?'sh call.sh METHOD PATH [JSON]'}
path=${2:?'sh call.sh METHOD PATH [JSON]'}
cd "$(dirname "$0")"
url64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
hex=$(base64 -d < build/key | od -An -v -tx1 | tr -d ' \n')
subject=${WALLET:+',"sub":"'$WALLET'"'}
claims='{"iss":"factory-edge","aud":"local","exp":'$(($(date +%s) + 30))$subject'}'
signed=$(printf '{"alg":"HS256","typ":"JWT"}' | url64).$(printf '%s' "$claims" | url64)
mac=$(printf '%s' "$signed" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | url64)
set -- -sS -i --unix-socket build/service.sock -X "$method" \
  -H "x-factory-assertion: $signed.$mac" ${3:+-H 'Content-Type: application/json' --data-binary "$3"}
exec curl "$@" "http://service$path"
