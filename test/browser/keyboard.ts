import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Where Debian has it; undefined where it is not installed, and a word of that. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
if (CHROMIUM === undefined) console.warn('chromium saknas: webbläsartesterna hoppas över. Installera med: apt-get install chromium')
export const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** The most steps that somebody takes to come to a place by the keyboard. */
const MOST_TABS = 160

/** What has the focus: its name, its tag, and what is wrong with standing there. */
const STOP = `(() => {
  const one = document.activeElement
  if (one === null || one === document.body) return { called: '', tag: '', wrong: '' }
  const { width, height, top, bottom } = one.getBoundingClientRect()
  const { outlineStyle } = getComputedStyle(one)
  const wrong = width < 1 || height < 1 || bottom < 0 || top > innerHeight ? 'out of sight' : outlineStyle === 'none' ? 'no visible focus' : one.tabIndex > 0 ? 'an order of its own' : ''
  return { called: (one.labels?.[0]?.textContent ?? one.textContent ?? '').trim(), tag: one.tagName, wrong }
})()`

/** Presses Tab until what has the focus is called that, or shows that text; every stop on the way must be seen. */
export async function tabTo(page: Page, name: string, tag = ''): Promise<void> {
  const seen: string[] = []
  for (let presses = 0; presses < MOST_TABS; presses++) {
    const stop = presses === 0 ? await stopOf(page) : await settledStop(page)
    if (stop.wrong !== '' && presses > 0) throw new Error(`${page.url()}: ${stop.called.slice(0, 60)} (${stop.tag}): ${stop.wrong}`)
    if (stop.called.startsWith(name) && stop.tag.includes(tag)) return
    seen.push(stop.called.slice(0, 40))
    await page.keyboard.press('Tab')
  }
  throw new Error(`${page.url()}: nothing called ${name}, but ${[...new Set(seen)].join(' | ')}`)
}

/** What has the focus, once what a live check has put in above it is scrolled past. */
async function settledStop(page: Page): ReturnType<typeof stopOf> {
  for (let looks = 0; looks < 10; looks++) {
    const stop = await stopOf(page)
    if (stop.wrong === '') return stop
    await page.waitForTimeout(100)
  }
  return stopOf(page)
}

function stopOf(page: Page): Promise<{ readonly called: string; readonly tag: string; readonly wrong: string }> {
  return page.evaluate(STOP)
}

/** What axe finds on the page. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).setLegacyMode().analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** A file as it is chosen. */
export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** What somebody does who has a keyboard and nothing else, on whichever page is open in that browser window. */
export function handsOn(pageNow: () => Page) {
  const press = async (name: string, tag = '', key = 'Enter'): Promise<void> => {
    await tabTo(pageNow(), name, tag)
    await pageNow().keyboard.press(key)
  }
  return {
    press,
    type: async (name: string, text: string, tag = 'INPUT'): Promise<void> => {
      await tabTo(pageNow(), name, tag)
      await pageNow().keyboard.press('Control+A')
      await pageNow().keyboard.type(text)
    },
    /** Chooses a file in the dialogue that the key opens. */
    choose: async (name: string, file: ChosenFile): Promise<void> => {
      await tabTo(pageNow(), name, 'INPUT')
      const dialogue = pageNow().waitForEvent('filechooser')
      await pageNow().keyboard.press('Space')
      await (await dialogue).setFiles(file)
    },
    goTo: async (name: string, address: RegExp): Promise<void> => {
      await press(name, 'A')
      await pageNow().waitForURL(address)
    },
    told: (text: string): Promise<void> => pageNow().getByRole('status').getByText(text).waitFor({ timeout: 20_000 }),
    focused: (): Promise<string> => pageNow().evaluate("(document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent ?? '').trim()"),
  }
}
