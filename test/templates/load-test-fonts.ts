import { readFileSync } from 'node:fs'
import { loadFonts, type Fonts } from '../../templates/fonts.js'

function file(path: string): Uint8Array {
  return readFileSync(new URL(`../../node_modules/@expo-google-fonts/arimo/${path}`, import.meta.url))
}

/** Arimo, as the program loads it. */
export const FONTS: Fonts = loadFonts({
  regular: file('400Regular/Arimo_400Regular.ttf'),
  bold: file('700Bold/Arimo_700Bold.ttf'),
  italic: file('400Regular_Italic/Arimo_400Regular_Italic.ttf'),
  boldItalic: file('700Bold_Italic/Arimo_700Bold_Italic.ttf'),
})
