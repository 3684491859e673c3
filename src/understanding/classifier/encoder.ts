/**
 * Turns a text into a vector of fixed length whose direction is its meaning, and says which words it knows whole. The
 * n-grams alone are the fallback where there is none.
 */
export type Encoder = { readonly size: number; encode(text: string): Float32Array; knows(word: string): boolean };
