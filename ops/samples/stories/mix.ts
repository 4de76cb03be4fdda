import type { SampleRecord, Scene, Story } from "../scene.ts";
import { CHANGES } from "./changes.ts";
import { DATA } from "./data.ts";
import { FAILURES } from "./failures.ts";
import { READS } from "./reads.ts";
import { SERVICES } from "./services.ts";
import { SIGN_INS } from "./sign-in.ts";
import { TOKENS } from "./tokens.ts";

type Stories = readonly (readonly [number, Story])[];

/** How often each family appears in a log file of a busy account. */
const FAMILIES: readonly (readonly [number, Stories])[] = [
  [48, READS],
  [9, CHANGES],
  [1.5, SIGN_INS],
  [9, TOKENS],
  [10, DATA],
  [16, SERVICES],
  [5, FAILURES],
];

/** Every story once, in a fixed order. */
export const ALL_STORIES: readonly Story[] = FAMILIES.flatMap(([, stories]) =>
  stories.map(([, story]) => story),
);

/** Of the records of a file, so many do again what the one before did: callers list, poll and copy in rows. */
const REPEATS = 0.45;

/** Makes the records of one file of the kind `CloudTrail`: management and data events. */
export function mixedRecords(): (scene: Scene) => SampleRecord {
  let story: Story | undefined;
  return (scene) => {
    if (story === undefined || !scene.random.chance(REPEATS))
      story = scene.random.weighted(scene.random.weighted(FAMILIES));
    return story(scene);
  };
}
