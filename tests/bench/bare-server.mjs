// The least that a service over HTTP can do: read the body, parse it, answer.
import { createServer } from 'node:http';
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { fixedAnswer } from './fixed-answer.mjs';

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    const json = JSON.stringify(fixedAnswer);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) });
    response.end(json);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
});
