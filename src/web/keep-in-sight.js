// A live check puts its words in above the field that is being filled in, which would be pushed out of sight where the page stands at its top: browsers only hold a page still below that. Once a check, when all its pieces have their shape; who has scrolled away from the field stays where they are.
let held = null

const isInSight = (one) => {
  const { top, bottom } = one.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

document.addEventListener('htmx:oobBeforeSwap', () => {
  const focused = document.activeElement
  held ??= { focused, wasInSight: focused !== document.body && isInSight(focused) }
})

document.addEventListener('htmx:afterSettle', () => {
  if (held?.wasInSight && held.focused === document.activeElement) held.focused.scrollIntoView({ block: 'nearest' })
  held = null
})

// What is exchanged may have held what has the focus and hold it no longer. Who stood there goes on from the new piece: its first link is the next stop, and a key pressed just then opens nothing else.
let stoodIn = false

document.addEventListener('htmx:beforeSwap', ({ detail: { target } }) => {
  stoodIn = target.contains(document.activeElement) && target !== document.body
})

document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (!stoodIn || document.activeElement !== document.body) return
  target.tabIndex = -1
  target.focus({ preventScroll: true })
})
