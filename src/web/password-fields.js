// Livelier password fields where there is JavaScript: a button that shows what is typed, and words on how strong a new password is. What is typed goes nowhere: the list it is held against is fetched whole.
const strength = new URL('./password-strength.js', import.meta.url)
const list = new URL('./common-passwords.txt', import.meta.url)
const PAUSE_MS = 400

let asked = null
const measure = () => (asked ??= Promise.all([import(strength.href), fetch(list).then((answer) => answer.text())]).then(([rules, text]) => {
  const common = rules.readCommonPasswords(text)
  return (password, own) => rules.measured(password, rules.ownWords(own), common)
}))

function addShowButton(field) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'quiet show'
  button.setAttribute('aria-pressed', 'false')
  button.setAttribute('aria-controls', field.id)
  button.textContent = 'Visa'
  const about = document.createElement('span')
  about.className = 'hidden'
  about.textContent = ` det som står i ${field.labels[0]?.textContent.trim() ?? ''}`
  button.append(about)
  const show = (shown) => {
    field.type = shown ? 'text' : 'password'
    button.setAttribute('aria-pressed', String(shown))
  }
  button.addEventListener('click', () => show(field.type === 'password'))
  // A browser remembers text that was sent, never a password.
  field.form?.addEventListener('submit', () => show(false))
  field.spellcheck = false
  field.autocapitalize = 'off'
  field.after(button)
  return button
}

/** What the password must not hold: names that the page knows, and those typed beside it. */
function ownOf(field) {
  const typed = Array.from(field.form?.querySelectorAll('[autocomplete="name"], [autocomplete="username"]') ?? [], ({ value }) => value)
  return [field.dataset.own ?? '', ...typed]
}

function addMeter(field, after) {
  const said = document.createElement('div')
  said.className = 'strength'
  const meter = document.createElement('meter')
  Object.assign(meter, { max: 4, low: 2, high: 3, optimum: 4, value: 0 })
  meter.setAttribute('aria-hidden', 'true')
  const words = document.createElement('p')
  words.setAttribute('role', 'status')
  said.append(meter, words)
  after.after(said)
  let pause = 0
  const say = async () => {
    const { level, words: text } = (await measure())(field.value, ownOf(field))
    meter.value = level
    if (words.textContent !== text) words.textContent = text
  }
  field.addEventListener('input', () => {
    clearTimeout(pause)
    pause = setTimeout(() => void say().catch(() => said.remove()), PAUSE_MS)
  })
}

function enliven(part) {
  for (const field of part.querySelectorAll('input[type="password"]:not([aria-controls]):not([data-lively])')) {
    field.dataset.lively = ''
    const button = addShowButton(field)
    if (field.autocomplete === 'new-password' && field.name === 'losenord') addMeter(field, button)
  }
}

enliven(document)
document.addEventListener('htmx:load', ({ target }) => enliven(target))
