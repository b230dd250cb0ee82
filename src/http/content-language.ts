// Which language an answer has (RFC 9110, sections 8.5 and 12.5.5), where the service has more than one.
import type { Response } from 'express';

/** The language in which a client is answered, of those that it asks for. */
export type LanguageFor = (wanted: readonly string[]) => string;

/** Names the language, and that another client may be answered in another; nothing where there is one language only. */
export function tellLanguage(
  response: Response,
  wanted: readonly string[],
  languageFor: LanguageFor | undefined,
): void {
  if (languageFor === undefined) return;
  const [language = ''] = Intl.getCanonicalLocales(languageFor(wanted));
  response.vary('Accept-Language');
  response.setHeader('Content-Language', language);
}
