/** What a page says that shows so many customers as they stood before; empty when all are shown as they stand. */
export function staleNotice(stale: number): string {
  if (stale === 0) return ''
  return stale === 1 ? 'En kund räknas om just nu.' : `${stale} kunder räknas om just nu; läs om sidan om en stund.`
}
