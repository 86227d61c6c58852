/** The little of WebAssembly's own interface that is used here: Node's types leave it to the DOM's. */
declare namespace WebAssembly {
  class Instance {
    constructor(module: Module, imports: object)
    readonly exports: Exports
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
