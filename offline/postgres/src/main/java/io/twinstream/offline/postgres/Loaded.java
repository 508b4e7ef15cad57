package io.twinstream.offline.postgres;

/**
 * The result of loading a table.
 *
 * @param table the view or service: {@code name@version}
 * @param files the number of files that were loaded
 * @param known the number of files that an earlier load had loaded
 * @param rows the number of rows that are new or have a greater state than before
 * @param leftOut the number of rows that PostgreSQL cannot store, because text contains the
 *     character NUL; one such event must not block all later ones
 */
public record Loaded(String table, int files, int known, long rows, long leftOut) {}
