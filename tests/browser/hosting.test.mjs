// The recipes of web/hosting, and the page in a sub-folder of a host that sends no headers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage, repository, until } from './support/browser.mjs';
import { site_folder, stateOf } from './support/program.mjs';
import { startStaticHost } from './support/static_host.mjs';

const nginx = '/usr/sbin/nginx';
let browser, folder;

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'babble-hosting-'));
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function opensWithThreads(url) {
  const page = await newPage(browser);
  await page.goto(url);
  await until('it is isolated and ready', () => page.evaluate(() => crossOriginIsolated && babble.ready.then(() => true)));
  assert.equal((await stateOf(page)).trains_in, 'thread');
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

test('in a sub-folder of a host that sends no headers', async () => {
  await mkdir(path.join(folder, 'host/courses'), { recursive: true });
  await symlink(site_folder, path.join(folder, 'host/courses/babble'));
  const host = await startStaticHost(path.join(folder, 'host'));
  await opensWithThreads(`${host.url}courses/babble/`);
  await host.close();
});

test('with nginx and its recipe, at the root and in a sub-folder', { skip: existsSync(nginx) ? false : 'nginx is not installed' }, async () => {
  const port = 30000 + (process.pid % 20000);
  const recipe = await readFile(path.join(repository, 'web/hosting/nginx.conf'), 'utf8');
  // nginx drops root's rights and then has to read the files.
  const root = path.join(folder, 'www');
  await cp(site_folder, root, { recursive: true });
  await writeFile(
    path.join(folder, 'nginx.conf'),
    `pid ${folder}/pid; error_log ${folder}/error.log; ${process.getuid() === 0 ? 'user root;' : ''} events {}
     http { include /etc/nginx/mime.types; access_log off;
       ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ')}
       ${recipe.replaceAll('listen 80;', `listen 127.0.0.1:${port};`).replaceAll('/var/www/babble', root)} }`,
  );
  const server = spawn(nginx, ['-e', `${folder}/error.log`, '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'inherit' });
  try {
    for (const place of ['', 'courses/babble/']) {
      const url = `http://127.0.0.1:${port}/${place}`;
      const [page, program] = await until('nginx answers', () =>
        Promise.all(['', 'unthreaded/babble.wasm'].map((file) => fetch(url + file, { headers: { 'accept-encoding': 'gzip' } }))));
      for (const { status, headers } of [page, program]) {
        assert.equal(status, 200);
        assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
        assert.equal(headers.get('content-encoding'), 'gzip');
      }
      assert.equal(program.headers.get('content-type'), 'application/wasm');
      await opensWithThreads(url);
    }
  } finally {
    server.kill();
  }
});
