/** Turns a text into a vector of fixed length whose direction is its meaning. The n-grams alone are the fallback. */
export type Encoder = { readonly size: number; encode(text: string): Float32Array };
