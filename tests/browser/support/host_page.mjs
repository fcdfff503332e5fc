// A page of another site that embeds a lesson by <iframe>, taller than its window.
import { createServer } from 'node:http';

import { isolating_headers } from './static_host.mjs';

/** allow: the attribute of that name. isolated: with the headers that isolate the page around the frame. */
export async function startHostPage(lesson, { allow = '', isolated = false } = {}) {
  const html = `<!doctype html><title>A course</title>
    <body style="margin:0;height:4000px"><h1>A course</h1>
    <iframe src="${lesson}" allow="${allow}" style="position:absolute;left:0;top:60px;border:0;width:1100px;height:600px"></iframe>`;
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...(isolated ? isolating_headers : {}) });
    response.end(html);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://localhost:${server.address().port}/`, // another site than 127.0.0.1
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** A point of the lesson in the window, where the wheel scrolls cards. */
export const inside = { x: 900, y: 400 };
