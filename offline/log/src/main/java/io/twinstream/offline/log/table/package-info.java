/** The layouts of the tables that jobs write, and their writers. */
package io.twinstream.offline.log.table;
