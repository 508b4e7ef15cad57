package io.twinstream.offline.iceberg;

import io.twinstream.offline.log.file.HistoryException;
import java.util.function.Supplier;

/** What Iceberg says of a failure, with the table and what to do. */
final class Failures {
  private Failures() {}

  /**
   * Returns the result of an action.
   *
   * @throws HistoryException if it fails
   */
  static <T> T of(TableName name, Supplier<T> action) {
    try {
      return action.get();
    } catch (HistoryException | IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
      throw new HistoryException(
          "table %s: %s%s; check the address, the credentials and the files of the table"
              .formatted(name.table(), e.getMessage(), cause),
          e);
    }
  }
}
