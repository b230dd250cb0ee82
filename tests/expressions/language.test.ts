// The part of FHIRPath that the knowledge may use.
import { expect } from 'chai';
import { compilePredicate } from '../../src/expressions/predicate.ts';
import { refusalOf } from './refusal-of.ts';

describe('a function', () => {
  it('that reads the clock is refused for %today', () => {
    for (const name of ['today', 'now', 'timeOfDay']) {
      expect(refusalOf(`recordedDate.dateOf() <= ${name}()`), name).to.contain('write %today');
      expect(refusalOf(`code.exists(extension.exists(${name}().exists()))`), name).to.contain('write %today');
    }
  });

  it('that fetches, prints, wanders or depends on the order of things is refused with the way out', () => {
    const refused = [
      ['subject.resolve().exists()', 'as in subject.reference'],
      ["code.memberOf('http://example.org')", 'codes belong in a value set'],
      ["code.trace('a').exists()", 'leave trace(...) out'],
      ['code.repeat(extension).exists()', 'name the elements one by one'],
      ['children().exists()', 'name the elements one by one'],
      ['descendants().exists()', 'name the elements one by one'],
      ['code.coding.first().exists()', 'write .exists(...) or .where(...)'],
      ['code.coding.sort(code desc).exists()', 'write .exists(...) or .where(...)'],
      ["code.text.matches('a+')", 'patterns of the knowledge'],
      ['iif(code.exists(), true, false)', 'with "and" and "or"'],
    ] as const;
    for (const [expression, instead] of refused) expect(refusalOf(expression), expression).to.contain(instead);
  });

  it('that is not on the list is refused with the list', () => {
    for (const name of ['htmlChecks', 'checkModifiers', 'aggregate', 'defineVariable', 'constructor', '`children2`']) {
      expect(refusalOf(`code.${name}().exists()`), name).to.contain('is not available: there are where, exists, all');
    }
  });

  it('takes its number of parameters', () => {
    expect(refusalOf('code.coding.where().exists()')).to.equal('where(...) takes 1 parameter(s), here are 0');
    expect(refusalOf('code.empty(true)')).to.equal('empty(...) takes 0 parameter(s), here are 1');
    expect(refusalOf('onset.ofType().exists()')).to.contain('ofType(...) takes one type');
  });

  it('takes the input and the parameters it can work on', () => {
    expect(refusalOf('code.hasValue()')).to.contain('write code.exists()');
    expect(refusalOf("code.startsWith('a')")).to.contain("write code.coding.exists(code = '...')");
    expect(refusalOf('code.text.contains(5)')).to.contain('contains(...) looks for a text, but 5');
    expect(refusalOf('code.text.contains(code.coding.code)')).to.contain('can hold several values');
    expect(refusalOf('code.dateOf() < %today')).to.contain('dateOf() works on a date or dateTime');
    expect(refusalOf('extension(code.text).exists()')).to.contain("extension('http://...')");
  });
});

describe('a type', () => {
  it('is one of R4, written as R4 does', () => {
    for (const type of ['String', 'System.String', 'Quantaty', 'constructor']) {
      expect(refusalOf(`onset.ofType(${type}).exists()`), type).to.contain(`${type} is no type of FHIR R4`);
    }
    expect(() => compilePredicate('onset.ofType(FHIR.Age).exists()', 'Condition')).not.to.throw();
  });

  it('is one that the element can have', () => {
    expect(refusalOf('onset is Coding')).to.equal(
      'onset is never Coding: it is one of dateTime, Age, Period, Range, string',
    );
  });

  it('is asked of one value with is and as, of many with ofType', () => {
    expect(refusalOf('component.value is Quantity', 'Observation')).to.contain('component.exists(value is Quantity)');
    expect(refusalOf('(component.value as Quantity).exists()', 'Observation')).to.contain('ofType(Quantity)');
    expect(() => compilePredicate('component.value.ofType(Quantity).exists()', 'Observation')).not.to.throw();
  });

  it('of the resource must be a resource type', () => {
    for (const type of ['Conditon', 'Resource', 'DomainResource', 'Coding', 'constructor']) {
      expect(refusalOf('true', type), type).to.equal(`${type} is no resource type of FHIR R4`);
    }
  });
});

describe('the language', () => {
  it('knows no variable but %today', () => {
    for (const name of ['%now', '%context', '%resource', '%ucum', '%factory', "%'vs-a'"]) {
      expect(refusalOf(`${name}.exists()`), name).to.contain('the only variable is %today');
    }
  });

  it('knows no position in a list', () => {
    expect(refusalOf("code.coding[0].code = 'a'")).to.contain('depends on the order');
    expect(refusalOf('code.coding.exists($index = 0)')).to.contain('$index depends on the order');
    expect(refusalOf('$total = 1')).to.contain('count with .count()');
  });

  it('calculates with dates alone', () => {
    expect(refusalOf('value.value * 2 > 5', 'Observation')).to.contain('"*" is not available');
    expect(refusalOf('value.value + 2 > 5', 'Observation')).to.contain('"+" moves a date');
    expect(refusalOf('-value.value > 5', 'Observation')).to.contain('a sign stands only before a number');
    expect(refusalOf("birthDate < %today - 90 'd'", 'Patient')).to.contain('as in %today - 90 days');
    expect(refusalOf('birthDate < %today - 1.5 years', 'Patient')).to.contain('whole days, weeks, months or years');
    expect(() => compilePredicate('value.value > -5 and value.value < +7', 'Observation')).not.to.throw();
  });

  it('makes no objects, times of day or long numbers', () => {
    expect(refusalOf("Coding { code: 'a' }.exists()")).to.contain('new objects cannot be made');
    expect(refusalOf('value.ofType(time) = @T10:00', 'Observation')).to.contain('times of day are not compared');
    expect(refusalOf('code.coding.count() > 5L')).to.contain('without L');
    expect(refusalOf('code.$this.exists()')).to.contain('cannot be used here');
  });

  it('says what is wrong with the spelling', () => {
    const refused = [
      ['status = "final"', 'texts stand in single quotes'],
      ["status == 'final'", "at column 8, extraneous input '='. Hint: equality is a single ="],
      ['code.exists() && subject.exists()', 'write "and" and "or"'],
      ['!code.exists()', '(...).not()'],
      [' ', 'the expression is empty'],
      ['code.exists(', 'this is no FHIRPath: at column 12'],
    ] as const;
    for (const [expression, hint] of refused) expect(refusalOf(expression), expression).to.contain(hint);
  });

  it('accepts comments and quoted names', () => {
    expect(() => compilePredicate('`code`.exists() // any code', 'Condition')).not.to.throw();
    expect(() => compilePredicate('/* any */ `code`.`exists`()', 'Condition')).not.to.throw();
  });
});
