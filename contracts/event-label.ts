import type { Event, EventType } from './event.js'

/** What a clerk reads for each event. */
export const EVENT_LABELS: Readonly<Record<EventType, string>> = {
  issued: 'Utfärdad', 'handed-over': 'Överlämnad till kunden', 'seller-dialogue-held': 'Möte med lokal säljare hållet',
  'final-received': 'Slutversion inkommen', approved: 'Godkänd av förvaltningsgruppen', 'returned-for-revision': 'Återremitterad',
  'guard-overridden': 'Spärr åsidosatt', 'covered-by-agreement': 'Omfattas av avtalets underskrift', 'signature-confirmed': 'Underskrift bekräftad',
  'pages-confirmed': 'Sidor bekräftade', 'handed-in': 'Inlämnad', 'found-complete': 'Komplett enligt lokal säljare', archived: 'Arkiverad',
  'original-returned': 'Kundens original returnerat', 'review-started': 'Granskning påbörjad', 'review-accepted': 'Godkänd vid granskning',
  'review-refused': 'Avvisad vid granskning', 'change-requested': 'Ändring begärd', 'completion-asked': 'Komplettering begärd',
  'permit-granted': 'Utfärdartillstånd beviljat', 'permit-refused': 'Ansökan avslagen', 'permit-expired': 'Tillståndets giltighet har löpt ut',
  registered: 'Registrerad', deregistered: 'Avregistrerad', 'proof-delivered': 'Provkort levererat', 'proof-approved': 'Provkort godkänt',
  'proof-rejected': 'Provkort underkänt', ceased: 'Har upphört att gälla', cancelled: 'Makulerad', superseded: 'Ersatt',
  'customer-registered': 'Kund registrerad', 'facts-recorded': 'Uppgifter sparade', 'mail-queued': 'Utkast eller inbjudan köad', 'mail-held': 'Utkast, inbjudan, påminnelse eller meddelande om ett konto stoppat', 'mail-resumed': 'Stoppat utkast, inbjudan, påminnelse eller meddelande om ett konto får gå', 'mail-called-off': 'Utkast, inbjudan, påminnelse eller meddelande om ett konto inställt', 'customer-text-registered': 'Kundens text registrerad', 'customer-text-accepted': 'Avvikelse från mallen antagen', 'customer-text-rejected': 'Avvikelse från mallen avslagen', 'customer-text-dropped': 'Kundens text tagen ur bruk', 'point-ticked': 'Checklistepunkt avbockad',
  'logotype-handed-in': 'Logotyp inlämnad', 'logotype-approved': 'Logotyp godkänd i korrektur', 'local-seller-named': 'Lokal säljare utsedd', 'local-seller-told': 'Lokal säljare meddelad till kunden', 'supplier-contact-recorded': 'Kontakt hos leverantören',
  'forecast-recorded': 'Kortprognos registrerad', 'ra-card-handed-over': 'RA-kort överlämnat', 'secure-mail-configured': 'Säker e-post konfigurerad',
  'mifare-key-handed-over': 'MIFARE A-nyckel överlämnad', 'customer-number-reported': 'Kundnummer och kontor återkopplade',
  'product-specified': 'Produktspecifikation skapad', 'siths-admin-configured': 'SITHS Admin konfigurerat', 'delivery-may-start': 'Leverans kan påbörjas',
  'customer-file-sent': 'Kunddatafil skickad', 'customer-file-checked': 'Kunddatafil kontrollerad', 'lead-time-requested': 'Ledtidspost begärd',
  'lead-time-promised': 'Ledtidspost utlovad', 'lead-time-received': 'Ledtidspost mottagen', 'meeting-booked': 'Träff bokad', 'meeting-cancelled': 'Träff inställd', 'meeting-held': 'Träff hållen', 'meeting-attended': 'Närvaro antecknad', 'meeting-minutes-kept': 'Minnesanteckningar sparade', 'handouts-given': 'Utdelat material antecknat',
  'own-point-added': 'Egen checklistepunkt tillagd', 'own-point-removed': 'Egen checklistepunkt borttagen', 'plan-set': 'Tidplan ändrad', 'plan-template-set': 'Planmall ändrad', 'handout-added': 'Utdelningsmaterial tillagt', 'handout-retired': 'Utdelningsmaterial taget ur bruk', 'card-product-set': 'Kortprodukt ändrad', 'card-product-withdrawn': 'Kortprodukt tagen ur listan', 'retention-set': 'Bevarandetid beslutad', 'retention-extended': 'Ska bevaras längre',
  'evaluation-answered': 'Svar i utvärderingen', 'evaluation-commented': 'Egna ord i utvärderingen',
  'evaluation-sent': 'Utvärderingsmall skickad', 'evaluation-reviewed': 'Utvärdering genomgången', 'steering-outcome-recorded': 'Styrgruppens utfall registrerat',
  'letter-due': 'Brev klart att skicka', 'letter-cancelled': 'Brev inställt', 'letter-queued': 'Brev krypterat och köat', 'letter-relayed': 'Brev överlämnat till mottagarens e-postserver',
  'letter-failed': 'Brev kunde inte skickas', 'letter-held': 'Brev stoppat', 'letter-resumed': 'Brev återupptaget', 'outbox-paused': 'Alla utskick pausade', restored: 'Återläst från säkerhetskopia', 'answer-dismissed': 'Svar lagt åt sidan', 'outbox-reopened': 'Utskicken återupptagna', 'webhook-added': 'Webhook tillagd', 'webhook-removed': 'Webhook borttagen', 'webhook-told-again': 'Webhookbesked skickas igen', 'letter-resent': 'Samma brev skickas igen', 'letter-called-off': 'Brev inställt av en person',
  'letter-delivered': 'Brev levererat till mottagaren', 'letter-bounced': 'Brev kom i retur', 'letter-answered': 'Svar på brev har kommit', 'letter-received': 'Mottagning bekräftad',
  'letter-completion-requested': 'Komplettering av brev begärd', 'letter-approved': 'Granskningsdokument godkända hos driftleverantören',
  'party-recorded': 'Part sparad', 'edition-added': 'Mallutgåva tillagd', 'edition-released': 'Mallutgåva frisläppt', 'key-imported': 'Nyckel inläst', 'key-pinned': 'Nyckel fäst vid adress', 'key-unpinned': 'Nyckel inte längre fäst', 'own-key-made': 'Egen nyckel skapad', 'own-key-revoked': 'Egen nyckel återkallad',
  'scan-received': 'Skanning mottagen', 'page-assigned': 'Skannad sida hänförd för hand', 'page-discarded': 'Skannad sida bortlagd', 'page-split': 'Skannad bild delad i två sidor', 'clean-copy-kept': 'Ren kopia arkiverad', 'accounts-in-force': 'Konton gäller', 'account-created': 'Konto upplagt', 'account-changed': 'Konto ändrat', 'customer-link-made': 'Kundlänk skapad', 'customer-link-revoked': 'Kundlänk återkallad', 'customer-scan-received': 'Skanning inlämnad av kunden', withdrawn: 'Återtagen',
}

/** The event's Swedish label, quoted, for running text. */
export function quotedLabel(event: Pick<Event, 'type'>): string {
  return `”${EVENT_LABELS[event.type]}”`
}
