// The last look at a card: what it stops, what it lets through, and what is left of a card that is stopped.
import { expect } from 'chai';
import { compileCardLinter, withoutTexts, type CardFault } from '../../src/cards/card-linter.ts';
import type { Card } from '../../src/cards/card.ts';
import { markdown, plain } from '../../src/cards/text.ts';
import { MARKUP_ATTACKS } from '../support/markup-attacks.ts';

const BASE = 'https://cds.example';
const lint = compileCardLinter([{ url: 'https://www.cdc.gov/a/b' }, { url: 'https://doi.org/10.1' }]);

function card(more: Partial<Card> = {}): Card {
  return {
    uuid: 'u',
    summary: 'Red flag: cauda equina',
    detail: '- **Cauda equina**, emergent (Condition, 2026-03-01)\n\n_Age < 50; eGFR <30._',
    indicator: 'critical',
    source: {
      label: 'CDC',
      url: 'https://www.cdc.gov/x',
      topic: { system: `${BASE}/CodeSystem/rules`, code: 'red-flag', display: 'Red flags first' },
    },
    extension: { 'com.midback-cds.why': { rule: 'red-flag', knowledgeVersion: '1', review: 'draft' } },
    ...more,
  };
}

const faultOf = (more: Partial<Card>): CardFault | undefined => lint(card(more), BASE);

describe('card linter', () => {
  it('T9 lets a card of the knowledge through', () => {
    expect(faultOf({})).to.equal(undefined);
    expect(
      faultOf({ detail: `See [CDC](https://www.cdc.gov/x) and [us](${BASE}/y), https://doi.org/10.1/z.` }),
    ).to.equal(undefined);
    expect(faultOf({ summary: 'Oxycodone [OxyContin]: x', detail: 'Oxycodone \\[OxyContin\\]: <5 mg' })).to.equal(
      undefined,
    );
  });

  it('R2 stops a summary that is empty, or has 140 characters', () => {
    expect(faultOf({ summary: ' ' })).to.equal('empty');
    expect(faultOf({ summary: 'x'.repeat(139) })).to.equal(undefined);
    expect(faultOf({ summary: 'x'.repeat(140) })).to.equal('too-long');
  });

  const stopped: Readonly<Record<string, CardFault>> = {
    'a <b>tag</b>': 'html',
    'a <!-- comment -->': 'html',
    '<https://www.cdc.gov/>': 'html',
    '\\\\<b>': 'html',
    '[a](https://evil.example)': 'link',
    '![a](https://evil.example/p.png)': 'link',
    '[a](https://www.cdc.gov@evil.example/)': 'link',
    '[a](https://www.cdc.gov.evil.example/)': 'link',
    '[a](http://www.cdc.gov/)': 'link',
    '[a](https://cds.example.evil.example/)': 'link',
    '[a](javascript:alert(1))': 'link',
    '[a](/relative)': 'link',
    '[a]\n\n[a]: //evil.example': 'link',
    'www.evil.example': 'link',
    'me@evil.example': 'link',
    'ftp://evil.example': 'link',
    'a\u202eb': 'hidden-characters',
    'a\u0007b': 'hidden-characters',
    'a\ud800b': 'hidden-characters',
    'a\r\nb': 'hidden-characters',
  };
  for (const [detail, fault] of Object.entries(stopped)) {
    it(`T9 stops ${JSON.stringify(detail)} in a detail`, () => {
      expect(faultOf({ detail })).to.equal(fault);
    });
  }

  const fields: Readonly<Record<string, (text: string) => Partial<Card>>> = {
    summary: (summary) => ({ summary }),
    'the label of a source': (label) => ({ source: { ...card().source, label } }),
    'the label of a link': (label) => ({ links: [{ label, url: 'https://doi.org/1', type: 'absolute' }] }),
    'an override reason': (display) => ({ overrideReasons: [{ system: BASE, code: 'x', display }] }),
    'the label of a suggestion': (label) => ({
      suggestions: [{ label, uuid: 'u', actions: [], extension: { 'com.midback-cds.id': 'x' } }],
    }),
    'the description of an action': (description) => ({
      suggestions: [
        {
          label: 'x',
          uuid: 'u',
          actions: [{ type: 'delete', description, resourceId: 'a/1' }],
          extension: { 'com.midback-cds.id': 'x' },
        },
      ],
    }),
    evidence: (value) => ({
      extension: {
        'com.midback-cds.why': {
          ...card().extension['com.midback-cds.why'],
          evidence: [{ finding: 'x', reference: 'a/1', value }],
        },
      },
    }),
  };
  for (const [name, withText] of Object.entries(fields)) {
    it(`T9 stops markup in ${name}`, () => {
      expect(faultOf(withText('fine'))).to.equal(undefined);
      expect(faultOf(withText('a <b>'))).to.equal('html');
      expect(faultOf(withText('two\nlines'))).to.equal('hidden-characters');
    });
  }

  it('R8 T9 stops addresses of unknown places, and those without encryption', () => {
    for (const url of [
      'https://evil.example/',
      'http://www.cdc.gov/x',
      'https://u:p@www.cdc.gov/',
      'javascript:alert(1)',
      '',
    ]) {
      expect(faultOf({ source: { ...card().source, url } }), url).to.equal('address');
      expect(faultOf({ links: [{ label: 'x', url, type: 'absolute' }] }), url).to.equal('address');
    }
  });

  it('T9 lets every attack through that the writers of texts have made inert', () => {
    for (const attack of MARKUP_ATTACKS) {
      const words = plain(attack);
      expect(
        faultOf({ summary: `Order: ${words.slice(0, 100)}.`, detail: `- **x** ${markdown(attack)}: y` }),
        attack,
      ).to.equal(undefined);
    }
  });

  it('T9 stops nearly all of them raw, as plain text or as Markdown', () => {
    const live = MARKUP_ATTACKS.filter((attack) =>
      /<[a-z!/?]|\]\(|:\/\/|\S@\S|www\.|[\p{Cc}\p{Cf}\p{Cs}]/iu.test(attack),
    );
    expect(live.length).to.be.greaterThan(60);
    expect(live.filter((attack) => faultOf({ summary: attack }) === undefined)).to.deep.equal([]);
  });

  it('keeps rule, urgency and source of a card that is stopped, in the words of the knowledge', () => {
    const left = withoutTexts(card({ summary: '<b>', suggestions: [] }));
    expect(left).to.include({ uuid: 'u', summary: 'Red flags first', indicator: 'critical' });
    expect(left).to.not.have.any.keys('detail', 'suggestions', 'selectionBehavior');
    expect(lint(left, BASE)).to.equal(undefined);
  });
});
