// The port to what is kept: calls answered, what users did with their cards, tokens used, rules switched. It holds no clinical
// content and no names: patients and users are keyed hashes, and a comment arrives here encrypted.

/** A suggestion as its card carried it. */
export interface IssuedSuggestion {
  readonly uuid: string;
  /** The suggestion's id in the knowledge. */
  readonly id: string;
}

/** A card as it left. */
export interface IssuedCard {
  readonly uuid: string;
  readonly rule: string;
  readonly indicator: string;
  readonly suggestions: readonly IssuedSuggestion[];
}

/** One answered call; a call without cards counts too. */
export interface IssuedCall {
  readonly issuedAt: Date;
  readonly service: string;
  readonly hook: string;
  readonly hookInstance: string;
  readonly knowledgeVersion: string;
  /** Undefined: authentication is off. */
  readonly issuer: string | undefined;
  readonly tenant: string | undefined;
  readonly patientHash: string;
  readonly userHash: string;
  /** What the answer took; kept in whole milliseconds. */
  readonly milliseconds: number;
  readonly cards: readonly IssuedCard[];
  /** Rules switched to silent that would have fired. */
  readonly silentRules: readonly string[];
}

/** What a user did with a card. */
export interface Outcome {
  /** Uuid of the card. */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeAt: Date;
  /** Uuids of the suggestions taken. */
  readonly acceptedSuggestions: readonly string[];
  readonly reason?: { readonly code: string; readonly system?: string };
  /** The user's words, encrypted. */
  readonly comment?: Buffer;
  readonly issuer: string | undefined;
}

/**
 * What became of an outcome. `duplicate`: the same card, outcome and instant were stored before. `unknown-card`: the issuer
 * got no such card. `unknown-suggestion`: the card has no such suggestion. `withheld`: nothing is wrong with it, but
 * another of its batch is unknown, and then none of the batch is stored.
 */
export type OutcomeResult = 'stored' | 'duplicate' | 'unknown-card' | 'unknown-suggestion' | 'withheld';

/** An outcome as it was stored. */
export interface StoredOutcome extends Omit<Outcome, 'card' | 'issuer' | 'acceptedSuggestions'> {
  readonly receivedAt: Date;
  readonly acceptedSuggestions: readonly IssuedSuggestion[];
}

/** A card with all its outcomes, oldest first. */
export interface StoredCard extends IssuedCard {
  readonly outcomes: readonly StoredOutcome[];
}

/** A call with all that belongs to it. */
export interface ExportRow extends Omit<IssuedCall, 'cards'> {
  readonly id: string;
  readonly cards: readonly StoredCard[];
}

/** What a rule is switched to at run time. */
export type SwitchStatus = 'on' | 'off' | 'silent';

/** Who switched a rule, and when. */
export interface SwitchChange {
  readonly rule: string;
  readonly status: SwitchStatus;
  readonly at: Date;
  readonly by: string;
}

/**
 * Keeps. Every promise of a write resolves once the write is committed to disk. A database that cannot be reached or is too
 * busy makes it reject with StoreUnavailableError, a value that the database refuses with StoreRejectedError.
 */
export interface Store {
  /** Safe to repeat: the same hook instance, hook, service, patient and client are one call, each of its cards one card. */
  issued(call: IssuedCall): Promise<void>;
  /** One result for each outcome. A batch is stored whole, or not at all when any of it is unknown. Safe to repeat. */
  outcomes(batch: readonly Outcome[]): Promise<readonly OutcomeResult[]>;
  /** True for exactly one call for each issuer and `jti`, over all instances (conformance T6). */
  firstUse(issuer: string, tokenId: string, expiresAt: Date): Promise<boolean>;
  /** Removes calls issued before, with cards and outcomes; tells how many. Closing stops it, and the next one goes on. */
  purge(before: Date): Promise<number>;
  /** The calls issued since, newest last, in pages. */
  rows(since: Date): AsyncIterable<ExportRow>;
  /** The rules that were ever switched. */
  switches(): Promise<ReadonlyMap<string, SwitchStatus>>;
  /** Switches a rule and notes who did it. */
  setSwitch(rule: string, status: SwitchStatus, by: string): Promise<void>;
  /** Every change of a switch, newest last. */
  switchHistory(): Promise<readonly SwitchChange[]>;
  /** True when the database answers and, if the last write failed, takes writes again. Never rejects. */
  ready(): Promise<boolean>;
  /** Writes that wait for their commit, those under way included. */
  queued(): number;
  /** Commits what waits, then closes; later writes are refused. */
  close(): Promise<void>;
}
