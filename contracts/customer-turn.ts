import type { EventType } from './event.js'
import type { VersionStatus } from './status.js'

/** Whose turn it is with a document, and what happens next, in words for the customer. */
export interface CustomerTurn {
  readonly turn: 'customer' | 'others' | 'nobody'
  readonly text: string
  /** Whether the paper is to be signed by the customer now; before that its originals are no matter for the customer. */
  readonly toSign: boolean
}

const OTHERS: Readonly<Partial<Record<EventType, string>>> = {
  'handed-over': 'Vi gör i ordning originalen och lämnar över dem till er.',
  'seller-dialogue-held': 'Driftleverantörens lokala säljare går igenom avtalet med er innan det undertecknas.',
  'approved': 'Vår förvaltningsgrupp ska godkänna texten.',
  'pages-confirmed': 'Vi kontrollerar att alla sidor är med.',
  'found-complete': 'Driftleverantören kontrollerar att avtalet är komplett.',
  'review-started': 'Driftleverantören ska granska handlingen.',
  'review-accepted': 'Driftleverantören granskar handlingen.',
  'permit-granted': 'Ansökan är inlämnad och prövas.',
  'registered': 'Driftleverantören registrerar handläggaren.',
  'proof-delivered': 'Korttillverkaren tar fram ett provkort.',
  'issued': 'Vi ger ut en ny version.',
  'archived': 'Klart från er sida. Handlingen arkiveras.',
  'original-returned': 'Klart från er sida. Ert original kommer tillbaka till er.',
}

/** What the customer is to do, or waits for, with a live version. */
export function customerTurn(version: VersionStatus): CustomerTurn {
  const { draft, nextEvent } = version
  if (draft) return yours('Läs utkastet och säg till om något ska ändras. Det ska inte undertecknas.')
  if (nextEvent === null) return { turn: 'nobody', text: 'Klart. Ni behöver inte göra något mer.', toSign: false }
  if (nextEvent === 'signature-confirmed') return signing(version)
  if (nextEvent === 'final-received') return yours(version.returnedForRevision === null ? 'Gå igenom texten och skicka er slutversion till oss.' : 'Texten behöver ändras efter vårt besked. Skicka en ny slutversion till oss.')
  if (nextEvent === 'handed-in') return { ...yours(handIn(version)), toSign: !version.signedBy.includes('kund') }
  if (nextEvent === 'proof-approved') return yours('Granska provkortet och säg om ni godkänner det.')
  if (version.life === 'form' && nextEvent === 'archived') return others('Ska inte undertecknas. Säg till om uppgifterna behöver ändras.')
  return others(OTHERS[nextEvent] ?? 'Vi arbetar vidare med handlingen.')
}

function handIn({ stage, life, signedBy }: VersionStatus): string {
  if (stage === 'completion-asked') return 'Handlingen behöver kompletteras. Lämna in kompletteringen.'
  if (life === 'delivery-agreement') return 'Lämna in avtalet till driftleverantörens lokala säljare.'
  return signedBy.includes('kund') ? 'Ansökan är undertecknad. Lämna in originalet.' : 'Skriv under ansökan, skanna alla sidor och lämna in dem här. Lämna sedan in originalet.'
}

function signing({ covered, signedBy, waitingFor, life }: VersionStatus): CustomerTurn {
  if (covered || (life === 'delivery-appendix' && waitingFor?.startsWith('att ') === true)) return { ...others('Undertecknas tillsammans med avtalet som den hör till.'), toSign: !signedBy.includes('kund') }
  if (waitingFor?.startsWith('förvaltningsgruppens') === true) return others('Undertecknas när vår förvaltningsgrupp har godkänt RAPS och rutiner.')
  return signedBy.includes('kund') ? others('Ni har skrivit under. Nu skriver motparten under.') : { ...yours('Skriv under alla exemplar, skanna alla sidor och lämna in dem här.'), toSign: true }
}

function yours(text: string): CustomerTurn {
  return { turn: 'customer', text, toSign: false }
}

function others(text: string): CustomerTurn {
  return { turn: 'others', text, toSign: false }
}
