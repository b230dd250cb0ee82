// Addresses of stores.
import { expect } from 'chai';
import { resolve } from 'node:path';
import { createLog } from '../../src/base/log.ts';
import { systemClock } from '../../src/base/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { parseStoreAddress } from '../../src/store/store-address.ts';
import { errorOf } from './writes.ts';

describe('store address', () => {
  const files: Readonly<Record<string, string>> = {
    'file:./data/midback.db': resolve('data/midback.db'),
    'file:midback.db': resolve('midback.db'),
    'file:/var/lib/midback/midback.db': '/var/lib/midback/midback.db',
    'file:///var/lib/midback.db': '/var/lib/midback.db',
  };
  for (const [url, file] of Object.entries(files)) {
    it(`reads ${url} as a file`, () => {
      expect(parseStoreAddress(url)).to.deep.equal({ kind: 'sqlite', file });
    });
  }

  for (const url of ['postgres://midback@db.example/midback', 'postgresql://u:p@[::1]:5432/d?sslmode=require']) {
    it(`reads ${url} as PostgreSQL`, () => {
      expect(parseStoreAddress(url)).to.deep.equal({ kind: 'postgres', connectionString: url });
    });
  }

  const none = [
    '',
    'file:',
    'file:data/',
    'file::memory:',
    'file://host/x.db',
    'file:x.db?mode=ro',
    './x.db',
    'mysql://h/d',
  ];
  for (const url of [...none, 'postgres:h/d', 'postgres://h:port/d', 'libsql://h', 'http://h/x.db']) {
    it(`refuses "${url}"`, () => {
      expect(parseStoreAddress(url)).to.equal(undefined);
    });
  }

  it('is not told when it cannot be used, since it may hold a password', async () => {
    const parts = { clock: systemClock, log: createLog('silent') };
    const error = await errorOf(openStore('mysql://user:secret@host/db', parts));
    expect(error).to.have.property('name', 'StoreUnusableError');
    expect(error)
      .to.have.property('message')
      .that.includes('file:<path> or postgres://')
      .and.does.not.include('secret');
  });
});
