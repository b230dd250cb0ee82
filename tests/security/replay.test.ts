// One token, one call (conformance T6).
import { expect } from 'chai';
import { createMemoryReplayGuard, ReplayGuardFullError, type ReplayGuard } from '../../src/security/replay-guard.ts';
import { openOffice, type Office } from './office.ts';
import { bearer, ISSUER, newSigner, NOW, type Signer } from './tokens.ts';

const SECOND = 1000;
const at = (seconds: number): Date => new Date(seconds * SECOND);

describe('replay', () => {
  let signer: Signer;
  let stranger: Signer;
  let office: Office;

  before(async () => {
    [signer, stranger] = await Promise.all([newSigner('ES384', 'ec-1'), newSigner('ES384', 'ec-1')]);
  });

  beforeEach(() => {
    office = openOffice([{ issuer: ISSUER, keys: [signer.jwk] }]);
  });

  it('T6 lets exactly one of fifty concurrent uses of a token through', async () => {
    const token = await bearer(signer);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => office.verdict(token)));
    expect(verdicts.filter((verdict) => verdict === 'accepted')).to.have.lengthOf(1);
    expect(verdicts.filter((verdict) => verdict === '401 replayed')).to.have.lengthOf(49);
  });

  it('T6 knows a jti again in another token, until the token would have expired', async () => {
    expect(await office.verdict(await bearer(signer, { jti: 'one' }))).to.equal('accepted');
    expect(await office.verdict(await bearer(signer, { jti: 'one', iat: NOW - 1 }))).to.equal('401 replayed');
    office.wait(329);
    const later = { jti: 'one', iat: NOW + 329, exp: NOW + 629 };
    expect(await office.verdict(await bearer(signer, later))).to.equal('401 replayed');
    office.wait(1);
    expect(await office.verdict(await bearer(signer, later))).to.equal('accepted');
  });

  it('T6 lets nobody else use up a jti: the signature comes first', async () => {
    expect(await office.verdict(await bearer(stranger, { jti: 'mine' }))).to.equal('401 signature');
    expect(await office.verdict(await bearer(signer, { jti: 'mine' }))).to.equal('accepted');
  });

  it('T6 keeps the tokens of one issuer apart from those of another', async () => {
    const guard = createMemoryReplayGuard(() => at(NOW));
    expect(await guard.firstUse('a', 'x', at(NOW + 60))).to.equal(true);
    expect(await guard.firstUse('b', 'x', at(NOW + 60))).to.equal(true);
    expect(await guard.firstUse('a', 'x', at(NOW + 60))).to.equal(false);
  });
});

describe('the memory for used tokens', () => {
  let now: number;

  beforeEach(() => {
    now = NOW;
  });

  const fill = async (guard: ReplayGuard, count: number, prefix: string): Promise<void> => {
    for (let index = 0; index < count; index += 1) await guard.firstUse('a', `${prefix}${index}`, at(now + 60));
  };

  it('is bounded for each issuer: what does not fit is refused, never forgotten', async () => {
    const guard = createMemoryReplayGuard(() => at(now), 10);
    await fill(guard, 10, 'x');
    const error = await guard.firstUse('a', 'y', at(now + 60)).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ReplayGuardFullError);
    expect(await guard.firstUse('a', 'x0', at(now + 60))).to.equal(false);
    expect(await guard.firstUse('b', 'y', at(now + 60))).to.equal(true);
  });

  it('makes room when tokens expire', async () => {
    const guard = createMemoryReplayGuard(() => at(now), 10);
    await fill(guard, 10, 'x');
    now += 60;
    await fill(guard, 10, 'y');
    expect(await guard.firstUse('a', 'y9', at(now + 60))).to.equal(false);
  });

  it('sweeps without being full, and forgets nothing that is still good', async () => {
    const guard = createMemoryReplayGuard(() => at(now));
    await guard.firstUse('a', 'long', at(now + 10_000));
    for (let round = 0; round < 4; round += 1) {
      await fill(guard, 1500, `${round}-`);
      now += 61;
    }
    expect(await guard.firstUse('a', 'long', at(now + 60))).to.equal(false);
  });
});
