/** Scanners that store black and white alone leave hardly any tone between. */
const BILEVEL_SHARE = 0.002

/** Whether a gray picture was stored in black and white alone, so that pale ink may be lost. */
export function isBilevel({ pixels }: { readonly pixels: Uint8Array }): boolean {
  let between = 0
  for (let at = 0; at < pixels.length; at += 7) if ((pixels[at] ?? 0) > 12 && (pixels[at] ?? 0) < 243) between += 1
  return between < (pixels.length / 7) * BILEVEL_SHARE
}
