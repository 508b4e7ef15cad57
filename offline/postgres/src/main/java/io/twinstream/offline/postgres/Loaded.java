package io.twinstream.offline.postgres;

/**
 * What a load did to a table.
 *
 * @param table the view or service: {@code name@version}
 * @param files whose rows were taken
 * @param known files that an earlier load had taken
 * @param rows that are new or greater than they were
 * @param leftOut rows of the files that PostgreSQL cannot hold: with a text that has the character
 *     NUL. One event must not keep all later ones from being loaded
 */
public record Loaded(String table, int files, int known, long rows, long leftOut) {}
