declare module 'pdfmake' {
  export interface StyleDefinition {
    readonly font?: string
    readonly fontSize?: number
    readonly lineHeight?: number
    readonly margin?: readonly [number, number, number, number]
    readonly bold?: boolean
    readonly italics?: boolean
    readonly alignment?: 'left' | 'right'
  }

  export interface ContentText extends StyleDefinition {
    readonly text: string | readonly ContentText[]
    readonly tocItem?: boolean
    readonly tocStyle?: StyleDefinition
    readonly tocNumberStyle?: StyleDefinition
    readonly headlineLevel?: number
    readonly pageBreak?: 'before' | 'after'
  }

  export interface TableCellContent extends StyleDefinition {
    readonly stack?: readonly Content[]
    readonly colSpan?: number
  }

  export interface ContentTable extends StyleDefinition {
    readonly table: { readonly widths: readonly number[]; readonly headerRows: number; readonly dontBreakRows: boolean; readonly body: readonly (readonly TableCellContent[])[] }
  }

  export interface ContentStack extends StyleDefinition {
    readonly stack: readonly Content[]
    readonly unbreakable?: boolean
  }

  export type Content = ContentText | ContentTable | ContentStack | { readonly toc: object }

  export interface DocumentDefinition {
    readonly pageSize: { readonly width: number; readonly height: number }
    readonly pageMargins: readonly [number, number, number, number]
    readonly defaultStyle: StyleDefinition
    readonly language: string
    readonly info: { readonly title: string }
    readonly header: () => Content
    readonly footer: (page: number, pageCount: number) => Content
    readonly content: readonly Content[]
  }

  const pdfmake: {
    setFonts(fonts: Readonly<Record<string, Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>>>): void
    setUrlAccessPolicy(allowed: (url: string) => boolean): void
    setLocalAccessPolicy(allowed: (path: string) => boolean): void
    createPdf(document: DocumentDefinition): { getBuffer(): Promise<Uint8Array> }
  }
  export default pdfmake
}
