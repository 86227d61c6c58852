/** Everybody who may sign a document, by the name it is known under in templates, manifests and events. */
export const PARTIES = ['kund', 'svr', 'driftleverantor', 'korttillverkare', 'dnv'] as const
