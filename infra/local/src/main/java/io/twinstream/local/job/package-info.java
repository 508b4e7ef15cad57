/** Jobs and the server of the product as processes, and the live jobs of a local stack. */
package io.twinstream.local.job;
