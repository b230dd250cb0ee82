// Where the store is: `file:./data/midback.db` or `postgres://user@host/database`.
import { resolve } from 'node:path';

/** A parsed address. */
export type StoreAddress =
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly connectionString: string };

/** What an address looks like, for messages. The address itself is never told: it may hold a password. */
export const STORE_ADDRESS_FORMS = 'file:<path> or postgres://<user>@<host>/<database>';

const FILE = /^file:(?:\/\/(?=\/))?([^?#]*[^?#/\\])$/;

/** Reads an address; a relative path counts from the working directory. Undefined: it is none. */
export function parseStoreAddress(url: string): StoreAddress | undefined {
  const file = FILE.exec(url)?.[1];
  // `:memory:` and its like are no files, and `//host/share` would be one of another machine.
  if (file !== undefined) return /^(:|\/\/)/.test(file) ? undefined : { kind: 'sqlite', file: resolve(file) };
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  return { kind: 'postgres', connectionString: url };
}
