// What the two bare servers answer: one card of the size that the service gives, always the same.
const detail = '- Offer a topical drug first; it helps as much and harms less.\n'.repeat(57);

/** The answer as an object, so that a server has to serialise it for each call, as the service does. */
export const fixedAnswer = {
  cards: [{ uuid: '00000000-0000-4000-8000-000000000000', summary: 'A card', indicator: 'info', detail }],
};
