// One answered call as the store may know it: no name, no id of a person, no clinical content.
import type { Clock } from '../base/clock.ts';
import type { Card } from '../cards/card.ts';
import type { HookRequest } from '../cds/hook-request.ts';
import type { Caller } from '../security/caller.ts';
import type { IssuedCall, IssuedCard } from '../store/store.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** What is known of a call when its answer is ready. */
export interface AnsweredCall {
  /** Id of the service. */
  readonly service: string;
  readonly request: HookRequest;
  readonly cards: readonly Card[];
  /** Rules switched to silent that would have fired. */
  readonly silentRules: readonly string[];
  readonly caller: Caller;
  readonly milliseconds: number;
}

/** What turns it into a row. */
export interface CallRecorderDeps {
  readonly hash: KeyedHash;
  readonly clock: Clock;
  readonly knowledgeVersion: string;
}

/** The row of an answered call. */
export function issuedCall(call: AnsweredCall, { hash, clock, knowledgeVersion }: CallRecorderDeps): IssuedCall {
  const { request, caller } = call;
  const { issuer, tenant } = caller;
  return {
    issuedAt: clock(),
    service: call.service,
    hook: request.hook,
    hookInstance: request.hookInstance,
    knowledgeVersion,
    issuer,
    tenant,
    patientHash: hash('patient', issuer, request.patientId),
    userHash: hash('user', issuer, request.userId),
    milliseconds: call.milliseconds,
    cards: call.cards.map(issuedCard),
    silentRules: call.silentRules,
  };
}

function issuedCard({ uuid, indicator, extension, suggestions = [] }: Card): IssuedCard {
  return {
    uuid,
    rule: extension['com.midback-cds.why'].rule,
    indicator,
    suggestions: suggestions.map((suggestion) => ({
      uuid: suggestion.uuid,
      id: suggestion.extension['com.midback-cds.id'],
    })),
  };
}
