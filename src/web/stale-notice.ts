/** What a page says that shows customers as they stood before so many of them changed; empty when none has. */
export function staleNotice(stale: number): string {
  if (stale === 0) return ''
  return stale === 1 ? 'En kund har ändrats och räknas om just nu.' : `${stale} kunder har ändrats och räknas om just nu; läs om sidan om en stund.`
}
