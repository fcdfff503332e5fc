// Writes compressed copies FILE.br and FILE.gz beside each file of a folder, for servers that send them:
//   node compress.mjs FOLDER [FORMER_FOLDER]
// Copies of unchanged files are taken from the former folder, since good compression is slow.
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const least_bytes = 500; // smaller files gain nothing
const [folder, former] = process.argv.slice(2);

const forms = {
  '.br': (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

async function compress(name) {
  const bytes = await readFile(path.join(folder, name));
  if (bytes.length < least_bytes) return;
  const before = former ? await readFile(path.join(former, name)).catch(() => null) : null;
  const is_same = before?.equals(bytes);
  await Promise.all(
    Object.entries(forms).map(async ([ending, form]) => {
      const target = path.join(folder, name + ending);
      if (is_same && (await stat(path.join(former, name + ending)).catch(() => null))) {
        await copyFile(path.join(former, name + ending), target);
      } else {
        await writeFile(target, await form(bytes));
      }
    }),
  );
}

async function compressAll(inside) {
  const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
  await Promise.all(
    entries.map((entry) => {
      const name = path.join(inside, entry.name);
      if (entry.isDirectory()) return compressAll(name);
      return /\.(br|gz|png)$/.test(name) ? null : compress(name);
    }),
  );
}

await compressAll('');
