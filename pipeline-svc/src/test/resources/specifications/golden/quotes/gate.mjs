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
