// The wire format of a CDS Hooks answer (CDS Hooks 2.0, "CDS Service Response").
import type { JsonObject, RawResource } from '../fhir/types.ts';
import type { IndicatorName } from '../rules/card-rule.ts';

/** A FHIR Coding that is complete enough to show. */
export interface DisplayedCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** One step of a suggestion; all steps of a suggestion are taken together (R4, R5). */
export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: RawResource }
  | {
      readonly type: 'delete';
      readonly description: string;
      readonly resourceId: string;
      /** Only towards a client that is configured to need it. */
      readonly resource?: RawResource;
    };

/** A set of changes that the user can take with one click. */
export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: true;
  readonly actions: readonly Action[];
  readonly extension: { readonly 'com.midback-cds.id': string };
}

/** A link to a page that does not depend on the patient. */
export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'absolute';
}

/** One resource of the client's that made the card fire. */
export interface Evidence {
  readonly finding: string;
  /** `Type/id`; the type alone where the resource has no id that could be followed. */
  readonly reference: string;
  readonly date?: string;
  readonly value?: string;
}

/** Why a card fired, by reference to what the client itself sent; no name, no identifier. Empty lists are left out (W2). */
export interface Why {
  readonly rule: string;
  readonly knowledgeVersion: string;
  /** State of the clinical review of the knowledge. */
  readonly review: string;
  /** Where the site's own knowledge differs from the shipped one. */
  readonly siteChanges?: readonly string[];
  readonly evidence?: readonly Evidence[];
  /** Rule ids of the sections shown. */
  readonly sections?: readonly string[];
  /** Rule ids of sections that the site keeps silent: they would have been shown. */
  readonly silentSections?: readonly string[];
  /** Findings that the rule asked for and that are not there. */
  readonly absent?: readonly string[];
  /** Findings, scale rows and rules of which nobody can tell: data missing, or the evaluation failed. */
  readonly unknown?: readonly string[];
}

/** One card. */
export interface Card {
  readonly uuid: string;
  readonly summary: string;
  readonly detail?: string;
  readonly indicator: IndicatorName;
  readonly source: { readonly label: string; readonly url: string; readonly topic: DisplayedCoding };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly DisplayedCoding[];
  readonly links?: readonly Link[];
  readonly extension: JsonObject & { readonly 'com.midback-cds.why': Why };
}

/** The body of a 200 answer. */
export interface HookAnswer {
  readonly cards: readonly Card[];
}
