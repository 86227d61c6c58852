import { beforeAll, describe, expect, it } from 'vitest'
import { pack } from '../../src/flows/pack.js'
import { exportTemplate } from '../../src/flows/template.js'
import { importTemplate } from '../../src/flows/template-import.js'
import { customers } from '../../src/storage/customers.js'
import { versionsOf } from '../../src/storage/versions.js'
import type { Facts } from '../../templates/facts.js'
import { CLERK, factsOf, failureOf, openHouse, packed, setParties, type House } from '../open-house.js'
import { tampered } from '../templates/word/template-of.js'

const FACTS = factsOf('vardgruppen-solbacka')
const LATE_PILOT: Facts = { ...FACTS, prognos: { ...FACTS.prognos, pilot: { start: '2028-01-10', enhet: 'Solbacka vårdcentral', antal: 15 } } }

let house: House
beforeAll(async () => {
  house = await openHouse()
})

describe('facts that contradict each other', () => {
  it('are refused for signing by their path, and nothing is registered', async () => {
    const refused = await failureOf(packed(house, LATE_PILOT, { kinds: ['leveransavtal-bilaga-2'] }))
    expect([refused.code, refused.faults.map(({ path }) => path)]).toEqual(['pack-inconsistent', ['prognos.pilot.start']])
    expect(await customers(house.app.store.read)).toEqual([])
  })

  it('are shown beside drafts, which are made all the same', async () => {
    const { documents, notices } = await pack(house.app, { facts: LATE_PILOT, stage: 'draft', kinds: ['leveransavtal-bilaga-2'], reissue: null })
    expect(documents).toHaveLength(1)
    expect(notices).toContainEqual({ path: 'prognos.pilot.start', message: expect.stringContaining('2028-01-10') })
  })
})

describe('a template with another customer’s number written into it', () => {
  beforeAll(async () => {
    const { bytes } = await exportTemplate(house.app, 'leveransavtal-bilaga-5', null)
    const docx = tampered(bytes, { 'word/document.xml': (xml) => xml.replaceAll('{{orgnr kund.orgnr}}', '212000-9879') })
    await importTemplate(house.app, { file: docx, by: house.app.actor(CLERK), kind: null })
  })

  it('is refused by document and place, with what it says and what the others say', async () => {
    const refused = await failureOf(packed(house, FACTS, { kinds: ['leveransavtal-bilaga-5', 'leveransavtal-bilaga-6'] }))
    expect(refused.code).toBe('pack-inconsistent')
    expect(refused.faults).toEqual([{
      path: 'leveransavtal-bilaga-5, ”Bilaga 5 – Kontraktsansvarig”',
      message: 'anger 212000-9879; uppgifterna (kund.orgnr) säger 559990-1237; så står det också i leveransavtal-bilaga-6',
    }])
    expect(await versionsOf(house.app.store.read, FACTS.kund.orgnr)).toHaveLength(1)
  })
})

describe('a document issued anew', () => {
  const [support] = FACTS.kontakter?.support ?? []
  const moved: Facts = { ...FACTS, kontakter: { ...FACTS.kontakter, support: [{ namn: support?.namn ?? '', epost: 'siths@vardgruppensolbacka.example', telefon: support?.telefon }] } }
  const reissue = () => ({ by: house.app.actor(CLERK), reason: 'ny brevlåda' })

  it('says word by word what it says otherwise, by place, before and after it is done', async () => {
    await packed(house, FACTS, { kinds: ['leveransavtal-bilaga-6'] })
    const refused = await failureOf(packed(house, moved, { kinds: ['leveransavtal-bilaga-6'] }))
    const told = refused.faults.find(({ path }) => /^leveransavtal-bilaga-6 [0-9A-Z-]+, 1 Kundens support$/.test(path))
    expect(told?.message).toMatch(/\[-support-\]\{\+siths\+\}@vardgruppensolbacka\.example/)
    const { documents } = await pack(house.app, { facts: moved, stage: 'signing', kinds: ['leveransavtal-bilaga-6'], reissue: reissue() })
    expect(documents[0]?.changed).toMatchObject({ editions: { before: '1', after: '1' }, words: [{ type: 'changed', section: '1 Kundens support', before: expect.stringContaining('support@'), after: expect.stringContaining('siths@') }] })
    expect((await pack(house.app, { facts: moved, stage: 'signing', kinds: ['leveransavtal-bilaga-6'], reissue: null })).documents[0]?.changed).toBeNull()
  })

  it('tells its changes also when the parties it was made with are no longer known', async () => {
    await setParties(house, { epost: 'nya@parter.example' })
    const { documents } = await pack(house.app, { facts: FACTS, stage: 'signing', kinds: ['leveransavtal-bilaga-6'], reissue: reissue() })
    const after = documents[0]?.changed?.words?.map((change) => (change.type === 'changed' ? `${change.before} → ${change.after}` : change.text))
    expect(after).toEqual([expect.stringMatching(/siths@.* → .*support@/), expect.stringMatching(/info@.* → .*nya@parter\.example/)])
  })
})

describe('a pack of some kinds only', () => {
  it('is refused when other papers would be left saying something else, and names them and what they say', async () => {
    await packed(house, FACTS, { kinds: ['rutiner', 'raps'] })
    const moved: Facts = { ...FACTS, raFunktionsbrevlada: 'annan@vardgruppensolbacka.example' }
    // A draft of the same facts is nobody's word that the papers may differ.
    await packed(house, moved, { stage: 'draft', kinds: ['raps'] })
    const refused = await failureOf(packed(house, moved, { kinds: ['raps'] }))
    expect(refused.code).toBe('reissue-needed')
    expect(refused.message).toContain('rutiner säger också det som har ändrats')
    expect(refused.faults.filter(({ path, message }) => /^rutiner [^,]*$/.test(path) && message.includes('säger fortfarande'))).toHaveLength(1)
    expect(refused.faults.filter(({ path }) => /^rutiner .*, /.test(path)).length).toBeGreaterThan(0)
    const { notices } = await pack(house.app, { facts: moved, stage: 'signing', kinds: ['raps'], reissue: { by: house.app.actor(CLERK), reason: 'rutinerna kommer senare' } })
    expect(notices.some(({ path }) => path.startsWith('rutiner '))).toBe(true)
  })
})
