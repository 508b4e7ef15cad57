/**
 * What all checks of equality share: one sampler, one visibility rule (the oracle's) and one
 * comparison of rows. A check computes values again with other code than the product, and compares
 * them.
 */
package io.twinstream.verify;
