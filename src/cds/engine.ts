// The compiled knowledge, put together once at start and shared by all requests.
import { compileCardBook, type CardBook } from '../cards/card-book.ts';
import { compileCardLinter, type CardLinter } from '../cards/card-linter.ts';
import { citedSources } from '../cards/citations.ts';
import type { CardSettings, OfferLookups } from '../cards/assemble.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { refuseUnused } from '../rules/asked.ts';
import type { Audience } from '../rules/card-rule.ts';
import type { Criterion, Situation } from '../rules/criterion.ts';
import { compileRulebook, type Rulebook } from '../rules/rulebook.ts';
import type { ScaleFile } from '../rules/scale.ts';
import { readService, type Service } from './service.ts';

/** Everything that answering needs and that does not change while the service runs. */
export interface Engine {
  readonly knowledge: Knowledge;
  readonly service: Service;
  readonly rulebook: Rulebook;
  /** The same rules with the cards for one audience only. */
  rulebookFor(audience: Audience): Rulebook;
  readonly book: CardBook;
  readonly gate: Criterion;
  readonly lookups: OfferLookups;
  readonly lint: CardLinter;
  cardSettings(baseUrl: string): CardSettings;
}

/** Compiles all knowledge, whose texts are in `language` (English, unless said). Throws KnowledgeError with file and line. */
export function createEngine(knowledge: Knowledge, language?: string): Engine {
  const service = readService(knowledge);
  const rulebook = compileRulebook(knowledge);
  refuseUnknownCards(service, rulebook);
  const rulebooks = {
    professional: cardsFor(rulebook, 'professional'),
    patient: cardsFor(rulebook, 'patient'),
  };
  const book = compileCardBook(knowledge, rulebook, language);
  const gate = rulebook.compile(service.when, service.place.at('when'));
  refuseUnused(knowledge, rulebook.asked);
  return {
    knowledge,
    service,
    rulebook,
    rulebookFor: (audience) => rulebooks[audience],
    book,
    gate,
    lookups: offerLookups(service, rulebook),
    lint: compileCardLinter(citedSources(knowledge).values()),
    cardSettings: (baseUrl) => ({
      serviceId: service.id,
      baseUrl,
      knowledgeVersion: service.version,
      review: service.review,
      siteChanges: knowledge.changes.map(({ where }) => where),
      limits: service.limits,
      caps: service.caps,
      attachRatingExtension: service.attachRatingExtension,
    }),
  };
}

/** A misspelt exemption would cap a red flag. */
function refuseUnknownCards({ caps, place }: Service, rulebook: Rulebook): void {
  for (const [hook, { except = [] }] of Object.entries(caps)) {
    const strange = except.find((name) => !rulebook.cards.some(({ id }) => id === name));
    if (strange !== undefined) throw place.at('caps', hook, 'except').error(`there is no card "${strange}"`);
  }
}

function cardsFor(rulebook: Rulebook, audience: Audience): Rulebook {
  return {
    ...rulebook,
    cards: rulebook.cards.filter(({ source }) => (source.audience ?? 'professional') === audience),
  };
}

function offerLookups(service: Service, rulebook: Rulebook): OfferLookups {
  const table = rulebook.tables.get(service.ratingTable);
  if (table === undefined) throw service.place.at('ratingTable').error(`there is no table "${service.ratingTable}"`);
  const flags = rulebook.scaleFiles.find(({ groups }) => groups.length > 0);
  return {
    flagOf: (situation) => flags && leadingFlag(flags, situation),
    ratingOf: (situation) => {
      const { row, gives } = table.state(situation);
      return row?.label === undefined || gives === undefined ? undefined : { text: row.label, code: gives };
    },
  };
}

/** The top level of the red-flag scale is for today; the one below it is for this week. */
function leadingFlag(file: ScaleFile, situation: Situation): ReturnType<OfferLookups['flagOf']> {
  const scale = file.scales[0];
  const first = scale && file.ranked(scale.id, situation)[0];
  if (scale === undefined || first === undefined || first.rank < 2) return undefined;
  const { short, label } = first.row.source;
  return { flag: short ?? label, urgency: first.rank === scale.levels.length - 1 ? 'stat' : 'urgent' };
}
