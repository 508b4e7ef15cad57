/** The online store in Redis: one server, sentinels or a cluster. */
package io.twinstream.stores.redis;
