import { describe, expect, it } from 'vitest'
import { allCommands } from '../../src/cli/commands.js'
import { pageWords } from '../../src/web/page-words.js'

describe('a text on a page', () => {
  it.each([
    ['Ange de verkliga med ”party set FIL.json”. Inget har skickats.', 'Ange de verkliga på sidan Administration. Inget har skickats.'],
    ['Två personer behöver fästa den med ”keys pin FINGERAVTRYCK --address a@b.example --by NAMN”; återuppta sedan brevet.', 'Två personer behöver fästa den på sidan Nycklar; återuppta sedan brevet.'],
    ['Rätta orsaken och återuppta brevet.', 'Rätta orsaken och låt brevet gå vidare.'],
    ['Tryck beslutet i handlingen (print-decision) eller för in det för hand. Skanna handlingen.', 'Tryck beslutet i handlingen, på handlingens sida, eller för in det för hand. Skanna handlingen.'],
    ['Skapa dem med ”keys generate”.', 'Skapa dem hos driften.'],
    ['Läs det med ”answer show 2e1008f64b9b” och registrera vad det betyder med ”answer settle”.', 'Läs det på sidan Utskick och registrera vad det betyder där.'],
    ['Se ”letter show 12”.', 'Se sidan Utskick.'],
    ['Ge ut handlingen på nytt (pack … --reissue), och ta sedan ställning.', 'Ge ut handlingen på nytt (sidan Paket), och ta sedan ställning.'],
    ['Komplettera uppgifterna, eller gör utkast med --draft.', 'Komplettera uppgifterna, eller ge ut utkast.'],
    ['Utfärda dem på nytt med --reissue --by NAMN --reason TEXT, eller ta tillbaka ändringen.', 'Utfärda dem på nytt med ett skäl, eller ta tillbaka ändringen.'],
    ['Är du säker, ange varför med --override SKÄL; skälet sparas.', 'Är du säker, ange varför med ett skäl; skälet sparas.'],
    ['Ska de gå en gång till, lägg till --again. Det är stoppat: släpp det med ”outbox release 1a2b”, eller ställ in det med ”outbox cancel 1a2b” och skicka på nytt.', 'Ska de gå en gång till, kryssa för ”Skicka dem en gång till”. Det är stoppat: släpp det på sidan Utskick, eller ställ in det där och skicka på nytt.'],
    ['Kontot har öppnats vid datorn med ”user password --rescue”, och ingen vet av vem.', 'Kontot har öppnats vid datorn hos driften, och ingen vet av vem.'],
    ['Eva Ek har redan antagit förslaget 0badc0de. En annan person måste göra detsamma med ”draft accept 0badc0de --by NAMN”.', 'Eva Ek har redan antagit förslaget 0badc0de. En annan person måste göra detsamma på sidan Kundens texter.'],
    ['Kunden ”Planet AB” har sagt ”packa upp (pack)”.', 'Kunden ”Planet AB” har sagt ”packa upp (pack)”.'],
  ])('names the page where the program names a command: %s', (said, shown) => {
    expect(pageWords(said)).toBe(shown)
  })

  it('knows every command that a page or operation stands for', async () => {
    const STANDS_ALONE = /^(?:bench|demo|schema|point|retention|return-for-revision)/
    const names = (await allCommands()).map(({ name }) => name).filter((name) => !STANDS_ALONE.test(name))
    expect(names.filter((name) => pageWords(`Gör det med ”${name}”.`).includes('”'))).toEqual([])
  })
})
