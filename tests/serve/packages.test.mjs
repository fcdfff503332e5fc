// web/serve where packages cannot be installed: it names what is missing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const serve = fileURLToPath(new URL('../../web/serve', import.meta.url));

/** Runs `web/serve --build` with these programs, {name: script}, and no others. */
async function serveWith(programs) {
  const folder = await mkdtemp(path.join(tmpdir(), 'babble-programs-'));
  try {
    await symlink('/usr/bin/dirname', path.join(folder, 'dirname'));
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(folder, name), 0o755);
    }
    return spawnSync('/bin/bash', [serve, '--build'], { env: { PATH: folder, HOME: folder }, encoding: 'utf8' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('without apt-get the missing programs are named', async () => {
  const { status, stderr } = await serveWith({ cmake: 'exit 1' });
  assert.equal(status, 1);
  assert.match(stderr, /^This system has no apt-get, .* emscripten ninja-build librsvg2-bin\nREADME\.md/);
});

test('without root and sudo the missing packages are named', async () => {
  const debian = { 'apt-get': 'echo ran >&2', 'dpkg-query': '[ "$3" = googletest ] && echo installed', id: 'echo 1000' };
  const { status, stderr } = await serveWith({ ...debian, 'em++': '' });
  assert.equal(status, 1);
  assert.match(stderr, /^Installing packages needs root or sudo\. .*: cmake ninja-build dpkg-dev libeigen3-dev /);
  assert.doesNotMatch(stderr, /emscripten|googletest|ran/);
});
