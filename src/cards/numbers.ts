// Numbers for people, as their language writes them; codes and resources never hold one of these.

/** A number as a language writes it, rounded to so many digits; `exactly`: with noughts at the end. */
export type Numbers = (value: number, digits: number, exactly?: 'exactly') => string;

const MOST_DIGITS = 2;

/** The numbers of a language: its decimal sign, Western digits, nothing between thousands. */
export function numbersIn(language: string): Numbers {
  // A language that Intl does not know is written like English, not like the computer's.
  const formats = Array.from({ length: (MOST_DIGITS + 1) * 2 }, (_, index) => {
    const digits = index >> 1;
    return new Intl.NumberFormat([language, 'en'], {
      minimumFractionDigits: index % 2 === 0 ? 0 : digits,
      maximumFractionDigits: digits,
      useGrouping: false,
      numberingSystem: 'latn',
    });
  });
  return (value, digits, exactly) => {
    // As toFixed rounds, so that no number depends on the language but for its sign.
    const rounded = Number(value.toFixed(digits));
    return formats[digits * 2 + (exactly === undefined ? 0 : 1)]?.format(rounded) ?? String(rounded);
  };
}
