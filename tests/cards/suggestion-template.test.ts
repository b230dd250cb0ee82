// Templates of suggestion resources: a value cannot change the structure, and what has no value is left out.
import { expect } from 'chai';
import {
  isSound,
  compileNode,
  compileText,
  wholeDraft,
  type TemplateNode,
  type TemplateValues,
} from '../../src/cards/suggestion-template.ts';

type Values = Readonly<Record<string, string>>;

const from =
  (values: Values): TemplateValues =>
  (name) =>
    values[name];
const fillNode = (node: TemplateNode, values: Values) => compileNode(node)(from(values));
const fillText = (text: string, values: Values) => compileText(text)(from(values));

describe('a resource template', () => {
  it('is filled leaf by leaf', () => {
    const node = { subject: { reference: '{{patient}}' }, count: 3, flag: false, list: ['{{a}}', 'x'] };
    expect(fillNode(node, { patient: 'Patient/p', a: '{"b": 1}' })).to.deep.equal({
      subject: { reference: 'Patient/p' },
      count: 3,
      flag: false,
      list: ['{"b": 1}', 'x'],
    });
  });

  it('loses what has no value, and what becomes empty by that', () => {
    const node = { a: 'x', encounter: { reference: '{{encounter}}' }, reasons: [{ reference: '{{reason}}' }] };
    expect(fillNode(node, {})).to.deep.equal({ a: 'x' });
    expect(fillNode({ only: [{ reference: '{{reason}}' }] }, {})).to.equal(undefined);
  });

  it('is not filled twice', () => {
    expect(fillText('for {{a}}', { a: '{{b}}', b: 'secret' })).to.equal('for {{b}}');
    expect(fillText('{{a}} {{b}}', { a: 'x' })).to.equal(undefined);
    expect(fillText('costs {{a}}', { a: '$& $1 $$' })).to.equal('costs $& $1 $$');
  });
});

describe('a draft that is sent back', () => {
  it('loses nothing but what is empty', () => {
    const draft = {
      resourceType: 'MedicationRequest',
      id: 'd',
      note: [],
      x: null,
      deep: { a: '', b: [{}, 'kept'] },
      n: 0,
      f: false,
    };
    expect(wholeDraft(draft)).to.deep.equal({
      resourceType: 'MedicationRequest',
      id: 'd',
      deep: { b: ['kept'] },
      n: 0,
      f: false,
    });
  });

  it('has lists where R4 has lists', () => {
    const note = { text: 'a' };
    const performer = { reference: 'Practitioner/x' };
    expect(wholeDraft({ resourceType: 'MedicationRequest', note, performer })).to.deep.include({
      note: [note],
      performer,
    });
    expect(wholeDraft({ resourceType: 'ServiceRequest', performer })).to.deep.include({ performer: [performer] });
  });

  it('is a copy', () => {
    const draft = Object.freeze({ resourceType: 'ServiceRequest', note: Object.freeze({ text: 'a' }) });
    expect(wholeDraft(draft)).not.to.equal(draft);
  });
});

describe('a draft that goes back', () => {
  const draft = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/p' },
  };

  it('is sound when its objects are objects', () => {
    expect(isSound({ ...draft, code: { coding: [{ code: 'x' }], text: 'x' }, category: [{ text: 'y' }] })).to.equal(
      true,
    );
  });

  it('is left alone when they are not', () => {
    const broken = [{ code: 'x' }, { category: ['y'] }, { code: { coding: ['x'] } }, { encounter: { reference: 7 } }];
    for (const part of [...broken, { requester: 'me' }]) expect(isSound({ ...draft, ...part })).to.equal(false);
  });
});
