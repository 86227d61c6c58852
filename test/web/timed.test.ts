import { describe, expect, it } from 'vitest'
import { timed } from '../../src/web/timed.js'

describe('markup of a page', () => {
  it.each([
    ['<p>sedan 2026-11-22, 2026-11-22 10:15</p>', '<p>sedan <time datetime="2026-11-22">2026-11-22</time>, <time datetime="2026-11-22T10:15">2026-11-22 10:15</time></p>'],
    ['<li>RAPS 7K3M-9QXT-2B: klar</li>', '<li>RAPS <span class="whole">7K3M-9QXT-2B</span>: klar</li>'],
    ['<p>tisdag kl. 09:00–11:00</p>', '<p>tisdag kl. <span class="whole">09:00–11:00</span></p>'],
    ['<a href="/kalender?dag=2026-11-22">dag</a><input value="2026-11-22">', '<a href="/kalender?dag=2026-11-22">dag</a><input value="2026-11-22">'],
    ['<textarea>2026-11-22</textarea><option value="x">2026-11-22</option> 2026-11-22', '<textarea>2026-11-22</textarea><option value="x">2026-11-22</option> <time datetime="2026-11-22">2026-11-22</time>'],
    ['<b>212000-9879</b> A-2026-11-22 2026-11-221', '<b>212000-9879</b> A-2026-11-22 2026-11-221'],
  ])('keeps days, hours and codes whole, and what people typed as it is: %s', (markup, shown) => {
    expect(timed(markup)).toBe(shown)
  })
})
