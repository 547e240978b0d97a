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
