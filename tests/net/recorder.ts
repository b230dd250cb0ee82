// A network that only takes notes: names resolve to what the test says, and nothing is ever sent.
import { isIP } from 'node:net';
import { createGuardedClient, type Dial, type GuardedClient, type Resolve } from '../../src/net/guarded-client.ts';

/** A client on the recording network. */
export interface RecordingClient {
  readonly client: GuardedClient;
  /** Names that were asked for, in order. */
  readonly resolved: readonly string[];
  /** `host -> addresses` of every connection that was about to be opened. */
  readonly dialled: readonly string[];
}

/** What a name resolves to: one answer for good, or one after the other, the last for good. */
export type Names = Readonly<Record<string, readonly string[] | readonly (readonly string[])[]>>;

/** A client whose connections all fail after they were noted. */
export function recordingClient(names: Names = {}): RecordingClient {
  const resolved: string[] = [];
  const dialled: string[] = [];
  const dial: Dial = ({ endpoint, addresses }) => {
    dialled.push(`${endpoint.hostname} -> ${addresses.map(({ address }) => address).join(' ')}`);
    return Promise.reject(new Error('nothing is dialled in this test'));
  };
  const resolve = resolverFor(names, (name) => resolved.push(name));
  return { client: createGuardedClient({ resolve, dial }), resolved, dialled };
}

/** Resolves names by the table. */
export function resolverFor(names: Names, note: (name: string) => void = () => undefined): Resolve {
  const asked = new Map<string, number>();
  return (name) => {
    note(name);
    const time = asked.get(name) ?? 0;
    asked.set(name, time + 1);
    const answers = names[name];
    if (answers === undefined) return Promise.reject(new Error(`getaddrinfo ENOTFOUND ${name}`));
    const answer = answers.every((item) => typeof item === 'string')
      ? answers
      : (answers[time] ?? answers.at(-1) ?? []);
    return Promise.resolve([...answer].map((address) => ({ address, family: isIP(address) })));
  };
}
