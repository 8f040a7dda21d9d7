// A web server for the webhook: Express where Node finds it, else as much of it as the documentation's webhook needs.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';

function littleExpress() {
  const hooks = {};
  const answer = async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = JSON.parse(Buffer.concat(parts));
    await hooks[request.url]({ body }, { sendStatus: (status) => response.writeHead(status).end() });
  };
  return { post: (path, hook) => { hooks[path] = hook; }, listen: (...where) => createServer(answer).listen(...where) };
}

function makeApp() {
  try {
    const express = createRequire(import.meta.url)('express');
    return express().use(express.json());
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return littleExpress();
  }
}

const app = makeApp();
