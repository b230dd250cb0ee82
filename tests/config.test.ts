import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig, type Config, type Environment } from '../src/config.ts';

function mistakes(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('config', () => {
  it('runs on loopback, port 3000, with the shipped knowledge, when nothing is set', () => {
    const { clock, ...config } = loadConfig({});
    expect(clock()).to.be.instanceOf(Date);
    expect(config).to.deep.equal({
      host: '127.0.0.1',
      port: 3000,
      baseUrl: undefined,
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      fixedClock: undefined,
      hooksDir: join(import.meta.dirname, '..', 'hooks'),
      siteDir: undefined,
      logLevel: 'info',
      bodyLimit: 5_242_880,
    });
    expect(existsSync(config.hooksDir)).to.equal(true);
  });

  it('takes an empty variable for an unset one', () => {
    const names =
      'HOST PORT CDS_BASE_URL CDS_TIME_ZONE CDS_CLOCK HOOKS_DIR CDS_SITE_DIR LOG_LEVEL CDS_BODY_LIMIT'.split(' ');
    expect(loadConfig(Object.fromEntries(names.map((name) => [name, ''])))).to.deep.equal(loadConfig({}));
  });

  it('cannot be changed', () => {
    const config = loadConfig({}) as { -readonly [Name in keyof Config]: Config[Name] };
    expect(() => {
      config.port = 1;
    }).to.throw(TypeError);
  });

  it('reads every variable', () => {
    const config = loadConfig({
      HOST: 'localhost',
      PORT: '0',
      CDS_BASE_URL: 'https://cds.example/back',
      CDS_TIME_ZONE: 'Pacific/Auckland',
      CDS_CLOCK: '2026-03-02T10:00:00-05:00',
      HOOKS_DIR: import.meta.dirname,
      LOG_LEVEL: 'silent',
      CDS_BODY_LIMIT: '1024',
    });
    expect(config).to.deep.include({
      host: 'localhost',
      port: 0,
      baseUrl: 'https://cds.example/back',
      timeZone: 'Pacific/Auckland',
      fixedClock: '2026-03-02T10:00:00-05:00',
      hooksDir: import.meta.dirname,
      logLevel: 'silent',
      bodyLimit: 1024,
    });
    expect(config.clock().toISOString()).to.equal('2026-03-02T15:00:00.000Z');
  });

  it('tells all mistakes at once, each with its variable, what was expected and what came', () => {
    const wrong = { PORT: '80a', CDS_TIME_ZONE: 'Mars/Olympus', LOG_LEVEL: 'loud' };
    expect(mistakes(wrong)).to.deep.equal([
      'PORT: expected a whole number from 0 to 65535, got "80a"',
      'CDS_TIME_ZONE: expected an IANA time zone such as America/New_York, got "Mars/Olympus"',
      'LOG_LEVEL: expected one of debug, info, warn, error, silent, got "loud"',
    ]);
    expect(() => loadConfig(wrong)).to.throw(/PORT[^]*CDS_TIME_ZONE[^]*LOG_LEVEL/);
  });

  const refused: Readonly<Record<string, readonly string[]>> = {
    HOST: ['http://x', 'a b', '-x', ':'],
    PORT: ['-1', '65536', '1.5', ' 80', '0x50'],
    CDS_BASE_URL: ['cds.example', 'ftp://x', 'https://x/', 'https://x?y', 'https://x#y', 'https://a:b@x', 'https://'],
    CDS_TIME_ZONE: ['+05:00', 'Nowhere'],
    CDS_CLOCK: ['2026-03-02', '2026-03-02T10:00:00', '2026-02-30T10:00:00Z', '2026-13-01T10:00:00Z', 'now'],
    HOOKS_DIR: ['/does/not/exist', import.meta.filename],
    LOG_LEVEL: ['INFO', 'trace'],
    CDS_BODY_LIMIT: ['0', '5MB', '104857601'],
  };
  for (const [name, values] of Object.entries(refused)) {
    for (const value of values) {
      it(`refuses ${name}=${value.replace(import.meta.dirname, '')}`, () => {
        expect(mistakes({ [name]: value }).map((mistake) => mistake.split(':')[0])).to.deep.equal([name]);
      });
    }
  }

  it('stops the clock on loopback only', () => {
    const CDS_CLOCK = '2026-03-02T10:00:00Z';
    for (const HOST of ['127.0.0.1', '127.9.9.9', '::1', 'localhost'])
      expect(mistakes({ HOST, CDS_CLOCK })).to.be.empty;
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', '127.example.com']) {
      expect(mistakes({ HOST, CDS_CLOCK })).to.deep.equal([
        `CDS_CLOCK: expected only with HOST on loopback, got HOST "${HOST}"`,
      ]);
    }
  });
});
