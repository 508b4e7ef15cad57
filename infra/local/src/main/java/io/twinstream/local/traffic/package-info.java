/** Generated traffic: transactions, and corrupt records. */
package io.twinstream.local.traffic;
