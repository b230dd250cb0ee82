// A fault in a knowledge file. The service refuses to start on one, so its message names the place to mend.

/** Names of a site's own files begin with this; all others are below hooks/. */
export const SITE_PREFIX = 'site/';

/** A knowledge file says something that cannot be used; `line` is counted from 1. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, message: string) {
    super(
      `${file.startsWith(SITE_PREFIX) ? '' : 'hooks/'}${file}${line === undefined ? '' : ` line ${line}`}: ${message}`,
    );
    this.file = file;
    this.line = line;
  }
}
