export interface WebchatShop {
  readonly id: string;
  readonly name: string;
  /** The language the widget's own words are in. */
  readonly language: string;
}

/** Where the shops with a web chat are looked up. */
export interface Shops {
  find(shopId: string): Promise<WebchatShop | null>;
}
