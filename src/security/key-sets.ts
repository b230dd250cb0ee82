// The keys of a client: from the configuration, or from the one address that the configuration names (conformance T5).
import type { Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import { isObject } from '../fhir/lenient.ts';
import { GuardedRequestError, type GuardedClient } from '../net/guarded-client.ts';
import type { KeySource } from './trusted-client.ts';
import { readVerificationKey, type VerificationKey } from './verification-key.ts';

/** Finds keys by `kid`. */
export interface KeySet {
  /** All keys of that id, mostly one; undefined when no keys could be had at all. */
  find(keyId: string): Promise<readonly VerificationKey[] | undefined>;
}

/** What published keys are fetched with. */
export interface KeySetDeps {
  readonly http: GuardedClient;
  readonly clock: Clock;
  readonly log: EventLog;
}

type Published = Extract<KeySource, { readonly kind: 'published' }>;

const SECOND = 1000;
const FRESH = 10 * 60 * SECOND;
const LONGEST_WITHOUT_REFRESH = 24 * 60 * 60 * SECOND;
const BETWEEN_FETCHES = 30 * SECOND;
const FETCH_DEADLINE = 2 * SECOND;
const LARGEST_SET = 256 * 1024;
const MOST_KEYS = 100;

/** The key set of a source. */
export function openKeySet(source: KeySource, deps: KeySetDeps): KeySet {
  if (source.kind === 'published') return new PublishedKeySet(source, deps);
  return { find: (keyId) => Promise.resolve(source.keys.filter(({ id }) => id === keyId)) };
}

/** Keys that rotate: fetched when old, or when a `kid` is unknown; never twice within 30 s, whatever tokens come in. */
class PublishedKeySet implements KeySet {
  readonly #source: Published;
  readonly #deps: KeySetDeps;
  #keys: readonly VerificationKey[] | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  constructor(source: Published, deps: KeySetDeps) {
    this.#source = source;
    this.#deps = deps;
  }

  async find(keyId: string): Promise<readonly VerificationKey[] | undefined> {
    if (this.#age() > FRESH) await this.#refresh();
    let found = this.#withId(keyId);
    if (found?.length === 0) {
      await this.#refresh();
      found = this.#withId(keyId);
    }
    return found;
  }

  #withId(keyId: string): readonly VerificationKey[] | undefined {
    // Old keys bridge an outage of the client, not more: a key may have been withdrawn meanwhile.
    if (this.#age() > LONGEST_WITHOUT_REFRESH) return undefined;
    return this.#keys?.filter(({ id }) => id === keyId);
  }

  #age(): number {
    return this.#now() - this.#fetchedAt;
  }

  #now(): number {
    return this.#deps.clock().getTime();
  }

  /** Joins a fetch that is under way. */
  async #refresh(): Promise<void> {
    if (this.#fetching === undefined) {
      if (this.#now() - this.#triedAt < BETWEEN_FETCHES) return;
      this.#triedAt = this.#now();
      this.#fetching = this.#fetch().finally(() => {
        this.#fetching = undefined;
      });
    }
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { url } = this.#source;
    try {
      this.#keys = await fetchKeys(this.#source, this.#deps.http);
      this.#fetchedAt = this.#now();
      this.#deps.log.event('key-set.fetched', { url, count: this.#keys.length });
    } catch (error) {
      const reason = error instanceof GuardedRequestError ? error.reason : 'not-a-key-set';
      this.#deps.log.event('key-set.fetch-failed', { url, reason }, 'warn');
    }
  }
}

async function fetchKeys({ url, reach }: Published, http: GuardedClient): Promise<readonly VerificationKey[]> {
  const answer = await http.get(url, {
    origins: new Set([new URL(url).origin]),
    reach,
    accept: 'application/jwk-set+json, application/json',
    signal: AbortSignal.timeout(FETCH_DEADLINE),
    maxBytes: LARGEST_SET,
  });
  if (answer.status !== 200) throw new TypeError('the answer has no key set');
  const set: unknown = JSON.parse(answer.body.toString());
  if (!isObject(set) || !Array.isArray(set['keys']) || set['keys'].length > MOST_KEYS) {
    throw new TypeError('the answer is no key set');
  }
  // A set may hold keys for other purposes, which are not for us.
  return set['keys'].flatMap((jwk) => readVerificationKey(jwk).key ?? []);
}
