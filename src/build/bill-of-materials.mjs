// What the program is made of, by the lock file, as CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/. The same lock file gives the same bytes.

/** `lock` and `program` as package-lock.json and package.json hold them; tools that only build and test are left out. */
export function billOfMaterials(lock, program) {
  const parts = Object.entries(lock.packages).filter(([place, { dev, link }]) => place !== '' && dev !== true && link !== true).map(([place, about]) => componentOf(about.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length), about))
  const components = [...new Map(parts.map((one) => [one.purl, one])).values()].sort((one, other) => (one.purl < other.purl ? -1 : 1))
  return {
    bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `pkg:npm/${program.name}@${program.version}`, name: program.name, version: program.version, description: program.description, licenses: [{ expression: program.license }], purl: `pkg:npm/${program.name}@${program.version}` } },
    components,
  }
}

function componentOf(fullName, { version, license, integrity, optional }) {
  const [group, name] = fullName.startsWith('@') ? fullName.split('/') : ['', fullName]
  const purl = `pkg:npm/${group === '' ? '' : `${encodeURIComponent(group)}/`}${name}@${version}`
  return {
    type: 'library', 'bom-ref': purl, ...(group === '' ? {} : { group }), name, version, scope: optional === true ? 'optional' : 'required',
    ...(integrity === undefined ? {} : { hashes: integrity.split(' ').map(hashOf) }), ...(license === undefined ? {} : { licenses: [{ expression: license }] }), purl,
  }
}

/** `sha512-…` in base64 as the format has it. */
function hashOf(integrity) {
  const [algorithm, digest] = integrity.split(/-(.*)/s)
  return { alg: algorithm.replace(/^sha(\d+)$/, 'SHA-$1'), content: Buffer.from(digest, 'base64').toString('hex') }
}
