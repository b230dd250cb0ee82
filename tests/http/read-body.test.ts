import { expect } from 'chai';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { viewCall } from '../cds/calls.ts';
import { outcomeOf, post, postText, refusalOf, SERVICE, serveApp, type ServedApp } from './served-app.ts';

const LIMIT = 10_000;

/** A call of exactly so many bytes. */
function callOfSize(bytes: number): string {
  const frame = JSON.stringify(viewCall({}, { extension: '' })).length;
  return JSON.stringify(viewCall({}, { extension: 'x'.repeat(bytes - frame) }));
}

describe('request body', () => {
  let app: ServedApp;
  let url: string;

  before(async () => {
    app = await serveApp({ bodyLimit: LIMIT });
    url = `${app.url}${SERVICE}`;
  });
  after(() => app.stop());

  for (const type of [
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/fhir+json',
    'application/json+fhir',
  ]) {
    it(`W1 accepts ${type}`, async () => {
      expect((await post(url, viewCall(), { 'content-type': type })).status).to.equal(200);
    });
  }

  for (const type of [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/json',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    '',
  ]) {
    it(`W1 refuses the type "${type}"`, async () => {
      expect(await refusalOf(await post(url, viewCall(), { 'content-type': type }))).to.equal('415 MEDIA_TYPE');
    });
  }

  it('W1 refuses a body that does not say what it is', async () => {
    expect(await refusalOf(await postText(url, Buffer.from(JSON.stringify(viewCall()))))).to.equal('415 MEDIA_TYPE');
  });

  it('W1 refuses a compressed body, and accepts one that says it is not', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const compressed = gzipSync(JSON.stringify(viewCall()));
    expect(await refusalOf(await postText(url, compressed, headers))).to.equal('415 MEDIA_TYPE');
    expect((await post(url, viewCall(), { 'content-encoding': 'identity' })).status).to.equal(200);
  });

  for (const text of ['', '{', '{"a":1}}', "{'a':1}", 'NaN', '\u0000']) {
    it(`C3 refuses ${JSON.stringify(text)}, which is no JSON`, async () => {
      const response = await postText(url, text, { 'content-type': 'application/json' });
      expect(await refusalOf(response)).to.equal('400 BODY_NOT_JSON');
    });
  }

  it('C3 refuses bytes that are not UTF-8', async () => {
    const bytes = Buffer.from(JSON.stringify(viewCall({ extra: 'ÿ' })), 'latin1');
    const response = await postText(url, bytes, { 'content-type': 'application/json' });
    expect(await refusalOf(response)).to.equal('400 BODY_NOT_JSON');
  });

  it('accepts a byte order mark, and text of every script', async () => {
    const text = `\uFEFF${JSON.stringify(viewCall({ extra: 'мёд 痛み 🦴' }))}`;
    expect((await postText(url, text, { 'content-type': 'application/json' })).status).to.equal(200);
  });

  it('C3 names every problem of a call in an issue of its own', async () => {
    const outcome = await outcomeOf(await post(url, { hook: 'patient-view', context: {} }));
    expect(outcome.issue.map(({ diagnostics }) => diagnostics)).to.deep.equal([
      '/hookInstance is required',
      '/context/userId is required',
      '/context/patientId is required',
    ]);
  });

  it('accepts a body as large as the limit, and refuses one byte more', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await postText(url, callOfSize(LIMIT), headers)).status).to.equal(200);
    expect(await refusalOf(await postText(url, callOfSize(LIMIT + 1), headers))).to.equal('413 BODY_TOO_LARGE');
  });

  it('counts the bytes of a body that does not announce its length', async () => {
    const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    const status = new Promise<number | undefined>((resolve, reject) => {
      outgoing.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
    });
    const text = callOfSize(LIMIT * 20);
    for (let at = 0; at < text.length; at += 1000) outgoing.write(text.slice(at, at + 1000));
    outgoing.end();
    expect(await status).to.equal(413);
  });

  it('C3 refuses JSON that nests deeper than 64 levels, and accepts 64', async () => {
    const nested = (levels: number): string =>
      JSON.stringify(viewCall()).replace(/\}$/, `,"extension":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    const headers = { 'content-type': 'application/json' };
    expect((await postText(url, nested(63), headers)).status).to.equal(200);
    expect(await refusalOf(await postText(url, nested(64), headers))).to.equal('413 LIMIT_EXCEEDED');
  });

  it('C3 refuses one string of more than 1 MiB in an ignored member too, and accepts 1 MiB', async () => {
    const roomy = await serveApp({ bodyLimit: 4 * 1024 * 1024 });
    try {
      const call = (bytes: number) => post(`${roomy.url}${SERVICE}`, viewCall({}, { extension: 'x'.repeat(bytes) }));
      expect((await call(1024 * 1024)).status).to.equal(200);
      expect(await refusalOf(await call(1024 * 1024 + 1))).to.equal('413 LIMIT_EXCEEDED');
    } finally {
      await roomy.stop();
    }
  });

  it('keeps the connection usable after a refusal', async () => {
    await (await postText(url, callOfSize(LIMIT * 3), { 'content-type': 'application/json' })).text();
    expect((await post(url, viewCall())).status).to.equal(200);
  });
});
