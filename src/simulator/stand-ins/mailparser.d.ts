/** The little of mailparser that the mailbox uses; the package carries no types of its own. */
declare module 'mailparser' {
  export interface ParsedMail {
    readonly messageId?: string;
    readonly subject?: string;
    readonly text?: string;
    readonly attachments: readonly {
      readonly contentType: string;
      readonly filename?: string;
      readonly content: Uint8Array;
      readonly headers: ReadonlyMap<string, unknown>;
    }[];
  }
  export function simpleParser(source: Uint8Array): Promise<ParsedMail>;
}
