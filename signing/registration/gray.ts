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
  const sums = new Uint16Array(widthPx)
  const share = 1 / (times * times)
  for (let y = 0, to = 0; y < height; y += 1) {
    sums.fill(0)
    for (let row = 0, from = y * times * widthPx; row < times; row += 1, from += widthPx) for (let x = 0; x < widthPx; x += 1) sums[x] = (sums[x] ?? 0) + (pixels[from + x] ?? 0)
    for (let x = 0, from = 0; x < width; x += 1, to += 1) {
      let sum = 0
      for (let i = 0; i < times; i += 1) sum += sums[from++] ?? 0
      small[to] = sum * share + 0.5
    }
  }
  return { pixels: small, widthPx: width, heightPx: height }
}
