// A plain static host, as GitHub Pages is one: files and types, no header that isolates a page.
// Tests set `rules` to make it slow, broken or stubborn.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export const isolating_headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * rules: path in the site -> {status} | {bytes} | {pause_ms}: answer with that status, with those
 * bytes, or in 16 pieces with a pause before each.
 */
export async function startStaticHost(folder, { headers = {}, port = 0 } = {}) {
  const host = { rules: {}, requests: [] };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const rule = host.rules[name.slice(1)] ?? {};
    host.requests.push(name.slice(1));
    const file = path.join(folder, path.normalize(name));
    const found = await stat(file).catch(() => null);
    if (rule.status || !found?.isFile()) {
      response.writeHead(rule.status ?? 404, { 'content-type': 'text/plain' });
      response.end('no');
      return;
    }
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    const bytes = rule.bytes ?? (rule.pause_ms ? await readFile(file) : null);
    response.writeHead(200, { 'content-type': type, 'content-length': bytes?.length ?? found.size, ...headers });
    if (!bytes) {
      createReadStream(file).pipe(response);
      return;
    }
    const piece = Math.ceil(bytes.length / 16);
    for (let at = 0; at < bytes.length; at += piece) {
      if (rule.pause_ms) await new Promise((done) => setTimeout(done, rule.pause_ms));
      response.write(bytes.subarray(at, at + piece));
    }
    response.end();
  });
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  host.port = server.address().port;
  host.url = `http://127.0.0.1:${host.port}/`;
  host.close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return host;
}
