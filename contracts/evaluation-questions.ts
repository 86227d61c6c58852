/** The marks of the evaluation form: 1 very dissatisfied, 5 very satisfied. */
export const GRADES = ['1', '2', '3', '4', '5', 'vet-ej'] as const
export type Grade = (typeof GRADES)[number]

/** The questions of the evaluation form that are answered with a mark, in its order. */
export const EVALUATION_QUESTIONS = [
  'forsta-kontakten', 'forsta-motet', 'tidplanen', 'andra-organisationer',
  'avtalens-begriplighet', 'stod-raps-rutiner', 'tid-till-beslut', 'underskrifter-original', 'stod-utfardartillstand',
  'utbildning-ra', 'utbildning-kra', 'utbildning-support', 'utbildningsmaterial', 'utbildningsmiljo',
  'lokal-saljare', 'handlaggare', 'provkort', 'leveranstider', 'kortens-kvalitet', 'reservkort', 'fakturor', 'kundtjanst',
  'siths-admin', 'kort-och-lasare', 'sparrtjansten', 'siths-forvaltning', 'pilotens-omfattning', 'pilotens-erfarenheter',
  'helhet', 'rekommenderar',
] as const
export type EvaluationQuestion = (typeof EVALUATION_QUESTIONS)[number]

/** The questions of the form that are answered in words. */
export const EVALUATION_WORDS = ['fungerade-bast', 'vill-andra', 'behover-hjalp'] as const
export type EvaluationWord = (typeof EVALUATION_WORDS)[number]

/** Each question as the form `utvardering` says it, with the steps its heading names. */
export const EVALUATION_TEXTS: Readonly<Record<EvaluationQuestion, { readonly text: string; readonly steps: readonly number[] }>> = {
  'forsta-kontakten': { text: 'informationen vid den första kontakten', steps: [1] },
  'forsta-motet': { text: 'det första mötet och materialet', steps: [2] },
  tidplanen: { text: 'tidplanen och hur den följdes', steps: [1, 2, 3] },
  'andra-organisationer': { text: 'förmedlade kontakter med andra organisationer', steps: [2] },
  'avtalens-begriplighet': { text: 'hur begripliga avtalen är', steps: [4, 5] },
  'stod-raps-rutiner': { text: 'stödet i arbetet med RAPS och rutiner', steps: [4, 6] },
  'tid-till-beslut': { text: 'tiden från inlämnad slutversion till beslut', steps: [6] },
  'underskrifter-original': { text: 'hanteringen av underskrifter och original', steps: [7, 8] },
  'stod-utfardartillstand': { text: 'stödet vid ansökan om utfärdartillstånd', steps: [4] },
  'utbildning-ra': { text: 'utbildningen av RA', steps: [6] },
  'utbildning-kra': { text: 'utbildningen av KRA', steps: [6, 10] },
  'utbildning-support': { text: 'utbildningen av support', steps: [6] },
  utbildningsmaterial: { text: 'utbildningsmaterialet', steps: [6, 10] },
  utbildningsmiljo: { text: 'utbildningsmiljön och testkorten', steps: [6, 10] },
  'lokal-saljare': { text: 'den lokala säljarens information', steps: [5] },
  handlaggare: { text: 'registreringen av handläggare', steps: [5] },
  provkort: { text: 'provkort och korrektur', steps: [8] },
  leveranstider: { text: 'leveranstider för kort', steps: [9] },
  'kortens-kvalitet': { text: 'kortens kvalitet', steps: [9] },
  reservkort: { text: 'reservkorten', steps: [9] },
  fakturor: { text: 'fakturor och fakturaunderlag', steps: [9] },
  kundtjanst: { text: 'kundtjänst', steps: [8, 9] },
  'siths-admin': { text: 'SITHS Admin', steps: [9] },
  'kort-och-lasare': { text: 'kort och läsare på arbetsplatserna', steps: [9] },
  sparrtjansten: { text: 'spärrtjänsten', steps: [9] },
  'siths-forvaltning': { text: 'stödet från SITHS förvaltning', steps: [9] },
  'pilotens-omfattning': { text: 'pilotens omfattning och längd', steps: [9] },
  'pilotens-erfarenheter': { text: 'hur erfarenheterna togs till vara', steps: [9] },
  helhet: { text: 'Hur nöjda är ni med anslutningen som helhet?', steps: [] },
  rekommenderar: { text: 'Hur troligt är det att ni rekommenderar SITHS?', steps: [] },
}

/** Each question that is answered in words, as the form says it. */
export const EVALUATION_WORD_TEXTS: Readonly<Record<EvaluationWord, string>> = {
  'fungerade-bast': 'Vad fungerade bäst?', 'vill-andra': 'Vad ska vi ändra till nästa kund?', 'behover-hjalp': 'Vad behöver ni hjälp med nu?',
}
