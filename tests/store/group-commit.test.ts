// How writes are grouped, without a database.
import { expect } from 'chai';
import { GroupCommit, type Grouping, type Waiting } from '../../src/store/group-commit.ts';
import { StoreConflictError, StoreRejectedError, StoreUnavailableError } from '../../src/store/store-errors.ts';

interface Named extends Waiting {
  readonly name: string;
  readonly done: () => void;
}

/** A queue over a database that keeps what each transaction held. */
function queueOver(fails: (names: readonly string[]) => Error | undefined, grouping: Partial<Grouping> = {}) {
  const transactions: string[][] = [];
  const queue = new GroupCommit<Named>(
    async (group) => {
      const names = group.map(({ name }) => name);
      transactions.push(names);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const error = fails(names);
      if (error !== undefined) throw error;
      return () => {
        for (const { done } of group) done();
      };
    },
    { gatherMs: 2, mostRows: 100, mostWaiting: 1000, ...grouping },
  );
  const write = (name: string, rows = 1): Promise<string> =>
    new Promise((resolve, reject) => {
      const done = (): void => {
        resolve(name);
      };
      queue.add({ name, rows, done, fail: reject });
    });
  return { queue, write, transactions };
}

const statuses = async (writes: readonly Promise<string>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(writes)).map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as Error).name,
  );

describe('group commit', () => {
  it('makes one transaction of what arrives within a few milliseconds, in the order of arrival', async () => {
    const { write, transactions } = queueOver(() => undefined);
    await Promise.all(['a', 'b', 'c'].map((name) => write(name)));
    expect(transactions).to.deep.equal([['a', 'b', 'c']]);
  });

  it('gathers what arrives during a commit for the next one, which begins at once', async () => {
    const { write, transactions } = queueOver(() => undefined);
    const first = write('a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([first, write('b'), write('c')]);
    expect(transactions).to.deep.equal([['a'], ['b', 'c']]);
  });

  it('acknowledges only after the commit', async () => {
    let committed = false;
    const { write } = queueOver(() => {
      committed = true;
      return undefined;
    });
    await write('a').then(() => {
      expect(committed).to.equal(true);
    });
  });

  it('commits the others of a group with a bad row one by one', async () => {
    const { write, transactions } = queueOver((names) =>
      names.includes('bad') ? new StoreRejectedError('x') : undefined,
    );
    expect(await statuses(['a', 'bad', 'c'].map((name) => write(name)))).to.deep.equal([
      'a',
      'StoreRejectedError',
      'c',
    ]);
    expect(transactions).to.deep.equal([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('tries a group that collided with another instance one by one', async () => {
    const { write } = queueOver((names) => (names.length > 1 ? new StoreConflictError('40P01') : undefined));
    expect(await statuses(['a', 'b'].map((name) => write(name)))).to.deep.equal(['a', 'b']);
  });

  it('does not try a database that is away once for each write', async () => {
    const { write, transactions } = queueOver(() => new StoreUnavailableError('away'));
    const failed = await statuses(['a', 'b', 'c'].map((name) => write(name)));
    expect(new Set(failed)).to.deep.equal(new Set(['StoreUnavailableError']));
    expect(transactions).to.have.length(1);
  });

  it('gives up the rest when the database goes away in the middle', async () => {
    const { write, transactions } = queueOver((names) => {
      if (names.length > 1) return new StoreRejectedError('x');
      return names[0] === 'a' ? undefined : new StoreUnavailableError('away');
    });
    const results = await statuses(['a', 'b', 'c'].map((name) => write(name)));
    expect(results).to.deep.equal(['a', 'StoreUnavailableError', 'StoreUnavailableError']);
    expect(transactions).to.deep.equal([['a', 'b', 'c'], ['a'], ['b']]);
  });

  it('bounds the rows of a transaction; a larger write goes alone', async () => {
    const { write, transactions } = queueOver(() => undefined, { mostRows: 3 });
    await Promise.all([write('a', 2), write('b', 1), write('c', 1), write('large', 9), write('d', 1)]);
    expect(transactions).to.deep.equal([['a', 'b'], ['c'], ['large'], ['d']]);
  });

  it('refuses what is beyond the bound of the queue at once, and takes more when there is room', async () => {
    const { queue, write } = queueOver(() => undefined, { mostWaiting: 2 });
    const writes = ['a', 'b', 'beyond'].map((name) => write(name));
    expect(queue.length).to.equal(2);
    expect(await statuses(writes)).to.deep.equal(['a', 'b', 'StoreFullError']);
    expect(await write('later')).to.equal('later');
  });

  it('counts what is under way as waiting', async () => {
    const { queue, write } = queueOver(() => undefined, { mostWaiting: 1 });
    const first = write('a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(queue.length).to.equal(1);
    expect(await statuses([write('b'), first])).to.deep.equal(['StoreFullError', 'a']);
    expect(queue.length).to.equal(0);
  });

  it('commits what waits when it is closed, and refuses what comes later', async () => {
    const { queue, write, transactions } = queueOver(() => undefined);
    const writes = ['a', 'b'].map((name) => write(name));
    await queue.close();
    expect(transactions).to.deep.equal([['a', 'b']]);
    expect(await statuses([...writes, write('late')])).to.deep.equal(['a', 'b', 'StoreUnavailableError']);
  });
});
