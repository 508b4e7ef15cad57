/** Optional cache of states in this process; off by default. */
package io.twinstream.serving.cache;
