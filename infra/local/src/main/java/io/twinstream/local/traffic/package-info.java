/** Generated traffic: transactions, and records that are broken on purpose. */
package io.twinstream.local.traffic;
