// web/tools/source-lists: the source entries of apt's lists, each archive once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../web/tools/source-lists', import.meta.url));
let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'babble-lists-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The stanzas for lists {name: content}, as objects. */
async function stanzas(lists) {
  const files = [];
  for (const [name, content] of Object.entries(lists)) {
    files.push(path.join(folder, name));
    await writeFile(files.at(-1), content);
  }
  const text = execFileSync(tool, files, { encoding: 'utf8' });
  return text
    .trim()
    .split('\n\n')
    .map((stanza) => Object.fromEntries(stanza.split(/\n(?! )/).map((line) => line.split(/: ?([^]*)/, 2))));
}

test('an archive that two lists name appears once, with its key', async () => {
  const found = await stanzas({
    'sources.list': 'deb http://deb.debian.org/debian bookworm main # comment\ndeb http://deb.debian.org/debian bookworm-updates main\n',
    'debian.sources':
      'Types: deb\nURIs: http://deb.debian.org/debian/\nSuites: bookworm bookworm-updates\nComponents: main contrib\n' +
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n# comment\nTypes: deb\n' +
      'URIs: http://deb.debian.org/debian-security\nSuites: bookworm-security\nComponents: main\n',
  });
  const archive = {
    Types: 'deb-src',
    URIs: 'http://deb.debian.org/debian',
    Components: 'main contrib',
    'Signed-By': '/usr/share/keyrings/debian-archive-keyring.gpg',
  };
  assert.deepEqual(found, [
    { ...archive, Suites: 'bookworm' },
    { ...archive, Suites: 'bookworm-updates' },
    { Types: 'deb-src', URIs: 'http://deb.debian.org/debian-security', Suites: 'bookworm-security', Components: 'main' },
  ]);
});

test('options, embedded keys, disabled and commented entries', async () => {
  const found = await stanzas({
    'a.list': '# deb http://example.org/none x main\ndeb [arch=amd64 signed-by=/k.gpg trusted=yes] http://example.org/a ./\n',
    'b.sources':
      'Types: deb deb-src\nURIs: http://example.org/b\nSuites: stable\nComponents: main\nSigned-By:\n -----BEGIN PGP-----\n .\n abc\n\n' +
      'Enabled: no\nTypes: deb\nURIs: http://example.org/none\nSuites: stable\nComponents: main\n',
  });
  assert.deepEqual(found, [
    { Types: 'deb-src', URIs: 'http://example.org/a', Suites: './', 'Signed-By': '/k.gpg', Trusted: 'yes' },
    { Types: 'deb-src', URIs: 'http://example.org/b', Suites: 'stable', Components: 'main', 'Signed-By': '\n -----BEGIN PGP-----\n .\n abc' },
  ]);
});
