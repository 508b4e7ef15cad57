package io.twinstream.features.event;

/** Why a record is a dead letter. Only the record and its place in its partition decide. */
public enum Reason {
  /** The payload is larger than the limit. */
  TOO_LARGE,
  /**
   * The bytes are not in the declared format: truncated JSON, not UTF-8, a CSV row of wrong width.
   */
  MALFORMED,
  /** A value is not of its field's type, or not a finite number. */
  WRONG_TYPE,
  /** A number does not fit its field's range, or a key is longer than an entity's id may be. */
  OUT_OF_RANGE,
  /** A decimal has more digits after the point than its field's scale. */
  EXCESS_DIGITS,
  /** The event time, or a declared event id, is missing or empty. */
  MISSING_FIELD,
  /** None of the views' key fields has a value. */
  MISSING_KEY,
  /** Event time is further ahead of known time than the source allows. */
  FUTURE,
  /** Event time is further behind known time than the source allows. */
  LATE,
  /**
   * The timestamp of the record is further behind that of an earlier record in its partition than
   * the source allows.
   */
  OUT_OF_ORDER,
  /** The schema registry has no schema with the id that the record names. */
  UNKNOWN_SCHEMA,
  /**
   * A computed field of an enriched source does not fit its type. The record itself is accepted, so
   * it must not be sent again.
   */
  NOT_ENRICHED
}
