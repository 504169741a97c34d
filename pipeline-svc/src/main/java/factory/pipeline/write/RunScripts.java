package factory.pipeline.write;

import java.util.Map;

/** How a service is built, run and called by hand, without the platform around it. */
final class RunScripts {
  /** The version of the tool that runs the stories here; {@code cli/arazzo} pins the same. */
  static final String REDOCLY = "2.77.0";

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

  private static final String GATE =
      """
      // Stands in for the platform's gate on this machine:  node gate.mjs PORT
      // Sends what it gets at http://127.0.0.1:PORT on to the service that run.sh runs, as the wallet that
      // "Authorization: Bearer 0x..." or "X-Session: 0x..." names. It believes everybody. Needs Node.js 20 or newer.
      import { createHmac } from 'node:crypto';
      import { readFileSync } from 'node:fs';
      import { Agent, createServer, request } from 'node:http';
      import { fileURLToPath } from 'node:url';

      const build = fileURLToPath(new URL('build/', import.meta.url));
      const key = Buffer.from(readFileSync(build + 'key', 'utf8'), 'base64');
      const agent = new Agent({ keepAlive: true });
      const encoded = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');

      function assertion(wallet) {
        const claims = { iss: 'factory-edge', aud: 'local', exp: Math.floor(Date.now() / 1000) + 30 };
        const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(wallet ? { ...claims, sub: wallet } : claims)}`;
        return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
      }

      createServer((asked, answer) => {
        const headers = { ...asked.headers };
        let wallet;
        for (const [name, form] of [['authorization', /^Bearer (0x[0-9a-f]{40})$/i], ['x-session', /^(0x[0-9a-f]{40})$/i]]) {
          const shown = form.exec(headers[name] ?? '')?.[1].toLowerCase();
          if (shown) {
            // What is not of this form is the service's own.
            wallet ??= shown;
            delete headers[name];
          }
        }
        headers['x-factory-assertion'] = assertion(wallet);
        const sent = request(
          { agent, socketPath: build + 'service.sock', method: asked.method, path: asked.url, headers },
          (got) => {
            answer.writeHead(got.statusCode, got.headers);
            got.pipe(answer);
          },
        );
        sent.on('error', (e) => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end(String(e))));
        asked.pipe(sent);
      }).listen(Number(process.argv[2]), '127.0.0.1');
      """;

  private RunScripts() {}

  static Map<String, String> all() {
    return Map.of("run.sh", RUN, "call.sh", CALL, "gate.mjs", GATE);
  }
}
