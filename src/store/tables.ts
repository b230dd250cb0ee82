// The tables, as both databases have them. Instants are milliseconds since 1970, so that their differences need no dialect.
import type { Kysely } from 'kysely';

/** Calls answered. */
export interface CallRow {
  readonly id: string;
  readonly issued_at: number;
  readonly service: string;
  readonly hook: string;
  readonly hook_instance: string;
  readonly knowledge_version: string;
  /** Empty: authentication was off. */
  readonly issuer: string;
  readonly tenant: string | null;
  readonly patient_hash: string;
  readonly user_hash: string;
  readonly milliseconds: number;
}

/** Cards of the calls. */
export interface CardRow {
  readonly call_id: string;
  readonly uuid: string;
  readonly issuer: string;
  readonly rule: string;
  readonly indicator: string;
  /** JSON: a list of IssuedSuggestion. They are read with their card only. */
  readonly suggestions: string;
}

/** Rules that would have fired, were they not silent. */
export interface SilentRuleRow {
  readonly call_id: string;
  readonly rule: string;
}

/** What users did with cards. */
export interface OutcomeRow {
  readonly id: string;
  readonly call_id: string;
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcome_at: number;
  readonly received_at: number;
  readonly reason_code: string | null;
  readonly reason_system: string | null;
  readonly comment: Buffer | null;
}

/** Suggestions taken. */
export interface AcceptedSuggestionRow {
  readonly outcome_id: string;
  readonly uuid: string;
  readonly suggestion: string;
}

/** Tokens used, by the digest of their `jti`. */
export interface UsedTokenRow {
  readonly issuer: string;
  readonly token: string;
  readonly expires_at: number;
}

/** What rules are switched to. */
export interface RuleSwitchRow {
  readonly rule: string;
  readonly status: 'on' | 'off' | 'silent';
  readonly changed_at: number;
  readonly changed_by: string;
}

/** Every switching. */
export interface RuleSwitchHistoryRow extends RuleSwitchRow {
  readonly id: string;
}

/** All tables by name. */
export interface Tables {
  readonly calls: CallRow;
  readonly cards: CardRow;
  readonly silent_rules: SilentRuleRow;
  readonly outcomes: OutcomeRow;
  readonly accepted_suggestions: AcceptedSuggestionRow;
  readonly used_tokens: UsedTokenRow;
  readonly rule_switches: RuleSwitchRow;
  readonly rule_switch_history: RuleSwitchHistoryRow;
}

/** An open database, or a transaction in it. */
export type Database = Kysely<Tables>;
