import { type DestinationOptions, destinationOf } from "../destinations/registry.ts";
import { type FormatType, formats } from "../formats/registry.ts";

/** The formats that a destination with these options can carry: any, those that give JSON, or the record as it is. */
export function acceptedFormats(destination: DestinationOptions): readonly FormatType[] {
  const fit = destinationOf(destination).formats?.(destination) ?? "any";
  return formats
    .filter(({ type, output }) => fit === "any" || (fit === "json" ? output === "json" : type === "raw"))
    .map(({ type }) => type);
}
