/** Amounts in the user's way of writing money, with the decimal places that the server counts with. */

/** The currencies that have not two decimal places. A test compares this with the server's table. */
const PLACES = {
  0: 'ADP BEF BIF BYB BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG ROL RWF TPE TRL UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const places = (currency) => Number(Object.keys(PLACES).find((each) => PLACES[each].split(' ').includes(currency)) ?? 2);

/** An amount in minor units. The browser knows decimal places too, but not always ISO 4217's. */
export function money(amount, currency) {
  const digits = places(currency);
  try {
    return new Intl.NumberFormat(undefined, {
      style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits,
    }).format(amount / 10 ** digits);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** An amount in minor units, of what a person writes: `4`, `4.00` or `4,00`; null where it is none of this currency. */
export function minor(written, currency) {
  const digits = places(currency);
  const [, whole, part = ''] = /^(\d{1,10})(?:[.,](\d+))?$/.exec(written.trim()) ?? [];
  if (whole === undefined || part.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0) || null;
}
