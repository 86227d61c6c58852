import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { mayDo } from '../../../contracts/rights.js'
import { groupedFingerprint } from '../../../templates/fingerprint-sheet.js'
import { Failure } from '../../../templates/failure.js'
import { importKeys } from '../../flows/import-keys.js'
import { keyLines } from '../../flows/key-words.js'
import { checkKeys, keyList, type RingKey } from '../../flows/keys.js'
import { pin, unpin } from '../../flows/pin-key.js'
import { foldedForm } from '../fold.js'
import { pageForm, type Page } from '../page.js'
import { pageWords } from '../page-words.js'

const MOST_BYTES = 20_000_000
const OUTCOMES = { first: 'Noterat. Nyckeln gäller när en andra person har fäst samma fingeravtryck vid samma adress.', second: 'Nyckeln är fäst av två personer och används från och med nu.', repeated: 'Du har redan fäst nyckeln. En andra person behövs.', 'in-effect': 'Nyckeln är redan fäst av två personer.' } as const

/** *Nycklar*: whom letters can be encrypted to, and by whose word. */
export const KEYS_PAGE: Page = {
  path: '/utskick/nycklar', right: 'follow',
  show: async (visit) => {
    const { app, visitor } = visit
    const keys = await keyList(app)
    const content = {
      faults: [...new Map((await checkKeys(app)).map(({ message, weight }) => [message, { message: pageWords(message), stops: weight === 'stops' }])).values()],
      own: keys.filter(({ own }) => own !== null).map(keyRow), others: keys.filter(({ own }) => own === null).map(keyRow),
      operates: mayDo(visitor.roles, 'operate') ? [
        foldedForm(visit, { id: 'las-in', action: '/utskick/nycklar/inlasning', heading: 'Läs in en publik nyckel', intro: 'En nyckelfil (.asc, .gpg) eller ett sparat brev (.eml). Ingen nyckel är betrodd för att den är inläst.', fields: [{ kind: 'file', name: 'file', label: 'Fil', accept: '.asc,.gpg,.pgp,.key,.eml' }], button: 'Läs in' }),
        foldedForm(visit, {
          id: 'fast', action: '/utskick/nycklar/fastning', heading: 'Fäst en nyckel vid en adress', button: 'Fäst nyckeln',
          intro: 'Skriv av fingeravtrycket från ägarens papper, inte från skärmen. Två personer gör det var för sig; först då används nyckeln.',
          fields: [{ kind: 'text', name: 'fingerprint', label: 'Fingeravtryck', hint: '40 tecken, gärna i grupper om fyra' }, { kind: 'email', name: 'address', label: 'E-postadress' }],
        }),
        foldedForm(visit, {
          id: 'lossa', action: '/utskick/nycklar/lossning', heading: 'Sluta lita på en nyckel', intro: 'Gäller genast, på en persons ord. Brev till adressen stoppas.', tone: 'danger', button: 'Sluta använda nyckeln',
          fields: [{ kind: 'text', name: 'fingerprint', label: 'Fingeravtryck' }, { kind: 'email', name: 'address', label: 'E-postadress' }, { kind: 'text', name: 'reason', label: 'Varför' }],
        }),
      ] : null,
    }
    return { view: 'keys', title: 'Nycklar', crumbs: [{ label: 'Utskick', href: '/utskick' }], content }
  },
  forms: [
    pageForm({
      id: 'fast', path: '/utskick/nycklar/fastning', right: 'operate', said: z.strictObject({ fingerprint: z.string(), address: z.string() }),
      work: async ({ app, actor }, { said }) => ({ to: '/utskick/nycklar', told: OUTCOMES[(await pin(app, { fingerprint: said.fingerprint, address: said.address, by: actor() })).outcome] }),
    }),
    pageForm({
      id: 'lossa', path: '/utskick/nycklar/lossning', right: 'operate', said: z.strictObject({ fingerprint: z.string(), address: z.string(), reason: z.string() }),
      work: async ({ app, actor }, { said }) => {
        const { held } = await unpin(app, { ...said, by: actor() })
        return { to: '/utskick/nycklar', told: `Nyckeln används inte längre.${held === 0 ? '' : ` ${held} brev är stoppade.`}` }
      },
    }),
    pageForm({
      id: 'las-in', path: '/utskick/nycklar/inlasning', right: 'operate', said: z.strictObject({}), mostBytes: MOST_BYTES,
      work: async ({ app, actor }, { files }) => {
        const [file] = files
        if (file === undefined) throw new Failure('call-invalid', 'Välj en fil. Inget är inläst.', { faults: [{ path: 'file', message: 'Välj en fil.' }] })
        const { keys, refused } = await importKeys(app, await readFile(file.path), actor())
        return { to: '/utskick/nycklar', told: `Inläst: ${keys.map(({ fingerprint }) => groupedFingerprint(fingerprint)).join('; ')}. Jämför med ägarens papper och fäst nyckeln. ${refused.join(' ')}`.trim() }
      },
    }),
  ],
}

function keyRow(key: RingKey) {
  const [whose = '', ...lines] = keyLines(key)
  return { fingerprint: groupedFingerprint(key.fingerprint), whose: `${whose.slice(0, 1).toLocaleUpperCase('sv')}${whose.slice(1)}`, addresses: key.users.map(({ address, text }) => (address === '' ? text : address)).join(', '), lines, pinned: key.pins.some(({ secondBy, ended }) => secondBy !== null && ended === null) }
}
