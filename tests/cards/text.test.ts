// Record text is untrusted: nothing of it may become markup, an address, or hide.
import { expect } from 'chai';
import fc from 'fast-check';
import { formatRange } from '../../src/cards/dates.ts';
import { clip, markdown, plain } from '../../src/cards/text.ts';
import { daysFromCivil } from '../../src/base/civil-date.ts';

/** The text as a renderer shows it: escapes are gone. */
const shown = (escaped: string): string => escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1');

/** No half of a character pair stands alone. */
const isWhole = (text: string): boolean => !/\p{Cs}/u.test(text);

const pieces = fc.constantFrom(
  ...['<', '>', '[', ']', '(', ')', '*', '_', '`', '~', '|', '#', '-', '+', '1. ', '\n', '\\', '&lt;', '!', '\u202e'],
  ...[
    'http://',
    'https://',
    'HTTP://',
    'www.',
    'WWW.',
    'a@b.example',
    'mailto:',
    'ftp://',
    '\ud800',
    '\udc00',
    '\t',
    '😀',
    'x',
  ],
);
const hostile = fc.oneof(
  fc.array(pieces).map((list) => list.join('')),
  fc.string({ unit: 'binary' }),
);

describe('plain text', () => {
  it('is one line without anything hidden', () => {
    expect(plain(' a\n\tb\u202ec\u200bd\u0000e\ud800f\u2028g ')).to.equal('a b c d e f g');
    fc.assert(fc.property(hostile, (text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(plain(text)) && isWhole(plain(text))));
  });

  it('takes tags, links and addresses apart, and leaves less-than alone', () => {
    expect(plain('<b> [a](//x) <!-- ftp://x www.x a@b mailto:a <5 < 6 [OTC]: 5')).to.equal(
      '< b> [a] (//x) < !-- ftp: //x www .x a@ b mailto :a <5 < 6 [OTC]: 5',
    );
    const live = /<[a-z!/?]|\]\(|:\/\/|www\.|\S@\S|mailto:/iu;
    fc.assert(fc.property(hostile, (text) => !live.test(plain(text))));
  });

  it('keeps letters of every script', () => {
    expect(plain('Ähm, 背中 😀')).to.equal('Ähm, 背中 😀');
  });
});

describe('text in Markdown', () => {
  it('has every mark escaped', () => {
    expect(markdown('*a* [b](c) <d> `e` |f| ~g~ &amp; #h')).to.equal(
      '\\*a\\* \\[b\\] \\(c\\) \\< d\\> \\`e\\` \\|f\\| \\~g\\~ \\&amp\\; \\#h',
    );
    expect(markdown('- a')).to.equal('\\- a');
    expect(markdown('1. a')).to.equal('1\\. a');
    expect(markdown('a\\')).to.equal('a\\\\');
  });

  it('holds no mark that is not escaped, whatever the text', () => {
    fc.assert(fc.property(hostile, (text) => /^(?:\\[!-/:-@[-`{-~]|[^!-/:-@[-`{-~\n])*$/u.test(markdown(text))));
  });

  it('holds no address even when escapes are gone', () => {
    const addresses = /:\/\/|www\.|[^\s]@[^\s]/iu;
    fc.assert(fc.property(hostile, (text) => !addresses.test(shown(markdown(text)))));
    for (const text of [
      'http://evil.example',
      'www.evil.example',
      'me@evil.example',
      'wwwwww.x',
      'a@@b',
      'http:////x',
    ]) {
      expect(shown(markdown(text)), text).not.to.match(addresses);
    }
  });

  it('shows what the record said, save for the spaces that take addresses apart', () => {
    fc.assert(
      fc.property(hostile, (text) => shown(markdown(text)).replaceAll(' ', '') === plain(text).replaceAll(' ', '')),
    );
  });
});

describe('clipped text', () => {
  it('fits, with an ellipsis in place of the rest', () => {
    expect(clip('abcdef', 6)).to.equal('abcdef');
    expect(clip('abcdefg', 6)).to.equal('abcde…');
    expect(clip('abcd efg', 6)).to.equal('abcd…');
  });

  it('never ends in half of a character pair and never exceeds its length', () => {
    expect(clip('ab😀😀', 4)).to.equal('ab…');
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (text, most) => {
        const clipped = clip(plain(text), most);
        return clipped.length <= most && isWhole(clipped);
      }),
    );
  });
});

describe('a date on a card', () => {
  const today = daysFromCivil(2026, 3, 2);
  const range = (first: readonly [number, number, number], last: readonly [number, number, number]) =>
    formatRange({ lo: daysFromCivil(...first), hi: daysFromCivil(...last) }, today);

  it('is as exact as the record was', () => {
    expect(range([2026, 2, 27], [2026, 2, 27])).to.equal('2026-02-27');
    expect(range([2026, 2, 1], [2026, 2, 28])).to.equal('2026-02');
    expect(range([2025, 1, 1], [2025, 12, 31])).to.equal('2025');
    expect(range([2025, 3, 4], [2025, 4, 5])).to.equal('2025-03-04/2025-04-05');
  });

  it('of the present month or year is cut at today and still a month or year', () => {
    expect(range([2026, 3, 1], [2026, 3, 2])).to.equal('2026-03');
    expect(range([2026, 1, 1], [2026, 3, 2])).to.equal('2026');
  });

  it('with an unknown beginning shows its end', () => {
    expect(formatRange({ lo: null, hi: today }, today)).to.equal('2026-03-02');
  });

  it('of a leap February is a month', () => {
    expect(range([2024, 2, 1], [2024, 2, 29])).to.equal('2024-02');
    expect(range([2024, 2, 1], [2024, 2, 28])).to.equal('2024-02-01/2024-02-28');
  });
});
