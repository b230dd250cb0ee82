// The CDS Hooks Sandbox as a client: its published key, and a token that it once signed (expired in July 2020).
import { expect } from 'chai';
import { keyServer, type KeyServer } from './key-server.ts';
import { openOffice, type Office } from './office.ts';
import { claimsWith, unsigned } from './tokens.ts';

const SANDBOX = 'https://sandbox.cds-hooks.org';
const SANDBOX_JKU = `${SANDBOX}/.well-known/jwks.json`;
const DISCOVERY = 'http://127.0.0.1:8000/cds-services';
const ISSUED = 1_594_230_600;

/** As served at the jku. */
const KEY_SET = {
  keys: [
    {
      kty: 'EC',
      use: 'sig',
      crv: 'P-384',
      kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f',
      x: 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB',
      y: 'Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy',
      alg: 'ES384',
    },
  ],
};
const HEADER = { alg: 'ES384', typ: 'JWT', kid: '44823f3d-0b01-4a6c-a80e-b9d3e8a7226f', jku: SANDBOX_JKU };
const CLAIMS = {
  iss: SANDBOX,
  aud: DISCOVERY,
  exp: ISSUED + 300,
  iat: ISSUED,
  jti: 'efb3773d-3a28-43e2-9fbc-b936a9ae388b',
};
const SIGNATURE =
  'Cbey3n5NkDRoCLHZ2WMFc1z_RY8Rlq5oGxdAYfbrBPMiJXLCwjbYoU0av2CQj-Olhbnpe7Vs8vzJ5oHP5gc2-0ooc5J49t4Uz9iYKpiM9KLUrqaJe0umc_klM2-ynHAI';

describe('the CDS Hooks Sandbox', () => {
  let http: KeyServer;
  let office: Office;

  beforeEach(() => {
    http = keyServer({ body: KEY_SET });
    office = openOffice([{ issuer: SANDBOX, jku: SANDBOX_JKU }], http, ISSUED + 20);
  });

  it('T2 T3 T5 is accepted with a token that it signed, by the key that it publishes', async () => {
    expect(await office.verdict(`Bearer ${unsigned(HEADER, CLAIMS)}.${SIGNATURE}`, DISCOVERY)).to.equal('accepted');
    expect(http.requests.map(({ url }) => url)).to.deep.equal([SANDBOX_JKU]);
  });

  it('T2 T3 is accepted by the same key without any fetch where an operator configures it', async () => {
    const inline = openOffice([{ issuer: SANDBOX, jku: SANDBOX_JKU, ...KEY_SET }], undefined, ISSUED + 20);
    expect(await inline.verdict(`Bearer ${unsigned(HEADER, CLAIMS)}.${SIGNATURE}`, DISCOVERY)).to.equal('accepted');
  });

  it('T6 is refused when that token comes again, at once or much later', async () => {
    const token = `Bearer ${unsigned(HEADER, CLAIMS)}.${SIGNATURE}`;
    await office.verdict(token, DISCOVERY);
    expect(await office.verdict(token, DISCOVERY)).to.equal('401 replayed');
    office.wait(3600);
    expect(await office.verdict(token, DISCOVERY)).to.equal('401 expired');
  });

  it('T2 gets as far as the signature with a token in its form that it did not sign', async () => {
    const claims = claimsWith({ ...CLAIMS, jti: 'another' });
    expect(await office.verdict(`Bearer ${unsigned(HEADER, claims)}.${SIGNATURE}`, DISCOVERY)).to.equal(
      '401 signature',
    );
  });
});
