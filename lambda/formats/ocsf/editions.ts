/** What differs between the OCSF versions for the classes a CloudTrail record can become. One mapping, two labels. */
export interface Edition {
  /** The members of `metadata` that are the same in every event. */
  readonly metadata: string;
  /** `user.programmatic_credentials`, and type 19 among the observables. */
  readonly hasCredentials: boolean;
  /** `actor.app_name`, which replaces `actor.invoked_by`. */
  readonly hasAppName: boolean;
  /** `policies[]` in Account Change; before, one `policy`. */
  readonly hasPolicies: boolean;
  /** `src_endpoint.autonomous_system`. */
  readonly hasAutonomousSystem: boolean;
  /** `location.lat` and `long`, which replace `coordinates`. */
  readonly hasLatitude: boolean;
  /** Classes 3004 to 3006 carry actor and source endpoint, so that the rich mode can use them. */
  readonly hasFullIamClasses: boolean;
}

export const editions = {
  "1.8.0": {
    metadata: '"version":"1.8.0","profiles":["cloud","datetime"],"log_provider":"CloudTrail"',
    hasCredentials: true,
    hasAppName: true,
    hasPolicies: true,
    hasAutonomousSystem: true,
    hasLatitude: true,
    hasFullIamClasses: true,
  },
  "1.1.0": {
    metadata: '"version":"1.1.0","profiles":["cloud","datetime"],"log_provider":"CloudTrail"',
    hasCredentials: false,
    hasAppName: false,
    hasPolicies: false,
    hasAutonomousSystem: false,
    hasLatitude: false,
    hasFullIamClasses: false,
  },
} as const satisfies Record<string, Edition>;
