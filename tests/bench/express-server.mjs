// The same with the stock framework and its stock parser.
import process from 'node:process';
import express from 'express';
import { fixedAnswer } from './fixed-answer.mjs';

const app = express();
app.use(express.json({ limit: '6mb' }));
app.post('/', (_request, response) => {
  response.json(fixedAnswer);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
});
