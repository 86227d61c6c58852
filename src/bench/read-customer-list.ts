/** One organisation of a customer list. `orgnr` is null where the list does not know it. */
export interface ListedCustomer {
  readonly name: string
  readonly kundtyp: 'kommun' | 'region'
  /** The municipality's or the county's number, alone among its kind. */
  readonly number: string
  /** The place's name alone, for addresses. */
  readonly place: string
  readonly orgnr: string | null
}

/** The lines of a comma-separated file as named values; a quoted value may hold commas (RFC 4180, without line breaks in values). */
function recordsOf(csv: string): Map<string, string>[] {
  const [head = [], ...lines] = csv.split(/\r?\n/).filter((line) => line !== '').map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain))
  return lines.map((values) => new Map(head.map((name, index) => [name, values[index] ?? ''])))
}

/** The municipalities and regions of two lists with the columns `name`, `orgnr`, and `code` or `county_code`. */
export function readCustomerList({ kommuner, regioner }: { readonly kommuner: string; readonly regioner: string }): ListedCustomer[] {
  const customers = (csv: string, kundtyp: ListedCustomer['kundtyp'], number: string): ListedCustomer[] =>
    recordsOf(csv).map((one) => {
      const name = one.get('name') ?? ''
      const orgnr = one.get('orgnr') ?? ''
      return { name, kundtyp, number: one.get(number) ?? '', place: one.get('short_name') ?? name.replace(/^Region |regionen$/g, '').replace(/ län$/, ''), orgnr: orgnr === '' ? null : orgnr }
    })
  return [...customers(kommuner, 'kommun', 'code'), ...customers(regioner, 'region', 'county_code')]
}
