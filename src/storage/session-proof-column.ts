/** How the one who opened a session proved who they are: a sign-on elsewhere has its own second step. */
export const SESSION_PROOF_COLUMN = `
alter table session add column proof text not null default 'password' check (proof in ('password', 'sign-on'));
`
