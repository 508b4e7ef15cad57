/**
 * What all proofs share: one sampler, one rule of what a row sees (the oracle's) and one comparison
 * of rows. A proof computes values again by other means than the product, and compares.
 */
package io.twinstream.verify;
