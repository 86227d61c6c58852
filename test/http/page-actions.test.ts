import { describe, expect, it } from 'vitest'
import { RIGHTS } from '../../contracts/rights.js'
import { ROUTES } from '../../src/http/routes/routes.js'
import { PAGES } from '../../src/web/pages/registered.js'

const EVENTS = 'post /customers/:orgnr/events'
const FILLED = 'only fills the form in the browser; its caller says the facts whole'
const CHECK = 'post /facts/checks'

/** What does over the API what a page's form does, or why nothing needs to. */
const SAME: Readonly<Record<string, string>> = {
  '/kunder/:orgnr/handlingar/:code': 'post /versions/:code/events',
  '/kunder/:orgnr/handlingar/:code/bevarande': 'post /versions/:code/retention-extension',
  '/kunder/:orgnr/historik': EVENTS,
  '/kunder/:orgnr/overlamning': EVENTS,
  '/kunder/:orgnr/historik/:sequence/aterta': 'post /events/:sequence/withdrawal',
  '/kunder/:orgnr/lankar': 'post /customers/:orgnr/links',
  '/kunder/:orgnr/lankar/aterkallelser': 'post /customers/:orgnr/links/:id/revocation',
  '/kunder/:orgnr/texter/jamforelse': 'post /drafts/comparison',
  '/kunder/:orgnr/texter/registrering': 'post /drafts',
  '/kunder/:orgnr/texter/utskick': 'post /customers/:orgnr/draft-letters',
  '/kunder/:orgnr/texter/:text/antagande': 'post /drafts/:text/acceptance',
  '/kunder/:orgnr/texter/:text/avslag': 'post /drafts/:text/rejection',
  '/kunder/:orgnr/texter/:text/mallens-text': 'post /versions/:code/return-to-template',
  '/kunder/:orgnr/paket': 'post /packs', '/kunder/:orgnr/paket/rader': FILLED, '/kunder/:orgnr/paket/kontroll': CHECK, '/kunder/:orgnr/paket/lage': CHECK, '/kunder/:orgnr/paket/fil': 'post /packs',
  '/ny-kund': 'post /packs', '/ny-kund/rader': FILLED, '/ny-kund/kontroll': CHECK, '/ny-kund/lage': CHECK, '/ny-kund/fil': 'post /packs',
  '/skanning': 'post /scans',
  '/skanning/:sha/bekraftelser': 'post /scans/:sha/confirmations',
  '/skanning/:sha/undersokningar': 'post /scans/:sha/examinations',
  '/skanning/:sha/sidor/:page/hanforing': 'post /scans/:sha/pages/:page/assignment',
  '/skanning/:sha/sidor/:page/delning': 'post /scans/:sha/pages/:page/splitting',
  '/skanning/:sha/sidor/:page/bortlaggning': 'post /scans/:sha/pages/:page/discarding', '/skanning/:sha/bortlaggningar': 'post /scans/:sha/pages/:page/discarding',
  '/skanning/:sha/sidor/:page/aterstallning': 'post /scans/:sha/pages/:page/restoration',
  '/namnd/:code/godkannande': 'post /versions/:code/approval',
  '/namnd/:code/aterremiss': 'post /versions/:code/revision',
  '/mallar/:kind/inlamning': 'post /templates',
  '/mallar/:kind/frislappande': 'post /templates/:kind/releases',
  '/administration/parter/:part': 'put /parties/:part', '/administration/parter/:part/fil': 'put /parties/:part',
  '/administration/kortprodukter': 'put /card-products/:article',
  '/administration/kortprodukter/ur-listan': 'post /card-products/:article/withdrawal',
  '/administration/webhookar/omsandning': 'post /webhooks/:id/deliveries/:delivery/redelivery',
  '/administration/bevarande': 'put /retention/:subject',
  '/kunder/:orgnr/checklista/bockar': 'post /customers/:orgnr/points/:id',
  '/kunder/:orgnr/checklista/angrade': 'post /customers/:orgnr/points/:id/unticking',
  '/kunder/:orgnr/checklista/egna': 'post /customers/:orgnr/points',
  '/kunder/:orgnr/checklista/borttagna': 'post /customers/:orgnr/points/:id/removal',
  '/kunder/:orgnr/moten/:traff/bokningar': 'post /customers/:orgnr/meetings/:ordinal/booking',
  '/kunder/:orgnr/moten/:traff/hallna': 'post /customers/:orgnr/meetings/:ordinal/holding',
  '/kunder/:orgnr/moten/:traff/inbjudningar': 'post /customers/:orgnr/meetings/:ordinal/invitation',
  '/kunder/:orgnr/moten/:traff/installda': 'post /customers/:orgnr/meetings/:ordinal/cancellation',
  '/moten/material': 'post /handouts', '/moten/ur-bruk': 'post /handouts/:handout/retirement',
  '/kalender/planmall': 'put /plan', '/kunder/:orgnr/plan': 'put /customers/:orgnr/plan',
  '/kunder/:orgnr/utvardering': 'post /customers/:orgnr/evaluation',
  '/kunder/:orgnr/leverantor/ledtider': EVENTS, '/kunder/:orgnr/leverantor/kontakter': EVENTS, '/kunder/:orgnr/leverantor/besked': EVENTS, '/kunder/:orgnr/leverantor/overlamnat': EVENTS,
  '/utskick/paus': 'post /outbox/pause', '/utskick/aterupptagande': 'post /outbox/reopening',
  '/utskick/nycklar/fastning': 'post /keys/:fingerprint/pins', '/utskick/nycklar/lossning': 'post /keys/:fingerprint/unpinning', '/utskick/nycklar/inlasning': 'post /keys',
  '/utskick/brev/:letter/stopp': 'post /letters/:id/hold', '/utskick/brev/:letter/fortsattning': 'post /letters/:id/resumption', '/utskick/brev/:letter/omsandning': 'post /letters/:id/resending',
  '/utskick/brev/:letter/installning': 'post /letters/:id/cancellation', '/utskick/brev/:letter/utebliven': 'post /letters/:id/non-arrival', '/utskick/brev/:letter/provning': 'get /letters/:id/verification',
  '/utskick/ovrigt/:letter/stopp': 'post /ordinary-letters/:id/hold', '/utskick/ovrigt/:letter/fortsattning': 'post /ordinary-letters/:id/resumption', '/utskick/ovrigt/:letter/installning': 'post /ordinary-letters/:id/cancellation',
  '/utskick/svar/:answer/tolkning': 'post /answers/:id/meaning', '/utskick/svar': 'post /answers', '/kunder/:orgnr/handlingar/:code/tryckt-beslut': 'post /versions/:code/printed-decision',
  '/arkiv/kontroll': 'get /archive/verification',
  '/anvandare/nytt': 'post /accounts', '/anvandare/slapp-in': 'post /accounts/unlocking', '/anvandare/:konto/roller': 'post /accounts/:id/roles', '/anvandare/:konto/inloggning': 'post /accounts/:id/sign-on', '/anvandare/:konto/losenord': 'post /accounts/:id/password', '/anvandare/:konto/las': 'post /accounts/:id/lock', '/anvandare/:konto/ta-bort': 'post /accounts/:id/removal',
  '/konto/tvasteg': 'post /own-account/second-step', '/konto/tvasteg-av': 'post /own-account/second-step/removal',
  '/konto/nycklar': 'post /own-account/tokens', '/konto/nycklar-aterkalla': 'post /own-account/tokens/:id/revocation',
  '/konto/sessioner': 'post /own-account/sessions/:id/end', '/konto/sessioner-andra': 'post /own-account/sessions/end',
}

describe('every form of a page', () => {
  it('has a route of the API that does the same, or a reason why none is needed; a row here for each, and no other', () => {
    expect([...new Set(PAGES.flatMap(({ forms }) => forms.map(({ path }) => path)))].sort()).toEqual(Object.keys(SAME).sort())
  })

  it('is open over the API to whoever may send it on the page', () => {
    const unlike = PAGES.flatMap(({ forms }) => forms.flatMap(({ path, right }) => {
      const same = SAME[path] ?? ''
      const route = ROUTES.find((one) => `${one.method} ${one.path}` === same)
      const roles: readonly string[] = route === undefined ? [] : RIGHTS[route.right]
      return same === FILLED || RIGHTS[right].every((role) => roles.includes(role)) ? [] : [[path, right, same]]
    }))
    expect(unlike).toEqual([])
  })
})
