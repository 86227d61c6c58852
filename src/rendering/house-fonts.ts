import type { Fonts } from '../../templates/fonts.js'
import { shippedFonts } from '../program-files.js'

let loading: Promise<Fonts> | null = null

async function load(): Promise<Fonts> {
  const { loadFonts } = await import('../../templates/fonts.js')
  return loadFonts(shippedFonts())
}

/** The fonts of everything this thread sets itself, loaded with their library when they are first asked for. */
export function houseFonts(): Promise<Fonts> {
  return (loading ??= load())
}
