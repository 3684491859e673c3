/** Plays short tones, one after the other; frequencies in Hz. Browsers stay silent until the page was touched once. */
export function playTones(tones: readonly number[]): void {
  const context = new AudioContext();
  for (const [at, tone] of tones.entries()) {
    const start = context.currentTime + at * 0.14;
    const gain = new GainNode(context, { gain: 0 });
    const source = new OscillatorNode(context, { frequency: tone, type: "sine" });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    source.connect(gain).connect(context.destination);
    source.start(start);
    source.stop(start + 0.32);
  }
  setTimeout(() => void context.close(), 1_000);
}
