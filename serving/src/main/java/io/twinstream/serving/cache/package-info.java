/** States kept in this process for a moment, where the operator wants that; off by default. */
package io.twinstream.serving.cache;
