const BEGIN = '-----BEGIN PGP '

/** The bytes of every armored block of one of these kinds (`MESSAGE`, `SIGNATURE`, `PUBLIC KEY BLOCK`) in a foreign text, whatever stands around them; each place of the text is looked at once, however many blocks begin and never end. */
export function armoredBodies(text: string, kinds: readonly string[]): Uint8Array[] {
  const found: Uint8Array[] = []
  const unended = new Set<string>()
  for (let begin = text.indexOf(BEGIN); begin !== -1;) {
    const at = begin + BEGIN.length
    const kind = kinds.find((each) => !unended.has(each) && text.startsWith(`${each}-----`, at))
    const end = kind === undefined ? -1 : text.indexOf(`-----END PGP ${kind}-----`, at)
    if (kind !== undefined && end === -1) unended.add(kind)
    if (kind !== undefined && end !== -1) found.push(dataOf(text.slice(at + `${kind}-----`.length, end)))
    begin = text.indexOf(BEGIN, Math.max(at, end))
  }
  return found
}

/** Only headers have a colon; the blank line after them is lost, or doubled, where the text was HTML. */
function dataOf(body: string): Uint8Array {
  const lines = body.replaceAll('\r', '\n')
  const kept: string[] = []
  let at = 0
  for (let colon = lines.indexOf(':'); colon !== -1; colon = lines.indexOf(':', at)) {
    kept.push(lines.slice(at, Math.max(at, lines.lastIndexOf('\n', colon) + 1)))
    const end = lines.indexOf('\n', colon)
    at = end === -1 ? lines.length : end
  }
  kept.push(lines.slice(at))
  return new Uint8Array(Buffer.from(kept.join('').replace(/^=[A-Za-z0-9+/]{4}[ \t]*$/mu, ''), 'base64'))
}
