// Appends events in transactions of three until it has appended the count asked for or is killed, naming each committed one on stdout.
import { appendEvents } from '../../../src/storage/events.js'
import { openStore } from '../../../src/storage/store.js'

const [path, name, count] = process.argv.slice(2)
if (path === undefined || name === undefined || count === undefined) throw new Error('append.js DATABASE NAME COUNT')
const store = await openStore(path)
process.stdout.write('open\n')
for (let round = 0; round < Number(count); round++) {
  const events = [0, 1, 2].map((part) => ({
    happenedOn: '2026-11-22',
    actor: { name, osUser: name, verified: false },
    orgnr: null,
    code: null,
    exemplar: null,
    event: { type: 'key-pinned' as const, fingerprint: `${name} ${round} ${part}`, address: 'granskning@example.se' },
  }))
  const recorded = await store.write((tx) => appendEvents(tx, events, '2026-11-22T09:00:00.000Z'))
  process.stdout.write(`${recorded.map((event) => event.sequence).join(' ')}\n`)
}
await store.close()
