import { expect } from 'chai';
import { acceptedLanguages } from '../../src/http/accept-language.ts';

describe('the languages that a client asks for', () => {
  it('come most wanted first, in lower case', () => {
    expect(acceptedLanguages('en;q=0.5, de-AT, fr;q=0.9')).to.deep.equal(['de-at', 'fr', 'en']);
  });

  it('leave out what is refused, open or unreadable', () => {
    expect(acceptedLanguages('*, de;q=0, x;q=2, <script>, en')).to.deep.equal(['en']);
  });

  it('are none without the header', () => {
    expect(acceptedLanguages(undefined)).to.deep.equal([]);
  });

  it('are read from the first twenty ranges only', () => {
    expect(acceptedLanguages('de,'.repeat(1000))).to.have.length(20);
  });
});
