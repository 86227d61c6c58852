import type { Gray } from '../registration/gray.js'

/** Light made dark and dark light: what is greatest then is least. */
const INVERTED = 0xff

/** The darkest tone within `reachPx` of every pixel, across and along. */
export function darkestNear({ pixels, widthPx, heightPx }: Gray, reachPx: number): Gray {
  return { widthPx, heightPx, pixels: along(across(pixels, widthPx, reachPx, INVERTED), widthPx, heightPx, reachPx, INVERTED) }
}

/** The lightest tone within `reachPx` of every pixel, across and along. */
export function lightestNear({ pixels, widthPx, heightPx }: Gray, reachPx: number): Gray {
  return { widthPx, heightPx, pixels: along(across(pixels, widthPx, reachPx, 0), widthPx, heightPx, reachPx, 0) }
}

/** How much darker than the paper about it every pixel is: lines narrower than `reachPx` twice over stay, shadows, stains and coloured paper go (black top-hat). */
export function darknessOf(picture: Gray, reachPx: number): Gray {
  const paper = darkestNear(lightestNear(picture, reachPx), reachPx).pixels
  const pixels = new Uint8Array(paper.length)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = Math.max(0, (paper[at] ?? 0) - (picture.pixels[at] ?? 0))
  return { ...picture, pixels }
}

/** The greatest of every window along each row of what `turned` makes of the pixels, in three looks a pixel whatever the window's width (van Herk, Gil and Werman). */
function across(pixels: Uint8Array, widthPx: number, reachPx: number, turned: number): Uint8Array {
  const window = 2 * reachPx + 1
  const padded = Math.ceil((widthPx + 2 * reachPx) / window) * window
  const [line, fore, back] = [new Uint8Array(padded), new Uint8Array(padded), new Uint8Array(padded)]
  const greatest = new Uint8Array(pixels.length)
  for (let row = 0; row < pixels.length; row += widthPx) {
    for (let x = 0; x < widthPx; x += 1) line[reachPx + x] = (pixels[row + x] ?? 0) ^ turned
    for (let block = 0; block < padded; block += window) {
      let most = 0
      for (let k = block, end = block + window; k < end; k += 1) {
        const tone = line[k] ?? 0
        if (tone > most) most = tone
        fore[k] = most
      }
      most = 0
      for (let k = block + window - 1; k >= block; k -= 1) {
        const tone = line[k] ?? 0
        if (tone > most) most = tone
        back[k] = most
      }
    }
    for (let x = 0; x < widthPx; x += 1) greatest[row + x] = Math.max(back[x] ?? 0, fore[x + window - 1] ?? 0)
  }
  return greatest
}

/** As `across`, down the columns, a whole row at a time; what it finds is turned back. */
function along(pixels: Uint8Array, widthPx: number, heightPx: number, reachPx: number, turned: number): Uint8Array {
  const window = 2 * reachPx + 1
  const padded = Math.ceil((heightPx + 2 * reachPx) / window) * window
  const fore = new Uint8Array(padded * widthPx)
  fore.set(pixels, reachPx * widthPx)
  const back = Uint8Array.from(fore)
  for (let y = 1; y < padded; y += 1) if (y % window !== 0) raise(fore, y * widthPx, (y - 1) * widthPx, widthPx)
  for (let y = padded - 2; y >= 0; y -= 1) if (y % window !== window - 1) raise(back, y * widthPx, (y + 1) * widthPx, widthPx)
  const greatest = back.slice(0, pixels.length)
  const ahead = (window - 1) * widthPx
  for (let at = 0; at < greatest.length; at += 1) greatest[at] = Math.max(greatest[at] ?? 0, fore[at + ahead] ?? 0) ^ turned
  return greatest
}

function raise(rows: Uint8Array, to: number, from: number, widthPx: number): void {
  for (let x = 0; x < widthPx; x += 1) {
    const tone = rows[from + x] ?? 0
    if (tone > (rows[to + x] ?? 0)) rows[to + x] = tone
  }
}
