import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, loadKnowledgeConfig, type Config } from '../src/config.ts';
import { ConfigError, type Environment } from '../src/environment.ts';

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
      trustedClients: undefined,
      fhirServers: [],
      corsOrigins: [],
      fetchDeadline: 350,
      tls: undefined,
      databaseUrl: 'file:./data/midback.db',
      auditMode: 'strict',
      auditKeyFile: undefined,
      commentKeyFile: undefined,
      retentionDays: 730,
    });
    expect(existsSync(config.hooksDir)).to.equal(true);
  });

  it('takes an empty variable for an unset one', () => {
    const names =
      'HOST PORT CDS_BASE_URL CDS_TIME_ZONE CDS_CLOCK HOOKS_DIR CDS_SITE_DIR LOG_LEVEL CDS_BODY_LIMIT CDS_TRUSTED_CLIENTS CDS_FHIR_SERVERS CDS_CORS_ORIGINS CDS_FETCH_DEADLINE_MS TLS_CERT_FILE TLS_KEY_FILE TLS_CLIENT_CA_FILE'.split(
        ' ',
      );
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
      CDS_BASE_URL: 'http://localhost:8080/back',
      CDS_TIME_ZONE: 'Pacific/Auckland',
      CDS_CLOCK: '2026-03-02T10:00:00-05:00',
      HOOKS_DIR: import.meta.dirname,
      LOG_LEVEL: 'silent',
      CDS_BODY_LIMIT: '1024',
      CDS_FHIR_SERVERS: 'https://ehr.example, http://127.0.0.1:8080',
      CDS_CORS_ORIGINS: 'https://app.example',
      CDS_FETCH_DEADLINE_MS: '0',
      TLS_CERT_FILE: import.meta.filename,
      TLS_KEY_FILE: import.meta.filename,
    });
    expect(config).to.deep.include({
      host: 'localhost',
      port: 0,
      baseUrl: 'http://localhost:8080/back',
      timeZone: 'Pacific/Auckland',
      fixedClock: '2026-03-02T10:00:00-05:00',
      hooksDir: import.meta.dirname,
      logLevel: 'silent',
      bodyLimit: 1024,
      fhirServers: ['https://ehr.example', 'http://127.0.0.1:8080'],
      corsOrigins: ['https://app.example'],
      fetchDeadline: 0,
      tls: { certificate: import.meta.filename, key: import.meta.filename, clientAuthority: undefined },
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
    CDS_TRUSTED_CLIENTS: ['/does/not/exist', import.meta.dirname],
    CDS_FHIR_SERVERS: ['ehr.example', 'https://ehr.example/', 'https://ehr.example/fhir', 'https://EHR.example', '*'],
    CDS_CORS_ORIGINS: ['null', '*', 'https://app.example:443', 'ftp://app.example'],
    CDS_FETCH_DEADLINE_MS: ['-1', '30001', '1s'],
    TLS_CERT_FILE: [import.meta.filename],
    TLS_KEY_FILE: ['/does/not/exist'],
    CDS_AUDIT: ['off', 'STRICT'],
    CDS_AUDIT_KEY_FILE: ['/does/not/exist'],
    CDS_STORE_COMMENTS: ['yes', 'on'],
    CDS_RETENTION_DAYS: ['0', '36501', '2y'],
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
    for (const HOST of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) {
      expect(mistakes({ HOST, CDS_CLOCK })).to.deep.equal([]);
    }
    for (const HOST of ['0.0.0.0', '::', '10.0.0.1', '127.example.com']) {
      expect(mistakes({ HOST, CDS_CLOCK })[0]).to.equal(
        `CDS_CLOCK: expected only with HOST on loopback, not with HOST "${HOST}", which others can reach`,
      );
    }
  });

  it('T1 T2 starts where others can reach it only with trusted clients and a public https address', () => {
    const HOST = '0.0.0.0';
    const CDS_TRUSTED_CLIENTS = import.meta.filename;
    const variables = (environment: Environment) => mistakes(environment).map((mistake) => mistake.split(':')[0]);
    expect(variables({ HOST })).to.deep.equal(['CDS_TRUSTED_CLIENTS', 'CDS_BASE_URL']);
    expect(variables({ HOST, CDS_TRUSTED_CLIENTS, CDS_BASE_URL: 'http://cds.example' })).to.deep.equal([
      'CDS_BASE_URL',
    ]);
    expect(variables({ HOST, CDS_TRUSTED_CLIENTS, CDS_BASE_URL: 'https://cds.example' })).to.deep.equal([]);
  });

  it('T2 does not open the doors behind a proxy', () => {
    const CDS_BASE_URL = 'https://cds.example';
    expect(mistakes({ CDS_BASE_URL })).to.deep.equal([
      'CDS_TRUSTED_CLIENTS: expected the file of the clients that may call, with a public CDS_BASE_URL',
    ]);
    expect(mistakes({ CDS_BASE_URL, CDS_TRUSTED_CLIENTS: import.meta.filename })).to.deep.equal([]);
    for (const own of ['http://localhost:3000', 'http://127.0.0.1:3000/cds', 'http://[::1]:3000']) {
      expect(mistakes({ CDS_BASE_URL: own })).to.deep.equal([]);
    }
  });

  it('asks for https towards FHIR servers that are not on this machine', () => {
    expect(mistakes({ CDS_FHIR_SERVERS: 'http://10.0.0.1,https://10.0.0.1,http://[::1]:80' })).to.have.length(1);
    expect(mistakes({ CDS_FHIR_SERVERS: 'http://10.0.0.1' })).to.deep.equal([
      'CDS_FHIR_SERVERS: expected https outside loopback, got "http://10.0.0.1"',
    ]);
  });

  it('takes origins from the environment only as long as there is no file of clients', () => {
    const CDS_TRUSTED_CLIENTS = import.meta.filename;
    expect(mistakes({ CDS_TRUSTED_CLIENTS, CDS_FHIR_SERVERS: 'https://a.example' })).to.deep.equal([
      'CDS_FHIR_SERVERS: expected only without CDS_TRUSTED_CLIENTS, whose entries list the origins of each client',
    ]);
  });

  it('asks for certificate and key together', () => {
    const file = import.meta.filename;
    const message = 'TLS_CERT_FILE: expected together with TLS_KEY_FILE, one does not go without the other';
    for (const environment of [{ TLS_KEY_FILE: file }, { TLS_CLIENT_CA_FILE: file }]) {
      expect(mistakes(environment)).to.deep.equal([message]);
    }
  });

  it('keeps comments only with a key, and takes a key only for comments', () => {
    const key = import.meta.filename;
    expect(mistakes({ CDS_STORE_COMMENTS: 'on', CDS_COMMENT_KEY_FILE: key })).to.deep.equal([]);
    expect(mistakes({ CDS_COMMENT_KEY_FILE: key })).to.have.length(1);
  });

  it('tells nothing of a database address that is wrong, which may hold a password', () => {
    const told = mistakes({ DATABASE_URL: 'mysql://me:CANARY@db.example/cds' });
    expect(told).to.deep.equal(['DATABASE_URL: expected file:<path> or postgres://<user>@<host>/<database>']);
  });

  it('asks a command for nothing but the knowledge and the clock', () => {
    const config = loadKnowledgeConfig({ PORT: 'nonsense', HOST: '0.0.0.0', CDS_TIME_ZONE: 'Europe/Berlin' });
    expect(config).to.include({ timeZone: 'Europe/Berlin', fixedClock: undefined });
    expect(() => loadKnowledgeConfig({ CDS_TIME_ZONE: 'Mars/Olympus' })).to.throw(ConfigError, 'CDS_TIME_ZONE');
  });
});
