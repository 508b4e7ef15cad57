/** What readers of a view follow in the online store, and how fresh it is. */
package io.twinstream.stores.status;
