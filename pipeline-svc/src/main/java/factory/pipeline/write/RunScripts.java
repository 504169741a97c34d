package factory.pipeline.write;

import java.util.Map;

/** How a service is built, run and called by hand, without the platform around it. */
final class RunScripts {
  private static final String RUN =
      """
      #!/bin/sh
      # Builds this service and runs it:  sh run.sh LIBS
      # LIBS is a folder with the jars of the platform's service runtime. Needs a JDK 25, nothing else.
      # It listens on build/service.sock; call.sh calls it. What it keeps is in build/data.
      set -eu
      libs=$(cd "${1:?'the folder with the jars of the runtime is missing: sh run.sh LIBS'}" && pwd)
      cd "$(dirname "$0")"
      bin=${JAVA_HOME:+$JAVA_HOME/bin/}
      mkdir -p build/classes build/data
      find src -name '*.java' > build/sources
      "${bin}javac" -Xlint:all,-classfile,-processing -proc:none -g -parameters \\
        -cp "$libs/*" -d build/classes @build/sources
      cp openapi.json build/classes/
      # Only what is signed with this key is answered.
      if [ ! -s build/key ]; then
        (umask 077 && head -c 32 /dev/urandom | base64 > build/key)
      fi
      FACTORY_SERVICE=local FACTORY_ASSERTION_KEY=$(cat build/key)
      export FACTORY_SERVICE FACTORY_ASSERTION_KEY
      exec "${bin}java" --enable-native-access=ALL-UNNAMED -cp "$libs/*:build/classes" \\
        factory.generated.Main --socket=build/service.sock --data=build/data --version=local
      """;

  private static final String CALL =
      """
      #!/bin/sh
      # Calls the service that run.sh runs:  sh call.sh METHOD PATH [JSON]
      # as the wallet in WALLET, if there is one. Needs curl and openssl.
      set -eu
      method=${1:?'sh call.sh METHOD PATH [JSON]'}
      path=${2:?'sh call.sh METHOD PATH [JSON]'}
      cd "$(dirname "$0")"
      url64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
      hex=$(base64 -d < build/key | od -An -v -tx1 | tr -d ' \\n')
      subject=${WALLET:+',"sub":"'$WALLET'"'}
      claims='{"iss":"factory-edge","aud":"local","exp":'$(($(date +%s) + 30))$subject'}'
      signed=$(printf '{"alg":"HS256","typ":"JWT"}' | url64).$(printf '%s' "$claims" | url64)
      mac=$(printf '%s' "$signed" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | url64)
      set -- -sS -i --unix-socket build/service.sock -X "$method" \\
        -H "x-factory-assertion: $signed.$mac" ${3:+-H 'Content-Type: application/json' --data-binary "$3"}
      exec curl "$@" "http://service$path"
      """;

  private RunScripts() {}

  static Map<String, String> all() {
    return Map.of("run.sh", RUN, "call.sh", CALL);
  }
}
