/** A gray picture, row by row from the top left: 0 is black, 255 white. */
export interface Gray {
  readonly pixels: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** The picture a whole number of times smaller, each pixel the mean of those it stands for; a rim that fills no pixel is left out. */
export function shrunk({ pixels, widthPx, heightPx }: Gray, times: number): Gray {
  if (times === 1) return { pixels, widthPx, heightPx }
  const width = Math.max(1, Math.floor(widthPx / times))
  const height = Math.max(1, Math.floor(heightPx / times))
  const small = new Uint8Array(width * height)
  if (times === 2 && widthPx > 1 && heightPx > 1) halve(pixels, widthPx, small, width)
  else shrink(pixels, widthPx, small, width, times)
  return { pixels: small, widthPx: width, heightPx: height }
}

/** Most of what is shrunk is halved: in one look a pixel. */
function halve(pixels: Uint8Array, widthPx: number, small: Uint8Array, width: number): void {
  for (let row = 0, to = 0; to < small.length; row += 2 * widthPx) {
    for (let at = row, end = row + 2 * width; at < end; at += 2, to += 1) small[to] = ((pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + widthPx] ?? 0) + (pixels[at + widthPx + 1] ?? 0) + 2) >> 2
  }
}

function shrink(pixels: Uint8Array, widthPx: number, small: Uint8Array, width: number, times: number): void {
  const sums = new Uint32Array(width)
  const share = 1 / (times * times)
  for (let to = 0, first = 0; to < small.length; first += times * widthPx) {
    sums.fill(0)
    for (let row = first, last = first + times * widthPx; row < last; row += widthPx) {
      for (let x = 0, at = row; x < width; x += 1) {
        let sum = 0
        for (const end = at + times; at < end; at += 1) sum += pixels[at] ?? 0
        sums[x] = (sums[x] ?? 0) + sum
      }
    }
    for (let x = 0; x < width; x += 1, to += 1) small[to] = (sums[x] ?? 0) * share + 0.5
  }
}
