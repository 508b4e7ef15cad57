/** Checks training sets: whether their rows see only what was known at their times. */
package io.twinstream.offline.training;
