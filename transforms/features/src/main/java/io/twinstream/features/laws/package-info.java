/**
 * The laws that every aggregation function obeys, for tests of one's own functions.
 *
 * <pre>{@code
 * @Test
 * void obeysTheLaws() {
 *   FunctionLaws.check(new Spread(), 1_000);
 * }
 * }</pre>
 */
package io.twinstream.features.laws;
