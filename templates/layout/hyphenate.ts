import hyphen from 'hyphen/sv/index.js'

/**
 * Parts of the domain's compounds that the patterns cut in the wrong place ("kor-tad-mi-nist-ra-tör"), with their right cuts.
 * The longest part found at a place in a word wins; what stands between parts is left to the patterns.
 */
const PARTS: readonly string[] = [
  'kort-ad-mi-nist-ra-tör', 'kort-ad-mi-nist-ra-tion', 'kort-ut-giv-ning', 'kort-ut-läm-ning', 'kort-till-verk-are', 'kort-pro-gnos', 'kort-pro-dukt', 'reserv-kort',
  'cer-ti-fi-kat', 'cer-ti-fi-kat-ut-giv-ning', 'cer-ti-fi-kat-ut-fär-dare', 'ut-giv-ning', 'ut-giv-are', 'ut-fär-dare', 'ut-fär-dande', 'ut-fär-dar-till-stånd',
  'drift-le-ve-ran-tör', 'le-ve-rans-av-tal', 'le-ve-rans-adress', 'tjänste-av-tal', 'grund-av-tal', 'av-tals-num-mer', 'kon-trakts-an-sva-rig',
  'tillämp-nings-an-vis-ning', 'or-ga-ni-sa-tions-num-mer', 'per-son-upp-gif-ter', 'per-son-upp-gift', 'funk-tions-brev-låda',
  'sjuk-vårds-råd-giv-ning', 'hand-lägg-are', 'för-valt-nings-grupp', 'gransk-nings-do-ku-ment', 'över-läm-ning', 'över-en-skom-mel-se', 'under-skrift',
  'under-teck-nare', 'under-teck-nande', 'under-teck-na', 'iden-ti-tets-kon-troll', 'spärr-tjänst', 'spärr-lista', 'fak-tu-ra-adress', 'verk-sam-hets-chef',
]
/** Shorter words stay whole: a line gains little by cutting them and the reader loses. */
const SHORTEST_WORD = 7
/** No word is this long; what is longer is somebody's mistake and is cut where the line ends. */
const LONGEST_WORD = 80
const SHORTEST_HEAD = 3
const SHORTEST_TAIL = 3
const CACHE_WORDS = 20_000

interface Part {
  readonly letters: string
  readonly cuts: readonly number[]
}

function partOf(written: string): Part {
  const cuts: number[] = []
  let letters = ''
  for (const piece of written.split('-')) {
    if (letters !== '') cuts.push(letters.length)
    letters += piece
  }
  return { letters, cuts }
}

const LONGEST_FIRST: readonly Part[] = [...new Map(PARTS.map((written) => [written.replaceAll('-', ''), partOf(written)])).values()]
  .filter((part) => part.cuts.length > 0)
  .sort((a, b) => b.letters.length - a.letters.length || (a.letters < b.letters ? -1 : 1))

const cutsOfWord = new Map<string, readonly number[]>()

function cutsByPatterns(word: string): number[] {
  const cuts: number[] = []
  let at = 0
  for (const piece of hyphen.hyphenateSync(word, { hyphenChar: '\u00AD', minWordLength: 2 }).split('\u00AD')) {
    if (at > 0) cuts.push(at)
    at += piece.length
  }
  return cuts
}

/** The cuts of a word around the first known part in it: inside the part as listed, at its edges, and by the patterns in what is left. */
function cutsByParts(word: string): number[] {
  const part = LONGEST_FIRST.find(({ letters }) => word.includes(letters))
  if (part === undefined) return cutsByPatterns(word)
  const from = word.indexOf(part.letters)
  const to = from + part.letters.length
  // An inflection ("-en", "-erna") belongs to the part's last syllable, so the patterns see both together.
  const tailFrom = from + (part.cuts.at(-1) ?? 0)
  const before = from === 0 ? [] : [...cutsByPatterns(word.slice(0, from)), from]
  const inside = part.cuts.map((cut) => from + cut)
  const after = to === word.length ? [] : cutsByPatterns(word.slice(tailFrom)).map((cut) => tailFrom + cut)
  return [...before, ...inside, ...after]
}

/** Where a word of letters may be cut by Swedish rules: indexes of the letters that would begin the next line, ascending; empty for short words. */
export function hyphenate(word: string): readonly number[] {
  if (word.length < SHORTEST_WORD || word.length > LONGEST_WORD) return []
  const known = cutsOfWord.get(word)
  if (known !== undefined) return known
  const lower = word.toLowerCase()
  const cuts = (lower.length === word.length ? cutsByParts(lower) : []).filter((cut) => cut >= SHORTEST_HEAD && word.length - cut >= SHORTEST_TAIL)
  if (cutsOfWord.size >= CACHE_WORDS) cutsOfWord.clear()
  cutsOfWord.set(word, cuts)
  return cuts
}
