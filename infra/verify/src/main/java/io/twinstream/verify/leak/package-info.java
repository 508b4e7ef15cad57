/** Checks that the rows of a training set see only what was known at their times. */
package io.twinstream.verify.leak;
