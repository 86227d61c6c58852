import express, { type Router } from 'express'
import { lacksSecondStep } from '../accounts/browser-session.js'
import { offerSecondStep, sameOffer, setUpSecondStep } from '../accounts/own-account.js'
import { formToken, THIS_COMPUTER } from '../http/visitor.js'
import { typedOf } from './form-body.js'
import { formView } from './form.js'
import type { Tried } from './page.js'
import { frameFor, type Kit } from './serve-page.js'
import { keepSession, orAgain, pending, refuseForeignForm, SET_UP, slowDown, type Pending } from './sign-in.js'

/** The last step of signing in where the house demands a second step and the account has none: it is set up, its recovery codes are shown once, and only then the session opens anything. */
export function addSecondStepSetUp(router: Router, kit: Kit): void {
  router.get(SET_UP, async (request, response) => {
    const found = await pending(kit.app, request)
    if (found === null || !lacksSecondStep(kit.app.config, found)) return response.redirect(303, found === null ? '/konto/inloggning' : '/')
    return response.type('html').send(await setUpPage(kit, found, null))
  })
  router.post(SET_UP, slowDown(), express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 12 }), async (request, response) => {
    const found = await pending(kit.app, request)
    if (found === null || !lacksSecondStep(kit.app.config, found)) return response.redirect(303, found === null ? '/konto/inloggning' : '/')
    const typed = typedOf(request.body)
    refuseForeignForm(typed, found)
    return orAgain(kit, response, { form: 'tvasteg', typed, page: (tried) => setUpPage(kit, found, tried) }, async () => {
      const { codes, secret } = await setUpSecondStep(kit.app, found, { offer: typed['erbjudande']?.[0] ?? '', code: typed['kod']?.[0] ?? '' })
      keepSession(kit.app, response, { secret, stage: 'open', device: null })
      response.type('html').send(kit.views.page('second-step', frameFor(kit, null, { title: 'Tvåstegsinloggning är på', crumbs: [], told: '' }), { title: 'Tvåstegsinloggning är på', codes, setUp: null }))
    })
  })
}

async function setUpPage(kit: Kit, { account, secret }: Pending, tried: Tried | null): Promise<string> {
  const offer = (await sameOffer(kit.app, account, tried?.typed['erbjudande']?.[0] ?? '')) ?? (await offerSecondStep(kit.app, account))
  const form = formView({ visitor: THIS_COMPUTER, csrf: formToken(secret), tried }, {
    id: 'tvasteg', action: SET_UP, heading: '', signedBy: 'nobody', button: 'Slå på tvåstegsinloggning',
    fields: [{ kind: 'hidden', name: 'erbjudande', value: offer.offer }, { kind: 'text', name: 'kod', label: 'Koden som appen visar', inputmode: 'numeric', autocomplete: 'one-time-code' }],
  })
  const title = 'Slå på tvåstegsinloggning'
  return kit.views.page('second-step', frameFor(kit, null, { title, crumbs: [], told: '' }), { title, codes: [], setUp: { size: offer.size, path: offer.path, secret: offer.secret.replaceAll(/(.{4})(?=.)/g, '$1 '), form } })
}
