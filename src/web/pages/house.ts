import type { Page } from '../page.js'
import { ADMINISTRATION_PAGE } from './administration.js'
import { PARTY_PAGE } from './party.js'
import { PRODUCTS_PAGE } from './products.js'
import { RETENTION_PAGE } from './retention.js'
import { RUN_OUT_PAGE } from './run-out.js'
import { TEMPLATE_PAGE } from './template.js'
import { TEMPLATES_PAGE } from './templates.js'
import { WEBHOOKS_PAGE } from './webhooks.js'

/** The pages of the house's own texts, parties, settings and rules. */
export const HOUSE_PAGES: readonly Page[] = [TEMPLATES_PAGE, TEMPLATE_PAGE, ADMINISTRATION_PAGE, PARTY_PAGE, PRODUCTS_PAGE, RETENTION_PAGE, RUN_OUT_PAGE, WEBHOOKS_PAGE]
