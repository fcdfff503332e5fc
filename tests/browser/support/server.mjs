// Runs the server of web/serve in a process on a free port.
import { spawn } from 'node:child_process';
import path from 'node:path';

import { repository } from './browser.mjs';

export async function startServer(folder, flags = []) {
  const script = path.join(repository, 'web/tools/server.mjs');
  const server = spawn(process.execPath, [script, folder, '--port', '0', '--no-open', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (piece) => {
      said += piece;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    server.once('exit', (status) => reject(new Error(`the server ended with status ${status}: ${said}`)));
  });
  return {
    url,
    close: async () => {
      server.kill('SIGINT');
      return await ended;
    },
  };
}
