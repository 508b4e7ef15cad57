package io.twinstream.cli.letters;

import io.twinstream.features.event.DeadLetter;
import java.util.Arrays;

/**
 * A dead letter, and the record that is to be sent instead of the original.
 *
 * @param payload the bytes of that record; those of the original unless it was edited
 * @param drop whether nothing is to be sent
 */
@SuppressWarnings("ArrayRecordComponent") // Shared, never changed.
record EditedLetter(DeadLetter letter, byte[] payload, boolean drop) {
  static EditedLetter unchanged(DeadLetter letter) {
    return new EditedLetter(letter, letter.payload(), false);
  }

  EditedLetter with(byte[] other) {
    return new EditedLetter(letter, other, drop);
  }

  EditedLetter dropped() {
    return new EditedLetter(letter, payload, true);
  }

  boolean isEdited() {
    return !Arrays.equals(payload, letter.payload());
  }

  /** Reports whether the record to send is complete. */
  boolean isWhole() {
    return !letter.envelope().cut() && (isEdited() || !letter.isPayloadCut());
  }
}
