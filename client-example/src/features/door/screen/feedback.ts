import type { Answer } from '../gate/answer';

export type Verdict = 'go' | 'stop' | 'look';

/** Three answers for a glance: let the visitor pass, do not, or read on. */
export function verdictOf({ kind }: Answer): Verdict {
  if (kind === 'accepted') return 'go';
  return kind === 'tooEarly' || kind === 'notReady' || kind === 'wrongShow' ? 'look' : 'stop';
}

/** Two rising tones, one long low one, two middle ones: told apart without looking, and by who cannot hear them by hand. */
const tones: Readonly<Record<Verdict, readonly { readonly hertz: number; readonly seconds: number }[]>> = {
  go: [
    { hertz: 880, seconds: 0.09 },
    { hertz: 1320, seconds: 0.14 },
  ],
  stop: [{ hertz: 170, seconds: 0.55 }],
  look: [
    { hertz: 520, seconds: 0.14 },
    { hertz: 520, seconds: 0.14 },
  ],
};
const vibrations: Readonly<Record<Verdict, number[]>> = { go: [80], stop: [300, 100, 300], look: [120, 80, 120] };
const PAUSE_SECONDS = 0.05;
const LOUDNESS = 0.35;

let audio: AudioContext | null = null;

/** A page may make sounds once somebody has pressed something on it. */
export function allowSounds(): () => void {
  const resume = () => {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
  };
  // The press that paired the device, for example.
  if (navigator.userActivation?.hasBeenActive) resume();
  addEventListener('pointerdown', resume);
  addEventListener('keydown', resume);
  return () => {
    removeEventListener('pointerdown', resume);
    removeEventListener('keydown', resume);
  };
}

/** Sound and vibration for an answer. */
export function signal(verdict: Verdict): void {
  navigator.vibrate?.(vibrations[verdict]);
  if (audio?.state !== 'running') return;
  let startsAt = audio.currentTime;
  for (const { hertz, seconds } of tones[verdict]) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.type = verdict === 'stop' ? 'sawtooth' : 'sine';
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUDNESS, startsAt);
    volume.gain.exponentialRampToValueAtTime(0.01, startsAt + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(startsAt);
    tone.stop(startsAt + seconds);
    startsAt += seconds + PAUSE_SECONDS;
  }
}
