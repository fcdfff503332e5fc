// Shortens JavaScript, which every visitor loads: minify.mjs FILE… Those in a folder called page are
// modules. Without terser (Debian's node-terser, which setup.sh has on NODE_PATH, or npm's) the
// files stay as they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

let terser;
try {
  terser = createRequire(import.meta.url)('terser');
} catch {
  console.error('minify: terser is not installed, so the page is some 15 kB heavier');
}
for (const file of terser ? process.argv.slice(2) : []) {
  const { code } = await terser.minify(readFileSync(file, 'utf8'), {
    compress: { passes: 2 }, mangle: true, module: file.includes('/page/'),
  });
  writeFileSync(file, code);
}
