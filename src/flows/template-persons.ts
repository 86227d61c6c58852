/** Whether two typed names mean one person, however they were spaced, capitalised or composed: four eyes must not be two spellings. */
export function isSamePerson(left: string, right: string): boolean {
  return folded(left) === folded(right)
}

function folded(name: string): string {
  return name.normalize('NFKC').replaceAll(/[\p{Cf}\p{Cc}]/gu, '').replaceAll(/\s+/gu, ' ').trim().toLocaleLowerCase('sv')
}
